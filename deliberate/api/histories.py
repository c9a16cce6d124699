"""How things came to be: a text from one version to the next, a balance over time, answers before and after."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from deliberate.api.articles import TAG
from deliberate.api.authentication import Caller
from deliberate.api.operations import operation
from deliberate.api.shapes import Shown, checked_number
from deliberate.api.weighing import TAG as WEIGHING
from deliberate.articles.access import is_excerpt
from deliberate.articles.comparing import compare
from deliberate.articles.services import get_readable
from deliberate.articles.versions import get_version, versions_of
from deliberate.core.errors import Conflict, NotFound
from deliberate.core.policy import Permission, may
from deliberate.core.wording import say
from deliberate.propositions.models import Answer, Proposition
from deliberate.propositions.queries import get_proposition
from deliberate.reading.balance_history import balance_history
from deliberate.reading.moved import moved_page
from deliberate.reading.version_views import LARGEST
from deliberate.weighting.balance import Lean
from deliberate.weighting.services import must_ask_first


class PieceShown(Shown):
    """Words of a paragraph; change: "" where both versions have them, else added or removed."""

    change: str
    text: str


class ParagraphShown(Shown):
    """A paragraph; change: "" where nothing changed, else changed, added or removed."""

    change: str
    kind: str
    pieces: list[PieceShown]


class TextChanges(Shown):
    """What changed from the version before, paragraph by paragraph in the order of both texts."""

    older: int | None = Field(description="Null of the first version, which changed nothing.")
    newer: int
    paragraphs: list[ParagraphShown]


class StepShown(Shown):
    """Where the balance stood after something."""

    at: datetime
    words: str
    contribution: UUID | None
    lean: Lean | None = Field(description="Null where the claim was not weighed any more.")
    log_odds: float | None = Field(description="Null also where the sum would tell of too few answers.")


class BalanceSteps(Shown):
    """How the balance of a claim moved."""

    steps: list[StepShown]
    earlier: bool = Field(description="Whether there were steps before these.")


class WentShown(Shown):
    """How many went from one answer to another."""

    before: Answer
    after: Answer
    people: int | None = Field(description="Null where that is not told.")


class SurenessShown(Shown):
    """How sure people were, on average: of those who said it both times."""

    people: int
    before: int
    after: int


class MovedShown(Shown):
    """How people answered before they saw how it adds up, and after; nobody can be picked out."""

    people: int | None = Field(description="Null, and all else empty, where numbers would say who answered what.")
    went: list[WentShown]
    sureness: SurenessShown | None
    rated_highest: list[UUID] = Field(description="The bearings that those whose answer changed rated highest.")


@operation("GET", "/articles/<slug>/versions/<int:number>/changes", tag=TAG, answer=TextChanges)
def get_text_changes(caller: Caller, slug: str, number: int) -> TextChanges:
    """What changed from the version before. Very long texts are compared for the article's editors."""
    article, number = get_readable(caller.actor, slug), checked_number(number)
    lines = versions_of(article, number, number - 1)
    if not lines or lines[0].number != number:
        raise NotFound(say("The article has no such version."))
    if number == 1:
        return TextChanges(older=None, newer=1, paragraphs=[])
    if is_excerpt(caller.actor, article):
        raise NotFound(say("Of this text only passages are shown, so its versions are not compared here."))
    newer, older = lines
    if newer.characters + older.characters > LARGEST and not may(caller.actor, Permission.EDIT_ARTICLE, article):
        raise Conflict(say("These texts are too long to be compared here. Read both versions."))
    before, after = get_version(article, older.number), get_version(article, newer.number)
    found = compare(before.text, before.blocks, after.text, after.blocks)
    return TextChanges(
        older=older.number,
        newer=newer.number,
        paragraphs=[
            ParagraphShown(
                change=row.change,
                kind=row.kind,
                pieces=[PieceShown(change=piece.change, text=piece.text) for piece in row.pieces],
            )
            for stretch in found
            for row in stretch.rows
        ],
    )


def _asked_for(caller: Caller, claim: UUID) -> Proposition:
    """A claim whose numbers one may see. Raises Conflict where one has to ask first."""
    found = get_proposition(caller.actor, claim)
    if must_ask_first(caller.actor, found):
        raise Conflict(say("What you see may sway what you say. Ask to see it first: POST to the claim’s ledger."))
    return found


@operation("GET", "/claims/<uuid:claim>/balance/steps", tag=WEIGHING, answer=BalanceSteps)
def get_balance_steps(caller: Caller, claim: UUID) -> BalanceSteps:
    """How the balance moved. Whoever can still weigh has to ask to see the ledger first."""
    page = balance_history(caller.actor, _asked_for(caller, claim))
    steps = [
        StepShown(
            at=each.at,
            words=each.words,
            contribution=each.subject.public_id if each.subject is not None else None,
            lean=each.lean,
            log_odds=each.log_odds,
        )
        for each in page.steps
    ]
    return BalanceSteps(steps=steps, earlier=page.earlier)


@operation("GET", "/claims/<uuid:claim>/moved", tag=WEIGHING, answer=MovedShown)
def get_moved(caller: Caller, claim: UUID) -> MovedShown:
    """How people answered before and after. Whoever can still weigh has to ask to see the ledger first."""
    page = moved_page(caller.actor, _asked_for(caller, claim))
    sure = page.sureness
    return MovedShown(
        people=page.people,
        went=[WentShown(before=old, after=new, people=count) for (old, new), count in page.table.items()],
        sureness=SurenessShown(people=sure.people, before=sure.before, after=sure.after) if sure is not None else None,
        rated_highest=[each.public_id for each in page.items],
    )
