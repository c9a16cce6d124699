"""What stored values are called on a page."""

from collections.abc import Mapping
from typing import Any

from deliberate.propositions.models import Kind, Modality, Voice
from deliberate.weighting.balance import Balance, Lean

KIND_WORDS: Mapping[Kind, str] = {
    Kind.FACT: "A claim of fact",
    Kind.CAUSAL: "A claim about causes",
    Kind.FORECAST: "A forecast",
    Kind.VALUE: "A judgement of value",
    Kind.POLICY: "A call for action",
    Kind.REPORT: "A claim that something was said",
}

MODALITY_WORDS: Mapping[Modality, str | None] = {
    Modality.DENIED: "denied",
    Modality.HYPOTHETICAL: "put as hypothetical",
    Modality.POSSIBLE: "put as possible",
    Modality.REPORTED: "reported",
    Modality.ASSERTED: None,
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


def voice_words(voices: list[Voice], modality: Modality) -> Mapping[str, Any]:
    """Who says it, outermost first; with no voice, or none that is named, it is the article's own."""
    named = [voice for voice in voices if voice.speaker is not None]
    innermost = named[-1] if named else None
    return {
        "speaker": innermost.speaker.name if innermost and innermost.speaker else None,
        "cue": innermost.cue if innermost else None,
        "party": innermost.speaker.party.value if innermost and innermost.speaker else None,
        "through": [voice.speaker.name for voice in named[:-1] if voice.speaker],
        "modality": MODALITY_WORDS[modality],
    }
