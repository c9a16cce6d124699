"""What stored values are called on a page."""

from collections.abc import Mapping
from typing import Any

from deliberate.core.contributions import Status
from deliberate.evidence.models import Side
from deliberate.propositions.models import Kind, Proposition
from deliberate.reading.kinds import Kinds, side_words
from deliberate.weighting.balance import Balance, Grade, Lean, Solidity
from deliberate.weighting.models import Score

KIND_WORDS: Mapping[Kind, str] = {
    Kind.FACT: "A claim of fact",
    Kind.CAUSAL: "A claim about causes",
    Kind.FORECAST: "A forecast",
    Kind.VALUE: "A judgement of value",
    Kind.POLICY: "A call for action",
    Kind.REPORT: "A claim that something was said",
}

#: The same as a choice among others.
CLAIM_KINDS: Mapping[str, str] = {
    Kind.FACT.value: "Facts",
    Kind.CAUSAL.value: "Causes",
    Kind.FORECAST.value: "Forecasts",
    Kind.VALUE.value: "Judgements of value",
    Kind.POLICY.value: "Calls for action",
    Kind.REPORT.value: "That something was said",
}

GRADE_WORDS: Mapping[Grade, str] = {
    Grade.HIGH: "high",
    Grade.MODERATE: "moderate",
    Grade.LOW: "low",
    Grade.VERY_LOW: "very low",
}

#: Where there is no picture yet, the page says what is missing; how solid it is would say the same once more.
NO_PICTURE = frozenset({Lean.TOO_LITTLE, Lean.WAITS})

_TOO_LITTLE = {
    "lean": Lean.TOO_LITTLE.value,
    "sentence": "The evidence posted here is too little to go on.",
    "for_count": 0,
    "for_origins": 0,
    "against_count": 0,
    "against_origins": 0,
}
NOTHING_POSTED: Mapping[str, Any] = {**_TOO_LITTLE, "missing": ["Nobody has posted evidence yet."]}
NOT_WEIGHED: Mapping[str, Any] = {
    **_TOO_LITTLE,
    "sentence": "This claim is not weighed at the moment.",
    "missing": ["What is posted on it counts again once the claim is shown as one of the article's."],
}


def balance_words(proposition: Proposition, score: Score | None, kinds: Kinds | None = None) -> Mapping[str, Any]:
    """The balance of a claim as the page's macros take it; of one that a moderator has yet to pass there is none."""
    if score is None:
        return NOTHING_POSTED if proposition.status is Status.VISIBLE else NOT_WEIGHED
    balance = Balance.from_json(score.balance)
    return {
        "lean": balance.lean.value,
        "sentence": balance.line,
        "for_count": balance.for_.items,
        "for_origins": balance.for_.origins,
        "for_words": side_words(balance.for_, (kinds or {}).get(Side.FOR, {})),
        "against_count": balance.against.items,
        "against_origins": balance.against.origins,
        "against_words": side_words(balance.against, (kinds or {}).get(Side.AGAINST, {})),
        "missing": [note.sentence for note in balance.notes],
        "pictures": [{"lean": each.lean, "sentence": each.sentence} for each in balance.pictures],
        "solidity": None if balance.lean in NO_PICTURE else _solidity_words(balance.solidity),
    }


def _solidity_words(solidity: Solidity) -> Mapping[str, Any]:
    return {
        "grade": GRADE_WORDS[solidity.grade],
        "reasons": [note.sentence for note in solidity.notes],
    }
