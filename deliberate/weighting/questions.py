"""The three questions that everybody is asked about an item, and what their answers are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.weighting.models import Dimension

CANNOT_JUDGE = "I can’t judge this"


@dataclass(frozen=True)
class Question:
    """One question; ``answers`` are the words for 0 to 4 quarters."""

    text: str
    answers: Sequence[str]


QUESTIONS: Mapping[Dimension, Question] = {
    Dimension.RELEVANCE: Question(
        "If it is true, does it matter here?",
        (
            "It does not matter here",
            "It hardly matters",
            "It matters somewhat",
            "It matters a lot",
            "It decides the matter",
        ),
    ),
    Dimension.RELIABILITY: Question(
        "Can this source know, and say so straight?", ("Not at all", "Hardly", "In part", "Mostly", "Fully")
    ),
    Dimension.STRENGTH: Question(
        "How far should it move someone who is undecided?",
        ("Not at all", "A little", "Some way", "A long way", "All the way"),
    ),
}
