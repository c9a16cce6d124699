"""Pages on which people say what should become of an item, see what that would move, and decide on such proposals."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import N_, say
from deliberate.evidence.fate import bearings_from
from deliberate.evidence.models import Bearing, Evidence
from deliberate.evidence.queries import get_evidence
from deliberate.moderation.carrying_out import going_along
from deliberate.moderation.claiming import refuse_held
from deliberate.moderation.curating.acts import authorize_curating
from deliberate.moderation.curating.forms import CONFIRM
from deliberate.moderation.curating.item_acts import ITEM_ACTS, ItemAct, matters_for, offers
from deliberate.moderation.curating.item_choices import claims_under, others_for, words_of_targets
from deliberate.moderation.curating.item_forms import ItemActForm, ProposalForm
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.curating.pacing import count_look
from deliberate.moderation.curating.proposing import (
    Asked,
    act_on,
    asked_in,
    checked,
    confirm,
    decline,
    do,
    get_proposal,
    item_in,
    may_do,
    require_fit,
    take_back,
)
from deliberate.moderation.curating.trying import Trial, try_out
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.models import Decision
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor
from deliberate.weighting.gathering import articles_moved_by


@blueprint.get("/evidence/<uuid:item>/curate")
def curate_item(item: UUID) -> Page:
    """What can be done about an item as it stands."""
    actor = current_actor()
    evidence = get_evidence(actor, item)
    authorize(actor, Permission.SUGGEST_CURATION, evidence)
    acts = [
        each
        for each in offers(actor, evidence, _shown(evidence))
        if each.by_moderators or may(actor, each.proposed_by, evidence)
    ]
    return render_template("deliberate/moderation/curate_item.html", item=evidence, acts=acts)


@blueprint.route("/evidence/<uuid:item>/curate/<curation>", methods=["GET", "POST"])
def do_to_item(item: UUID, curation: str) -> Page:
    """Say what is to be done and why, see what it would move, and do it or propose it."""
    actor = current_actor()
    chosen = _get_act(actor, curation, get_evidence(actor, item))
    form = ItemActForm(request.form if request.method == "POST" else None)
    _suit(form, chosen, get_evidence(actor, item))
    if request.method != "POST":
        return _act_page(actor, item, chosen, form)
    if not form.validate():
        return _act_page(actor, item, chosen, form), 422
    if "look" in request.form:
        status, trial = attempt(form, lambda: count_look(actor)), None
        if status == 200:
            trial, status = _look(actor, item, chosen, form)
        return _act_page(actor, item, chosen, form, trial), status
    made: list[Decision | ItemProposal] = []
    status = attempt(form, lambda: made.append(act_on(actor, _asked(actor, item, chosen, form))))
    if status != 200:
        return _act_page(actor, item, chosen, form), status
    if isinstance(made[0], ItemProposal):
        flash(say("Your proposal waits for a moderator, or for curators."), "info")
        return redirect(url_for(".proposal", proposal=made[0].public_id), 303)
    flash(say("Done. The item’s page and the log say so."), "info")
    return redirect(_place_after(actor, item, made[0]), 303)


def _get_act(actor: Actor, name: str, evidence: Evidence) -> ItemAct:
    act = ITEM_ACTS.get(name)
    if act is None:
        raise NotFound(say("There is no such thing to be done about an item."))
    authorize(actor, Permission.SEE_QUEUE if act.by_moderators else act.proposed_by, evidence)
    return act


def _shown(evidence: Evidence) -> list[Bearing]:
    return [each for each in bearings_from(evidence) if each.is_visible]


def _suit(form: ItemActForm, act: ItemAct, evidence: Evidence) -> None:
    """Offer what can be chosen; where there is one claim only, it is chosen."""
    bearings = [each for each in matters_for(act, evidence, _shown(evidence)) if isinstance(each, Bearing)]
    targets = words_of_targets(bearings)
    form.suit(act, claims_under(bearings, targets), others_for(act.needs, evidence))
    if act.on_bearing and len(bearings) == 1 and not form.bearing.data:
        form.bearing.data = str(bearings[0].public_id)


def _asked(actor: Actor, item: UUID, act: ItemAct, form: ItemActForm) -> Asked:
    """What the form asks for, loaded afresh. Raises Invalid."""
    matter: Contribution = get_evidence(actor, item)
    if act.on_bearing:
        matter = _chosen(actor, form.bearing.data, "bearing")
    into = _chosen(actor, form.into.data, "into") if "into" in form else None
    address = form.address.data if "address" in form else None
    return Asked(act, matter, into, form.reason.data or "", address)


def _chosen(actor: Actor, named: str | None, field: str) -> Contribution:
    try:
        return get_readable(actor, UUID(named or ""))
    except ValueError:
        raise Invalid(say("Choose one of those listed."), field) from None


def _look(actor: Actor, item: UUID, act: ItemAct, form: ItemActForm) -> tuple[Trial | None, int]:
    try:
        asked = checked(_asked(actor, item, act, form))
        return _try(actor, asked, lambda: _asked(actor, item, act, form)), 200
    except (Invalid, Conflict) as refusal:
        form.blame(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
        return None, status_of(refusal)


def _try(actor: Actor, asked: Asked, afresh: Callable[[], Asked]) -> Trial:
    into = [asked.into] if isinstance(asked.into, Evidence) else []
    rows = [asked.matter, *into, *going_along(asked.act.action, asked.matter)]
    articles = {article.id: article for row in rows for article in articles_moved_by(row)}
    shown = [key for key, article in articles.items() if may(actor, Permission.READ_ARTICLE, article)]
    return try_out(shown, lambda: do(actor, checked(afresh())))


def _act_page(actor: Actor, item: UUID, act: ItemAct, form: ItemActForm, trial: Trial | None = None) -> str:
    evidence = get_evidence(actor, item)
    return render_template(
        "deliberate/moderation/curate_act.html",
        item=evidence,
        act=act,
        form=form,
        trial=trial,
        alone=_may_do(actor, evidence, act),
    )


def _may_do(actor: Actor, evidence: Evidence, act: ItemAct) -> bool:
    return may_do(actor, Asked(act, evidence, None, ""))


def _place_after(actor: Actor, item: UUID, decision: Decision) -> str:
    """The item's page; of one that was merged, the page of the other."""
    matter = session.get_one(Contribution, decision.contribution_id)
    if decision.action == "merge_item" and matter.merged_into_id is not None:
        item = session.get_one(Contribution, matter.merged_into_id).public_id
    return url_for("deliberate.reading.evidence", item=item)


