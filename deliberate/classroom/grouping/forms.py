"""What the pages of small groups ask for."""

from collections.abc import Iterable, Mapping, Sequence

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from deliberate.classroom.grouping.models import Division, Way
from deliberate.classroom.grouping.services import MOST_GROUPS, DivisionDraft
from deliberate.core.errors import Invalid
from deliberate.core.text import whole_number
from deliberate.core.wording import N_, say
from deliberate.propositions.models import Proposition
from deliberate.web.forms import DomainForm

WAY_WORDS = {
    Way.RANDOM: N_("At random"),
    Way.MIXED: N_("Mixed by stance: those who agree, who disagree and who are undecided in every group"),
    Way.BY_HAND: N_("By hand"),
}

#: So many people are moved at once.
MOST_MOVES = 2000


class DivisionForm(DomainForm):
    """How the class is to be divided."""

    way = RadioField(
        N_("How do they come into groups?"),
        choices=[SelectChoice(each.value, words) for each, words in WAY_WORDS.items()],
        default=Way.RANDOM.value,
        validators=[InputRequired(N_("Choose one of those listed."))],
    )
    claim = SelectField(N_("By their stance on"), choices=[], validate_choice=True)
    number = IntegerField(N_("How many?"), [InputRequired(N_("Give a whole number."))], default=4)
    measure = RadioField(
        N_("How many of what?"),
        choices=[
            SelectChoice("people", N_("people in a group, at most")),
            SelectChoice("groups", N_("groups")),
        ],
        default="people",
        validators=[InputRequired(N_("Choose one of those listed."))],
    )
    places_joiners = BooleanField(
        N_("Who joins the class later goes to the smallest group"),
        default=True,
        description=N_("Otherwise they wait until you place them."),
    )

    def offer(self, claims: Iterable[Proposition]) -> None:
        """Let people choose among these, by whose stances groups are mixed."""
        listed = [SelectChoice(str(each.public_id), each.text[:200]) for each in claims]
        self.claim.choices = [SelectChoice("", say("The main claim")), *listed]

    @classmethod
    def of(cls, division: Division | None) -> "DivisionForm":
        """The form as the wish is."""
        if division is None:
            return cls()
        measure = "people" if division.is_size else "groups"
        plain = {name: getattr(division, name) for name in ("number", "places_joiners")}
        return cls(data={**plain, "way": division.way.value, "measure": measure})

    def draft(self, claims: Iterable[Proposition]) -> DivisionDraft:
        """The wish; ``claims`` are those that were offered."""
        way = Way(self.way.data)
        chosen = next((each for each in claims if str(each.public_id) == self.claim.data), None)
        return DivisionDraft(
            way,
            self.number.data or 0,
            self.measure.data == "people",
            self.places_joiners.data,
            chosen if way is Way.MIXED else None,
        )


class MoveForm(DomainForm):
    """Who is to be in which group: a person and a number beside each other, for everybody who is listed."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))])

    @staticmethod
    def places(people: Sequence[str], numbers: Sequence[str]) -> Mapping[str, int]:
        """What was chosen; 0 for no group. Raises Invalid where it is no such form."""
        places = [whole_number(each) for each in numbers]
        if len(people) != len(places) or len(people) > MOST_MOVES:
            raise Invalid(say("This form is out of date. Reload it."))
        if any(each is None or not 0 <= each <= MOST_GROUPS * 100 for each in places):
            raise Invalid(say("Choose one of those listed."))
        return {person: place or 0 for person, place in zip(people, places, strict=True)}


class CompareForm(DomainForm):
    """Who may compare the groups."""

    is_compared = BooleanField(N_("Students may compare the groups while it runs"))
