"""Findings, several decisions at once, marks on sources, and watched words."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import LARGEST_NUMBER, Given, Person, Shown, people, words
from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.policy import Permission, authorize
from deliberate.evidence.citations import get_source
from deliberate.moderation import loading
from deliberate.moderation.bulk import MOST, Ruling, decide_together, undo_together
from deliberate.moderation.concluding import LONGEST_FINDING, present_finding, sign_finding, write_finding
from deliberate.moderation.conduct import Finding
from deliberate.moderation.curating.marking import curate_source
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.watching import Effect, read_entries
from deliberate.moderation.word_lists import authorize_watching, change_list, entries_of, find_list

TAG = "Moderation"
MODERATE = Scope.MODERATE
LONGEST_LIST = 50_000


class FindingShown(Shown):
    """What named people conclude from an article that is closed. It weighs nothing."""

    id: UUID | None
    number: int = Field(description="Of the wording; 0: there is none.")
    text: str | None
    signed_by: list[Person]


class FindingGiven(Given):
    """What an article came to."""

    text: str = words(LONGEST_FINDING)
    number: int = Field(ge=0, le=LARGEST_NUMBER, description="That of the wording before, 0 where there was none.")


class WordingSigned(Given):
    """Which wording one signs."""

    number: int = Field(ge=1, le=LARGEST_NUMBER)


class Chosen(Given):
    """A contribution, and the version at which it was chosen."""

    id: UUID
    version: int = Field(ge=1, le=LARGEST_NUMBER)


class Together(Given):
    """One decision on several contributions."""

    chosen: list[Chosen] = Field(min_length=1, max_length=MOST)
    action: Literal["approve", "keep", "return", "reject", "remove"]
    reason_code: str = words(40, 0, default="")
    reason: str = words(LONGEST_REASON, 0, default="")


class LeftOut(Shown):
    """One that nothing was decided on, and why."""

    id: UUID
    why: str


class BatchShown(Shown):
    """What became of a decision on several."""

    batch: UUID | None = Field(description="Null where nothing was decided.")
    decided: list[UUID]
    left_out: list[LeftOut]


class BatchReason(Given):
    """Why it is put back."""

    reason: str = words(LONGEST_REASON, 0, default="")


class Mark(Given):
    """What is to be said of a source, and why."""

    action: Literal["retract_source", "correct_source", "archive_source", "clear_source", "unlink_origin"]
    reason: str = words(LONGEST_REASON)
    address: str | None = words(2000, 0, default=None, description="Where it is to be seen.")


class WordsShown(Shown):
    """The words watched in an article or on the whole site, by what they do."""

    number: int
    block: list[str]
    hold: list[str]
    flag: list[str]


class WordsGiven(Given):
    """The words to watch, one in each line, and the number of the list as one knows it."""

    number: int = Field(ge=0, le=LARGEST_NUMBER)
    block: str = words(LONGEST_LIST, 0, default="")
    hold: str = words(LONGEST_LIST, 0, default="")
    flag: str = words(LONGEST_LIST, 0, default="")


def _finding(found: Finding | None) -> FindingShown:
    if found is None:
        return FindingShown(id=None, number=0, text=None, signed_by=[])
    who = people({each.actor_id for each in found.signatures})
    signed = [who[each.actor_id] for each in found.signatures]
    return FindingShown(id=found.public_id, number=found.number, text=found.text, signed_by=signed)


@operation("GET", "/articles/<slug>/finding", tag=TAG, answer=FindingShown)
def get_finding(caller: Caller, slug: str) -> FindingShown:
    """What named people conclude from an article that is closed."""
    return _finding(present_finding(get_readable(caller.actor, slug)))


@operation(
    "POST",
    "/articles/<slug>/finding",
    tag=TAG,
    body=FindingGiven,
    answer=FindingShown,
    status=201,
    made_at="get_finding",
    named="",
)
def conclude(caller: Caller, slug: str, body: FindingGiven) -> FindingShown:
    """Write what an article came to, and sign it."""
    return _finding(write_finding(caller.actor, get_readable(caller.actor, slug), body.text, body.number))


@operation("POST", "/articles/<slug>/finding/signatures", tag=TAG, body=WordingSigned, answer=FindingShown)
def sign(caller: Caller, slug: str, body: WordingSigned) -> FindingShown:
    """Put one's name to the wording that stands."""
    return _finding(sign_finding(caller.actor, get_readable(caller.actor, slug), body.number))


@operation(
    "POST",
    "/batches",
    tag=TAG,
    body=Together,
    answer=BatchShown,
    status=201,
    made_at="get_batch",
    named="batch",
    scope=MODERATE,
)
def decide_on_several(caller: Caller, body: Together) -> BatchShown:
    """Decide on several contributions under one reason. What one may not decide on is left out and named."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    chosen = [(loading.get_readable(caller.actor, each.id), each.version) for each in body.chosen]
    made = decide_together(caller.actor, chosen, Ruling(body.action, body.reason_code, body.reason))
    return BatchShown(
        batch=UUID(made.batch) if made.decisions else None,
        decided=[each.public_id for each in made.decisions],
        left_out=[LeftOut(id=each.contribution.public_id, why=each.why) for each in made.left_out],
    )


@operation("POST", "/batches/<uuid:batch>/undo", tag=TAG, body=BatchReason, scope=MODERATE)
def undo_several(caller: Caller, batch: UUID, body: BatchReason) -> None:
    """Put back what was decided together."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    undo_together(caller.actor, batch.hex, body.reason)


@operation("POST", "/sources/<uuid:source>/marks", tag=TAG, body=Mark, scope=MODERATE)
def mark_source(caller: Caller, source: UUID, body: Mark) -> None:
    """Mark a source as retracted, corrected or archived, clear it, or cut it from its origin."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    curate_source(caller.actor, get_source(caller.actor, source).source, body.action, body.reason, body.address or None)


def words_of(caller: Caller, article: Article | None) -> WordsShown:
    """The words watched in an article, or (None) on the whole site."""
    authorize_watching(caller.actor, article)
    found = find_list(article)
    by_effect = {effect: [each.written for each in entries_of(found) if each.effect is effect] for effect in Effect}
    return WordsShown(
        number=found.number if found is not None else 0,
        block=by_effect[Effect.BLOCK],
        hold=by_effect[Effect.HOLD],
        flag=by_effect[Effect.FLAG],
    )


@operation("GET", "/articles/<slug>/watched-words", tag=TAG, answer=WordsShown, scope=MODERATE, for_visitors=False)
def get_watched_words(caller: Caller, slug: str) -> WordsShown:
    """The words watched in an article; for its editors and moderators."""
    return words_of(caller, get_readable(caller.actor, slug))


@operation("PUT", "/articles/<slug>/watched-words", tag=TAG, body=WordsGiven, answer=WordsShown, scope=MODERATE)
def watch_words(caller: Caller, slug: str, body: WordsGiven) -> WordsShown:
    """Set the words watched in an article."""
    article = get_readable(caller.actor, slug)
    authorize_watching(caller.actor, article)
    change_list(caller.actor, article, read_entries(body.block, body.hold, body.flag), body.number)
    return words_of(caller, article)
