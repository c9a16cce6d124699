"""What can be reported beside contributions: how each is named, what it says, and whose matter it is."""

import hashlib
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.articles.access import PUBLISHED, readable
from deliberate.articles.models import Article, ArticleEditor, ArticleVersion
from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.contributions import PUBLIC, Contribution
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.events import Target, pseudonym_of
from deliberate.core.registry import Registry
from deliberate.core.site import IMPORTED_ID, identity, names_of
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Evidence, Source
from deliberate.moderation.advancement import Person
from deliberate.moderation.curating.people import people_citing
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.wording import OFFERED


@dataclass(frozen=True)
class Subject:
    """Something that somebody has before them and may report."""

    sort: str
    #: The article by which they came to it: whoever reads that may report it.
    article: Article
    #: An article, a source, or somebody's id.
    row: Any
    #: Whose it is, as the policy asks.
    author_id: str | None = None


@dataclass(frozen=True)
class Sort:
    """One sort of thing."""

    #: What pages call it.
    word: str
    #: The same of the one that is before the reader.
    this: str
    column: str
    key: Callable[[Any], Any]
    load: Callable[[ReportedThing], Any]
    title: Callable[[Any], str]
    #: All that is reported of it, by what each part is called, to be said with ``say``.
    says: Callable[[Any], Mapping[str, str]]
    #: The ids of those whose own matter it is.
    people: Callable[[Any], set[str]]
    #: Whose it is, of those: they are told what is decided about it, and may appeal.
    owner: Callable[[Any], str | None]
    target: Callable[[Any], Target]
    reasons: Collection[FlagReason]


sorts: Registry[Sort] = Registry("sort of thing that is reported")

#: Only what is posted on something else can be off topic, or there already.
_REASONS = [each for each in OFFERED if each not in {FlagReason.OFF_TOPIC, FlagReason.DUPLICATE}]


def of_article(article: Article) -> Subject:
    """An article."""
    return Subject("article", article, article, article.author_id)


def of_source(actor: Actor, source: Source) -> Subject:
    """A source that is cited in some article which this actor may read. Raises NotFound where none is."""
    cited = (
        select(Article)
        .join(Evidence, Evidence.article_id == Article.id)
        .where(Evidence.source_id == source.id, Evidence.status.in_(PUBLIC), readable(actor))
    )
    article = session.scalar(cited.order_by(Article.state.in_(PUBLISHED).desc(), Article.id).limit(1))
    if article is None:
        raise NotFound(say("There is no such source, or nothing that you may read cites it."))
    return Subject("source", article, source)


def of_author(contribution: Contribution) -> Subject:
    """The name of whoever posted something. Raises NotFound where nobody goes by one here."""
    who = contribution.author_id
    if who == SYSTEM_ID or who.startswith(IMPORTED_ID) or not identity.names([who]):
        raise NotFound(say("Nobody here goes by a name for this."))
    return Subject("name", contribution.article, who, who)


def of_name(actor: Actor, actor_id: str) -> Subject:
    """The name of somebody who posted something that this actor may read. Raises NotFound where nobody did."""
    posted = select(Contribution).where(Contribution.author_id == actor_id, Contribution.status.in_(PUBLIC))
    where = posted.join(Article, Article.id == Contribution.article_id).where(readable(actor))
    found = session.scalar(where.order_by(Article.state.in_(PUBLISHED).desc(), Contribution.id.desc()).limit(1))
    if found is None:
        raise NotFound(say("Nobody here goes by a name for this."))
    return of_author(found)


def sort_of(about: Subject | ReportedThing) -> Sort:
    return sorts.get(about.sort)


def row_of(thing: ReportedThing) -> Any:
    """The article, the source or the id of the person that it is."""
    return sort_of(thing).load(thing)


def title_of(thing: ReportedThing) -> str:
    """A line to name it by."""
    return sort_of(thing).title(row_of(thing))


def titles_of_things(things: Collection[ReportedThing]) -> Mapping[int, str]:
    """The same of many, by their ids; a fixed number of queries."""
    articles = _column_of(Article, Article.title, {each.article_id for each in things})
    sources = _column_of(Source, Source.citation, {each.source_id for each in things})
    names = names_of({each.person_id for each in things if each.person_id is not None})
    return {
        each.id: articles.get(each.article_id) or sources.get(each.source_id) or names.get(each.person_id or "") or ""
        for each in things
    }


def titles_to(actor: Actor, things: Collection[ReportedThing]) -> Mapping[int, str]:
    """The same for whoever reported them: of an article that they may no longer read, nothing but that it is one."""
    ids = {each.article_id for each in things if each.article_id is not None}
    known = set(session.scalars(select(Article.id).where(Article.id.in_(ids), readable(actor)))) if ids else set()
    kept_back = [each.id for each in things if each.article_id is not None and each.article_id not in known]
    return {**titles_of_things(things), **dict.fromkeys(kept_back, say("An article"))}


