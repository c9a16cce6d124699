"""What the pages of exercises ask for."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from deliberate.articles.models import Article
from deliberate.classroom.exercises.materials import (
    ALONE,
    LONGEST_MARKED,
    LONGEST_NAME,
    LONGEST_WRITTEN,
    Answer,
    Material,
    ranges_in,
    ticked_and_words,
)
from deliberate.classroom.exercises.models import Exercise, ExerciseKind
from deliberate.classroom.exercises.services import (
    LONGEST_INSTRUCTIONS,
    LONGEST_TITLE,
    MOST_TRIES,
    ExerciseDraft,
)
from deliberate.classroom.exercises.wording import KIND_WORDS, SIDE_WORDS
from deliberate.classroom.forms import WhichClassForm
from deliberate.classroom.models import Classroom
from deliberate.core.wording import N_, say
from deliberate.moderation.curating.profiles import GRADE_WORDS
from deliberate.propositions.models import Modality
from deliberate.propositions.voicing import MODALITY_WORDS
from deliberate.web.forms import ClearText, DomainForm, PostingForm


def _version() -> IntegerField:
    late = N_("This form is out of date. Reload it.")
    return IntegerField(widget=widgets.HiddenInput(), validators=[InputRequired(late)])


class ExerciseForm(PostingForm):
    """What it is about, and how it may be tried."""

    title = StringField(N_("Title"), [ClearText(), DataRequired(N_("Give it a title.")), Length(max=LONGEST_TITLE)])
    material = TextAreaField(
        N_("What it is about"),
        [ClearText(), Length(max=LONGEST_WRITTEN)],
        description=N_(
            "To mark claims: the text. To tell for from against: the claim in the first line, and an item in each line "
            "below. Else a statement, a source or a report in each line. At most 12 of them."
        ),
    )
    instructions = TextAreaField(
        N_("What to do"),
        [ClearText(), Length(max=LONGEST_INSTRUCTIONS)],
        description=N_("What there is to do stands there by itself; here you can add to it."),
    )
    most_tries = IntegerField(
        N_("How many tries"),
        [Optional(), NumberRange(1, MOST_TRIES, N_("Give a whole number from 1 to 100, or nothing."))],
        description=N_("Left empty: as many as one likes."),
    )
    shows_peers = BooleanField(
        N_("After a try, show what the others answered"),
        description=N_("In numbers only, and once three others have tried."),
    )
    shows_key = BooleanField(
        N_("After a try, show the key"), description=N_("Else one is told how one’s answer compares with it.")
    )

    def draft(self, kind: ExerciseKind) -> ExerciseDraft:
        return ExerciseDraft(
            kind,
            self.title.data or "",
            self.material.data or "",
            self.instructions.data or "",
            self.most_tries.data,
            self.shows_peers.data,
            self.shows_key.data,
        )


class NewExerciseForm(ExerciseForm):
    """A new one: also which skill it is about, and an article to take the text of."""

    kind = RadioField(
        N_("Skill"),
        choices=[SelectChoice(each.value, words) for each, words in KIND_WORDS.items()],
        validators=[InputRequired(N_("Choose one of those listed."))],
    )
    article = SelectField(
        N_("Or the text of an article, where claims are marked"), [Optional()], choices=[], validate_choice=True
    )

    def offer(self, articles: Iterable[Article]) -> None:
        """Let people choose among these."""
        offered = [SelectChoice(str(each.public_id), each.title) for each in articles]
        self.article.choices = [SelectChoice("", say("No article")), *offered]

    def chosen(self, articles: Iterable[Article]) -> Article | None:
        """The article of that name, where one was chosen."""
        wanted = UUID(self.article.data) if self.article.data else None
        return next((each for each in articles if each.public_id == wanted), None)


class ChangeExerciseForm(ExerciseForm):
    """One there is."""

    version = _version()

    @classmethod
    def of(cls, exercise: Exercise) -> "ChangeExerciseForm":
        """The form as the exercise is."""
        plain = ("title", "instructions", "most_tries", "shows_peers", "shows_key", "version")
        written = Material.of(exercise.material).written()
        return cls(data={**{name: getattr(exercise, name) for name in plain}, "material": written})


class CopyExerciseForm(PostingForm):
    """For which class."""

    classroom = SelectField(N_("Copy it for"), choices=[], validate_choice=True)

    def offer(self, classes: Iterable[Classroom]) -> None:
        """Let people choose among these."""
        self.classroom.choices = [SelectChoice(str(each.public_id), each.name) for each in classes]


class DeleteExerciseForm(WhichClassForm):
    """Which one, of which class."""

    exercise = HiddenField()


class TryForm(PostingForm):
    """An answer to an exercise; its other fields are those of the exercise's parts."""


