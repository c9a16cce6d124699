"""What several people answered, in numbers: of each part how many said what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deliberate.classroom.exercises.materials import Answer, Material
from deliberate.classroom.exercises.models import Exercise, ExerciseKind, Mark
from deliberate.classroom.exercises.outcomes import as_ranges, outcome_of
from deliberate.classroom.exercises.scoring import compare_words, kappa, together
from deliberate.classroom.exercises.wording import SIDE_WORDS
from deliberate.core.wording import say
from deliberate.moderation.curating.profiles import GRADE_WORDS
from deliberate.propositions.models import Modality
from deliberate.propositions.voicing import MODALITY_WORDS


@dataclass(frozen=True)
class Tally:
    """One part, and how many answered what, in the order of the choices."""

    text: str
    counts: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Hardness:
    """One part of the key, and of how many people the answer was which mark."""

    text: str
    right: int
    near: int
    other: int


def tallies(exercise: Exercise, answers: Sequence[Answer], beside: Answer) -> list[Tally]:
    """How many answered what.

    Words that people chose themselves are in none of it: of a voice it is told how many named the one of ``beside``,
    which is one's own answer, or the key.
    """
    material = Material.of(exercise.material)
    if exercise.kind is ExerciseKind.CLAIMS:
        return _of_sentences(material, answers)
    if exercise.kind is ExerciseKind.ORIGINS:
        return _of_pairs(material, answers)
    found = []
    for number, text in enumerate(material.parts):
        given = [each[number] for each in answers]
        if exercise.kind is ExerciseKind.VOICES:
            alike = [compare_words(beside[number]["voice"], each["voice"]) for each in given]
            firmness = Counter(each["firmness"] for each in given)
            counts = [
                (say("named this voice"), alike.count(Mark.RIGHT)),
                *((say(MODALITY_WORDS[each]), firmness[each]) for each in reversed(Modality)),
            ]
        else:
            words = SIDE_WORDS if exercise.kind is ExerciseKind.SIDES else GRADE_WORDS
            said = Counter(given)
            counts = [(say(label), said[each]) for each, label in words.items()]
        found.append(Tally(text, [each for each in counts if each[1]]))
    return found


def _of_sentences(material: Material, answers: Sequence[Answer]) -> list[Tally]:
    """Of each sentence, in how many answers something of it is marked."""
    found = []
    for start, end in material.sentences:
        count = sum(any(first < end and start < last for first, last in as_ranges(each)) for each in answers)
        if count:
            found.append(Tally(material.lead[start:end], [(say("marked something in it"), count)]))
    return found


def _of_pairs(material: Material, answers: Sequence[Answer]) -> list[Tally]:
    """Of each item, how many put it together with which others."""
    pairs = Counter(pair for each in answers for pair in together(each))
    found = []
    for number, text in enumerate(material.parts):
        own = sorted((b if a == number else a, count) for (a, b), count in pairs.items() if number in (a, b))
        counts = [(say("with %(number)s", number=other + 1), count) for other, count in own]
        found.append(Tally(text, counts))
    return found


def hardest_first(exercise: Exercise, answers: Sequence[Answer]) -> list[Hardness]:
    """Each part of the key by how few have it right, the fewest first."""
    material = Material.of(exercise.material)
    marks = [outcome_of(exercise.kind, material, exercise.key, each).marks for each in answers]
    of_claims = exercise.kind is ExerciseKind.CLAIMS
    texts = [material.lead[start:end] for start, end in as_ranges(exercise.key)] if of_claims else material.parts
    found = []
    for number, text in enumerate(texts):
        own = [each[number] for each in marks]
        found.append(Hardness(text, *(own.count(each) for each in Mark)))
    return sorted(found, key=lambda each: (each.right, each.near))


def beyond_chance(exercise: Exercise, answers: Sequence[Answer]) -> float | None:
    """Cohen's kappa of all these answers with the key, where sides were told apart by more than two people."""
    if exercise.kind is not ExerciseKind.SIDES or len(answers) <= 2:
        return None
    return kappa([pair for each in answers for pair in zip(exercise.key, each, strict=True)])
