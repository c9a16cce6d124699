"""What bodies and answers are made of: bounded words, people, pages; and what every contribution has."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from flask import request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.site import names_of
from deliberate.core.wording import say
from deliberate.moderation.statements import with_waiting_edit
from deliberate.web.feeds import full_address

#: The largest id that is asked for.
LARGEST = 2**53 - 1
#: The largest number in an address; a converter's own bound would answer past the API.
LARGEST_NUMBER = 2**31 - 1


class Given(BaseModel):
    """A body: what it holds besides its fields is refused."""

    model_config = ConfigDict(extra="forbid")


class Asked(BaseModel):
    """What stands behind the question mark: a name that is not known is refused, so that a slip of the pen is told."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """An answer."""

    #: Whether it is a secret, which no cache keeps, however private.
    secret_words: ClassVar[bool] = False


T = TypeVar("T")


class Page(Shown, Generic[T]):
    """Some of a list; ``next`` is where it goes on, null at its end."""

    items: list[T]
    next: str | None = Field(default=None, description="The address of the next page; also in the header Link.")


class Forwards(Asked):
    """Which part of a list in its order, the oldest first."""

    after: int = Field(0, ge=0, le=LARGEST, description="Where the page before ended, as its address has it.")
    limit: int = Field(30, ge=1, le=100, description="How many at most.")


class Backwards(Asked):
    """Which part of a list, the newest first."""

    before: int | None = Field(
        None, ge=1, le=LARGEST, description="Where the page before ended, as its address has it."
    )


class Newest(Backwards):
    """The same, and how many of them."""

    limit: int = Field(30, ge=1, le=100, description="How many at most.")


class Person(Shown):
    """Somebody, as pages name them."""

    id: str
    name: str


class Nothing(Given):
    """A body that says nothing."""


#: What no text holds; other characters that deceive the services refuse, in words.
_NO_NUL = r"^[^\x00]*$"


def words(most: int, least: int = 1, **more: Any) -> Any:
    """A field of words that somebody writes, with its bounds."""
    return Field(min_length=least, max_length=most, pattern=_NO_NUL, **more)


def link(**more: Any) -> Any:
    """A field for an address of another site."""
    return Field(None, min_length=1, max_length=2000, pattern=_NO_NUL, **more)


def next_address(**more: Any) -> str:
    """The address of this list from another place on."""
    return full_address(request.endpoint or "", **{**(request.view_args or {}), **request.args, **more})


def checked_number(number: int) -> int:
    """A number in an address. Raises NotFound where nothing has one so large."""
    if number > LARGEST_NUMBER:
        raise NotFound(say("There is nothing of that number."))
    return number


def cut(rows: list[Any], limit: int) -> tuple[list[Any], bool]:
    """So many of the rows, and whether there are more: one more than that was asked of the database."""
    return rows[:limit], len(rows) > limit


def people(ids: Collection[str]) -> Mapping[str, Person]:
    """These people with their names. One query at most."""
    return {each: Person(id=each, name=name) for each, name in names_of(ids).items()}


def public_ids(ids: Collection[int | None]) -> Mapping[int | None, UUID]:
    """The public ids of these contributions. One query."""
    rows = select(Contribution.id, Contribution.public_id).where(Contribution.id.in_({each for each in ids if each}))
    return {row.id: row.public_id for row in session.execute(rows)}


class ContributionShown(Shown):
    """What everything that people post has."""

    id: UUID
    kind: str
    article: str = Field(description="The slug of its article.")
    author: Person
    status: Status
    locked: bool = Field(description="Whether nothing new may be posted on it and it is not weighed.")
    revision: int = Field(description="The number of the wording that readers see.")
    edit_waits: bool = Field(description="Whether an edit of it waits for a moderator; told to its author alone.")
    held_because: str | None = Field(None, description="Why it waits for a moderator; told to its author alone.")
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Told:
    """Who is told of contributions, and of which of their own an edit waits."""

    reader: str | None
    edited: Collection[int]


def telling(reader: str | None, things: Iterable[Contribution]) -> Told:
    """The same for these. One query at most, and none where nothing of it is the reader's own."""
    own = [each.id for each in things if reader is not None and each.author_id == reader]
    return Told(reader, with_waiting_edit(own) if own else ())


def of_contribution(thing: Contribution, author: Person, told: Told) -> dict[str, Any]:
    """The fields that everything has, for whoever reads."""
    own = told.reader is not None and thing.author_id == told.reader
    return {
        "id": thing.public_id,
        "kind": thing.kind,
        "article": thing.article.slug,
        "author": author,
        "status": thing.status,
        "locked": thing.locked_at is not None,
        "revision": thing.revision,
        "edit_waits": thing.id in told.edited,
        "held_because": thing.held_because if own else None,
        "created_at": thing.created_at,
        "changed_at": thing.changed_at,
    }
