"""How far one has read, and what changed since one was last there."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation
from deliberate.api.shapes import LARGEST_NUMBER, Asked, Given, Nothing, Shown, words
from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.reading.since_page import Changes, changes_since
from deliberate.reading.visits import find_visit, new_since, note_place, see_all, stopped_at

TAG = "Reading"


class SinceAsked(Asked):
    """In which article."""

    article: str | None = words(200, default=None)


class NewItemShown(Shown):
    """An item that was posted on a claim."""

    bearing: UUID
    claim: UUID


class DecidedShown(Shown):
    """What moderators did."""

    decision: UUID
    sentence: str


class ChangesShown(Shown):
    """What is new in an article. Of each sort the newest are named, and how many there are is said."""

    article: str
    since: datetime
    items: list[NewItemShown]
    item_count: int
    decided: list[DecidedShown]
    decided_count: int
    versions: list[int] = Field(description="The numbers of newer texts.")


class Since(Shown):
    """What changed in each article one has been in, the one read last first."""

    items: list[ChangesShown]


class PlaceKept(Shown):
    """How far one has read; null where one never was."""

    position: int | None = Field(description="In the newest text, in characters; null at its beginning.")
    new_since: datetime | None


class PlaceRead(Given):
    """How far one has read, in characters of a version."""

    position: int = Field(ge=0, le=LARGEST_NUMBER)
    version: int = Field(ge=1, le=LARGEST_NUMBER)


@operation("GET", "/me/since", tag=TAG, query=SinceAsked, answer=Since, for_visitors=False)
def get_since(caller: Caller, query: SinceAsked) -> Since:
    """What changed since one's last visit, in each article one reads, or in one of them."""
    only = get_readable(caller.actor, query.article) if query.article else None
    return Since(items=[_changes(each) for each in changes_since(caller.actor, only)])


def _changes(found: Changes) -> ChangesShown:
    return ChangesShown(
        article=found.article.slug,
        since=found.since,
        items=[NewItemShown(bearing=each.bearing.public_id, claim=each.claim.public_id) for each in found.items],
        item_count=found.item_count,
        decided=[DecidedShown(decision=each.decision.public_id, sentence=each.sentence) for each in found.decided],
        decided_count=found.decided_count,
        versions=list(found.versions),
    )


@operation("GET", "/articles/<slug>/place", tag=TAG, answer=PlaceKept, for_visitors=False)
def get_place(caller: Caller, slug: str) -> PlaceKept:
    """How far one has read an article, and since when what comes is new to one."""
    return _place(caller, get_readable(caller.actor, slug))


def _place(caller: Caller, article: Article) -> PlaceKept:
    visit = find_visit(caller.actor, article)
    if visit is None:
        return PlaceKept(position=None, new_since=None)
    return PlaceKept(position=stopped_at(visit, article), new_since=new_since(visit))


@operation("PUT", "/articles/<slug>/place", tag=TAG, body=PlaceRead, answer=PlaceKept)
def keep_place(caller: Caller, slug: str, body: PlaceRead) -> PlaceKept:
    """Keep how far one has read."""
    article = get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.KEEP_PLACE, article)
    if body.version > article.version_number:
        raise Invalid(say("The article has no such version."), "version")
    note_place(caller.actor, article, body.position, body.version)
    return _place(caller, article)


@operation("POST", "/articles/<slug>/seen", tag=TAG, body=Nothing)
def see_everything(caller: Caller, slug: str, body: Nothing) -> None:
    """Call everything in an article seen."""
    see_all(caller.actor, get_readable(caller.actor, slug))
