"""What the class practises on: an exercise for each skill, with its key, and what its students made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.classroom.exercises.materials import ALONE, Answer, Material, ranges_in
from deliberate.classroom.exercises.models import ExerciseKind
from deliberate.classroom.exercises.services import (
    ExerciseDraft,
    make_exercise,
    set_key,
    start_exercise,
    try_it,
)
from deliberate.classroom.models import Classroom
from deliberate.classroom.services import join_class
from deliberate.core.actors import Actor
from deliberate.demo.people import Cast
from deliberate.demo.script import text_of


@dataclass(frozen=True)
class Practice:
    """One exercise; of marked claims answers are their words, a line for each."""

    draft: ExerciseDraft
    key: Answer | str
    tried: Mapping[str, Sequence[Answer | str]]


def _voice(voice: str, hedge: str, firmness: str) -> dict[str, str]:
    return {"voice": voice, "hedge": hedge, "firmness": firmness}


_CLUB, _OTHERS = "a fence would keep dogs out", "a fence would keep people out as well"
_OPEN, _FACT = "the garden should stay open to everybody", "The school garden has no fence"

PRACTICES = (
    Practice(
        ExerciseDraft(
            ExerciseKind.ORIGINS,
            "Four reports of one count",
            "The gardening club: We counted 14 visitors on Sunday.\n"
            "The school paper: The club says that 14 people came on Sunday.\n"
            "The town’s news page: As the school paper has it, the garden had 14 visitors.\n"
            "A neighbour: I sat at my window all Sunday and saw nobody.",
            shows_key=True,
        ),
        ["A", "A", "A", ALONE],
        {"late-swift": [["A", "A", ALONE, ALONE], ["A", "A", "A", ALONE]]},
    ),
    Practice(
        ExerciseDraft(
            ExerciseKind.SOURCES,
            "How far would you rely on these?",
            "The school’s own records of what was planted, kept by two people since 2019.\n"
            "A post under another name that says it knows how it was.\n"
            "The town’s newspaper, which prints corrections.",
            most_tries=2,
        ),
        ["A", "E", "B"],
        {"late-swift": [["A", "F", "C"]], "still-newt": [["B", "E", "B"]]},
    ),
    Practice(
        ExerciseDraft(
            ExerciseKind.SIDES,
            "For the fence, against it, or neither?",
            "A fence would keep dogs out.\n"
            "There were dog tracks in the beds on three mornings.\n"
            "Foxes climb fences, and their tracks look like those of small dogs.\n"
            "The garden was laid out in 2012.\n"
            "In the school next door nobody found a track after the fence was up.",
            "Whether the fence is a good idea is another question.",
            shows_key=True,
        ),
        ["neither", "against", "neither", "for"],
        {
            "late-swift": [["for", "against", "neither", "for"], ["neither", "against", "neither", "for"]],
            "still-newt": [["for", "against", "neither", "for"]],
            "grey-wagtail": [["neither", "against", "neither", "for"]],
            "new-leaf": [["for", "neither", "neither", "for"]],
        },
    ),
    Practice(
        ExerciseDraft(
            ExerciseKind.VOICES,
            "Who says it, and how surely?",
            "According to the gardening club, a fence would probably keep dogs out.\n"
            "The garden is said to have been open at all times.\n"
            "If the fence comes, said a neighbour, nobody will visit any more.",
        ),
        [
            _voice("the gardening club", "probably | would probably", "possible"),
            _voice("", "is said to", "reported"),
            _voice("a neighbour", "if | if the fence comes", "hypothetical"),
        ],
        {
            "still-newt": [
                [_voice("club", "probably", "possible"), _voice("", "said", "reported"), _voice("", "", "asserted")]
            ]
        },
    ),
    Practice(
        ExerciseDraft(ExerciseKind.CLAIMS, "The claims about the garden", text_of("garden"), shows_key=True),
        "\n".join((_FACT, _CLUB, _OTHERS, _OPEN)),
        {
            "late-swift": ["\n".join((_FACT, _CLUB, _OPEN))],
            "still-newt": ["\n".join((_CLUB, "The gardening club says that")), "\n".join((_CLUB, _OTHERS, _OPEN))],
            "grey-wagtail": ["\n".join((_CLUB, _OTHERS))],
            "new-leaf": ["Others in the class say that a fence would keep people out"],
        },
    ),
)


def practise(cast: Cast, teacher: Actor, classroom: Classroom) -> None:
    """Make them all, and have students try."""
    join_class(cast["grey-wagtail"], classroom.group.join_code, "Greta Wagner")
    for each in PRACTICES:
        exercise = make_exercise(teacher, classroom, each.draft)
        material = Material.of(exercise.material)
        set_key(teacher, exercise, _answer(material, each.key), exercise.version)
        start_exercise(teacher, exercise)
        for name, answers in each.tried.items():
            for answer in answers:
                try_it(cast[name], exercise, _answer(material, answer))


def _answer(material: Material, given: Answer | str) -> Answer:
    return ranges_in(material, (), given) if isinstance(given, str) else given
