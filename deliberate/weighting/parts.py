"""The part of an article that a change can move, gathered in a fixed number of queries however large the article is.

Downstream of the change everything is weighed anew, with all that gives it weight. Claims that lie aside, and give
weight to one that moves, are taken as they stand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Executable, and_, bindparam, or_, select

from deliberate.articles.models import Article
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing
from deliberate.propositions.models import Proposition
from deliberate.weighting import case, inputs
from deliberate.weighting.balance import Lean
from deliberate.weighting.gathering import Gathered, viewpoints_of
from deliberate.weighting.inputs import Link
from deliberate.weighting.models import Score
from deliberate.weighting.neighbour import Neighbour

#: Where more than so many things move, all of the article is weighed instead.
MOST = 5000


@dataclass(frozen=True)
class Part(Gathered):
    """A part of an article's case. ``claims`` and ``bearings`` are all that may have to be stored or deleted."""

    claims: frozenset[int]
    bearings: frozenset[int]
    neighbours: Mapping[str, Neighbour]


def part_around(article: Article, seeds: Collection[int], room: Set[str]) -> Part | None:
    """All that these contributions can move in an article with these viewpoints in the room.

    None where that is too much, or where something aside has never been weighed: then the whole has to be.
    """
    links = inputs.links_of(article, also=seeds)
    moved = _downstream(seeds, links, _steps(seeds, links))
    acting = _acting_on(moved, links)
    if len(moved) + len(acting) > MOST:
        return None
    beside = _beside(moved, acting, links)
    status = _statuses(article, moved | beside)
    claims = frozenset(status.keys() & moved)
    neighbours = _neighbours(key for key in beside if status.get(key) is Status.VISIBLE)
    if neighbours is None:
        return None
    around = {"targets": [*claims, *acting], "moved": [*moved], "article": article.id}
    items = inputs.items(article, session.scalars(_bearings(), around))
    ratings = inputs.ratings_of({*items.bearings, *items.evidence, *acting})
    searches = inputs.searches_in(article, claims)
    viewpoints = viewpoints_of(article, {each[1] for each in (*ratings, *searches)})
    shown = sorted(key for key in claims if status[key] is Status.VISIBLE)
    found = case.Case(
        propositions=inputs.propositions(shown, links),
        items=items.shown,
        relations=inputs.relations(acting.values()),
        ratings=inputs.ratings(ratings, viewpoints),
        searches=inputs.searches(searches, viewpoints),
        room=frozenset(room),
    )
    own = frozenset(map(str, [*items.own, *acting]))
    return Part(found, own, claims, items.own, neighbours)


def _steps(seeds: Collection[int], links: Sequence[Link]) -> list[tuple[int, int, int]]:
    """Bearing, evidence and target of all that the seeds, and items that links aim at, lead on to; hidden or not."""
    starts = {*seeds, *(link.target for link in links if link.target_kind == "bearing")}
    return [(row.id, row.evidence_id, row.target_id) for row in session.execute(_leading_on(), {"starts": [*starts]})]


@cache
def _leading_on() -> Executable:
    columns = (Bearing.id, Bearing.evidence_id, Bearing.target_id)
    starts: BindParameter[Any] = bindparam("starts", expanding=True)
    first = select(*columns).where(or_(Bearing.id.in_(starts), Bearing.evidence_id.in_(starts)))
    moved = first.cte("moved", recursive=True)
    further = or_(Bearing.id == moved.c.target_id, Bearing.evidence_id == moved.c.target_id)
    return select(moved.union(select(*columns).join(moved, further)))


def _downstream(seeds: Collection[int], links: Sequence[Link], steps: Iterable[tuple[int, int, int]]) -> set[int]:
    """All that weight flows to from the seeds, these included. A circle that it reaches is in it whole."""
    leads_to: dict[int, list[int]] = defaultdict(list)
    for bearing, evidence, target in steps:
        leads_to[evidence].append(bearing)
        leads_to[bearing].append(target)
    for link in links:
        if link.is_detail:
            # What is said of a detail waits for the claim it belongs to.
            leads_to[link.target].extend(link.premises)
            leads_to[link.id].extend(link.premises)
        else:
            leads_to[link.id].append(link.target)
            for premise in link.premises if link.confirmed else ():
                leads_to[premise].append(link.id)
    found: set[int] = set()
    edge = set(seeds)
    while edge:
        found |= edge
        edge = {target for node in edge for target in leads_to[node]} - found
    return found


def _acting_on(moved: Set[int], links: Sequence[Link]) -> dict[int, Link]:
    """The links that give weight to what moves: all but those onto claims that lie aside, and what breaks these."""
    aside: set[int] = set()
    inner = [link for link in links if not link.is_detail]
    left = inner
    while left:
        leaving = {link.id for link in left if _lies_aside(link, moved, aside)}
        aside |= leaving
        left = [link for link in left if link.id not in leaving] if leaving else []
    return {link.id: link for link in inner if link.id not in aside}


def _lies_aside(link: Link, moved: Set[int], aside: Set[int]) -> bool:
    if link.id in moved or link.target in moved:
        return False
    return link.target_kind == "proposition" or link.target in aside


def _beside(moved: Set[int], acting: Mapping[int, Link], links: Sequence[Link]) -> set[int]:
    """The claims that what moves starts from, and those that it is a detail of."""
    premises = {premise for link in acting.values() for premise in link.premises}
    wholes = {link.target for link in links if link.is_detail and not moved.isdisjoint(link.premises)}
    return (premises | wholes) - moved


def _statuses(article: Article, ids: Collection[int]) -> dict[int, Status]:
    """How those of these that are claims of the article stand."""
    rows = session.execute(_claims_of(), {"article": article.id, "ids": [*ids]})
    return {row.id: row.status for row in rows}


@cache
def _claims_of() -> Executable:
    named = Proposition.id.in_(bindparam("ids", expanding=True))
    return select(Proposition.id, Proposition.status).where(Proposition.article_id == bindparam("article"), named)


def _neighbours(claims: Iterable[int]) -> dict[str, Neighbour] | None:
    """Claims as they were weighed last; None where one was not, or not yet with what others take from it."""
    wanted = set(claims)
    rows = session.execute(
        select(Score.proposition_id, Score.passes_on, Score.balance).where(Score.proposition_id.in_(wanted))
    )
    found = {
        str(key): Neighbour.from_json(passes_on, Lean(balance["lean"]))
        for key, passes_on, balance in rows
        if passes_on is not None
    }
    return found if len(found) == len(wanted) else None


@cache
def _bearings() -> Executable:
    """What bears on claims and links, the article's own bearings that move, and all that challenges any of them."""
    aimed = Bearing.target_id.in_(bindparam("targets", expanding=True))
    own = and_(Bearing.id.in_(bindparam("moved", expanding=True)), Bearing.article_id == bindparam("article"))
    return inputs.challenged(select(Bearing.id, Bearing.evidence_id).where(or_(aimed, own)))
