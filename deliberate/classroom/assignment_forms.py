"""What the pages of assignments ask for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from deliberate.articles.models import Article, Audience
from deliberate.classroom.assignments import (
    LONGEST_ADDRESS,
    LONGEST_INSTRUCTIONS,
    LONGEST_TITLE,
    MOST_OF_A_TASK,
    AssignmentDraft,
)
from deliberate.classroom.models import Assignment, Classroom, TaskKind, Verdict
from deliberate.core.times import zone
from deliberate.core.wording import N_, say
from deliberate.propositions.models import Proposition
from deliberate.web.forms import ClearText, DomainForm, PostingForm

TASK_WORDS = {
    TaskKind.POST_FOR: N_("Post evidence for a claim"),
    TaskKind.POST_AGAINST: N_("Post evidence against a claim"),
    TaskKind.WEIGH: N_("Weigh items"),
    TaskKind.CHALLENGE: N_("Challenge an item or a link"),
    TaskKind.CHECK_VOICE: N_("Check a voice against the original"),
}

#: The same over a column of a table.
TASK_HEADS = {
    TaskKind.POST_FOR: N_("For"),
    TaskKind.POST_AGAINST: N_("Against"),
    TaskKind.WEIGH: N_("Weighed"),
    TaskKind.CHALLENGE: N_("Challenges"),
    TaskKind.CHECK_VOICE: N_("Voices"),
}

VERDICT_WORDS = {
    Verdict.SAID: N_("It was said so"),
    Verdict.OTHERWISE: N_("It was said otherwise"),
    Verdict.NOT_FOUND: N_("I did not find it"),
}


def _count(kind: TaskKind) -> IntegerField:
    so_many = NumberRange(0, MOST_OF_A_TASK, N_("Give a whole number from 0 to 50."))
    return IntegerField(TASK_WORDS[kind], [Optional(), so_many], default=0)


class AssignmentForm(PostingForm):
    """What is to be done, and by when. Moments are in the time zone of whoever fills it in."""

    title = StringField(N_("Title"), [ClearText(), DataRequired(N_("Give it a title.")), Length(max=LONGEST_TITLE)])
    instructions = TextAreaField(N_("What to do"), [ClearText(), Length(max=LONGEST_INSTRUCTIONS)])
    post_for = _count(TaskKind.POST_FOR)
    post_against = _count(TaskKind.POST_AGAINST)
    weigh = _count(TaskKind.WEIGH)
    challenge = _count(TaskKind.CHALLENGE)
    check_voice = _count(TaskKind.CHECK_VOICE)
    opens_at = DateTimeLocalField(N_("Opens"), [Optional()])
    closes_at = DateTimeLocalField(N_("Closes"), [Optional()])
    takes_late = BooleanField(N_("It may be handed in late"))
    post_first = BooleanField(
        N_("Others’ posts are hidden until one has posted"),
        description=N_("Nobody copies, and nobody is swayed, before they have posted something of their own."),
    )

    def draft(self) -> AssignmentDraft:
        tasks = {kind: self[kind.value].data or 0 for kind in TaskKind}
        return AssignmentDraft(
            self.title.data or "",
            tasks,
            self.instructions.data or "",
            _moment(self.opens_at.data),
            _moment(self.closes_at.data),
            self.takes_late.data,
            self.post_first.data,
        )


class NewAssignmentForm(AssignmentForm):
    """A new one: also on which article."""

    #: What most want, so that a title and an article are enough.
    USUAL = {TaskKind.POST_FOR.value: 1, TaskKind.POST_AGAINST.value: 1, TaskKind.WEIGH.value: 5}

    article = SelectField(N_("Article"), [DataRequired(N_("Choose an article."))], choices=[], validate_choice=True)

    def offer(self, articles: Iterable[Article]) -> None:
        """Let people choose among these, of which those of a group are the class's."""
        ours, others = say("Of this class"), say("Public: a copy is made for the class, without its evidence")
        self.article.choices = [SelectChoice("", say("Choose an article"))] + [
            SelectChoice(
                str(each.public_id),
                each.title,
                optgroup=ours if each.audience is Audience.GROUP else others,
            )
            for each in articles
        ]

    def chosen(self, articles: Iterable[Article]) -> Article:
        """The article of that name; the form has looked that it is one of these."""
        return next(each for each in articles if each.public_id == UUID(self.article.data))


class ChangeAssignmentForm(AssignmentForm):
    """One there is."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))])

    @classmethod
    def of(cls, assignment: Assignment) -> "ChangeAssignmentForm":
        """The form as the assignment is."""
        plain = ("title", "instructions", "takes_late", "post_first", "version")
        moments = {name: _local(getattr(assignment, name)) for name in ("opens_at", "closes_at")}
        return cls(data={**{name: getattr(assignment, name) for name in plain}, **moments, **assignment.tasks})


class CheckVoiceForm(DomainForm):
    """What somebody found in the original."""

    claim = SelectField(N_("Claim"), [DataRequired(N_("Choose a claim."))], choices=[], validate_choice=True)
    verdict = RadioField(
        N_("What did you find?"),
        choices=[SelectChoice(each.value, words) for each, words in VERDICT_WORDS.items()],
        validators=[InputRequired(N_("Choose one of those listed."))],
    )
    url = URLField(
        N_("At which address did you look?"),
        [DataRequired(N_("Give the address at which you looked: https://…")), Length(max=LONGEST_ADDRESS)],
    )

    def offer(self, claims: Iterable[Proposition]) -> None:
        """Let people choose among these."""
        offered = [SelectChoice(str(each.public_id), each.text[:200]) for each in claims]
        self.claim.choices = [SelectChoice("", say("Choose a claim")), *offered]


class CopyAssignmentForm(PostingForm):
    """For which other class."""

    classroom = SelectField(N_("Copy it for"), choices=[], validate_choice=True)

    def offer(self, classes: Iterable[Classroom]) -> None:
        """Let people choose among these."""
        self.classroom.choices = [SelectChoice(str(each.public_id), each.name) for each in classes]


def _moment(typed: Any) -> datetime | None:
    return cast(datetime, typed).replace(tzinfo=zone()) if typed is not None else None


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(zone()).replace(tzinfo=None) if moment is not None else None
