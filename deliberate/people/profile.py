"""A person's public page: what they posted on articles that everybody may read, the newest first, and how it fared.

It is the same for whoever looks, so that it gives away nothing of groups, classes, drafts and articles by link, and
nothing of what waits or was taken away. Of somebody of whom nothing can be read there is no page: whether there is an
account of that name is nobody's business.
"""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from deliberate.articles.access import PUBLISHED
from deliberate.articles.models import Article, Audience
from deliberate.core.actors import SYSTEM_ID, VISITOR, Actor
from deliberate.core.contributions import PUBLIC, Contribution, Status
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.site import DELETED, IMPORTED_ID, VISITOR_ID, names_of
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence, Remark, Source
from deliberate.evidence.queries import shown_target
from deliberate.moderation.loading import load_all, titles_of
from deliberate.propositions.models import Proposition
from deliberate.reading.items import ShownItem, shown_items
from deliberate.reading.words import balance_words
from deliberate.weighting.models import Score

PAGE = 30
#: So many of their articles can be chosen from, those with most of theirs first.
ARTICLES = 8


class Kind(enum.StrEnum):
    """What the page can be narrowed to, by the kind of contribution."""

    CLAIMS = "proposition"
    EVIDENCE = "bearing"
    REMARKS = "remark"


@dataclass(frozen=True)
class Entry:
    """One contribution and how it fared."""

    contribution: Contribution
    title: str
    #: Of an item of evidence: its state, how far it is weighed, what challenges it.
    item: ShownItem | None = None
    #: On how many claims and items the evidence is used, this place among them.
    uses: int = 0
    #: What it bears on or is about.
    about: Contribution | None = None
    about_title: str | None = None
    #: How a claim stands, in a sentence.
    balance: str | None = None
    #: What it was merged into, where that is to be read.
    merged_into: UUID | None = None


@dataclass(frozen=True)
class Profile:
    """Everything the page shows."""

    person: str
    name: str
    own: bool
    entries: Sequence[Entry]
    next: int | None
    #: How many there are, by kind, of the article that is asked for; and by article, of all.
    kinds: Mapping[Kind, int]
    articles: Sequence[tuple[Article, int]]
    kind: Kind | None
    article: Article | None


def profile_of(
    actor: Actor, person: str, *, kind: Kind | None = None, slug: str | None = None, before: int | None = None
) -> Profile:
    """A page of what somebody posted. Raises NotFound of whom nothing can be read, but for themselves."""
    name = _name_of(person)
    own = actor.id == person
    counted = _count(person)
    if not counted and not own:
        raise NotFound(say("There is nobody here of whom you could read anything."))
    by_article = {article_id for article_id, _, _ in counted}
    found = {each.id: each for each in session.scalars(select(Article).where(Article.id.in_(by_article)))}
    article = next((each for each in found.values() if each.slug == slug), None) if slug else None
    if slug and article is None:
        raise NotFound(say("Nothing of theirs on that article is to be read."))
    rows = _theirs(person)
    if kind is not None:
        rows = rows.where(Contribution.kind == kind.value)
    if article is not None:
        rows = rows.where(Contribution.article_id == article.id)
    if before is not None:
        rows = rows.where(Contribution.id < before)
    ids = session.scalars(rows.order_by(Contribution.id.desc()).limit(PAGE + 1)).all()
    totals = {each: sum(count for at, _, count in counted if at == each) for each in by_article}
    most = sorted(totals, key=lambda each: (-totals[each], each))[:ARTICLES]
    return Profile(
        person=person,
        name=name,
        own=own,
        entries=_entries(ids[:PAGE]),
        next=ids[PAGE - 1] if len(ids) > PAGE else None,
        kinds={
            each: sum(n for at, of, n in counted if of == each.value and (article is None or at == article.id))
            for each in Kind
        },
        articles=[(found[each], totals[each]) for each in most],
        kind=kind,
        article=article,
    )


def has_profile(contribution: Contribution) -> bool:
    """Whether its author's page tells of it, as far as can be told without a look at the database."""
    article: Article = contribution.article
    public = article.audience is Audience.PUBLIC and article.state in PUBLISHED
    return public and contribution.is_visible and _may_have_one(contribution.author_id)


def _may_have_one(person: str) -> bool:
    return person != SYSTEM_ID and not person.startswith((IMPORTED_ID, VISITOR_ID))


def _name_of(person: str) -> str:
    name = names_of([person])[person] if _may_have_one(person) else None
    if name is None or name in {DELETED, say(DELETED)}:
        raise NotFound(say("There is nobody here of whom you could read anything."))
    return name


