"""Articles: list, read, import, settle, open and close."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation, submission
from deliberate.api.shapes import LARGEST, Given, Newest, Page, Person, Shown, cut, link, next_address, people, words
from deliberate.articles import services
from deliberate.articles.access import edited_by, listed
from deliberate.articles.documents import ImportedText, Unreadable
from deliberate.articles.drafts import LONGEST_LINE, ArticleDraft
from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, Audience, State
from deliberate.articles.queries import editors_of
from deliberate.articles.slow_mode import PACES, set_slow_mode
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import text_read
from deliberate.core.site import settings
from deliberate.propositions.models import Proposition
from deliberate.propositions.publishing import publish
from deliberate.web.blueprint import ARTICLE_TAKING
from deliberate.web.repeating import stored

TAG = "Articles"


class ArticleShown(Shown):
    """An article, without its text."""

    id: UUID
    slug: str
    title: str
    byline: str | None
    publisher: str | None
    published_on: date | None
    language: str
    source_url: str | None
    licence: str | None
    excerpt: bool = Field(description="Whether readers see only the passages that claims point at.")
    state: State
    audience: Audience
    premoderated: bool
    slow_minutes: int = Field(description="How far apart each person's posts have to be; 0: as they come.")
    importer: Person
    text_version: int = Field(description="The number of the newest version of its text.")
    settings_number: int
    main_claim: UUID | None
    created_at: datetime
    opened_at: datetime | None


class Settled(Given):
    """What an article's editor settles."""

    title: str = words(LONGEST_LINE)
    audience: Audience = Audience.PUBLIC
    group: int | None = Field(
        None, ge=1, le=LARGEST, description="The number of one's group, where the audience is one."
    )
    premoderated: bool = False
    source_url: str | None = link()
    byline: str | None = words(LONGEST_LINE, 0, default=None)
    publisher: str | None = words(LONGEST_LINE, 0, default=None)
    published_on: date | None = None
    language: str | None = Field(None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")
    licence: str | None = words(LONGEST_LINE, 0, default=None)
    excerpt: bool = False

    def draft(self) -> ArticleDraft:
        """As services take it."""
        given = self.model_dump(exclude={"group", "text", "format"})
        return ArticleDraft(group_id=self.group, **given)


class Text(Given):
    """A text, pasted."""

    text: str = Field(min_length=1)
    format: Literal["text", "markdown", "html"] = "text"


class NewArticle(Settled, Text):
    """A text to become an article."""


class Listing(Newest):
    """Which articles."""

    state: State | None = None
    edited: bool = Field(False, description="Only those one edits, whatever their state and audience.")


class Step(Given):
    """What an article is to become."""

    step: Literal["publish", "close", "reopen", "archive", "unpublish"]
    reason: str = words(services.LONGEST_REASON, 0, default="", description="Needed for all but publishing.")


class SlowMode(Given):
    """How far apart each person's posts have to be."""

    minutes: int = Field(json_schema_extra={"enum": list(PACES)})


class NewEditor(Given):
    """Who is to edit an article as well."""

    name: str = words(200)


class Editors(Shown):
    """Who edits an article."""

    importer: Person
    others: list[Person]


def all_shown(articles: Sequence[Article]) -> list[ArticleShown]:
    """Articles as they are answered. Two queries."""
    who, ids = people({each.author_id for each in articles}), [each.id for each in articles]
    mains = select(Proposition.main_of_id, Proposition.public_id).where(
        Proposition.main_of_id.in_(ids), Proposition.status.in_(PUBLIC)
    )
    main_of = {row.main_of_id: row.public_id for row in session.execute(mains)}
    return [
        ArticleShown(
            **{name: getattr(each, name) for name in _AS_THEY_ARE},
            id=each.public_id,
            importer=who[each.author_id],
            text_version=each.version_number,
            main_claim=main_of.get(each.id),
        )
        for each in articles
    ]


def shown(article: Article) -> ArticleShown:
    """One of them."""
    return all_shown([article])[0]


_AS_THEY_ARE = (
    "slug title byline publisher published_on language source_url licence excerpt state audience premoderated "
    "slow_minutes settings_number created_at opened_at"
).split()


@operation("GET", "/articles", tag=TAG, query=Listing, answer=Page[ArticleShown])
def list_articles(caller: Caller, query: Listing) -> Page[ArticleShown]:
    """The articles one may see listed, the newest first."""
    which = edited_by if query.edited else listed
    found = select(Article).where(which(caller.actor)).order_by(Article.id.desc()).limit(query.limit + 1)
    if query.state is not None:
        found = found.where(Article.state == query.state)
    if query.before is not None:
        found = found.where(Article.id < query.before)
    rows, more = cut(list(session.scalars(found)), query.limit)
    return Page(
        items=all_shown(rows),
        next=next_address(before=rows[-1].id) if more else None,
    )


@operation("GET", "/articles/<slug>", tag=TAG, answer=ArticleShown)
def get_article(caller: Caller, slug: str) -> ArticleShown:
    """One article."""
    return shown(services.get_readable(caller.actor, slug))


@operation(
    "POST",
    "/articles",
    tag=TAG,
    body=NewArticle,
    answer=ArticleShown,
    status=201,
    made_at="get_article",
    named="slug",
    own_units=True,
)
def import_article(caller: Caller, body: NewArticle) -> ArticleShown:
    """Import a text as a draft, which only its editors read until it is published.

    It is looked through for claims, which are suggested to its editors.
    """
    authorize(caller.actor, Permission.IMPORT_ARTICLE)
    imported = read_words(body)
    text_read.send(imported)
    sent = submission()
    return stored(lambda: shown(services.import_article(caller.actor, imported, body.draft(), submission=sent)))


def read_words(body: Text) -> ImportedText:
    """The words of a body. Raises Invalid where they are none that can be read."""
    try:
        return read_text(body.text, format=body.format, limit=settings.max_article_bytes)
    except Unreadable as unreadable:
        raise Invalid(str(unreadable), "text") from None


@operation("PUT", "/articles/<slug>", tag=TAG, body=Settled, answer=ArticleShown, revises=get_article)
def settle_article(caller: Caller, slug: str, body: Settled) -> ArticleShown:
    """Settle title, origin, audience and moderation."""
    article = services.get_readable(caller.actor, slug)
    services.change_settings(caller.actor, article, body.draft(), article.settings_number)
    return shown(article)


@operation("POST", "/articles/<slug>/steps", tag=TAG, body=Step, answer=ArticleShown)
def take_step(caller: Caller, slug: str, body: Step) -> ArticleShown:
    """Publish an article, close it, reopen it, archive it, or take it back to draft."""
    article = services.get_readable(caller.actor, slug)
    if body.step == "publish":
        publish(caller.actor, article)
    else:
        take: dict[str, Any] = {
            "close": services.close,
            "reopen": services.reopen,
            "archive": services.archive,
            "unpublish": services.unpublish,
        }
        take[body.step](caller.actor, article, body.reason)
    return shown(article)


@operation("PUT", "/articles/<slug>/slow-mode", tag=TAG, body=SlowMode, answer=ArticleShown)
def slow_down(caller: Caller, slug: str, body: SlowMode) -> ArticleShown:
    """Have each person's posts in an article be so many minutes apart."""
    article = services.get_readable(caller.actor, slug)
    set_slow_mode(caller.actor, article, body.minutes)
    return shown(article)


@operation("GET", "/articles/<slug>/editors", tag=TAG, answer=Editors, for_visitors=False)
def list_editors(caller: Caller, slug: str) -> Editors:
    """Who edits an article; for those who may publish it."""
    article = services.get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.PUBLISH_ARTICLE, article)
    return _editors(article)


def _editors(article: Article) -> Editors:
    others = editors_of(article)
    who = people({article.author_id, *others})
    return Editors(importer=who[article.author_id], others=[who[each] for each in others])


@operation("POST", "/articles/<slug>/editors", tag=TAG, body=NewEditor, answer=Editors)
def add_editor(caller: Caller, slug: str, body: NewEditor) -> Editors:
    """Let somebody edit an article too."""
    article = services.get_readable(caller.actor, slug)
    services.add_editor(caller.actor, article, body.name)
    return _editors(article)


@operation("DELETE", "/articles/<slug>/editors/<path:person>", tag=TAG)
def remove_editor(caller: Caller, slug: str, person: str) -> None:
    """End somebody's editing of an article."""
    services.remove_editor(caller.actor, services.get_readable(caller.actor, slug), person)


ARTICLE_TAKING.add("deliberate.api.import_article")
