"""Pages to report an article, a source or a name, and to decide on what was reported."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.services import get_readable as get_article
from deliberate.core.actors import Actor
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import say
from deliberate.evidence.citations import get_source
from deliberate.evidence.models import Source
from deliberate.moderation.claiming import refuse_held
from deliberate.moderation.conduct_pages import told_of
from deliberate.moderation.forms import FlagForm
from deliberate.moderation.loading import get_readable
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.moderation.reports.acts import acts_of, acts_on
from deliberate.moderation.reports.deciding import decide_reports, open_reports, reviews_of
from deliberate.moderation.reports.forms import ReportsForm
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.reports.raising import report
from deliberate.moderation.reports.things import (
    Subject,
    get_reported,
    of_article,
    of_author,
    of_name,
    of_source,
    revision_of,
    row_of,
    says,
    sort_of,
    title_of,
)
from deliberate.moderation.waiting_kinds import standing_in
from deliberate.web.identity import current_actor
from deliberate.web.networks import network_of

#: So much of a long text is shown beside its reports.
SHOWN = 2000


@blueprint.app_template_filter("dlb_reportable")
def reportable(source: Source) -> Subject | None:
    """A source as it can be reported by whoever reads; None where they may not."""
    try:
        subject = of_source(current_actor(), source)
    except NotFound:
        return None
    return subject if may(current_actor(), Permission.REPORT_ILLEGAL, subject) else None


@blueprint.route("/a/<slug>/flag", methods=["GET", "POST"])
def flag_article(slug: str) -> Page:
    """Report an article."""
    back = url_for("deliberate.reading.article", slug=slug)
    return _report(lambda actor: of_article(get_article(actor, slug)), back)


@blueprint.route("/sources/<uuid:source>/flag", methods=["GET", "POST"])
def flag_source(source: UUID) -> Page:
    """Report a source."""
    back = url_for("deliberate.reading.source", source=source)
    return _report(lambda actor: of_source(actor, get_source(actor, source).source), back)


@blueprint.route("/contributions/<uuid:contribution>/author/flag", methods=["GET", "POST"])
def flag_author(contribution: UUID) -> Page:
    """Report the name of whoever posted something."""
    back = url_for("deliberate.reading.contribution", contribution=contribution)
    return _report(lambda actor: of_author(get_readable(actor, contribution)), back)


@blueprint.route("/people/<path:person>/flag", methods=["GET", "POST"])
def flag_name(person: str) -> Page:
    """Report the name of somebody whose public page is before the reader."""
    back = url_for("deliberate.people.person", person=person)
    return _report(lambda actor: of_name(actor, person), back)


def _report(find: Callable[[Actor], Subject], back: str) -> Page:
    actor = current_actor()
    form = FlagForm(request.form)

    def work() -> None:
        network = network_of(request.remote_addr)
        report(actor, find(actor), form.chosen(), form.note.data or "", network=network)

    form.offer(actor, sort_of(find(actor)).reasons)
    status = 200
    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            if actor.signed_in:
                flash(
                    say("Thank you. A moderator will look at it, and you will find the outcome under “Yours”."), "info"
                )
            else:
                flash(say("Thank you. A moderator will look at it."), "info")
            return redirect(back, 303)
    subject = find(actor)
    authorize(actor, Permission.REPORT_ILLEGAL, subject)
    sort = sort_of(subject)
    page = render_template(
        "deliberate/moderation/flag.html",
        form=form,
        back=back,
        what=say(sort.this),
        words=sort.title(subject.row),
        act="Flag" if may(actor, Permission.FLAG, subject) else "Report",
    )
    return page, status


@blueprint.route("/reports/<uuid:reported>", methods=["GET", "POST"])
def reports_of(reported: UUID) -> Page:
    """What was reported of one thing, and the form to decide on it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = ReportsForm(request.form)

    def work() -> None:
        thing = get_reported(reported)
        refuse_held(actor, thing)
        decide_reports(
            actor,
            thing,
            form.action.data or "",
            form.reason_code.data or "",
            form.reason.data or "",
            revision=form.version.data or 0,
        )

    status = 200
    if request.method == "POST":
        # What was possible when the form was opened may be done by now: then the answer says so.
        form.offer(acts_of(get_reported(reported).sort))
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash(say("Done. Those who reported it are told."), "info")
            return redirect(url_for(".queue"), 303)
    thing = get_reported(reported)
    form.offer(acts_on(actor, thing))
    # Whoever was overtaken has what is there now before their eyes, and decides on that.
    form.version.data, form.version.raw_data = revision_of(thing), None
    return _reports_page(actor, thing, form), status


def _reports_page(actor: Actor, thing: ReportedThing, form: ReportsForm) -> str:
    flags, reviews = open_reports(thing), reviews_of(thing)
    people = {flag.actor_id for flag in flags} | {each.actor_id for each in reviews}
    parts = {say(name): words if len(words) <= SHOWN else f"{words[:SHOWN]} …" for name, words in says(thing).items()}
    return render_template(
        "deliberate/moderation/reports.html",
        thing=thing,
        row=row_of(thing),
        title=title_of(thing),
        parts=parts,
        flags=flags,
        reviews=told_of(reviews).values(),
        names=names_of(people),
        present=revision_of(thing),
        standing=standing_in(actor, thing),
        form=form,
    )
