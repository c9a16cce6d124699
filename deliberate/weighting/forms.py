"""The three questions, in plain words and with nothing chosen beforehand."""

from collections.abc import Mapping

from wtforms import HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from deliberate.web.forms import DomainForm
from deliberate.weighting.models import Dimension

CANNOT_JUDGE = "cannot judge"
_LAST = SelectChoice(CANNOT_JUDGE, "I can't judge this")
_NEEDED = [InputRequired("Choose one; “I can't judge this” is an answer too.")]

RELEVANCE_ANSWERS = [
    SelectChoice("4", "It decides the matter"),
    SelectChoice("3", "It matters a lot"),
    SelectChoice("2", "It matters somewhat"),
    SelectChoice("1", "It hardly matters"),
    SelectChoice("0", "It does not matter here"),
    _LAST,
]
RELIABILITY_ANSWERS = [
    SelectChoice("4", "Fully"),
    SelectChoice("3", "Mostly"),
    SelectChoice("2", "In part"),
    SelectChoice("1", "Hardly"),
    SelectChoice("0", "Not at all"),
    _LAST,
]
STRENGTH_ANSWERS = [
    SelectChoice("4", "All the way"),
    SelectChoice("3", "A long way"),
    SelectChoice("2", "Some way"),
    SelectChoice("1", "A little"),
    SelectChoice("0", "Not at all"),
    _LAST,
]


class WeighingForm(DomainForm):
    """One item's three questions."""

    bearing = HiddenField()
    relevance = RadioField("If it is true, does it matter here?", choices=RELEVANCE_ANSWERS, validators=_NEEDED)
    reliability = RadioField(
        "Can this source know, and say so straight?", choices=RELIABILITY_ANSWERS, validators=_NEEDED
    )
    strength = RadioField(
        "How far should it move someone who is undecided?", choices=STRENGTH_ANSWERS, validators=_NEEDED
    )

    def answers(self) -> Mapping[Dimension, int | None]:
        """What was answered: quarters, or None for "can't judge"."""
        return {
            dimension: None if self[dimension.value].data == CANNOT_JUDGE else int(self[dimension.value].data)
            for dimension in Dimension
            if dimension.value in self
        }
