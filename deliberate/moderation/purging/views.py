"""Pages for admins: what waits to be erased for good, asking for it, confirming it, calling it off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import names_of
from deliberate.core.wording import say
from deliberate.moderation.actions import rule_in_words
from deliberate.moderation.conduct import Finding
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.moderation.purging.about_posts import MOOT
from deliberate.moderation.purging.forms import AskForm, ConfirmForm
from deliberate.moderation.purging.models import Purge, PurgeState
from deliberate.moderation.purging.services import (
    GROUNDS,
    alone_from,
    ask_for_purge,
    authorize_purging,
    call_off_purge,
    confirm_purge,
    find_done,
    find_thing,
    find_waiting,
    get_purge,
    latest,
    may_purge,
)
from deliberate.moderation.purging.things import text_name, things
from deliberate.web.identity import current_actor


@dataclass(frozen=True)
class Line:
    """One purge as the page shows it."""

    purge: Purge
    words: str
    #: What is to be erased; None once nothing is left of it.
    says: str | None
    article: Article | None
    rule: str
    form: ConfirmForm
    #: Whether whoever looks may confirm it now, and from when on if it is not yet.
    may_confirm: bool
    from_when: datetime | None
    may_call_off: bool


@blueprint.app_template_filter("dlb_purge_of_text")
def purge_of_text(version: ArticleVersion) -> Purge | None:
    """The purge that took this version's words; it is looked for only where there are none."""
    article = session.get_one(Article, version.article_id)
    return None if version.text else find_done("article text", text_name(article, version.number))


@blueprint.app_template_filter("dlb_purge_of_finding")
def purge_of_finding(finding: Finding) -> Purge | None:
    """The purge that took the words of a finding."""
    return find_done("finding", str(finding.public_id))


@blueprint.app_template_filter("dlb_purge_name")
def name_of_text(version: ArticleVersion) -> str:
    """What the page that asks calls this version's words."""
    return text_name(session.get_one(Article, version.article_id), version.number)


@blueprint.app_template_filter("dlb_ground")
def ground(code: str) -> str:
    """Why words were erased."""
    return rule_in_words(code) if code in GROUNDS else ""


@blueprint.app_template_filter("dlb_reply")
def reply(words: str) -> str:
    """What somebody was answered: in their own words, or in the site's, where what it was about is gone."""
    return say(words) if words == MOOT else words


@blueprint.get("/purges")
def purges() -> Page:
    """What waits to be erased, and what was."""
    return _list(current_actor())


@blueprint.route("/purges/new", methods=["GET", "POST"])
def ask_purge() -> Page:
    """Ask that something be erased for good."""
    actor = current_actor()
    authorize(actor, Permission.PURGE)
    if request.method != "POST":
        given = {"thing": request.args.get("thing", ""), "name": request.args.get("name", "")}
        return _ask_page(actor, AskForm(None, data=given))
    form = AskForm(request.form)

    def work() -> None:
        ask_for_purge(actor, form.thing.data or "", form.name.data or "", form.reason_code.data or "")

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("It waits for another admin, or for you in 24 hours. Nothing is erased yet."), "info")
        return redirect(url_for(".purges"), 303)
    return _ask_page(actor, form), status


@blueprint.post("/purges/<uuid:purge>/confirm", endpoint="confirm_purge")
def confirm(purge: UUID) -> Page:
    """Erase it for good."""
    actor = current_actor()
    authorize(actor, Permission.PURGE)
    get_purge(purge)
    form = ConfirmForm(request.form)

    def work() -> None:
        confirm_purge(actor, get_purge(purge))

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("It is erased for good. The files of the database are cleared of it within minutes."), "info")
        return redirect(url_for(".purges"), 303)
    return _list(actor, {purge: form}), status


@blueprint.post("/purges/<uuid:purge>/call-off", endpoint="call_off_purge")
def call_off(purge: UUID) -> Page:
    """Leave it as it is."""
    actor = current_actor()
    authorize(actor, Permission.PURGE)
    form = ConfirmForm(request.form)
    get_purge(purge)
    status = attempt(form, lambda: call_off_purge(actor, get_purge(purge)))
    if status == 200:
        flash(say("Called off: it stays as it is."), "info")
        return redirect(url_for(".purges"), 303)
    return _list(actor, {purge: form}), status


def _ask_page(actor: Actor, form: AskForm) -> str:
    kind, name = form.thing.data or "", form.name.data or ""
    thing, row = find_thing(kind, name)
    authorize_purging(actor, thing, row)
    return render_template(
        "deliberate/moderation/purging/ask.html",
        form=form,
        words=say(thing.words),
        says=thing.says(row),
        asked=find_waiting(kind, name),
        is_post=kind == "contribution",
    )


def _list(actor: Actor, forms: Mapping[UUID, ConfirmForm] | None = None) -> str:
    authorize(actor, Permission.PURGE)
    waiting, done = latest(PurgeState.WAITING), latest(PurgeState.DONE)
    shown = [*waiting, *done]
    return render_template(
        "deliberate/moderation/purging/purges.html",
        waiting=[_line(actor, each, (forms or {}).get(each.public_id)) for each in waiting],
        done=[_line(actor, each) for each in done],
        names=names_of({who for each in shown for who in (each.asked_by, each.decided_by) if who}),
    )


def _line(actor: Actor, purge: Purge, refused: ConfirmForm | None = None) -> Line:
    thing = things.get(purge.thing)
    row = thing.find(purge.name) if purge.state is PurgeState.WAITING else None
    open_to = row is not None and may_purge(actor, thing, row)
    form = refused or ConfirmForm(None)
    # There is one such form for each of them on the page.
    form.sure.id = form.sure.label.field_id = f"sure-{purge.public_id}"
    alone = purge.asked_by == actor.key and now() < alone_from(purge)
    return Line(
        purge=purge,
        words=say(thing.words),
        says=thing.says(row) if row is not None else None,
        article=session.get(Article, purge.article_id) if purge.article_id else None,
        rule=ground(purge.reason_code),
        form=form,
        may_confirm=open_to and not alone,
        from_when=alone_from(purge) if open_to and alone else None,
        may_call_off=open_to or row is None or purge.asked_by == actor.key,
    )
