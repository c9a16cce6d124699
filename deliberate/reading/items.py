"""Items of evidence as lists show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.core.site import names_of
from deliberate.core.wording import say
from deliberate.evidence.forms import KIND_WORDS as EVIDENCE_KINDS
from deliberate.evidence.models import Bearing, Curation, Evidence
from deliberate.weighting.inputs import SOURCE_OVERDUE
from deliberate.weighting.models import ItemScore
from deliberate.weighting.presets import model_of

#: What is said of an item whose source its publisher corrected; it counts as it is rated since.
CORRECTED = "corrected"
#: What is said of one of which a source was asked for and none was given in time.
OVERDUE = "source_overdue"


@dataclass(frozen=True)
class ShownItem:
    """One bearing with its evidence, in the words of a page."""

    bearing: Bearing
    author: str
    raters: int
    challenges: int
    #: Items of its side that go back to the same source and weigh no more: they count with it.
    echoes: "Sequence[ShownItem]" = ()

    @property
    def cluster(self) -> str | None:
        """It and its echoes in a few words: "5 outlets, 1 origin"; None where it stands alone."""
        if not self.echoes:
            return None
        every = [self, *self.echoes]
        outlets = {each.evidence.source.publisher_id or f"source {each.evidence.source_id}" for each in every}
        if len({each.evidence.source_id for each in every}) == 1:
            return say("%(number)s quotes, 1 source", number=len(every))
        if len(outlets) == 1:
            return say("%(number)s items, 1 origin", number=len(every))
        return say("%(number)s outlets, 1 origin", number=len(outlets))

    @property
    def evidence(self) -> Evidence:
        return self.bearing.evidence

    @property
    def anchor(self) -> str:
        return f"item-{self.bearing.public_id}"

    @property
    def side(self) -> str:
        return self.bearing.side.value

    @property
    def kind(self) -> str:
        return say(EVIDENCE_KINDS[self.evidence.evidence_kind])

    @property
    def weighed(self) -> bool:
        return self.raters >= model_of(self.bearing.article).raters_needed

    @property
    def weighing(self) -> str:
        """How far the weighing is, in words; never the weight itself."""
        if self.zeroed:
            return say("Counts nothing now")
        if self.raters == 0:
            return say("Not yet weighed")
        if not self.weighed:
            return say("Weighed by 1 person; one more is needed")
        return say("Weighed by %(number)s people", number=self.raters)

    @property
    def status(self) -> str | None:
        """What to say of its state; None where it plainly stands."""
        return self.bearing.status.value if self.bearing.status is not Status.VISIBLE else state_of(self.evidence)

    @property
    def zeroed(self) -> bool:
        """Whether it counts nothing now, whatever its ratings."""
        return self.status in {each.value for each in Status} | {Curation.RETRACTED.value}


def state_of(evidence: Evidence) -> str | None:
    """What to say of an item's state, its source loaded; None where it plainly stands."""
    if evidence.status is not Status.VISIBLE:
        return evidence.status.value
    if evidence.source.retracted_at is not None:
        return Curation.RETRACTED.value
    if evidence.curation is Curation.SOURCE_REQUESTED and evidence.curated_at is not None:
        return OVERDUE if now() - evidence.curated_at > SOURCE_OVERDUE else evidence.curation.value
    if evidence.curation is not Curation.ACTIVE:
        return evidence.curation.value
    return CORRECTED if evidence.source.corrected_at is not None else None


def shown_items(bearings: Sequence[Bearing], challenges: Mapping[int, int]) -> list[ShownItem]:
    """The bearings with their authors' names and how many have weighed them. Two queries."""
    scores = scores_of(bearings)
    names = names_of(bearing.author_id for bearing in bearings)
    return [
        ShownItem(
            bearing,
            names[bearing.author_id],
            scores[bearing.id].raters if bearing.id in scores else 0,
            challenges.get(bearing.id, 0) + challenges.get(bearing.evidence_id, 0),
        )
        for bearing in sorted(bearings, key=lambda each: _heaviest_first(each, scores))
    ]


def scores_of(bearings: Iterable[Bearing]) -> dict[int, ItemScore]:
    """The stored weight of each, where there is one."""
    ids = [bearing.id for bearing in bearings]
    return {each.bearing_id: each for each in session.scalars(select(ItemScore).where(ItemScore.bearing_id.in_(ids)))}


def _heaviest_first(bearing: Bearing, scores: Mapping[int, ItemScore]) -> tuple[float, float, int]:
    weight = scores[bearing.id].weight if bearing.id in scores else 0.0
    return (-weight, bearing.created_at.timestamp(), bearing.id)
