"""From sums to what may be said (step 7): a lean only where enough people of enough viewpoints carry it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deliberate.weighting.balance import Balance, Grade, Lean, Picture, SideCount, Solidity
from deliberate.weighting.case import Item, Proposition, Search, Side
from deliberate.weighting.flow import Flow, Sum
from deliberate.weighting.logodds import logistic
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.wording import Note, note


def raters_of(flow: Flow, proposition: str) -> dict[str, set[str]]:
    """Who rated the items that bear on a proposition, by viewpoint."""
    people: dict[str, set[str]] = {}
    for item in flow.graph.bearing_on(proposition):
        for viewpoint, raters in flow.ballots.people.get(item.id, {}).items():
            people.setdefault(viewpoint, set()).update(raters)
    return people


@dataclass(frozen=True)
class Hearing:
    """All that the judgement of one proposition rests on."""

    proposition: Proposition
    flow: Flow
    alone: Mapping[str, Flow]
    """Each viewpoint in the room, computed alone."""
    spread: float
    """How far other semantics lie apart from ours on this proposition."""
    contested: frozenset[str]
    searches: Sequence[Search]

    @cached_property
    def items(self) -> Mapping[Side, Sequence[Item]]:
        bearing = self.flow.graph.bearing_on(self.proposition.id)
        return {side: [item for item in bearing if item.side is side] for side in Side}

    @cached_property
    def people(self) -> Mapping[str, set[str]]:
        """Raters of these items by viewpoint."""
        return raters_of(self.flow, self.proposition.id)

    @property
    def model(self) -> WeightingModel:
        return self.flow.model

    @property
    def total(self) -> Sum:
        return self.flow.sums[self.proposition.id]

    def weighed(self, side: Side) -> list[Item]:
        return [item for item in self.items[side] if self.flow.items[item.id].rated]

    @property
    def head_count(self) -> int:
        return len(set().union(*self.people.values()))

    def clusters(self) -> int:
        """Independent clusters with weight: neither one origin nor, on one side, one publisher counts twice."""
        counting = [term for term in self.total.evidence if term.delta and term.discount.counts]
        families = {(term.side, term.item.publisher_key or term.item.origin_key) for term in counting}
        return min(len(families), len({term.item.origin_key for term in counting}))

    def looked_in_vain(self, side: Side) -> bool:
        """Enough people of different viewpoints searched this side and found none."""
        found = {
            (each.person, each.viewpoint)
            for each in self.searches
            if each.side in {None, side} and each.viewpoint in self.flow.ballots.room
        }
        needed = self.model.searchers_needed
        people, viewpoints = {person for person, _ in found}, {viewpoint for _, viewpoint in found}
        return len(people) >= needed and len(viewpoints) >= self.model.viewpoints_needed


def judge(hearing: Hearing, parent: Lean | None) -> Balance:
    """The balance of one proposition; `parent` is the lean of the claim it is a detail of."""
    missing = missing_notes(hearing)
    lean, reasons = (Lean.TOO_LITTLE, missing) if missing else _lean(hearing)
    # Where the viewpoints differ, each has a lean of its own.
    leans = lean.side or lean is Lean.DIFFER
    if leans and hearing.proposition.detail_of and (parent is None or parent.side is not Side.FOR):
        lean, reasons = Lean.WAITS, [note("detail_waits")]
    for_, against = (_count(hearing, side) for side in Side)
    return Balance(
        model=hearing.model.version,
        lean=lean,
        for_=for_,
        against=against,
        people=hearing.head_count,
        notes=(*reasons, *_party_notes(for_, against), *_context_notes(hearing)),
        pictures=_pictures(hearing) if lean is Lean.DIFFER else (),
        solidity=_solidity(hearing),
    )


def label(log_odds: float, model: WeightingModel) -> Lean:
    """The label of a sum, by the boundaries on |L| alone."""
    size = abs(log_odds)
    if size < model.slightly:
        return Lean.BALANCED
    degree = "strongly" if size >= model.strongly else "clearly" if size >= model.clearly else "slightly"
    return Lean(f"{degree}_{Side.FOR if log_odds > 0 else Side.AGAINST}")


def missing_notes(hearing: Hearing) -> list[Note]:
    """What has to be there before anything is said, as far as it is not."""
    model = hearing.model
    if not any(hearing.items.values()):
        return [note("nothing_posted")]
    open_sides = [side for side in Side if not hearing.weighed(side) and not hearing.looked_in_vain(side)]
    if not hearing.head_count:
        # One sentence says what would else be said of each side, of people, of viewpoints and of weight.
        empty = [note("side_empty", side) for side in open_sides if not hearing.items[side]]
        return [*empty, note("nobody_weighed", needed=model.people_needed)]
    found = [note("side_unweighed" if hearing.items[side] else "side_empty", side) for side in open_sides]
    if hearing.head_count < model.people_needed:
        found.append(note("few_people", people=hearing.head_count, needed=model.people_needed))
    if len(hearing.people) < model.viewpoints_needed:
        found.append(note("one_viewpoint"))
    clusters = hearing.clusters()
    weighed = any(hearing.weighed(side) for side in Side)
    # That what nobody has weighed enough carries no weight goes without saying, but for where nothing else is said.
    if clusters < model.clusters_needed and (weighed or not found):
        found.append(note("one_origin" if clusters else "no_weight"))
    return found


def _lean(hearing: Hearing) -> tuple[Lean, list[Note]]:
    model, total = hearing.model, hearing.total
    lean = label(total.log_odds, model)
    if blocked := _viewpoints_apart(hearing, lean):
        return blocked
    low, high = total.interval(model.interval_z)
    edge = 0.0 if lean.side else model.slightly
    if low < -edge and high > edge:
        return Lean.UNCLEAR, [note("interval_spans")]
    return lean, []


def _viewpoints_apart(hearing: Hearing, lean: Lean) -> tuple[Lean, list[Note]] | None:
    """Viewpoints that alone fall on different sides, or do not lean as the whole does: then no one lean is shown.

    Viewpoints that have rated most of both sides are compared; those that have not, only where there are no two such.
    """
    full = [viewpoint for viewpoint in hearing.people if _heard_both_sides(hearing, viewpoint)]
    compared = full if len(full) >= 2 else list(hearing.people)
    sides = {_alone(hearing, viewpoint).side for viewpoint in compared}
    if not ({Side.FOR, Side.AGAINST} <= sides or (lean.side and sides != {lean.side})):
        return None
    if compared is full:
        return Lean.DIFFER, [note("viewpoints_differ")]
    return Lean.TOO_LITTLE, [note("viewpoints_incomplete")]


def _heard_both_sides(hearing: Hearing, viewpoint: str) -> bool:
    """Has this viewpoint answered on at least half of the weighed items of each side?"""
    for side in Side:
        weighed = hearing.weighed(side)
        answered = sum(1 for item in weighed if hearing.flow.ballots.people[item.id].get(viewpoint))
        if 2 * answered < len(weighed):
            return False
    return True


def _alone(hearing: Hearing, viewpoint: str) -> Lean:
    return label(hearing.alone[viewpoint].sums[hearing.proposition.id].log_odds, hearing.model)


def _pictures(hearing: Hearing) -> tuple[Picture, ...]:
    """Both pictures, each without its lean and number where fewer than three people stand behind it (decision 10)."""
    return tuple(
        Picture(viewpoint, len(people), _alone(hearing, viewpoint))
        if len(people) >= hearing.model.picture_people
        else Picture(viewpoint, None, None)
        for viewpoint, people in sorted(hearing.people.items())
    )


def _count(hearing: Hearing, side: Side) -> SideCount:
    items = hearing.items[side]
    return SideCount(
        side=side,
        items=len(items),
        origins=len({item.origin_key for item in items}),
        weighed=len(hearing.weighed(side)),
        parties=sum(1 for item in items if item.party),
    )


def _party_notes(for_: SideCount, against: SideCount) -> Iterable[Note]:
    posted = [count for count in (for_, against) if count.items]
    if posted and all(count.all_parties for count in posted):
        return [note("all_parties")]
    return [note("side_parties", count.side) for count in posted if count.all_parties]


def _context_notes(hearing: Hearing) -> list[Note]:
    found = [
        note("contested", side)
        for side in Side
        if any(item.id in hearing.contested for item in hearing.items[side])
    ]  # fmt: skip
    if any(term.scale < 1 for term in hearing.total.relations):
        found.append(note("circular"))
    return found


def _solidity(hearing: Hearing) -> Solidity:
    """GRADE-like (Guyatt et al. 2008): start high, one step down for each shortcoming."""
    model, total = hearing.model, hearing.total
    heard = sum(1 for people in hearing.people.values() if len(people) >= model.solid_viewpoint_raters)
    low, high = (logistic(edge) for edge in total.interval(model.interval_z))
    disputed = hearing.proposition.disputed or any(
        "disputed" in item.states for items in hearing.items.values() for item in items
    )
    shortcomings = {
        "few_clusters": hearing.clusters() < model.solid_clusters,
        "few_viewpoints": heard < min(model.solid_viewpoints, len(hearing.flow.ballots.room)),
        "wide_interval": high - low > model.solid_width,
        "methods_differ": hearing.spread > model.solid_spread,
        "open_dispute": disputed,
    }
    notes = tuple(note(code) for code, applies in shortcomings.items() if applies)
    grades = list(Grade)
    return Solidity(grades[min(len(notes), len(grades) - 1)], notes)
