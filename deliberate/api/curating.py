"""Reports of articles, sources and names, shared origins, and what becomes of items of evidence."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import LARGEST_NUMBER, Given, Shown, words
from deliberate.core.contributions import Contribution
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.evidence.fate import bearings_from
from deliberate.evidence.models import Evidence, OriginSuggestion, SuggestionState
from deliberate.evidence.origins import get_suggestion
from deliberate.evidence.queries import get_evidence
from deliberate.moderation.claiming import refuse_held
from deliberate.moderation.curating import linking, proposing
from deliberate.moderation.curating.acts import authorize_curating, get_act, permission_for, subject_of, undo_act
from deliberate.moderation.curating.item_acts import ITEM_ACTS
from deliberate.moderation.curating.item_choices import others_for
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.loading import get_readable
from deliberate.moderation.reports.acts import acts_on
from deliberate.moderation.reports.deciding import decide_reports, open_reports
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.reports.things import get_reported, revision_of, says, title_of

TAG = "Moderation"
MODERATE = Scope.MODERATE


class ReportedShown(Shown):
    """An article, a source or a name that was reported, as it is now."""

    id: UUID
    sort: str
    title: str
    says: dict[str, str]
    revision: int
    reasons: list[str] = Field(description="Of the reports that wait.")
    choices: list[str] = Field(description="What one may decide.")


class ReportsOrder(Given):
    """What is decided on all reports of it that wait."""

    action: str = words(40)
    reason_code: str = words(40, 0, default="")
    reason: str = words(LONGEST_REASON, 0, default="")
    revision: int = Field(ge=0, le=LARGEST_NUMBER, description="Refused where it says something else by now.")


class SuggestionShown(Shown):
    """That two items may go back to one source."""

    id: UUID
    state: SuggestionState
    why: str
    words: str


class OriginVerdict(Given):
    """Whether they do."""

    verdict: Literal["confirm", "decline"]
    name: str = words(500, 0, default="", description="What the shared origin is called.")
    reason: str = words(LONGEST_REASON, 0, default="")


class ItemOrder(Given):
    """What is to become of an item; from some it is a proposal that others decide on."""

    act: str = words(40, description=f"One of: {', '.join(ITEM_ACTS)}.")
    bearing: UUID | None = Field(None, description="Which bearing of it, where the act is about one.")
    into: UUID | None = Field(None, description="The other item or claim, where the act needs one.")
    reason: str = words(LONGEST_REASON)
    address: str | None = words(2000, 0, default=None)


class OrderShown(Shown):
    """What came of it: a decision, or a proposal that waits."""

    decision: UUID | None
    proposal: UUID | None


class ProposalShown(Shown):
    """What somebody proposed about an item."""

    id: UUID
    act: str
    reason: str
    state: ProposalState


class ProposalVerdict(Given):
    """Whether it is done; or that one takes one's own proposal back."""

    verdict: Literal["confirm", "decline", "take_back"]
    reply: str = words(LONGEST_REASON, 0, default="")


class WhyUndone(Given):
    """Why it is put back."""

    reason: str = words(LONGEST_REASON, 0, default="")


def _reported(caller: Caller, thing: ReportedThing) -> ReportedShown:
    return ReportedShown(
        id=thing.public_id,
        sort=thing.sort,
        title=title_of(thing),
        says=dict(says(thing)),
        revision=revision_of(thing),
        reasons=[each.reason.value for each in open_reports(thing)],
        choices=[each.name for each in acts_on(caller.actor, thing)],
    )


@operation("GET", "/reports/<uuid:reported>", tag=TAG, answer=ReportedShown, scope=MODERATE, for_visitors=False)
def get_reports(caller: Caller, reported: UUID) -> ReportedShown:
    """What was reported of an article, a source or a name; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    return _reported(caller, get_reported(reported))


@operation(
    "POST", "/reports/<uuid:reported>/decisions", tag=TAG, body=ReportsOrder, answer=ReportedShown, scope=MODERATE
)
def decide_on_reports(caller: Caller, reported: UUID, body: ReportsOrder) -> ReportedShown:
    """Decide on all reports of it that wait."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    thing = get_reported(reported)
    refuse_held(caller.actor, thing)
    decide_reports(caller.actor, thing, body.action, body.reason_code, body.reason, revision=body.revision)
    return _reported(caller, thing)


