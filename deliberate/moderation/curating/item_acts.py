"""What can be done about an item of evidence, as data: what each act needs, and who may propose it or do it."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.policy import Permission
from deliberate.core.wording import N_
from deliberate.evidence.models import Bearing, Evidence
from deliberate.moderation.actions import FINE, WRONG_SIDE, Action, actions
from deliberate.moderation.carrying_out import state_on

BASIC, MEMBER = Permission.SUGGEST_CURATION, Permission.PROPOSE_CURATION


class Needs(enum.StrEnum):
    """What has to be said beside the reason."""

    NOTHING = ""
    ITEM = "item"
    CLAIM = "claim"
    ADDRESS = "address"


@dataclass(frozen=True)
class ItemAct:
    """One thing that can be done about an item, or about how it bears on one claim."""

    name: str
    title: str
    means: str
    code: str
    proposed_by: Permission = MEMBER
    needs: Needs = Needs.NOTHING
    #: Whether it is about the item on one claim; else it is about the item wherever it bears.
    on_bearing: bool = False
    #: Whether one curator suffices, and whether it is moderators' alone.
    by_one: bool = False
    by_moderators: bool = False

    @property
    def action(self) -> Action:
        return actions.get(self.name)


_ACTS = (
    ItemAct(
        "merge_item",
        N_("It is here already: merge it into another item"),
        N_("Both wordings are kept, and one counts. Ratings are united; of two by one person the newer counts."),
        "duplicate",
        BASIC,
        Needs.ITEM,
    ),
    ItemAct(
        "move_item",
        N_("It belongs on another claim: move it"),
        N_("What people said of its relevance and strength waits until they confirm it. Its reliability stays."),
        "off_topic",
        needs=Needs.CLAIM,
        on_bearing=True,
    ),
    ItemAct(
        "flip_item",
        N_("It speaks for the other side: turn it"),
        N_("What people said of its relevance and strength waits until they confirm it. Its reliability stays."),
        WRONG_SIDE,
        on_bearing=True,
    ),
    ItemAct(
        "request_source",
        N_("It needs a source: ask for one"),
        N_("Its author is told and has seven days. Until there is one it counts half, and after that a quarter."),
        "unsourced",
        BASIC,
        by_one=True,
    ),
    ItemAct(
        "verify_quote",
        N_("Its quote is in the source"),
        N_("Say where you found it. The item then says that its quote was checked, until its words change."),
        FINE,
    ),
    ItemAct("dispute", N_("It is seriously contested"), N_("It counts half while it is marked so."), "contested"),
    ItemAct("mark_stale", N_("It is out of date"), N_("It counts half while it is marked so."), "outdated"),
    ItemAct(
        "mark_retracted",
        N_("Its publisher took it back"),
        N_("Everything that cites the source counts nothing. Needs the address that shows it."),
        "withdrawn_source",
        needs=Needs.ADDRESS,
    ),
    ItemAct("clear", N_("Its mark no longer fits: clear it"), N_("It counts in full again."), FINE),
    ItemAct(
        "pin",
        N_("Readers should see it first: pin a note to it"),
        N_("The note stands above the lists, outside their order, and moves nothing."),
        FINE,
        on_bearing=True,
        by_moderators=True,
    ),
    ItemAct(
        "unpin",
        N_("Take the note off"),
        N_("The item stays where it is."),
        FINE,
        on_bearing=True,
        by_moderators=True,
    ),
)
ITEM_ACTS: Mapping[str, ItemAct] = {each.name: each for each in _ACTS}


def offers(actor: Actor, evidence: Evidence, bearings: Sequence[Bearing]) -> list[ItemAct]:
    """What may be asked for as the item stands now, by somebody of this role."""
    return [
        each
        for each in _ACTS
        if (actor.is_moderator or not each.by_moderators) and matters_for(each, evidence, bearings)
    ]


def matters_for(act: ItemAct, evidence: Evidence, bearings: Sequence[Bearing]) -> Sequence[Contribution]:
    """The item, or those of its bearings, that the act can be about as they stand."""
    rows: Sequence[Contribution] = bearings if act.on_bearing else [evidence]
    return [each for each in rows if fits(act, each)]


def fits(act: ItemAct, matter: Contribution) -> bool:
    """Whether the act is possible for something as it stands."""
    if state_on(act.action, matter) not in act.action.from_states:
        return False
    if isinstance(matter, Bearing):
        pinned = matter.pinned_because is not None
        wanted = {"pin": not pinned, "unpin": pinned}.get(act.name, True)
        return act.on_bearing and wanted and session.get_one(Contribution, matter.target_id).kind == "proposition"
    if not isinstance(matter, Evidence) or act.on_bearing:
        return False
    return act.name != "verify_quote" or matter.quote_checked != matter.substance
