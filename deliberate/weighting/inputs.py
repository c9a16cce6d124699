"""The rows that enter an article's weights, as the pure model takes them: columns, not objects, for there may be many.

Ids in a case are contribution ids as strings; actors stay actor ids.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, bindparam, or_, select, true
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Curation, EmptySearch, Evidence, Publisher, Source
from deliberate.evidence.models import Side as StoredSide
from deliberate.propositions.models import Party, Proposition, Relation, RelationPremise, Speaker
from deliberate.propositions.models import RelationKind as StoredKind
from deliberate.weighting import case
from deliberate.weighting.models import Dimension, Rating
from deliberate.weighting.past import PRESENT, Past

#: After so long without an answer, a requested source halves the item once more.
SOURCE_OVERDUE = timedelta(days=7)

#: So many ids are named in a statement at most, and so many rows of ratings are fetched at a time.
_AT_A_TIME = 2000


@dataclass(frozen=True, slots=True)
class Link:
    """A relation with both its ends."""

    id: int
    kind: StoredKind
    target: int
    target_kind: str
    premises: tuple[int, ...]
    confirmed: bool
    author: str
    visible: bool

    @property
    def is_detail(self) -> bool:
        return self.kind is StoredKind.DETAIL_OF


@dataclass(frozen=True, slots=True)
class Answers:
    """Ratings that still count, and which of their subjects are posted on the article itself: not its evidence."""

    ratings: list[case.Rating]
    own: frozenset[str]

    def at_home(self) -> list[case.Rating]:
        """Those of people who weighed something of this article: a source judged elsewhere brings nobody along."""
        people = {rating.rater for rating in self.ratings if rating.subject in self.own}
        return [rating for rating in self.ratings if rating.rater in people]


def links_of(article: Article, also: Collection[int] = (), past: Past = PRESENT) -> list[Link]:
    """The visible relations of an article, oldest first, and those named whatever became of them."""
    rows = session.execute(_links(), {"article": article.id, "also": [*also, *past.statuses]})
    premises: dict[int, list[int]] = {}
    rest = {}
    for key, kind, target_id, target_kind, confirmed_by, author, status, premise in rows:
        premises.setdefault(key, []).extend([] if premise is None else [premise])
        confirmed = confirmed_by is not None and key not in past.unconfirmed
        rest[key] = (kind, target_id, target_kind, confirmed, author, past.shows(key, status))
    return [
        Link(key, kind, target_id, target_kind, tuple(premises[key]), confirmed, author, visible)
        for key, (kind, target_id, target_kind, confirmed, author, visible) in rest.items()
    ]


# Statements of several tables take longer to put together than to run: each is made once.


@cache
def _links() -> Executable:
    target = aliased(Contribution, flat=True)
    named = Relation.id.in_(bindparam("also", expanding=True))
    return (
        select(
            *(Relation.id, Relation.relation_kind, Relation.target_id, target.kind, Relation.confirmed_by),
            *(Relation.author_id, Relation.status, RelationPremise.proposition_id),
        )
        .join(target, target.id == Relation.target_id)
        .outerjoin(RelationPremise, RelationPremise.relation_id == Relation.id)
        .where(Relation.article_id == bindparam("article"), or_(Relation.status == Status.VISIBLE, named))
        .order_by(Relation.id)
    )


def propositions(claims: Iterable[int], links: Iterable[Link]) -> list[case.Proposition]:
    """Claims, each with the one that it is a detail of."""
    details = [link for link in links if link.is_detail and link.visible]
    whole = {premise: str(link.target) for link in details for premise in link.premises}
    return [case.Proposition(str(claim), detail_of=whole.get(claim)) for claim in claims]


def relations(links: Iterable[Link]) -> list[case.Relation]:
    """What visible relations are to the model; details give no weight to each other."""
    return [
        case.Relation(
            id=str(link.id),
            kind=case.RelationKind(link.kind.value),
            premises=tuple(sorted(map(str, link.premises))),
            target=str(link.target),
            confirmed=link.confirmed,
            author=link.author,
        )
        for link in links
        if link.visible and not link.is_detail
    ]


def challenged(start: Select[int, int]) -> Executable:
    """The ids of the bearings that a query selects with their evidence, and of all that bears on any of it."""
    reached = start.cte("reached", recursive=True)
    further = Bearing.target_id.in_((reached.c.id, reached.c.evidence_id))
    return select(reached.union(select(Bearing.id, Bearing.evidence_id).join(reached, further)).c.id)


@dataclass(frozen=True, slots=True)
class Items:
    """What counts as an item, and the ids of every bearing that was looked at: hidden ones too."""

    shown: list[case.Item]
    bearings: frozenset[int]
    own: frozenset[int]
    """Those posted on the article itself."""
    evidence: frozenset[int]


@cache
def _items() -> Executable:
    target, item = aliased(Contribution, flat=True), aliased(Evidence, flat=True)
    return (
        select(
            *(Bearing.id, Bearing.article_id, Bearing.target_id, Bearing.evidence_id, Bearing.side),
            *(Bearing.author_id, Bearing.status.label("bearing_status"), item.author_id.label("evidence_author")),
            *(item.status.label("evidence_status"), item.curation, item.curated_at, target.kind),
            *(target.status.label("target_status"), Source.id.label("source"), Source.origin_id, Source.author),
            *(Source.archived_url, Source.retracted_at, Publisher.id.label("publisher"), Publisher.reliability),
            Speaker.party,
        )
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .join(target, target.id == Bearing.target_id)
        .outerjoin(Publisher, Publisher.id == Source.publisher_id)
        .outerjoin(Speaker, Speaker.id == Source.speaker_id)
        .where(Bearing.id.in_(bindparam("bearings", expanding=True)))
        .order_by(Bearing.id)
    )


def items(article: Article, bearings: Iterable[int], past: Past = PRESENT) -> Items:
    """The items that hang on something visible; what bears on a hidden thing is gone with it."""
    rows = [row for some in _by_number(bearings) for row in session.execute(_items(), {"bearings": some})]
    found: list[case.Item] = []
    hidden: set[int] = set()
    # A challenge is posted after what it challenges, so by now its target is known to be hidden or not.
    for row in rows:
        ends = (row.id, row.bearing_status), (row.evidence_id, row.evidence_status), (row.target_id, row.target_status)
        if row.target_id in hidden or not all(past.shows(*end) for end in ends):
            hidden.add(row.id)
        elif _can_weigh(row.kind, row.side):
            found.append(_item(row, past.moment or now()))
    return Items(
        found,
        frozenset(row.id for row in rows),
        frozenset(row.id for row in rows if row.article_id == article.id),
        frozenset(row.evidence_id for row in rows),
    )


def _can_weigh(target_kind: str, side: StoredSide) -> bool:
    """What is brought against a link breaks it; the model has nothing that makes a link firmer."""
    return target_kind != "relation" or side is StoredSide.AGAINST


def _item(row: Any, moment: datetime) -> case.Item:
    return case.Item(
        id=str(row.id),
        evidence=str(row.evidence_id),
        target=str(row.target_id),
        side=case.Side(row.side.value),
        contributor=row.author_id,
        evidence_author=row.evidence_author,
        source=f"source {row.source}",
        origin=f"origin {row.origin_id}" if row.origin_id else None,
        publisher=f"publisher {row.publisher}" if row.publisher else None,
        author=row.author,
        profile=row.reliability.value if row.publisher else None,
        states=tuple(_states(row, moment)),
        undercuts=row.kind == "relation",
        party=None if row.party is None or row.party is Party.UNKNOWN else row.party is Party.YES,
    )


def _states(row: Any, moment: datetime) -> Iterable[str]:
    if row.retracted_at is not None:
        yield "retracted"
    if row.curation is Curation.BROKEN_LINK and row.archived_url:
        yield "archived_link"
    elif row.curation is Curation.SOURCE_REQUESTED and row.curated_at and moment - row.curated_at > SOURCE_OVERDUE:
        yield "source_overdue"
    elif row.curation is not Curation.ACTIVE:
        yield row.curation.value


def ratings_of(subjects: Iterable[int], past: Past = PRESENT) -> list[Any]:
    """Rows of the ratings that count, not those put aside: subject, rater, question, answer, weight, level, share."""
    kept: dict[str, str] = {}
    rows: list[Any] = []
    for some in _by_number(subjects):
        # The same few words again and again: each is kept once.
        names = {subject: str(subject) for subject in some}
        query = _ratings() if past is PRESENT else _ratings().where(past.until(Rating.created_at))
        found = session.execute(query, {"subjects": some})
        rows += [(names[subject], kept.setdefault(actor, actor), *rest) for subject, actor, *rest in found]
    return rows


@cache
def _ratings() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Rating.contribution_id, Rating.actor_id, Rating.dimension, Rating.quarters),
            *(Rating.weight, Rating.level, Rating.share),
        )
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(Rating.contribution_id.in_(bindparam("subjects", expanding=True)))
        .where(Rating.revision >= Contribution.substance)
        .where(Rating.set_aside.is_(False))
        .execution_options(yield_per=_AT_A_TIME)
    )


def _by_number(ids: Iterable[int]) -> Iterable[list[int]]:
    """In order, as many at a time as one statement names.

    What is named is looked up: PostgreSQL reads whole tables rather than expect a recursive query to find few.
    """
    ordered = sorted(ids)
    return (ordered[start : start + _AT_A_TIME] for start in range(0, len(ordered), _AT_A_TIME))


def ratings(rows: Iterable[Any], viewpoints: Mapping[str, case.Viewpoint]) -> list[case.Rating]:
    """These rows as the model takes them; who recorded no stance is undecided."""
    return [
        case.Rating(
            subject,
            _DIMENSIONS[dimension],
            actor,
            viewpoints.get(actor, case.Viewpoint.UNDECIDED),
            None if quarters is None else quarters / 4,
            weight,
            level,
            share,
        )
        for subject, actor, dimension, quarters, weight, level, share in rows
    ]


_DIMENSIONS = {each: case.Dimension(each.value) for each in Dimension}


def searches_in(article: Article, claims: Collection[int] | None = None, past: Past = PRESENT) -> list[Any]:
    """Rows of searches on an article's claims, or on these of them, that found none: claim, person, side."""
    query = _searches(of_some=claims is not None)
    if past is not PRESENT:
        query = query.where(past.until(EmptySearch.created_at))
    return list(session.execute(query, {"article": article.id, "claims": [*(claims or ())]}))


@cache
def _searches(*, of_some: bool) -> Select[*tuple[Any, ...]]:
    some = EmptySearch.proposition_id.in_(bindparam("claims", expanding=True)) if of_some else true()
    found = select(EmptySearch.proposition_id, EmptySearch.actor_id, EmptySearch.side)
    found = found.join(Proposition, Proposition.id == EmptySearch.proposition_id)
    return found.where(Proposition.article_id == bindparam("article"), some).order_by(EmptySearch.id)


def searches(rows: Iterable[Any], viewpoints: Mapping[str, case.Viewpoint]) -> list[case.Search]:
    return [
        case.Search(
            proposition=str(claim),
            person=person,
            viewpoint=viewpoints.get(person, case.Viewpoint.UNDECIDED),
            side=case.Side(side.value),
        )
        for claim, person, side in rows
    ]
