"""What an answer comes to: a mark for each part of the key, and how much of it agrees."""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberate.classroom.exercises.materials import Answer, Material
from deliberate.classroom.exercises.models import ExerciseKind, Mark
from deliberate.classroom.exercises.scoring import (
    compare_grades,
    compare_origins,
    compare_ranges,
    compare_voice,
)

#: What a mark counts in a share.
_WORTH = {Mark.RIGHT: 1.0, Mark.NEAR: 0.5, Mark.OTHER: 0.0}


@dataclass(frozen=True)
class Outcome:
    """A mark for each part, and the share of the key that is met, from 0 to 1."""

    marks: tuple[Mark, ...]
    share: float


def outcome_of(kind: ExerciseKind, material: Material, key: Answer, answer: Answer) -> Outcome:
    """What the answer comes to beside that key, both as they are stored."""
    if kind is ExerciseKind.CLAIMS:
        ranges = compare_ranges(material.lead, as_ranges(key), as_ranges(answer))
        return Outcome(ranges.marks, ranges.agreement)
    if kind is ExerciseKind.ORIGINS:
        origins = compare_origins(key, answer)
        return Outcome(origins.marks, origins.agreement)
    if kind is ExerciseKind.VOICES:
        voices = [compare_voice(wanted, given) for wanted, given in zip(key, answer, strict=True)]
        return Outcome(tuple(each.whole for each in voices), _share([mark for each in voices for mark in each.marks]))
    pairs = list(zip(key, answer, strict=True))
    if kind is ExerciseKind.SOURCES:
        marks = [compare_grades(wanted, given) for wanted, given in pairs]
    else:
        marks = [Mark.RIGHT if wanted == given else Mark.OTHER for wanted, given in pairs]
    return Outcome(tuple(marks), _share(marks))


def as_ranges(answer: Answer) -> list[tuple[int, int]]:
    """Marked ranges as they are stored, for comparing."""
    return [(start, end) for start, end in answer]


def _share(marks: Sequence[Mark]) -> float:
    return sum(_WORTH[each] for each in marks) / len(marks) if marks else 0.0