@blueprint.route("/proposals/<uuid:proposal>", methods=["GET", "POST"])
def proposal(proposal: UUID) -> Page:
    """What somebody proposes about an item, why, what it would move, and whether it is done."""
    actor = current_actor()
    form = ProposalForm(request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _proposal_page(actor, proposal, form)
    if "take_back" in request.form:
        return _take_back(actor, proposal, form)
    authorize_curating(actor, Permission.CURATE_ITEM, get_proposal(actor, proposal))
    if "look" in request.form:
        status = attempt(form, lambda: count_look(actor))
        return _proposal_page(actor, proposal, form, look=status == 200), status

    def work() -> None:
        chosen = get_proposal(actor, proposal)
        refuse_held(actor, chosen)
        if form.verdict.data == CONFIRM:
            confirm(actor, chosen)
        else:
            try:
                decline(actor, chosen, form.reply.data or "")
            except Invalid as refusal:
                raise Invalid(refusal.message, "reply") from None

    status = attempt(form, work) if form.validate() else 422
    if status != 200:
        return _proposal_page(actor, proposal, form), status
    found = get_proposal(actor, proposal)
    flash(say(_DECIDED[found.state]), "info")
    if found.state is ProposalState.OPEN:
        return redirect(url_for(".proposal", proposal=proposal), 303)
    if actor.is_moderator:
        return redirect(url_for(".queue", bucket="curation"), 303)
    return redirect(url_for(".proposal", proposal=proposal), 303)


def _take_back(actor: Actor, proposal: UUID, form: ProposalForm) -> Page:
    status = attempt(form, lambda: take_back(actor, get_proposal(actor, proposal)))
    if status != 200:
        return _proposal_page(actor, proposal, form), status
    flash(say(_DECIDED[ProposalState.WITHDRAWN]), "info")
    return redirect(url_for(".proposal", proposal=proposal), 303)


_DECIDED = {
    ProposalState.CONFIRMED: N_("Done. The item’s page and the log say so."),
    ProposalState.DECLINED: N_("Everything stays as it is."),
    ProposalState.WITHDRAWN: N_("You took it back: nobody decides on it any more."),
    ProposalState.OPEN: N_("Your word is kept. Once a second curator agrees, it is done."),
}


def _proposal_page(actor: Actor, public_id: UUID, form: ProposalForm, *, look: bool = False) -> str:
    """``look``: with what it would move, which takes the one turn to write that there may be."""
    found = get_proposal(actor, public_id)
    decides = found.state is ProposalState.OPEN and (
        may(actor, Permission.CURATE_ITEM, found) or may(actor, Permission.REVIEW_OWN, found)
    )
    trial, hindrance = None, ""
    if decides:
        try:
            require_fit(asked_in(found))
            if look:
                trial = _try(actor, asked_in(found), lambda: asked_in(get_proposal(actor, public_id)))
        except (Conflict, Invalid) as refusal:
            hindrance = refusal.message
        found = get_proposal(actor, public_id)
    asked, evidence = asked_in(found), item_in(found)
    return render_template(
        "deliberate/moderation/proposal.html",
        proposal=found,
        act=asked.act,
        matter=asked.matter,
        into=asked.into,
        titles=titles_of([each for each in (evidence, asked.into) if each is not None]),
        item=evidence,
        form=form,
        trial=trial,
        hindrance=hindrance,
        decides=decides,
        is_own=may(actor, Permission.TAKE_BACK_PROPOSAL, found),
    )
