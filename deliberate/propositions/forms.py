"""What people fill in about claims, relations, speakers and where they stand."""

import uuid
from collections.abc import Iterable
from textwrap import shorten

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from deliberate.core.wording import N_
from deliberate.propositions.models import Answer, Check, Kind, Modality, Party, Proposition, RelationKind
from deliberate.propositions.relations import RelationDraft
from deliberate.propositions.sayings import CHECK_WORDS
from deliberate.propositions.sayings import LONGEST_REASON as LONGEST_CHECK
from deliberate.propositions.services import ClaimDraft
from deliberate.propositions.speakers import LONGEST_REASON
from deliberate.propositions.voicing import speaker_names, told_by
from deliberate.propositions.wording import LONGEST_CLAIM, LONGEST_SCOPE
from deliberate.web.forms import ClearText, DomainForm, PostingForm

LONGEST_ADDRESS = 2000
LONGEST_WORDS = 5000

KINDS = [
    SelectChoice(Kind.FACT.value, N_("Event or fact")),
    SelectChoice(Kind.CAUSAL.value, N_("Cause and effect")),
    SelectChoice(Kind.FORECAST.value, N_("Forecast")),
    SelectChoice(Kind.VALUE.value, N_("Value: good or bad")),
    SelectChoice(Kind.POLICY.value, N_("Policy: what should be done")),
    SelectChoice(Kind.REPORT.value, N_("Report: that somebody said it")),
]
MODALITIES = [
    SelectChoice(Modality.ASSERTED.value, N_("Asserted")),
    SelectChoice(Modality.DENIED.value, N_("Denied")),
    SelectChoice(Modality.REPORTED.value, N_("Reported")),
    SelectChoice(Modality.POSSIBLE.value, N_("Put as possible")),
    SelectChoice(Modality.HYPOTHETICAL.value, N_("Put as a condition")),
]
RELATIONS = [
    SelectChoice(RelationKind.SUPPORTS.value, N_("Supports it")),
    SelectChoice(RelationKind.ATTACKS.value, N_("Attacks it")),
    SelectChoice(RelationKind.DETAIL_OF.value, N_("Is a detail of it")),
]
PARTIES = [
    SelectChoice(Party.UNKNOWN.value, N_("Not known")),
    SelectChoice(Party.YES.value, N_("Party to the dispute")),
    SelectChoice(Party.NO.value, N_("Not party to the dispute")),
]
CHECKS = [SelectChoice(each.value, CHECK_WORDS[each]) for each in Check]
ANSWERS = [
    SelectChoice(Answer.AGREE.value, N_("I agree")),
    SelectChoice(Answer.DISAGREE.value, N_("I disagree")),
    SelectChoice(Answer.UNSURE.value, N_("I am not sure")),
]


def _at_most(length: int) -> Length:
    return Length(max=length)


def _clear(length: int, required: str | None = None) -> list[object]:
    """What a text field checks; what nobody can see is not there."""
    return [ClearText(), *([DataRequired(required)] if required else []), _at_most(length)]


def _claim_field(label: str, required: str | None = None) -> TextAreaField:
    return TextAreaField(label, _clear(LONGEST_CLAIM, required), render_kw={"rows": 3})


class _Refusable(DomainForm):
    """A form that can say at its head what is wrong with the whole of it."""


class _Wording(_Refusable):
    """What every wording of a claim says."""

    text = _claim_field(N_("The claim, in neutral words"), N_("Put the claim in words."))
    speakers = TextAreaField(
        N_("Who says it"),
        _clear(900),
        description=N_(
            "Leave it empty where it is the article itself. One who passes on another comes first: one a line."
        ),
        render_kw={"rows": 2},
    )
    claim_kind = SelectField(N_("Kind"), [InputRequired()], choices=KINDS, default=Kind.FACT.value)
    modality = SelectField(
        N_("How firmly it is put"),
        [InputRequired()],
        choices=MODALITIES,
        default=Modality.ASSERTED.value,
        description=N_("For a denial, word the claim itself as it is denied; the denial is shown beside it."),
    )
    scope = StringField(
        N_("True only"), _clear(LONGEST_SCOPE), description=N_("Where, when or for whom it is meant, if it says so.")
    )

    def speaker_lines(self) -> tuple[str, ...]:
        """The speakers, outermost first."""
        return tuple(line.strip() for line in (self.speakers.data or "").split("\n") if line.strip())


class ClaimForm(_Wording, PostingForm):
    """A claim made from words of the article."""

    start = IntegerField(validators=[Optional()], widget=widgets.HiddenInput())
    end = IntegerField(validators=[Optional()], widget=widgets.HiddenInput())
    words = TextAreaField(
        N_("The words of the article"),
        _clear(LONGEST_WORDS, N_("Choose the words of the article that say it.")),
        render_kw={"rows": 2},
    )

    def draft(self) -> ClaimDraft:
        return ClaimDraft(
            text=self.text.data or "",
            words=self.words.data or "",
            start=self.start.data,
            end=self.end.data,
            kind=Kind(self.claim_kind.data),
            modality=Modality(self.modality.data),
            scope=self.scope.data or "",
            speakers=self.speaker_lines(),
            submission=self.submission.data,
        )


class RewordForm(_Wording):
    """Another wording of a claim."""

    version = IntegerField(validators=[InputRequired()], widget=widgets.HiddenInput())
    spelling_only = BooleanField(N_("Only spelling or style: what is said stays the same"))

    @classmethod
    def of(cls, proposition: Proposition) -> "RewordForm":
        """The form with the present wording."""
        return cls(
            version=proposition.version,
            text=proposition.text,
            speakers="\n".join(speaker_names(proposition)),
            claim_kind=proposition.claim_kind.value,
            modality=proposition.modality.value,
            scope=proposition.scope or "",
        )