def _column_of(model: Any, column: Any, ids: Collection[int | None]) -> Mapping[int | None, str]:
    wanted = {each for each in ids if each is not None}
    return dict(session.execute(select(model.id, column).where(model.id.in_(wanted))).all()) if wanted else {}


def says(thing: ReportedThing) -> Mapping[str, str]:
    """What it says now, by what each part is called; what is empty is left out."""
    return {name: words for name, words in sort_of(thing).says(row_of(thing)).items() if words}


def target_of(thing: ReportedThing) -> Target:
    """What the log says it was done to."""
    return sort_of(thing).target(row_of(thing))


def owner_of(thing: ReportedThing) -> str | None:
    """Whose it is: a source is nobody's."""
    return sort_of(thing).owner(row_of(thing))


def people_in(thing: ReportedThing) -> set[str]:
    """The ids of all whose own matter it is: whose it is or who cite it, and who reported it."""
    flaggers = session.scalars(select(Flag.actor_id).where(Flag.reported_id == thing.id).distinct())
    return sort_of(thing).people(row_of(thing)) | set(flaggers)


def find_reported(subject: Subject) -> ReportedThing | None:
    """Its row, where it was ever reported."""
    sort = sort_of(subject)
    column = getattr(ReportedThing, sort.column)
    return session.scalar(select(ReportedThing).where(column == sort.key(subject.row)))


def reported(subject: Subject) -> ReportedThing:
    """Its row as it stands now, made where it has none."""
    found = find_reported(subject)
    if found is None:
        sort = sort_of(subject)
        found = ReportedThing(digest="", revision=0, **{sort.column: sort.key(subject.row)})
        session.add(found)
    return brought_up(found)


def brought_up(thing: ReportedThing) -> ReportedThing:
    """The same, with the number of what it says now: another one than before where that is something else."""
    thing.revision, thing.digest = revision_of(thing), _digest_of(thing)
    session.flush()
    return thing


def revision_of(thing: ReportedThing) -> int:
    """The number of what it says now; nothing is stored."""
    return thing.revision if thing.digest == _digest_of(thing) else thing.revision + 1


def _digest_of(thing: ReportedThing) -> str:
    parts = sort_of(thing).says(row_of(thing))
    return hashlib.sha256("\x1f".join(f"{name}\x1e{words}" for name, words in parts.items()).encode()).hexdigest()


def get_reported(public_id: uuid.UUID) -> ReportedThing:
    """The thing of that public id. Raises NotFound."""
    found = session.scalar(select(ReportedThing).where(ReportedThing.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such report."))
    return found


def _article_says(article: Article) -> Mapping[str, str]:
    newest = session.scalars(
        select(ArticleVersion).where(
            ArticleVersion.article_id == article.id, ArticleVersion.number == article.version_number
        )
    ).one()
    return {
        N_("Title"): article.title,
        N_("Byline"): article.byline or "",
        N_("Publisher"): article.publisher or "",
        N_("Where it appeared"): article.source_url or "",
        N_("Text"): newest.text,
    }


def _source_says(source: Source) -> Mapping[str, str]:
    return {
        N_("Source"): source.citation,
        N_("Author"): source.author or "",
        N_("Publisher"): source.publisher.name if source.publisher is not None else "",
        N_("Address"): source.url or "",
        N_("Archived copy"): source.archived_url or "",
    }


def _load_source(thing: ReportedThing) -> Source:
    found = select(Source).where(Source.id == thing.source_id).options(joinedload(Source.publisher))
    return session.scalars(found.execution_options(populate_existing=True)).one()


def _editors(article: Article) -> set[str]:
    others = select(ArticleEditor.actor_id).where(ArticleEditor.article_id == article.id)
    return {article.author_id, *session.scalars(others)}


def _person(actor_id: str) -> Person:
    return Person(pseudonym_of(Actor(id=actor_id)))


sorts.register(
    "article",
    Sort(
        word="article",
        this=N_("this article"),
        column="article_id",
        key=lambda article: article.id,
        load=lambda thing: session.get_one(Article, thing.article_id),
        title=lambda article: article.title,
        says=_article_says,
        people=_editors,
        owner=lambda article: article.author_id,
        target=lambda article: article,
        reasons=_REASONS,
    ),
)
sorts.register(
    "source",
    Sort(
        word="source",
        this=N_("this source"),
        column="source_id",
        key=lambda source: source.id,
        load=_load_source,
        title=lambda source: source.citation,
        says=_source_says,
        people=lambda source: set(people_citing(source)),
        owner=lambda _source: None,
        target=lambda source: source,
        reasons=_REASONS,
    ),
)
sorts.register(
    "name",
    Sort(
        word="name",
        this=N_("this name"),
        column="person_id",
        key=lambda actor_id: actor_id,
        load=lambda thing: thing.person_id,
        title=lambda actor_id: names_of([actor_id])[actor_id],
        says=lambda actor_id: {N_("Name"): names_of([actor_id])[actor_id]},
        people=lambda actor_id: {actor_id},
        owner=lambda actor_id: actor_id,
        target=_person,
        reasons=[each for each in _REASONS if each is not FlagReason.MISQUOTED],
    ),
)
