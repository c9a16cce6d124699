"""What the pages of feedback ask for."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from wtforms import (
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from deliberate.classroom.feedback.judging import (
    LONGEST_COMMENT,
    LONGEST_ITEM_COMMENT,
    MOST_POINTS,
    FeedbackDraft,
)
from deliberate.classroom.feedback.models import Feedback, Level, PeerReview, Skill
from deliberate.classroom.feedback.queries import Scale
from deliberate.classroom.feedback.reviewing import MOST_EACH
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing
from deliberate.moderation.wording import shortened
from deliberate.web.forms import ClearText, DomainForm

SKILL_WORDS = {
    Skill.FOUND_WORDS: N_("Found the right words"),
    Skill.KEPT_HEDGE: N_("Kept the hedge"),
    Skill.SAID_OR_SO: N_("Told who says it from whether it is so"),
    Skill.FOUND_OPPOSING: N_("Found opposing evidence"),
    Skill.JUDGED_SOURCE: N_("Judged the source"),
    Skill.ANSWERED: N_("Answered a challenge"),
}

LEVEL_WORDS = {
    Level.NOT_YET: N_("Not yet"),
    Level.PARTLY: N_("Partly"),
    Level.MOSTLY: N_("Mostly"),
    Level.FULLY: N_("Fully"),
}

#: What stands in a form for a skill that is not judged.
LEFT_OUT = ""


class RubricForm(DomainForm):
    """What is judged in an assignment."""

    skills = SelectMultipleField(
        N_("Skills that count"),
        choices=[SelectChoice(each.value, words) for each, words in SKILL_WORDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    out_of = IntegerField(
        N_("Most points"),
        [
            InputRequired(N_("Give a whole number from 1 to 1000.")),
            NumberRange(1, MOST_POINTS, N_("Give a whole number from 1 to 1000.")),
        ],
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))])

    @classmethod
    def of(cls, scale: Scale) -> "RubricForm":
        """The form as it is settled."""
        skills = [each.value for each in scale.skills]
        return cls(data={"skills": skills, "out_of": int(scale.out_of), "version": scale.version})

    def chosen(self) -> list[Skill]:
        return [Skill(each) for each in self.skills.data or ()]


class LevelsForm(DomainForm):
    """A level for each skill that counts; ``form_for`` makes the fields."""

    comment: Any
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))])

    @property
    def levels(self) -> list[Field]:
        """The fields of the skills."""
        return [self[each.value] for each in Skill if each.value in self._fields]

    def chosen(self) -> dict[Skill, Level]:
        """What was judged."""
        return {Skill(each.name): Level(int(each.data)) for each in self.levels if each.data not in {None, LEFT_OUT}}


def _levels(scale: Scale) -> dict[str, Any]:
    choices = [(LEFT_OUT, N_("Not judged")), *((str(each.value), words) for each, words in LEVEL_WORDS.items())]
    return {
        skill.value: RadioField(
            SKILL_WORDS[skill],
            choices=[SelectChoice(value, words) for value, words in choices],
            default=LEFT_OUT,
        )
        for skill in scale.skills
    }


class GiveFeedbackForm(LevelsForm):
    """What those who teach say of somebody's work."""

    #: What the student posted.
    items: Sequence[Bearing] = ()
    points: Any

    def draft(self) -> FeedbackDraft:
        return FeedbackDraft(
            self.chosen(),
            self.comment.data or "",
            cast(Decimal | None, self.points.data),
            {each.public_id: self.on(each).data or "" for each in self.items},
        )

    def on(self, bearing: Bearing) -> Field:
        """The field of a comment on an item."""
        return self[item_field(bearing.public_id)]


def item_field(public_id: uuid.UUID) -> str:
    """The name of the field of a comment on an item."""
    return f"item_{public_id.hex}"


def feedback_form(
    scale: Scale,
    items: Sequence[Bearing],
    typed: Any = None,
    feedback: Feedback | None = None,
    said: Mapping[int, str] | None = None,
) -> GiveFeedbackForm:
    """The form for one student, with the items they posted: as it was typed, else as it is kept."""
    most = int(scale.out_of)
    so_many = NumberRange(0, most, say("Give points from 0 to %(most)s.", most=most))
    fields: dict[str, Any] = {
        **_levels(scale),
        "comment": TextAreaField(N_("On the whole"), [ClearText(), Length(max=LONGEST_COMMENT)]),
        "points": DecimalField(
            N_("Points by hand"),
            [Optional(), so_many],
            places=None,
            description=N_("Left empty, they follow from the levels. Yours hold, whatever the levels are."),
        ),
        **{
            item_field(each.public_id): TextAreaField(
                say("Comment on “%(item)s”", item=shortened(each.evidence.quote)),
                [ClearText(), Length(max=LONGEST_ITEM_COMMENT)],
            )
            for each in items
        },
        "items": items,
    }
    made = cast(type[GiveFeedbackForm], type("GiveFeedbackForm", (GiveFeedbackForm,), fields))
    if typed is not None:
        return made(typed)
    kept: dict[str, Any] = {item_field(each.public_id): (said or {}).get(each.id, "") for each in items}
    if feedback is None:
        return made(data={**kept, "version": 0})
    levels = {skill: str(level) for skill, level in feedback.levels.items()}
    points = feedback.points_by_hand.normalize() if feedback.points_by_hand is not None else None
    return made(data={**kept, **levels, "comment": feedback.comment, "points": points, "version": feedback.version})


class ReviewForm(LevelsForm):
    """What a student says of another's work."""


def review_form(scale: Scale, typed: Any = None, review: PeerReview | None = None) -> ReviewForm:
    """The form for one review: as it was typed, else as it is kept."""
    words = N_("Say in words what is good, and what you would do otherwise.")
    fields = {
        **_levels(scale),
        "comment": TextAreaField(
            N_("In words"),
            [ClearText(), InputRequired(words), Length(max=LONGEST_COMMENT)],
            description=N_("You are not told whose work it is, and they are not told who you are."),
        ),
    }
    made = cast(type[ReviewForm], type("ReviewForm", (ReviewForm,), fields))
    if typed is not None or review is None:
        return made(typed)
    levels = {skill: str(level) for skill, level in review.levels.items()}
    return made(data={**levels, "comment": review.comment, "version": review.version})


class StartRoundForm(DomainForm):
    """How many reviews each writes."""

    each = IntegerField(
        N_("Reviews each student writes, and is given"),
        [
            InputRequired(N_("Give a whole number from 1 to 5.")),
            NumberRange(1, MOST_EACH, N_("Give a whole number from 1 to 5.")),
        ],
        default=2,
    )


class WhichForm(DomainForm):
    """One student, or one review, by its name in a form."""

    member = HiddenField()
    review = HiddenField()
    hidden = HiddenField()

    def id_of(self, name: str) -> uuid.UUID:
        """What a field names; an id that nothing has, where it is none."""
        try:
            return uuid.UUID(self[name].data or "")
        except ValueError:
            return uuid.UUID(int=0)


def words_of(levels: Mapping[str, int], skills: Iterable[Skill]) -> list[tuple[Skill, Level]]:
    """The levels of what was judged, in the order of the skills."""
    return [(skill, Level(levels[skill])) for skill in skills if skill in levels]
