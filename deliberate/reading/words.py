"""What stored values are called on a page."""

from collections.abc import Mapping
from typing import Any

from deliberate.propositions.models import Kind
from deliberate.weighting.balance import Balance, Lean

KIND_WORDS: Mapping[Kind, str] = {
    Kind.FACT: "A claim of fact",
    Kind.CAUSAL: "A claim about causes",
    Kind.FORECAST: "A forecast",
    Kind.VALUE: "A judgement of value",
    Kind.POLICY: "A call for action",
    Kind.REPORT: "A claim that something was said",
}

NOTHING_POSTED = {
    "lean": Lean.TOO_LITTLE.value,
    "sentence": "The evidence posted here is too little to go on.",
    "for_count": 0,
    "for_origins": 0,
    "against_count": 0,
    "against_origins": 0,
    "missing": ["Nobody has posted evidence yet."],
}


def balance_words(stored: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A stored balance as the page's macros take it."""
    if stored is None:
        return NOTHING_POSTED
    balance = Balance.from_json(stored)
    return {
        "lean": balance.lean.value,
        "sentence": balance.line,
        "for_count": balance.for_.items,
        "for_origins": balance.for_.origins,
        "against_count": balance.against.items,
        "against_origins": balance.against.origins,
        "missing": [note.sentence for note in balance.notes],
    }
