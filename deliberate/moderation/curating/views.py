"""Pages on which people suggest and decide that sources go back to one."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Evidence, OriginSuggestion, Source, SuggestionState
from deliberate.evidence.origin_upkeep import look_through
from deliberate.evidence.origins import (
    cluster_of,
    get_suggestion,
    items_in,
    next_open,
    open_suggestions,
    propose_origin,
)
from deliberate.evidence.queries import get_evidence
from deliberate.evidence.reach import articles_moved_by
from deliberate.moderation.claiming import refuse_held
from deliberate.moderation.curating.acts import authorize_curating, last_act_on, may_undo
from deliberate.moderation.curating.forms import CONFIRM, OriginForm, SameOriginForm
from deliberate.moderation.curating.linking import confirm, decline
from deliberate.moderation.curating.previewing import linked, preview
from deliberate.moderation.curating.wording import why
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.web.identity import current_actor

#: So many items are offered to choose among.
OFFERED = 60


@blueprint.get("/a/<slug>/origins")
def origins(slug: str) -> Page:
    """What may go back to one source on an article and waits for a decision."""
    actor = current_actor()
    article = get_readable(actor, slug)
    waiting = open_suggestions(actor, article)
    return render_template(
        "deliberate/moderation/origins.html", article=article, waiting=waiting, items=items_in(waiting), why=why
    )


@blueprint.post("/a/<slug>/origins/look")
def look_for_origins(slug: str) -> Page:
    """Have a job compare everything on an article."""
    actor = current_actor()
    with transaction():
        article = get_readable(actor, slug)
        authorize(actor, Permission.SEE_QUEUE)
        look_through(article)
    flash(say("Everything posted here is compared soon; what is found is listed here."), "info")
    return redirect(url_for(".origins", slug=slug), 303)


@blueprint.route("/origins/<uuid:suggestion>", methods=["GET", "POST"])
def origin(suggestion: UUID) -> Page:
    """Two quotes side by side, why they may go back to one source, and what it would move."""
    actor = current_actor()
    found = get_suggestion(actor, suggestion)
    form = OriginForm(request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _origin_page(actor, found, form)
    authorize_curating(actor, Permission.LINK_ORIGIN, found)

    def work() -> None:
        chosen = get_suggestion(actor, suggestion)
        refuse_held(actor, chosen)
        if form.verdict.data == CONFIRM:
            confirm(actor, chosen, form.name.data or "", form.reason.data or "")
        else:
            decline(actor, chosen, form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    found = get_suggestion(actor, suggestion)
    if status != 200:
        return _origin_page(actor, found, form), status
    flash(say(_DONE[found.state]), "info")
    following = next_open(actor, found) if found.state is not SuggestionState.OPEN else None
    if following is not None:
        return redirect(url_for(".origin", suggestion=following.public_id), 303)
    return redirect(url_for(".origins", slug=found.article.slug), 303)


_DONE = {
    SuggestionState.CONFIRMED: N_("They count as one now."),
    SuggestionState.DECLINED: N_("Each counts by itself. This is not suggested again."),
    SuggestionState.OPEN: N_("Your word is kept. Once a second curator confirms it, they count as one."),
}


def _origin_page(actor: Actor, suggestion: OriginSuggestion, form: OriginForm) -> str:
    items = items_in([suggestion])
    first, second = items[suggestion.first_item_id], items[suggestion.second_item_id]
    would = None
    if suggestion.state is SuggestionState.OPEN and may(actor, Permission.LINK_ORIGIN, suggestion):
        sources = cluster_of(first.source, second.source)
        articles = articles_moved_by([source.id for source in sources])
        would = preview(articles if actor.is_moderator else [suggestion.article], linked(sources))
    act = last_act_on(suggestion)
    return render_template(
        "deliberate/moderation/origin.html",
        suggestion=suggestion,
        first=first,
        second=second,
        why=why(suggestion),
        would=would,
        form=form,
        act=act,
        may_undo=act is not None and may_undo(actor, act),
    )


@blueprint.route("/evidence/<uuid:item>/same-origin", methods=["GET", "POST"])
def same_origin(item: UUID) -> Page:
    """Suggest that another item of the article goes back to the same source."""
    actor = current_actor()
    evidence = get_evidence(actor, item)
    authorize(actor, Permission.SUGGEST_ORIGIN, evidence)
    form = SameOriginForm(request.form if request.method == "POST" else None)
    form.offer(_others(evidence))
    if request.method == "POST":

        def work() -> None:
            propose_origin(actor, get_evidence(actor, item), _chosen(actor, form), form.why.data or "")

        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash(say("Your suggestion waits for a moderator, or for two curators."), "info")
            return redirect(url_for(".origins", slug=evidence.article.slug), 303)
        return render_template("deliberate/moderation/same_origin.html", item=evidence, form=form), status
    return render_template("deliberate/moderation/same_origin.html", item=evidence, form=form)


def _others(evidence: Evidence) -> list[Evidence]:
    """Items on the same article that cite other sources, the newest first."""
    article: Article = evidence.article
    found = (
        select(Evidence)
        .join(Source, Source.id == Evidence.source_id)
        .where(Evidence.article_id == article.id, Evidence.status.in_(PUBLIC), Evidence.source_id != evidence.source_id)
        .options(joinedload(Evidence.source))
        .order_by(Evidence.id.desc())
        .limit(OFFERED)
    )
    return list(session.scalars(found))


def _chosen(actor: Actor, form: SameOriginForm) -> Evidence:
    try:
        return get_evidence(actor, UUID(form.other.data))
    except ValueError:
        raise Invalid(say("Choose one of those listed."), "other") from None