def of_suggestion(found: OriginSuggestion) -> SuggestionShown:
    """A suggestion as it is answered."""
    return SuggestionShown(id=found.public_id, state=found.state, why=found.reason.value, words=found.words)


@operation("GET", "/origins/<uuid:suggestion>", tag=TAG, answer=SuggestionShown)
def get_origin(caller: Caller, suggestion: UUID) -> SuggestionShown:
    """That two items may go back to one source, and why."""
    return of_suggestion(get_suggestion(caller.actor, suggestion))


@operation("POST", "/origins/<uuid:suggestion>/verdict", tag=TAG, body=OriginVerdict, answer=SuggestionShown)
def decide_on_origin(caller: Caller, suggestion: UUID, body: OriginVerdict) -> SuggestionShown:
    """Say whether two items go back to one source; for moderators, and for two curators together."""
    found = get_suggestion(caller.actor, suggestion)
    authorize_curating(caller.actor, Permission.LINK_ORIGIN, found)
    refuse_held(caller.actor, found)
    if body.verdict == "confirm":
        linking.confirm(caller.actor, found, body.name, body.reason)
    else:
        linking.decline(caller.actor, found, body.reason)
    return of_suggestion(found)


def _matter(caller: Caller, evidence: Evidence, bearing: UUID | None) -> Contribution:
    """The item, or the bearing of it that is meant. Raises NotFound for any other."""
    if bearing is None:
        return evidence
    found = get_readable(caller.actor, bearing)
    if found.id not in {each.id for each in bearings_from(evidence)}:
        raise NotFound(say("There is no such item, or it is gone."))
    return found


@operation("POST", "/evidence/<uuid:item>/curation", tag=TAG, body=ItemOrder, answer=OrderShown, status=201)
def curate_item(caller: Caller, item: UUID, body: ItemOrder) -> OrderShown:
    """Do something about an item, or propose it where one's word alone does not carry it out."""
    evidence, act = get_evidence(caller.actor, item), ITEM_ACTS.get(body.act)
    if act is None:
        raise NotFound(say("There is no such thing to be done about an item."))
    authorize(caller.actor, Permission.SEE_QUEUE if act.by_moderators else act.proposed_by, evidence)
    into = get_readable(caller.actor, body.into) if body.into is not None else None
    if into is not None and str(into.public_id) not in others_for(act.needs, evidence):
        raise NotFound(say("There is no such item, or it is gone."))
    matter = _matter(caller, evidence, body.bearing if act.on_bearing else None)
    made = proposing.act_on(caller.actor, proposing.Asked(act, matter, into, body.reason, body.address or None))
    is_proposal = isinstance(made, ItemProposal)
    return OrderShown(
        decision=None if is_proposal else made.public_id, proposal=made.public_id if is_proposal else None
    )


def _proposal(found: ItemProposal) -> ProposalShown:
    return ProposalShown(id=found.public_id, act=found.action, reason=found.reason, state=found.state)


@operation("GET", "/proposals/<uuid:proposal>", tag=TAG, answer=ProposalShown)
def get_proposal(caller: Caller, proposal: UUID) -> ProposalShown:
    """What somebody proposed about an item."""
    return _proposal(proposing.get_proposal(caller.actor, proposal))


@operation("POST", "/proposals/<uuid:proposal>/verdict", tag=TAG, body=ProposalVerdict, answer=ProposalShown)
def decide_on_proposal(caller: Caller, proposal: UUID, body: ProposalVerdict) -> ProposalShown:
    """Do what was proposed, decline it, or take one's own proposal back."""
    found = proposing.get_proposal(caller.actor, proposal)
    if body.verdict == "take_back":
        proposing.take_back(caller.actor, found)
        return _proposal(found)
    authorize_curating(caller.actor, Permission.CURATE_ITEM, found)
    refuse_held(caller.actor, found)
    if body.verdict == "confirm":
        proposing.confirm(caller.actor, found)
    else:
        proposing.decline(caller.actor, found, body.reply)
    return _proposal(found)


@operation("POST", "/source-acts/<uuid:source_act>/undo", tag=TAG, body=WhyUndone, scope=MODERATE)
def undo_source_act(caller: Caller, source_act: UUID, body: WhyUndone) -> None:
    """Put back what an act on a source or a publisher changed."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    act = get_act(source_act)
    authorize_curating(caller.actor, permission_for(act), subject_of(act))
    undo_act(caller.actor, act, body.reason)
