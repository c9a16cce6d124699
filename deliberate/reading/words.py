"""What stored values are called on a page."""

from collections.abc import Mapping
from typing import Any

from deliberate.core.contributions import Status
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Side
from deliberate.propositions.models import Kind, Proposition
from deliberate.reading.kinds import Kinds, side_words
from deliberate.weighting.balance import Balance, Grade, Lean, Solidity, line_of
from deliberate.weighting.models import Score

KIND_WORDS: Mapping[Kind, str] = {
    Kind.FACT: N_("A claim of fact"),
    Kind.CAUSAL: N_("A claim about causes"),
    Kind.FORECAST: N_("A forecast"),
    Kind.VALUE: N_("A judgement of value"),
    Kind.POLICY: N_("A call for action"),
    Kind.REPORT: N_("A claim that something was said"),
}

#: The same as a choice among others.
CLAIM_KINDS: Mapping[str, str] = {
    Kind.FACT.value: N_("Facts"),
    Kind.CAUSAL.value: N_("Causes"),
    Kind.FORECAST.value: N_("Forecasts"),
    Kind.VALUE.value: N_("Judgements of value"),
    Kind.POLICY.value: N_("Calls for action"),
    Kind.REPORT.value: N_("That something was said"),
}

GRADE_WORDS: Mapping[Grade, str] = {
    Grade.HIGH: N_("high"),
    Grade.MODERATE: N_("moderate"),
    Grade.LOW: N_("low"),
    Grade.VERY_LOW: N_("very low"),
}

#: Where there is no picture yet, the page says what is missing; how solid it is would say the same once more.
NO_PICTURE = frozenset({Lean.TOO_LITTLE, Lean.WAITS})


#: In place of a lean, where somebody is to post before they see what the others' evidence comes to.
KEPT = "kept"


def balance_words(
    proposition: Proposition, score: Score | None, kinds: Kinds | None = None, *, kept: bool = False
) -> Mapping[str, Any]:
    """The balance of a claim as the page's macros take it; of one that a moderator has yet to pass there is none.

    ``kept``: whether it is kept from whoever reads, counts and all, until they have posted.
    """
    if kept:
        return {**_without(say("Shown once you have posted."), ""), "lean": KEPT, "missing": []}
    if score is None:
        if proposition.status is Status.VISIBLE:
            return _without(line_of(Lean.TOO_LITTLE), say("Nobody has posted evidence yet."))
        return _without(
            say("This claim is not weighed at the moment."),
            say("What is posted on it counts again once the claim is shown as one of the article's."),
        )
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


def _without(sentence: str, missing: str) -> Mapping[str, Any]:
    """Where there is no balance yet."""
    counts = dict.fromkeys(("for_count", "for_origins", "against_count", "against_origins"), 0)
    return {"lean": Lean.TOO_LITTLE.value, "sentence": sentence, "missing": [missing], **counts}


def _solidity_words(solidity: Solidity) -> Mapping[str, Any]:
    return {
        "grade": say(GRADE_WORDS[solidity.grade]),
        "reasons": [note.sentence for note in solidity.notes],
    }