def _theirs(person: str) -> Select[int]:
    """What of somebody's everybody may read, and what was merged into something else."""
    item, link, target = aliased(Evidence, flat=True), aliased(Bearing, flat=True), aliased(Contribution, flat=True)
    # What was merged into something says the same as that: where that is gone, so are these words.
    end = aliased(Contribution, flat=True)
    merged = select(end.id).where(end.id == Contribution.merged_into_id, end.status.in_(PUBLIC)).exists()
    stands = or_(Contribution.status.in_(PUBLIC), and_(Contribution.status == Status.MERGED, merged))
    bearing = (
        select(link.id)
        .join(item, item.id == link.evidence_id)
        .join(target, target.id == link.target_id)
        .where(link.id == Contribution.id, item.status.in_((*PUBLIC, Status.MERGED)), shown_target(VISITOR, target))
    )
    remark, subject = aliased(Remark, flat=True), aliased(Contribution, flat=True)
    said = (
        select(remark.id)
        .outerjoin(subject, subject.id == remark.target_id)
        .where(remark.id == Contribution.id, or_(remark.target_id.is_(None), shown_target(VISITOR, subject)))
    )
    to_be_read: ColumnElement[bool] = or_(
        Contribution.kind == Kind.CLAIMS.value,
        and_(Contribution.kind == Kind.EVIDENCE.value, bearing.exists()),
        and_(Contribution.kind == Kind.REMARKS.value, said.exists()),
    )
    return (
        select(Contribution.id)
        .join(Article, Article.id == Contribution.article_id)
        .where(Contribution.author_id == person, stands, to_be_read)
        .where(Article.audience == Audience.PUBLIC, Article.state.in_(PUBLISHED))
    )


def _count(person: str) -> Sequence[tuple[int, str, int]]:
    """How many there are by article and kind. One query."""
    by = (Contribution.article_id, Contribution.kind)
    found = session.execute(_theirs(person).with_only_columns(*by, func.count()).group_by(*by))
    return [(article, kind, count) for article, kind, count in found]


def _entries(ids: Sequence[int]) -> list[Entry]:
    """These contributions with all that is said of them, in a number of queries that does not grow with them."""
    rows = load_all(ids)
    items = _items(ids)
    aims = {row.id: row.target_id for row in rows.values() if isinstance(row, Bearing | Remark) and row.target_id}
    targets = load_all(list(set(aims.values())))
    ends = load_all([row.merged_into_id for row in rows.values() if row.merged_into_id is not None])
    titles = titles_of([*rows.values(), *targets.values()])
    uses = _uses({item.evidence.id for item in items.values()})
    claims = [row for row in rows.values() if isinstance(row, Proposition) and row.is_visible]
    scores = {each.proposition_id: each for each in _scores([claim.id for claim in claims])}
    balances = {claim.id: balance_words(claim, scores.get(claim.id))["sentence"] for claim in claims}
    entries = []
    for each in ids:
        row, about = rows[each], targets.get(aims.get(each, 0))
        entries.append(
            Entry(
                contribution=row,
                title=titles[each],
                item=items.get(each),
                uses=uses.get(items[each].evidence.id, 0) if each in items else 0,
                about=about,
                about_title=titles[about.id] if about is not None else None,
                balance=balances.get(each),
                merged_into=ends[row.merged_into_id].public_id if row.merged_into_id in ends else None,
            )
        )
    return entries


def _items(ids: Collection[int]) -> dict[int, ShownItem]:
    whole = selectinload(Bearing.evidence).joinedload(Evidence.source).joinedload(Source.publisher)
    found = session.scalars(
        select(Bearing).where(Bearing.id.in_(ids)).options(whole).execution_options(populate_existing=True)
    ).all()
    return {item.bearing.id: item for item in shown_items(found, _challenges(found))}


def _challenges(bearings: Sequence[Bearing]) -> dict[int, int]:
    about = {each.id for each in bearings} | {each.evidence_id for each in bearings}
    against = select(Bearing.target_id, func.count()).where(Bearing.target_id.in_(about), Bearing.status.in_(PUBLIC))
    found = session.execute(against.group_by(Bearing.target_id))
    return {row[0]: row[1] for row in found}


def _uses(evidence: Collection[int]) -> dict[int, int]:
    """On how much that everybody may read each is used."""
    used = (
        select(Bearing.evidence_id, func.count())
        .join(Article, Article.id == Bearing.article_id)
        .where(Bearing.evidence_id.in_(evidence), Bearing.status.in_(PUBLIC))
        .where(Article.audience == Audience.PUBLIC, Article.state.in_(PUBLISHED))
    )
    found = session.execute(used.group_by(Bearing.evidence_id))
    return {row[0]: row[1] for row in found}


def _scores(claims: Collection[int]) -> Sequence[Score]:
    return session.scalars(select(Score).where(Score.proposition_id.in_(claims))).all()
