"""The versions of an article's text."""

from datetime import datetime

from pydantic import Field

from deliberate.api.articles import TAG, Text, read_words
from deliberate.api.authentication import Caller
from deliberate.api.operations import operation
from deliberate.api.shapes import LARGEST_NUMBER, Page, Shown, checked_number
from deliberate.articles.access import is_excerpt
from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.articles.versions import get_version, renew, versions_of
from deliberate.core.policy import Permission, authorize
from deliberate.web.blueprint import ARTICLE_TAKING


class TextShown(Shown):
    """One version of an article's text."""

    number: int
    sha256: str
    created_at: datetime
    characters: int
    text: str | None = Field(description="Null of an article in excerpts, but for its editors.")


class VersionShown(Shown):
    """One version, without its text."""

    number: int
    sha256: str
    created_at: datetime
    characters: int


class NewerText(Text):
    """A text to become the next version."""

    after: int = Field(ge=1, le=LARGEST_NUMBER, description="The number of the newest version as one knows it.")


@operation("GET", "/articles/<slug>/text", tag=TAG, answer=TextShown)
def get_text(caller: Caller, slug: str) -> TextShown:
    """The newest version of an article's text."""
    article = get_readable(caller.actor, slug)
    return _text(caller, article, article.version_number)


def _text(caller: Caller, article: Article, number: int) -> TextShown:
    version = get_version(article, number)
    return TextShown(
        number=version.number,
        sha256=version.sha256,
        created_at=version.created_at,
        characters=len(version.text),
        text=None if is_excerpt(caller.actor, article) else version.text,
    )


@operation("GET", "/articles/<slug>/versions", tag=TAG, answer=Page[VersionShown])
def list_versions(caller: Caller, slug: str) -> Page[VersionShown]:
    """Every version of an article's text, the newest first."""
    article = get_readable(caller.actor, slug)
    return Page(items=[VersionShown(**vars(each)) for each in versions_of(article)], next=None)


@operation("GET", "/articles/<slug>/versions/<int:number>", tag=TAG, answer=TextShown)
def get_text_version(caller: Caller, slug: str, number: int) -> TextShown:
    """One version of an article's text."""
    return _text(caller, get_readable(caller.actor, slug), checked_number(number))


@operation(
    "POST",
    "/articles/<slug>/versions",
    tag=TAG,
    body=NewerText,
    answer=TextShown,
    status=201,
    made_at="get_text_version",
    named="number",
)
def hand_in_newer(caller: Caller, slug: str, body: NewerText) -> TextShown:
    """Hand in a newer text of an article. The claims' words move along where they are found again."""
    article = get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.EDIT_ARTICLE, article)
    made = renew(caller.actor, article, read_words(body), body.after)
    return _text(caller, article, made.version.number)


ARTICLE_TAKING.add("deliberate.api.hand_in_newer")
