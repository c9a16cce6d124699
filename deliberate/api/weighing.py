"""The three questions, how a claim's evidence adds up, and what is said of it."""

from typing import Any
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation
from deliberate.api.paces import Pace
from deliberate.api.shapes import Given, Nothing, Shown
from deliberate.articles.services import get_readable
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.policy import Permission, authorize, post_first
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing
from deliberate.evidence.queries import get_target
from deliberate.propositions.queries import get_proposition
from deliberate.reading.words import balance_words
from deliberate.weighting.choosing import answers_of, find_bearing_called, least_weighed
from deliberate.weighting.models import Dimension, Score
from deliberate.weighting.pages import ledger_of
from deliberate.weighting.services import ask_to_see, must_ask_first, rate

TAG = "Weighing"


class Answers(Shown):
    """What one answered oneself about an item as it is worded now; null: "I can't judge this"."""

    given: dict[Dimension, int | None] = Field(description="0 to 4 by the question; what is missing is not answered.")


class NewAnswers(Given):
    """Answers to the questions, 0 to 4, or null for "I can't judge this". A question left out stays as it is."""

    relevance: int | None = Field(None, ge=0, le=4, description="If it is true, does it matter here?")
    reliability: int | None = Field(None, ge=0, le=4, description="Can the source be relied on?")
    strength: int | None = Field(None, ge=0, le=4, description="How strongly does it speak?")


class Side(Shown):
    """One side's items."""

    items: int
    origins: int


class Picture(Shown):
    """How it adds up for one viewpoint alone."""

    lean: str | None
    sentence: str


class BalanceShown(Shown):
    """What is said of a claim's evidence. No probabilities and no percentages."""

    lean: str
    sentence: str
    supporting: Side
    opposing: Side
    missing: list[str]
    pictures: list[Picture]
    grade: str | None = Field(description="How solid the picture is.")
    reasons: list[str]


class Row(Shown):
    """One row of a sum, in log-odds."""

    label: str
    contribution: UUID | None
    delta: float
    words: str
    formula: str | None
    discount: str | None
    without: str | None


class LedgerShown(Shown):
    """How it adds up: rows that sum to the total, in log-odds."""

    total: float
    rows: list[Row]


class ToWeigh(Shown):
    """The item of fewest raters that one neither posted nor weighed; null: there is none."""

    bearing: UUID | None


@operation("GET", "/claims/<uuid:claim>/balance", tag=TAG, answer=BalanceShown)
def get_balance(caller: Caller, claim: UUID) -> BalanceShown:
    """What is said of a claim's evidence, as its card says it."""
    found = get_proposition(caller.actor, claim)
    said: dict[str, Any] = dict(
        balance_words(found, session.get(Score, found.id), kept=post_first(caller.actor, found.article))
    )
    solid = said.get("solidity") or {"grade": None, "reasons": []}
    return BalanceShown(
        lean=said["lean"],
        sentence=said["sentence"],
        supporting=Side(items=said["for_count"], origins=said["for_origins"]),
        opposing=Side(items=said["against_count"], origins=said["against_origins"]),
        missing=said.get("missing", []),
        pictures=[Picture(**each) for each in said.get("pictures", [])],
        grade=solid["grade"],
        reasons=solid["reasons"],
    )


@operation("GET", "/claims/<uuid:claim>/ledger", tag=TAG, answer=LedgerShown)
def get_ledger(caller: Caller, claim: UUID) -> LedgerShown:
    """How a claim's evidence adds up. Whoever can still weigh has to ask to see it first, since it may sway them."""
    found = get_proposition(caller.actor, claim)
    if must_ask_first(caller.actor, found):
        raise Conflict(say("What you see may sway what you say. Ask to see it first: POST to this address."))
    page = ledger_of(caller.actor, found)
    rows = [
        Row(
            label=each.label,
            contribution=each.subject.public_id if each.subject is not None else None,
            delta=each.delta,
            words=each.words,
            formula=each.formula,
            discount=each.discount,
            without=each.without,
        )
        for each in page.rows
    ]
    return LedgerShown(total=page.total, rows=rows)


@operation("POST", "/claims/<uuid:claim>/ledger", tag=TAG, body=Nothing)
def ask_for_ledger(caller: Caller, claim: UUID, body: Nothing) -> None:
    """Ask to see how the numbers of an article add up. What one answers later is kept apart."""
    ask_to_see(caller.actor, get_proposition(caller.actor, claim))


@operation("GET", "/articles/<slug>/to-weigh", tag=TAG, answer=ToWeigh, for_visitors=False)
def next_to_weigh(caller: Caller, slug: str) -> ToWeigh:
    """The item that waits longest for one's answers."""
    article = get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.WEIGH, article)
    found = least_weighed(caller.actor, article)
    return ToWeigh(bearing=found.public_id if found is not None else None)


@operation("GET", "/bearings/<uuid:bearing>/answers", tag=TAG, answer=Answers, for_visitors=False)
def get_answers(caller: Caller, bearing: UUID) -> Answers:
    """What one answered oneself about an item. Nobody else's answers are told."""
    return Answers(given=dict(answers_of(caller.actor, get_target(caller.actor, bearing, Bearing))))


@operation("PUT", "/bearings/<uuid:bearing>/answers", tag=TAG, body=NewAnswers, answer=Answers, pace=Pace.RATINGS)
def weigh(caller: Caller, bearing: UUID, body: NewAnswers) -> Answers:
    """Weigh an item: answer some or all of the three questions. Answered again, the new answer holds."""
    get_target(caller.actor, bearing, Bearing)
    found = find_bearing_called(bearing)
    if found is None:
        raise NotFound(say("There is no such item, or it is gone."))
    get_target(caller.actor, found.evidence.public_id)
    given = {Dimension(name): getattr(body, name) for name in sorted(body.model_fields_set)}
    if not given:
        raise Invalid(say("Answer one question at least."))
    rate(caller.actor, found, given)
    return Answers(given=dict(answers_of(caller.actor, found)))
