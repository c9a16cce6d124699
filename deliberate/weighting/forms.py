"""The three questions as a form, with nothing chosen that the person did not choose before."""

from collections.abc import Mapping

from wtforms import HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from deliberate.core.wording import N_
from deliberate.web.forms import DomainForm
from deliberate.weighting.models import Dimension
from deliberate.weighting.questions import CANNOT_JUDGE, QUESTIONS

_CANNOT = "cannot judge"


def _asked(dimension: Dimension) -> RadioField:
    """The strongest answer first, "can't judge" last."""
    question = QUESTIONS[dimension]
    choices = [SelectChoice(str(quarters), words) for quarters, words in enumerate(question.answers)]
    needed = InputRequired(N_("Choose one; “I can’t judge this” is an answer too."))
    return RadioField(
        question.text, choices=[*reversed(choices), SelectChoice(_CANNOT, CANNOT_JUDGE)], validators=[needed]
    )


class WeighingForm(DomainForm):
    """One item's three questions."""

    bearing = HiddenField()
    relevance = _asked(Dimension.RELEVANCE)
    reliability = _asked(Dimension.RELIABILITY)
    strength = _asked(Dimension.STRENGTH)

    def recall(self, given: Mapping[Dimension, int | None]) -> None:
        """Check what the person answered before."""
        for dimension, quarters in given.items():
            self[dimension.value].data = _CANNOT if quarters is None else str(quarters)

    def answers(self) -> Mapping[Dimension, int | None]:
        """What was answered: quarters, or None for "can't judge"."""
        return {
            dimension: None if self[dimension.value].data == _CANNOT else int(self[dimension.value].data)
            for dimension in Dimension
            if dimension.value in self
        }
