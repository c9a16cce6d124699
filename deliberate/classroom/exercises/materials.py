"""What an exercise is about and how it is answered: read from what people typed, and checked, in this one place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction.segments import sentences
from deliberate.classroom.exercises.models import ExerciseKind
from deliberate.core.errors import Invalid
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.evidence.models import Reliability
from deliberate.propositions.models import Modality

Range = tuple[int, int]
#: One entry for each part; for marked claims a ``[start, end]`` in code points for each range, in order.
Answer = list[Any]

LONGEST_TEXT, LONGEST_PART, MOST_PARTS = 10_000, 600, 12
LONGEST_WRITTEN = LONGEST_TEXT
LONGEST_NAME = 200
MOST_MARKED, LONGEST_MARKED = 60, 12_000

SIDES = ("for", "against", "neither")
GRADES = tuple(each.value for each in Reliability)
ALONE = "alone"


@dataclass(frozen=True)
class Material:
    """What is practised on: a text with its sentences, or parts that are each answered, of a claim or of nothing."""

    lead: str = ""
    parts: tuple[str, ...] = ()
    #: Where each sentence of the text is.
    sentences: tuple[Range, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        places = tuple((int(start), int(end)) for start, end in kept["sentences"])
        return cls(kept["lead"], tuple(kept["parts"]), places)

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {"lead": self.lead, "parts": list(self.parts), "sentences": [list(each) for each in self.sentences]}

    def written(self) -> str:
        """As somebody would type it: reading that gives the same."""
        return "\n".join(filter(None, (self.lead, *self.parts)))

    @property
    def letters(self) -> tuple[str, ...]:
        """Names for as many origins as several of the parts can share."""
        return tuple("ABCDEF"[: len(self.parts) // 2])


def read_material(kind: ExerciseKind, typed: str) -> Material:
    """The material in what was typed: a text; or a line for each part, below the claim where there is one.

    Raises Invalid.
    """
    text = check_text(typed, "material")
    if kind is ExerciseKind.CLAIMS:
        return _text(text)
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    lead = lines.pop(0) if kind is ExerciseKind.SIDES and lines else ""
    fewest = 2 if kind is ExerciseKind.ORIGINS else 1
    if not fewest <= len(lines) <= MOST_PARTS:
        words = say("Give from %(fewest)s to %(most)s, each on a line of its own.", fewest=fewest, most=MOST_PARTS)
        if kind is ExerciseKind.SIDES:
            words = say("Give the claim, and below it from 1 to %(most)s items, a line for each.", most=MOST_PARTS)
        raise Invalid(words, "material")
    if any(len(each) > LONGEST_PART for each in (lead, *lines)):
        raise Invalid(say("Keep each line within %(number)s characters.", number=LONGEST_PART), "material")
    return Material(lead, tuple(lines))


def _text(text: str) -> Material:
    if not text:
        raise Invalid(say("Give the text in which claims are to be marked, or choose an article."), "material")
    if len(text) > LONGEST_TEXT:
        words = say(
            "This text has more than %(number)s characters. Paste the part to be worked on.", number=LONGEST_TEXT
        )
        raise Invalid(words, "material")
    places = tuple((each.start, each.end) for each in sentences(text, paragraphs(text)))
    if not places:
        raise Invalid(say("There is no sentence in this."), "material")
    return Material(lead=text, sentences=places)


def ranges_in(material: Material, ticked: Sequence[int], words: str) -> list[list[int]]:
    """What somebody marked: whole sentences by their numbers, and claims in words of the text, a line for each.

    A sentence of which words are given is narrowed to these. Raises Invalid.
    """
    whole = [material.sentences[number] for number in sorted(set(ticked)) if 0 <= number < len(material.sentences)]
    narrow = [_find(material.lead, line, whole) for line in check_text(words, "words").split("\n") if line.strip()]
    rest = [each for each in whole if not any(each[0] < end and start < each[1] for start, end in narrow)]
    found = sorted({*rest, *narrow})
    if not found:
        raise Invalid(say("Mark one claim at least."), "sentences")
    if len(found) > MOST_MARKED:
        raise Invalid(say("Mark at most %(number)s.", number=MOST_MARKED), "words")
    return [list(each) for each in found]


def _find(text: str, line: str, near: Sequence[Range]) -> Range:
    """Where the words of a line stand, however white space is set; in one of these ranges, where more than once."""
    words = line.split()
    before, after = (r"(?<!\w)" if words[0][0].isalnum() else ""), (r"(?!\w)" if words[-1][-1].isalnum() else "")
    pattern = before + r"\s+".join(map(re.escape, words)) + after
    places = [each.span() for each in re.finditer(pattern, text)]
    inside = [each for each in places if any(start <= each[0] and each[1] <= end for start, end in near)]
    chosen = inside if len(inside) == 1 else places
    shown = " ".join(words)[:60]
    if not chosen or not any(each.isalnum() for each in line):
        raise Invalid(say("The text does not have these words: “%(shown)s”. Copy them from it.", shown=shown), "words")
    if len(chosen) > 1:
        more = say("These words stand more than once: “%(shown)s”. Add those before or after them.", shown=shown)
        raise Invalid(more, "words")
    return chosen[0]


def ticked_and_words(material: Material, answer: Answer) -> tuple[list[int], str]:
    """The other way round: which sentences are marked whole, and the words of the other ranges, a line for each."""
    ranges = [(start, end) for start, end in answer]
    ticked = [number for number, each in enumerate(material.sentences) if each in ranges]
    others = [each for each in ranges if each not in material.sentences]
    return ticked, "\n".join(" ".join(material.lead[start:end].split()) for start, end in others)


def check_answer(kind: ExerciseKind, material: Material, answer: Answer) -> Answer:
    """An answer as it is stored. Raises Invalid where it is not one to this material."""
    if kind is ExerciseKind.CLAIMS:
        if not answer or any(not 0 <= start < end <= len(material.lead) for start, end in answer):
            raise Invalid(say("Mark one claim at least."), "sentences")
        return answer
    if len(answer) != len(material.parts):
        raise Invalid(say("Answer each of them."))
    if kind is ExerciseKind.VOICES:
        return [_voice(number, each) for number, each in enumerate(answer, 1)]
    allowed = {
        ExerciseKind.SIDES: SIDES,
        ExerciseKind.SOURCES: GRADES,
        ExerciseKind.ORIGINS: (ALONE, *material.letters),
    }[kind]
    for number, each in enumerate(answer, 1):
        if each not in allowed:
            raise Invalid(say("Choose one of those listed."), f"part_{number}")
    return _renamed(answer) if kind is ExerciseKind.ORIGINS else answer


def _voice(number: int, given: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name in ("voice", "hedge"):
        words = " ".join(check_text(given[name], f"{name}_{number}").split())
        if len(words) > LONGEST_NAME:
            longer = say("This is longer than %(number)s characters.", number=LONGEST_NAME)
            raise Invalid(longer, f"{name}_{number}")
        found[name] = words
    if given["firmness"] not in set(Modality):
        raise Invalid(say("Choose one of those listed."), f"firmness_{number}")
    return {**found, "firmness": given["firmness"]}


def _renamed(answer: Sequence[str]) -> Answer:
    """Origins by the order in which they first come; one that nothing shares is none."""
    shared = [each for each in dict.fromkeys(answer) if each != ALONE and answer.count(each) > 1]
    names = dict(zip(shared, "ABCDEF", strict=False))
    return [names.get(each, ALONE) for each in answer]