class KeyForm(DomainForm):
    """The answer that is the key."""

    version = _version()


def answering(
    form: type[TryForm] | type[KeyForm],
    exercise: Exercise,
    sent: Any = None,
    answer: Answer | None = None,
    **data: Any,
) -> TryForm | KeyForm:
    """That form with the fields of this exercise: as it was sent, or filled in with an answer where there is one."""
    material = Material.of(exercise.material)
    fields = _FIELDS[exercise.kind](material)
    asked = cast(type[TryForm] | type[KeyForm], type(form.__name__, (form,), fields))
    given = _filled(exercise.kind, material, answer) if answer else {}
    return asked(sent, data={**given, **data})


def answered(form: DomainForm, exercise: Exercise) -> Answer:
    """The answer in such a form. Raises Invalid where words that were marked are not in the text."""
    material = Material.of(exercise.material)
    if exercise.kind is ExerciseKind.CLAIMS:
        return ranges_in(material, form["sentences"].data or (), form["words"].data or "")
    numbers = range(1, len(material.parts) + 1)
    if exercise.kind is ExerciseKind.VOICES:
        return [{name: form[f"{name}_{number}"].data or "" for name in _OF_A_VOICE} for number in numbers]
    return [form[f"part_{number}"].data or "" for number in numbers]


_OF_A_VOICE = ("voice", "hedge", "firmness")


def _filled(kind: ExerciseKind, material: Material, answer: Answer) -> dict[str, Any]:
    if kind is ExerciseKind.CLAIMS:
        ticked, words = ticked_and_words(material, answer)
        return {"sentences": ticked, "words": words}
    if kind is ExerciseKind.VOICES:
        return {f"{name}_{number}": each[name] for number, each in enumerate(answer, 1) for name in _OF_A_VOICE}
    return {f"part_{number}": each for number, each in enumerate(answer, 1)}


def _claims(material: Material) -> dict[str, Any]:
    chosen = [SelectChoice(number, material.lead[start:end]) for number, (start, end) in enumerate(material.sentences)]
    return {
        "sentences": SelectMultipleField(
            N_("Whole sentences"),
            choices=chosen,
            coerce=int,
            widget=widgets.ListWidget(prefix_label=False),
            option_widget=widgets.CheckboxInput(),
        ),
        "words": TextAreaField(
            N_("Claims in some words of a sentence"),
            [ClearText(), Length(max=LONGEST_MARKED)],
            description=N_("Copy the words as they stand in the text, a line for each claim."),
        ),
    }


def _voices(material: Material) -> dict[str, Any]:
    firmness = [SelectChoice(each.value, MODALITY_WORDS[each]) for each in reversed(Modality)]
    fields: dict[str, Any] = {}
    for number in range(1, len(material.parts) + 1):
        short = [ClearText(), Length(max=LONGEST_NAME)]
        fields |= {
            f"voice_{number}": StringField(N_("Who says it"), short),
            f"hedge_{number}": StringField(N_("Words that hedge it"), short),
            f"firmness_{number}": SelectField(
                N_("How firmly it is put"),
                choices=[SelectChoice("", N_("Choose")), *firmness],
                validators=[InputRequired(N_("Choose one of those listed."))],
            ),
        }
    return fields


def _one_of(words: Mapping[Any, str]) -> Any:
    def fields(material: Material) -> dict[str, Any]:
        return {
            f"part_{number}": RadioField(
                f"{number}. {text}",
                choices=[SelectChoice(str(value), label) for value, label in words.items()],
                validators=[InputRequired(N_("Choose one of those listed."))],
            )
            for number, text in enumerate(material.parts, 1)
        }

    return fields


def _origins(material: Material) -> dict[str, Any]:
    letters = [SelectChoice(each, each) for each in material.letters]
    return {
        f"part_{number}": SelectField(
            f"{number}. {text}", choices=[SelectChoice(ALONE, N_("On its own")), *letters], default=ALONE
        )
        for number, text in enumerate(material.parts, 1)
    }


_FIELDS = {
    ExerciseKind.CLAIMS: _claims,
    ExerciseKind.VOICES: _voices,
    ExerciseKind.SIDES: _one_of(SIDE_WORDS),
    ExerciseKind.SOURCES: _one_of(GRADE_WORDS),
    ExerciseKind.ORIGINS: _origins,
}
