"""Words of claims that were not found again by themselves in a newer text, for an article's editors."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from deliberate.api.articles import TAG
from deliberate.api.authentication import Caller
from deliberate.api.claims import LONGEST_WORDS
from deliberate.api.operations import operation
from deliberate.api.shapes import Asked, Given, Nothing, Page, Shown, next_address
from deliberate.articles.services import get_readable
from deliberate.core.policy import Permission, authorize
from deliberate.propositions import confirming
from deliberate.propositions.passage_models import Passage, PassageState
from deliberate.propositions.passage_page import PassageRow, Quote, passages_page


class PassagesAsked(Asked):
    """Which of them."""

    show: Literal["waiting", "decided"] = "waiting"
    page: int = Field(1, ge=1, le=9999)


class Piece(Shown):
    """Words; around those of a passage stand some that come before and after."""

    text: str
    of_passage: bool


class PlaceShown(Shown):
    """Where a passage may be in the newer text."""

    pieces: list[Piece]
    confidence: int | None = Field(description="In hundredths.")


class PassageShown(Shown):
    """Words in an older text, the claims that stand on them, and where they may be in the newest."""

    id: UUID
    state: PassageState
    version: int = Field(description="The number of the version that has the words.")
    was: list[Piece]
    claims: list[UUID]
    places: list[PlaceShown] = Field(description="The best first; a choice names one by its number, from 0.")
    placed: list[Piece] | None = Field(description="Where an editor said it is.")


class Passages(Page[PassageShown]):
    """The passages of the newest text that editors are asked about."""

    version: int
    kept: int = Field(description="How many went along by themselves, to the same place.")
    moved: int = Field(description="How many went along by themselves, to another.")
    waiting: int
    decided: int


class PlaceGiven(Given):
    """Where a passage is: one of the places, words of the newer text, or nowhere."""

    choice: int | None = Field(None, ge=0, le=9)
    words: str = Field("", max_length=LONGEST_WORDS, pattern=r"^[^\x00]*$")
    gone: bool = False


class PassageDecided(Shown):
    """What was said of a passage."""

    id: UUID
    state: PassageState


@operation("GET", "/articles/<slug>/passages", tag=TAG, query=PassagesAsked, answer=Passages, for_visitors=False)
def list_passages(caller: Caller, slug: str, query: PassagesAsked) -> Passages:
    """The words of claims whose place in the newest text an editor has to confirm; for the article's editors."""
    article = get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.EDIT_ARTICLE, article)
    page = passages_page(article, query.show, query.page)
    return Passages(
        items=[_passage(each) for each in page.rows],
        next=next_address(page=query.page + 1) if page.has_more else None,
        version=page.version.number,
        kept=page.kept,
        moved=page.moved,
        waiting=page.counts["waiting"],
        decided=page.counts["decided"],
    )


def _passage(row: PassageRow) -> PassageShown:
    return PassageShown(
        id=row.passage.public_id,
        state=row.passage.state,
        version=row.number,
        was=_pieces(row.was),
        claims=[claim.public_id for claim, _for in row.claims],
        places=[PlaceShown(pieces=_pieces(each), confidence=each.confidence) for each in row.candidates],
        placed=_pieces(row.placed) if row.placed is not None else None,
    )


def _pieces(quote: Quote) -> list[Piece]:
    return [Piece(text=text, of_passage=is_of_it) for text, is_of_it in quote.pieces]


def _decided(passage: Passage) -> PassageDecided:
    return PassageDecided(id=passage.public_id, state=passage.state)


@operation("POST", "/passages/<uuid:passage>/place", tag=TAG, body=PlaceGiven, answer=PassageDecided)
def place_passage(caller: Caller, passage: UUID, body: PlaceGiven) -> PassageDecided:
    """Say where a passage is in the newer text, or that its words are gone; for the article's editors."""
    found, article = confirming.get_passage(caller.actor, passage)
    authorize(caller.actor, Permission.EDIT_ARTICLE, article)
    if body.gone:
        confirming.leave_out(caller.actor, found)
    else:
        confirming.place(caller.actor, found, choice=body.choice, words=body.words)
    return _decided(found)


@operation("POST", "/passages/<uuid:passage>/undo", tag=TAG, body=Nothing, answer=PassageDecided)
def undo_passage(caller: Caller, passage: UUID, body: Nothing) -> PassageDecided:
    """Have a passage wait again; for the article's editors."""
    found, _article = confirming.get_passage(caller.actor, passage)
    confirming.undo(caller.actor, found)
    return _decided(found)
