"""What somebody is told of a try: in sentences, part by part, and in the text itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.articles.documents import paragraphs
from deliberate.classroom.exercises.materials import ALONE, Answer, Material, Range
from deliberate.classroom.exercises.models import Exercise, ExerciseKind, Mark
from deliberate.classroom.exercises.outcomes import as_ranges
from deliberate.classroom.exercises.scoring import (
    compare_grades,
    compare_origins,
    compare_ranges,
    compare_voice,
    together,
)
from deliberate.classroom.exercises.wording import MARK_WORDS, RANGE_WORDS, SIDE_WORDS
from deliberate.core.wording import listed, say, say_many
from deliberate.evidence.models import Reliability
from deliberate.moderation.curating.profiles import GRADE_WORDS
from deliberate.propositions.marking import MarkedBlock, mark_blocks
from deliberate.propositions.models import Modality
from deliberate.propositions.voicing import MODALITY_WORDS

#: What a piece of a text can be of: a claim of the key, and what somebody marked.
KEY, OWN = "key", "own"


@dataclass(frozen=True)
class PartLine:
    """One part: what it is, how the answer compares, the answer in words, and the key in words where it is shown."""

    text: str
    mark: Mark
    said: str
    answer: str = ""
    key: str = ""


@dataclass(frozen=True)
class Feedback:
    """What a try came to: one sentence or more, a line for each part, and the text with what was marked in it."""

    summary: Sequence[str]
    lines: Sequence[PartLine]
    blocks: Sequence[MarkedBlock[str]] = ()


def feedback_on(exercise: Exercise, answer: Answer, *, with_key: bool) -> Feedback:
    """What is told of an answer; what the key has in its place only where that is to be shown."""
    material, key = Material.of(exercise.material), exercise.key
    if exercise.kind is ExerciseKind.CLAIMS:
        return _on_ranges(material, as_ranges(key), as_ranges(answer), with_key)
    if exercise.kind is ExerciseKind.VOICES:
        return _on_voices(material, key, answer, with_key)
    if exercise.kind is ExerciseKind.ORIGINS:
        return _on_origins(material, key, answer, with_key)
    pairs = list(zip(material.parts, key, answer, strict=True))
    if exercise.kind is ExerciseKind.SOURCES:
        marks = [compare_grades(wanted, given) for _, wanted, given in pairs]
        right, near = marks.count(Mark.RIGHT), marks.count(Mark.NEAR)
        summary = [
            say("You gave %(right)s of %(all)s sources the grade of the key.", right=right, all=len(marks)),
            *([say_many("%(num)s is one step from it.", "%(num)s are one step from it.", near)] if near else ()),
        ]
    else:
        marks = [Mark.RIGHT if wanted == given else Mark.OTHER for _, wanted, given in pairs]
        right = marks.count(Mark.RIGHT)
        summary = [say("You told %(right)s of %(all)s as the key does.", right=right, all=len(marks))]
    lines = [
        PartLine(text, mark, say(MARK_WORDS[mark]), _in_words(given), _in_words(wanted) if with_key else "")
        for (text, wanted, given), mark in zip(pairs, marks, strict=True)
    ]
    return Feedback(summary, lines)


def key_in_words(exercise: Exercise) -> list[str]:
    """The key, a line for each part; none of a text, where it is marked."""
    if exercise.kind is ExerciseKind.CLAIMS:
        return []
    if exercise.kind is ExerciseKind.VOICES:
        return [voice_in_words(_alternatives(each)) for each in exercise.key]
    if exercise.kind is ExerciseKind.ORIGINS:
        return [companions(number, exercise.key) for number in range(len(exercise.key))]
    return [_in_words(each) for each in exercise.key]


def _in_words(answer: str) -> str:
    """A side or a grade."""
    return say(SIDE_WORDS[answer] if answer in SIDE_WORDS else GRADE_WORDS[Reliability(answer)])


def _on_ranges(material: Material, key: Sequence[Range], own: Sequence[Range], with_key: bool) -> Feedback:
    match, text = compare_ranges(material.lead, key, own), material.lead
    found, near, beside = match.marks.count(Mark.RIGHT), match.marks.count(Mark.NEAR), len(match.beside)
    summary = [say("You found %(found)s of the %(all)s claims.", found=found, all=len(key))]
    if near:
        summary.append(
            say_many(
                "%(num)s you found in part: you marked more words than it has, or fewer.",
                "%(num)s you found in part: you marked more words than they have, or fewer.",
                near,
            )
        )
    if beside:
        words = (
            "%(num)s thing you marked is no claim of the key.",
            "%(num)s things you marked are no claims of the key.",
        )
        summary.append(say_many(*words, beside))
    shown = [(place, mark) for place, mark in zip(key, match.marks, strict=True) if with_key or mark is not Mark.OTHER]
    lines = [
        *(PartLine(text[slice(*place)], mark, say(RANGE_WORDS[mark])) for place, mark in shown if with_key),
        *(PartLine(text[slice(*place)], Mark.OTHER, say("no claim of the key")) for place in match.beside),
    ]
    in_text = [(OWN, own), *([(KEY, key)] if with_key else ())]
    return Feedback(summary, lines, marked(text, in_text))


def marked(text: str, spans: Sequence[tuple[str, Sequence[Range]]]) -> Sequence[MarkedBlock[str]]:
    """The paragraphs of a text, cut where ranges begin and end."""
    return mark_blocks(text, [(each.kind, each.start, each.end) for each in paragraphs(text)], spans)


def _on_voices(material: Material, key: Answer, answer: Answer, with_key: bool) -> Feedback:
    matches = [compare_voice(wanted, given) for wanted, given in zip(key, answer, strict=True)]
    right = {
        name: sum(getattr(each, name) is Mark.RIGHT for each in matches) for name in ("voice", "hedge", "firmness")
    }
    count = len(matches)
    summary = [
        say("Voices: %(right)s of %(all)s as in the key.", right=right["voice"], all=count),
        say("Hedges: %(right)s of %(all)s.", right=right["hedge"], all=count),
        say("How firmly: %(right)s of %(all)s.", right=right["firmness"], all=count),
    ]
    lines = []
    for text, wanted, given, match in zip(material.parts, key, answer, matches, strict=True):
        said = say(
            "voice: %(voice)s; hedge: %(hedge)s; how firmly: %(firmness)s",
            voice=say(MARK_WORDS[match.voice]),
            hedge=say(MARK_WORDS[match.hedge]),
            firmness=say(MARK_WORDS[match.firmness]),
        )
        shown = voice_in_words(_alternatives(wanted)) if with_key else ""
        lines.append(PartLine(text, match.whole, said, voice_in_words(given), shown))
    return Feedback(summary, lines)


def _alternatives(key: Mapping[str, str]) -> dict[str, str]:
    """A key's voice with what counts alike in words instead of bars."""
    return {name: " / ".join(each.strip() for each in words.split("|")) for name, words in key.items()}


