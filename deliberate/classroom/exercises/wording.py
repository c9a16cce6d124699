"""What exercises say, as tables of words."""

from deliberate.classroom.exercises.models import ExerciseKind, Mark
from deliberate.core.wording import N_

KIND_WORDS = {
    ExerciseKind.CLAIMS: N_("Mark the claims in a text"),
    ExerciseKind.VOICES: N_("Name the voice and the hedge"),
    ExerciseKind.SIDES: N_("Tell for from against"),
    ExerciseKind.SOURCES: N_("Rate sources"),
    ExerciseKind.ORIGINS: N_("Find the shared origin"),
}

#: What there is to do in each.
KIND_TASKS = {
    ExerciseKind.CLAIMS: N_("Mark each statement that could be argued about by itself, and nothing else."),
    ExerciseKind.VOICES: N_(
        "Of each statement: who says it, which words make it less than certain, and how firmly is it put?"
    ),
    ExerciseKind.SIDES: N_("Suppose that each of these is so. Does it speak for the claim, against it, or neither?"),
    ExerciseKind.SOURCES: N_("How far can one rely on each of these sources? From A to E; F where nobody could know."),
    ExerciseKind.ORIGINS: N_(
        "Which of these got it from the same place? Give those the same letter; what stands on its own has none."
    ),
}

SIDE_WORDS = {"for": N_("For"), "against": N_("Against"), "neither": N_("Neither")}

MARK_WORDS = {
    Mark.RIGHT: N_("as in the key"),
    Mark.NEAR: N_("close to the key"),
    Mark.OTHER: N_("not as in the key"),
}
#: The same of claims that were to be marked.
RANGE_WORDS = {Mark.RIGHT: N_("found"), Mark.NEAR: N_("found in part"), Mark.OTHER: N_("missed")}
