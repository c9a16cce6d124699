"""What answers a question, in an order that no database makes up: whoever may not read a thing does not find it."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload, with_polymorphic

from deliberate.articles.access import listed
from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Curation, Evidence, Source
from deliberate.propositions.models import Proposition, Relation
from deliberate.search.findables import Question, findables
from deliberate.search.folding import Terms
from deliberate.search.marking import Piece, excerpt, has_any, marked
from deliberate.search.matching import has_words, in_head
from deliberate.search.models import SearchEntry

#: So many things are on a page, and so many pages are turned: beyond them another word finds more than patience.
PAGE, MOST_PAGES = 20, 50
#: So many articles are offered to narrow a question to, those that changed last.
MOST_ARTICLES = 50
#: So much of an article's text is looked at for a place to show.
_LOOKED_AT = 200_000


#: With the columns of every class that evidence can bear on, so that showing them asks nothing more.
_AnyTarget = with_polymorphic(Contribution, [Proposition, Relation, Evidence, Bearing], flat=True)


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    kind: str
    #: What its address has for it: a slug or a public id.
    address: str | uuid.UUID
    words: Sequence[Piece]
    #: More of it, where words that were looked for stand there.
    more: Sequence[Piece] = ()
    article: Article | None = None
    status: str | None = None
    bearing: Bearing | None = None
    #: What the evidence bears on.
    target: Contribution | None = None
    source: Source | None = None


@dataclass(frozen=True)
class Found:
    """One page of what answers a question."""

    hits: Sequence[Hit]
    number: int
    #: The number of the next page, where there is one.
    next: int | None
    #: Whether there is more than pages are turned.
    goes_on: bool


NOTHING = Found((), 1, None, False)


def find(actor: Actor, question: Question, number: int = 1) -> Found:
    """The things that have all the words and that this actor may read: those that have most of them in what says most
    of the thing come first, then the newest. The number of queries does not grow with what is found."""
    branches = _branches(actor, question) if question.terms else []
    if not branches:
        return NOTHING
    every = union_all(*branches).subquery()
    found = session.execute(
        select(every.c.kind, every.c.subject_id)
        .order_by(every.c.in_head.desc(), every.c.at.desc(), every.c.kind, every.c.subject_id.desc())
        .offset((number - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    hits = _hits([(kind, subject) for kind, subject in found[:PAGE]], question.terms)
    goes_on, is_last = len(found) > PAGE, number >= MOST_PAGES
    return Found(hits, number, number + 1 if goes_on and not is_last else None, goes_on and is_last)


def articles_to_choose(actor: Actor, chosen: Article | None) -> list[Article]:
    """Those that a question can be narrowed to, by title."""
    latest = select(Article).where(listed(actor)).order_by(Article.changed_at.desc(), Article.id.desc())
    found = {each.id: each for each in session.scalars(latest.limit(MOST_ARTICLES))}
    if chosen is not None:
        found[chosen.id] = chosen
    return sorted(found.values(), key=lambda each: (each.title.casefold(), each.id))


def _branches(actor: Actor, question: Question) -> list[Any]:
    """Each kind of thing by itself, so that a database can choose how it comes from the words to who may read them.

    That is asked in the query: so a page is full, and its number tells nothing of what is hidden.
    """
    asked = [SearchEntry.kind, SearchEntry.subject_id, SearchEntry.at, in_head(question.terms).label("in_head")]
    return [
        select(*asked).where(
            SearchEntry.kind == name,
            has_words(question.terms),
            findables.get(name).found_by(actor, question, SearchEntry.subject_id),
        )
        for name in findables.names()
        if _can_be(name, question)
    ]


def _can_be(name: str, question: Question) -> bool:
    if question.kind not in (None, name):
        return False
    if question.claim_kind is not None and name != "claim":
        return False
    return name == "evidence" or (question.side is None and question.evidence_kind is None)


def _hits(found: Sequence[tuple[str, int]], terms: Terms) -> list[Hit]:
    """The things themselves, in this order."""
    made: dict[tuple[str, int], Hit] = {}
    for name, hits_of in _MAKERS.items():
        ids = [subject for kind, subject in found if kind == name]
        if ids:
            made.update(((name, key), hit) for key, hit in hits_of(ids, terms).items())
    return [made[key] for key in found if key in made]


def _article_hits(ids: Collection[int], terms: Terms) -> Mapping[int, Hit]:
    shown = func.substr(ArticleVersion.text, 1, _LOOKED_AT)
    newest = and_(ArticleVersion.article_id == Article.id, ArticleVersion.number == Article.version_number)
    rows = session.execute(select(Article, shown).join(ArticleVersion, newest).where(Article.id.in_(ids)))
    return {
        each.id: Hit("article", each.slug, marked(each.title, terms), () if each.excerpt else _where(text, terms))
        for each, text in rows
    }


def _claim_hits(ids: Collection[int], terms: Terms) -> Mapping[int, Hit]:
    claims = session.scalars(select(Proposition).where(Proposition.id.in_(ids)))
    return {
        each.id: Hit("claim", each.public_id, excerpt(each.text, terms), article=each.article, status=_said_of(each))
        for each in claims
    }


def _evidence_hits(ids: Collection[int], terms: Terms) -> Mapping[int, Hit]:
    item = aliased(Evidence, flat=True)
    bearings = session.scalars(
        select(Bearing)
        .join(Bearing.evidence.of_type(item))
        .options(contains_eager(Bearing.evidence.of_type(item)).joinedload(item.source))
        .where(Bearing.id.in_(ids))
    ).all()
    targets = {
        each.id: each
        for each in session.scalars(select(_AnyTarget).where(_AnyTarget.id.in_({each.target_id for each in bearings})))
    }
    return {
        each.id: Hit(
            "evidence",
            each.public_id,
            excerpt(each.evidence.quote, terms),
            _where(each.warrant, terms),
            article=each.article,
            status=_said_of(each.evidence, each) or _mark_on(each.evidence),
            bearing=each,
            target=targets[each.target_id],
            source=each.evidence.source,
        )
        for each in bearings
    }


def _source_hits(ids: Collection[int], terms: Terms) -> Mapping[int, Hit]:
    sources = session.scalars(select(Source).options(joinedload(Source.publisher)).where(Source.id.in_(ids)))
    return {
        each.id: Hit(
            "source",
            each.public_id,
            excerpt(each.citation, terms),
            status="retracted" if each.retracted_at else None,
            source=each,
        )
        for each in sources
    }


_MAKERS: Mapping[str, Callable[[Collection[int], Terms], Mapping[int, Hit]]] = {
    "article": _article_hits,
    "claim": _claim_hits,
    "evidence": _evidence_hits,
    "source": _source_hits,
}


def _where(text: str, terms: Terms) -> Sequence[Piece]:
    pieces: Any = excerpt(text, terms)
    return pieces if has_any(pieces) else ()


def _mark_on(item: Evidence) -> str | None:
    """How it stands as evidence, where that is not simply so."""
    if item.source.retracted_at is not None:
        return Curation.RETRACTED.value
    return item.curation.value if item.curation is not Curation.ACTIVE else None


def _said_of(*contributions: Contribution) -> str | None:
    """The state of a thing that is not simply there to be read."""
    return next((each.status.value for each in contributions if each.status is not Status.VISIBLE), None)
