"""What the extractor hands over: suggestions, with who says them and how firmly."""

from dataclasses import dataclass
from typing import Any

Ranges = tuple[tuple[int, int], ...]
"""Spans of code points, end-exclusive, in the order of the text; more than one where the words are discontinuous."""


@dataclass(frozen=True)
class Voice:
    """Someone who says something: the words that name them, the cue, what they say, and whom they pass on.

    `source` is empty where nobody is named ("was reported"). `speaker` is the name that `source` stands for: its own
    words, or the earlier mention that a pronoun points at; empty where nobody is named.
    """

    source: Ranges
    cue: Ranges
    content: Ranges
    cue_class: str
    inner: "Voice | None" = None
    speaker: str = ""


@dataclass(frozen=True)
class RelationHint:
    """How a suggestion bears on another, named by its rank. `kind` is supports, attacks or detail_of."""

    rank: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Suggestion:
    """One statement that the text makes or passes on, for an editor to accept, reword or reject.

    `voice` is None where the article itself says it. `rank` counts from 1, the best, without gaps.
    """

    text: str
    ranges: Ranges
    kind: str
    modality: str
    hedges: tuple[Ranges, ...]
    voice: Voice | None
    rank: int
    explanation: tuple[str, ...] = ()
    related: tuple[RelationHint, ...] = ()


def as_json(suggestion: Suggestion) -> dict[str, Any]:
    """The suggestion as `deliberate extract --json` prints it."""
    return {
        "text": suggestion.text,
        "ranges": listed(suggestion.ranges),
        "kind": suggestion.kind,
        "modality": suggestion.modality,
        "hedges": [listed(hedge) for hedge in suggestion.hedges],
        "attribution": voice_json(suggestion.voice),
        "rank": suggestion.rank,
        "explanation": list(suggestion.explanation),
    }


def voice_json(voice: Voice | None) -> dict[str, Any] | None:
    """A voice and those inside it."""
    if voice is None:
        return None
    return {
        "source": listed(voice.source),
        "cue": listed(voice.cue),
        "content": listed(voice.content),
        "class": voice.cue_class,
        "inner": voice_json(voice.inner),
    }


def listed(ranges: Ranges) -> list[list[int]]:
    """Ranges as JSON has them."""
    return [[start, end] for start, end in ranges]