class SplitForm(_Refusable, PostingForm):
    """Two to four claims that one is split into, each with its words where they are chosen."""

    version = IntegerField(validators=[InputRequired()], widget=widgets.HiddenInput())
    text_1 = _claim_field(N_("First claim"), N_("Put the first claim in words."))
    words_1 = StringField(N_("Its words in the article"), _clear(LONGEST_WORDS))
    text_2 = _claim_field(N_("Second claim"), N_("Put the second claim in words."))
    words_2 = StringField(N_("Its words in the article"), _clear(LONGEST_WORDS))
    text_3 = _claim_field(N_("Third claim"))
    words_3 = StringField(N_("Its words in the article"), _clear(LONGEST_WORDS))
    text_4 = _claim_field(N_("Fourth claim"))
    words_4 = StringField(N_("Its words in the article"), _clear(LONGEST_WORDS))

    def parts(self) -> list[tuple[str, str]]:
        """The text and the words of each part that is filled in."""
        pairs = [(self[f"text_{n}"].data or "", self[f"words_{n}"].data or "") for n in range(1, 5)]
        return [(text, words) for text, words in pairs if text.strip()]


def choices_of(claims: Iterable[Proposition]) -> list[SelectChoice]:
    """Claims to choose from, each with who says it. Needs their voices loaded."""
    return [
        SelectChoice(str(each.public_id), f"{told_by(each)} – {shorten(each.text, 140, placeholder=' …')}")
        for each in claims
    ]


class RelationForm(_Refusable, PostingForm):
    """How claims bear on another."""

    premises = SelectMultipleField(
        N_("These claims, together"), [InputRequired(N_("Choose at least one claim."))], coerce=uuid.UUID
    )
    kind = RadioField(N_("How"), [InputRequired(N_("Choose how they bear on it."))], choices=RELATIONS)
    target = SelectField(N_("This claim"), [InputRequired(N_("Choose the claim they bear on."))], coerce=uuid.UUID)

    def offer(self, claims: Iterable[Proposition]) -> None:
        """Let these claims be chosen. Needs their voices loaded."""
        self.premises.choices = self.target.choices = choices_of(claims)

    def draft(self) -> RelationDraft:
        return RelationDraft(
            kind=RelationKind(self.kind.data),
            premises=tuple(self.premises.data or ()),
            target=self.target.data,
            submission=self.submission.data,
        )


class UndercutForm(_Refusable, PostingForm):
    """What breaks a link between claims."""

    premises = SelectMultipleField(
        N_("These claims, together"), [InputRequired(N_("Choose at least one claim."))], coerce=uuid.UUID
    )

    def offer(self, claims: Iterable[Proposition]) -> None:
        """Let these claims be chosen. Needs their voices loaded."""
        self.premises.choices = choices_of(claims)

    def draft(self, link: uuid.UUID) -> RelationDraft:
        return RelationDraft(
            kind=RelationKind.UNDERCUTS,
            premises=tuple(self.premises.data or ()),
            target=link,
            submission=self.submission.data,
        )


class PartyForm(_Refusable):
    """Whether a speaker is party to the dispute."""

    party = SelectField(N_("Party to the dispute?"), choices=PARTIES)
    reason = StringField(N_("Why"), _clear(LONGEST_REASON))


class SaidForm(_Refusable):
    """Whether it was said."""

    version = IntegerField(validators=[InputRequired()], widget=widgets.HiddenInput())
    said = RadioField(N_("Was it said?"), [InputRequired(N_("Choose one."))], choices=CHECKS)
    said_url = URLField(
        N_("The original"),
        _clear(LONGEST_ADDRESS),
        description=N_("Where anybody can see it: needed once it is checked."),
    )
    said_reason = TextAreaField(
        N_("Why"),
        _clear(LONGEST_CHECK),
        description=N_("Needed where it is disputed. Readers see it beside the voice."),
        render_kw={"rows": 2},
    )

    @classmethod
    def of(cls, proposition: Proposition) -> "SaidForm":
        """The form with what is recorded."""
        return cls(
            version=proposition.version,
            said=proposition.said.value,
            said_url=proposition.said_url or "",
            said_reason=proposition.said_reason or "",
        )


class PlaceForm(_Refusable):
    """Where a passage is in a newer text: one of the places offered, other words of it, or nowhere."""

    choice = StringField(validators=[Optional(), Regexp(r"none|\d", message=N_("Choose one of the places."))])
    words = StringField(N_("The words"), _clear(LONGEST_WORDS))


class StanceForm(_Refusable):
    """Where a reader stands."""

    answer = RadioField(N_("Where do you stand on this claim?"), [InputRequired(N_("Choose one."))], choices=ANSWERS)
    credence = IntegerField(
        N_("How sure are you?"),
        [Optional(), NumberRange(0, 100, N_("Give a whole number from 0 to 100."))],
        description=N_("From 0, not at all, to 100, fully. Leave it empty if you would rather not say."),
        render_kw={"inputmode": "numeric", "min": 0, "max": 100},
    )
    #: "weigh" where it was asked on the way to weighing.
    then = HiddenField(default="")


class ConfirmForm(_Refusable):
    """That an answer holds for the present wording."""

    number = IntegerField(validators=[InputRequired()], widget=widgets.HiddenInput())
    #: "yours" where it was confirmed from one's own page.
    then = HiddenField(default="")
