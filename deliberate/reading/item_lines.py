"""All that bears on a claim in a few figures each, sorted out before anything is loaded whole: each side's heaviest
first, and the unweighed by their wait."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Curation, Evidence, Side, Source
from deliberate.evidence.queries import bearings_by_id, bearings_shown_on, side_counts
from deliberate.reading.items import ShownItem, shown_items
from deliberate.weighting.models import ItemScore
from deliberate.weighting.presets import model_of
from deliberate.weighting.weigh import DEFAULT_MODEL

#: How many of a side stand above the rest, how many wait in sight, and how many a page of a list has.
TOP, WAITING, PAGE = 3, 20, 50


@dataclass(frozen=True)
class ItemLine:
    """One bearing among all on a claim."""

    id: int
    public_id: uuid.UUID
    evidence_id: int
    side: Side
    created_at: datetime
    weight: float
    raters: int
    origin_id: int | None
    source_id: int
    #: Whether it counts, or will once enough people have rated it.
    counts: bool
    pinned: bool
    #: Items of its side that go back to the same source and weigh no more: they count with it.
    echoes: "Sequence[ItemLine]" = ()
    #: How many have to rate it before it counts.
    needed: int = DEFAULT_MODEL.raters_needed

    @property
    def origin_key(self) -> tuple[str, int]:
        """What it counts together with: its source's origin, or else its source."""
        return ("source", self.source_id) if self.origin_id is None else ("origin", self.origin_id)

    @property
    def weighed(self) -> bool:
        return self.raters >= self.needed


@dataclass(frozen=True)
class Sides:
    """Everything on a claim: each side by weight, what waits to be weighed, and how many of each side count."""

    listed: Mapping[Side, Sequence[ItemLine]]
    waiting: Sequence[ItemLine]
    count: Mapping[Side, int]

    def named(self, name: str) -> Sequence[ItemLine]:
        """One of the lists: a side, or else what waits."""
        return self.listed[Side(name)] if name in set(Side) else self.waiting


@dataclass(frozen=True)
class ItemPage:
    """One page of one of the lists, and after which bearing the next begins, if there is one."""

    items: Sequence[ShownItem]
    after: int | None


def item_lines(actor: Actor, target_id: int) -> list[ItemLine]:
    """What bears on a contribution and shows to this actor, the heaviest first. One query."""
    item = aliased(Evidence, flat=True)
    counts = and_(
        Bearing.status == Status.VISIBLE,
        item.status == Status.VISIBLE,
        item.curation != Curation.RETRACTED,
        Source.retracted_at.is_(None),
    )
    weight = func.coalesce(ItemScore.weight, 0.0)
    found = session.execute(
        select(
            Bearing.id,
            Bearing.public_id,
            Bearing.evidence_id,
            Bearing.side,
            Bearing.created_at,
            weight,
            func.coalesce(ItemScore.raters, 0),
            Source.origin_id,
            Source.id,
            counts,
            Bearing.pinned_because.is_not(None),
        )
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .outerjoin(ItemScore, ItemScore.bearing_id == Bearing.id)
        .where(Bearing.id.in_(bearings_shown_on(actor, target_id)))
        .order_by(weight.desc(), Bearing.created_at, Bearing.id)
    )
    needed = model_of(session.get_one(Contribution, target_id).article).raters_needed
    return [ItemLine(*row, needed=needed) for row in found]


def sort_out(lines: Iterable[ItemLine]) -> Sides:
    """Weighed items by weight, side by side, what shares an origin under the best of it, and what counts nothing last;
    the others by how long they have waited, the sides taking turns."""
    listed, waiting, count = {}, {}, {}
    every = list(lines)
    for side in Side:
        own = [line for line in every if line.side is side]
        counting = [line for line in own if line.counts]
        count[side] = len(counting)
        weighed = _folded([line for line in counting if line.weighed])
        listed[side] = weighed + [line for line in own if not line.counts]
        waiting[side] = sorted(
            (line for line in counting if not line.weighed), key=lambda line: (line.created_at, line.id)
        )
    turns = zip_longest(waiting[Side.FOR], waiting[Side.AGAINST])
    return Sides(listed, [line for pair in turns for line in pair if line is not None], count)


def _folded(lines: Sequence[ItemLine]) -> list[ItemLine]:
    """The best of each origin, with the others that share it; the order stays."""
    groups: dict[tuple[str, int], list[ItemLine]] = defaultdict(list)
    for line in lines:
        groups[line.origin_key].append(line)
    return [replace(best, echoes=tuple(others)) for best, *others in groups.values()]


def shown_whole(actor: Actor, lines: Sequence[ItemLine]) -> list[ShownItem]:
    """These items, each with its echoes, in their order. Four queries."""
    wanted = [each for line in lines for each in (line, *line.echoes)]
    about = {each.id for each in wanted} | {each.evidence_id for each in wanted}
    challenges = {target: sum(counts.values()) for target, counts in side_counts(actor, about).items()}
    bearings = bearings_by_id(actor, [each.id for each in wanted])
    items = {item.bearing.id: item for item in shown_items(bearings, challenges)}
    return [
        replace(items[line.id], echoes=[items[echo.id] for echo in line.echoes if echo.id in items])
        for line in lines
        if line.id in items
    ]


def item_page(actor: Actor, target_id: int, name: str, after: int | None) -> ItemPage:
    """A page of one of a claim's lists: what comes after a bearing, or its beginning."""
    lines = sort_out(item_lines(actor, target_id)).named(name)
    start = next((at for at, line in enumerate(lines, 1) if line.id == after), 0)
    page = lines[start : start + PAGE]
    return ItemPage(shown_whole(actor, page), page[-1].id if len(lines) > start + PAGE else None)