def voice_in_words(given: Mapping[str, str]) -> str:
    """Who says it, by which words it is hedged, and how firmly it is put."""
    voice = given["voice"] or say("the text itself")
    firmness = say(MODALITY_WORDS[Modality(given["firmness"])])
    if given["hedge"]:
        return say(
            "%(voice)s; hedged by “%(hedge)s”; %(firmness)s", voice=voice, hedge=given["hedge"], firmness=firmness
        )
    return say("%(voice)s; not hedged; %(firmness)s", voice=voice, firmness=firmness)


def _on_origins(material: Material, key: Answer, answer: Answer, with_key: bool) -> Feedback:
    match = compare_origins(key, answer)
    summary = [
        say(
            "You put together %(found)s of the %(all)s pairs that go back to one origin.",
            found=match.found,
            all=match.pairs,
        )
    ]
    if not match.pairs:
        summary = [say("In the key each of them stands on its own.")]
    if match.beside:
        words = "%(num)s pair more that you put together does not.", "%(num)s pairs more that you put together do not."
        summary.append(say_many(*words, match.beside))
    lines = [
        PartLine(
            text,
            mark,
            say(MARK_WORDS[mark]),
            companions(number, answer),
            companions(number, key) if with_key else "",
        )
        for number, (text, mark) in enumerate(zip(material.parts, match.marks, strict=True))
    ]
    return Feedback(summary, lines)


def companions(number: int, labels: Answer) -> str:
    """With which others an item was put together, by their numbers on the page."""
    others = [str(b + 1 if a == number else a + 1) for a, b in sorted(together(labels)) if number in (a, b)]
    if labels[number] == ALONE or not others:
        return say("on its own")
    return say("together with %(numbers)s", numbers=listed(others))
