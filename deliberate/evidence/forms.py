"""What the pages of evidence ask for. The fields are named as the drafts name them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice, URLField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from deliberate.core.errors import Invalid
from deliberate.core.wording import N_, say
from deliberate.evidence.drafts import LONGEST, BearingDraft, EvidenceDraft, ItemDraft, too_long
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.evidence.sources import canonical_address
from deliberate.web.forms import ClearText, DomainForm, PostingForm

_SIDES = [SelectChoice("for", N_("For")), SelectChoice("against", N_("Against"))]

KIND_WORDS = {
    EvidenceKind.REPORT: N_("News report"),
    EvidenceKind.DOCUMENT: N_("Document"),
    EvidenceKind.DATA: N_("Data"),
    EvidenceKind.STUDY: N_("Study"),
    EvidenceKind.TESTIMONY: N_("Testimony of somebody who was there"),
    EvidenceKind.STATEMENT: N_("Statement of somebody involved"),
    EvidenceKind.IMAGE: N_("Image, sound or film"),
    EvidenceKind.ARGUMENT: N_("Argument or expert judgement"),
}
_KINDS = [SelectChoice("", N_("Choose one")), *(SelectChoice(kind.value, words) for kind, words in KIND_WORDS.items())]


class _Bound(Length):
    """A bound that says what the services say."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.data and len(field.data) > self.max:
            raise ValidationError(too_long(self.max))


def bounded(name: str) -> Length:
    """The bound that the services set too, so that a message stands beside the field."""
    return _Bound(max=LONGEST[name])


class Address:
    """A validator: a plain web address that can be told from any other, where there is one."""

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            return
        try:
            canonical_address(field.data, field.name)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from None


class _Item:
    """The fields of an item; a mixin, so that posting and editing ask the same."""

    link = URLField(
        N_("Link"),
        [ClearText(), bounded("link"), Address()],
        description=N_("To the page or document itself, not to a search or a post about it."),
    )
    citation = StringField(
        N_("Citation, if there is no link"),
        [ClearText(), bounded("citation")],
        description=N_("Author, title, publisher, date, page."),
    )
    quote = TextAreaField(
        N_("The exact quote"),
        [ClearText(), DataRequired(N_("Paste the words you rely on, exactly as they stand.")), bounded("quote")],
        description=N_("Word for word, so that others can check it."),
    )
    kind = SelectField(N_("Kind"), [InputRequired(N_("Choose what sort of thing it is."))], choices=_KINDS)
    published_on = DateField(
        N_("When was it published?"),
        [Optional()],
        description=N_("The day as year-month-day. Leave it empty if unsure."),
    )
    observed_on = DateField(
        N_("When was it observed?"), [Optional()], description=N_("What it tells of: seen or measured on which day?")
    )
    origin = StringField(
        N_("Original source"),
        [ClearText(), bounded("origin")],
        description=N_("If this repeats somebody else’s report, whose? An address or a name."),
    )

    speaker = StringField(
        N_("Whose word is it?"),
        [ClearText(), bounded("speaker")],
        description=N_("If it is what somebody says whom the article names: their name as it stands with the claims."),
    )

    data: dict[str, Any]

    def validate_link(self, field: Field) -> None:
        if not field.data and not self.data["citation"]:
            raise ValidationError(N_("Give a link, or a citation where there is none."))

    def item(self) -> ItemDraft:
        """What was typed, as the services take it."""
        typed = self.data
        return ItemDraft(
            quote=typed["quote"],
            kind=EvidenceKind(typed["kind"]),
            link=typed["link"] or None,
            citation=typed["citation"] or None,
            observed_on=typed["observed_on"],
            published_on=typed["published_on"],
            origin=typed["origin"] or None,
            speaker=typed["speaker"] or None,
        )


class _Bears:
    """The fields of a bearing."""

    side = RadioField(
        N_("Which way does it speak?"), [InputRequired(N_("Say whether it speaks for or against."))], choices=_SIDES
    )
    warrant = TextAreaField(
        N_("Why it matters here"),
        [ClearText(), DataRequired(N_("Say how these words bear on it.")), bounded("warrant")],
        description=N_("One or two sentences: how do these words bear on it?"),
    )

    data: dict[str, Any]

    def bearing(self) -> BearingDraft:
        """What was typed, as the services take it."""
        return BearingDraft(Side(self.data["side"]), self.data["warrant"], self.data.get("submission"))


class _Edits:
    """The version the form was opened on."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(N_("This form is out of date. Reload it."))])


class EvidenceForm(_Bears, _Item, PostingForm):
    """A new item and how it bears: one screen, the same for both sides."""

    def draft(self) -> EvidenceDraft:
        """What was typed, as the services take it."""
        return EvidenceDraft(self.item(), self.bearing())


class BearForm(_Bears, PostingForm):
    """How an item that is here bears on something else, chosen from a list or named by its address here."""

    target = SelectField(
        N_("On what"),
        [Optional()],
        choices=[],
        validate_choice=False,
        description=N_("Or leave it, and name something else below."),
    )
    address = StringField(
        N_("Or on something else"),
        [ClearText(), Length(max=2000)],
        description=N_("The address of any claim or item here, as your browser shows it."),
    )

    def offer(self, claims: Iterable[tuple[UUID, str]]) -> None:
        """Let people choose among these claims."""
        offered = [SelectChoice(str(public_id), text) for public_id, text in claims]
        self.target.choices = [SelectChoice("", say("Choose a claim of this article")), *offered]


class EditEvidenceForm(_Edits, _Item, DomainForm):
    """An item, changed."""


class EditBearingForm(_Edits, _Bears, DomainForm):
    """A bearing, changed."""


class _Remarks:
    text = TextAreaField(
        N_("Your remark"),
        [ClearText(), DataRequired(N_("Write the remark first.")), bounded("text")],
        description=N_("A question or an aside. It never weighs; what speaks for or against is evidence."),
    )


class RemarkForm(_Remarks, PostingForm):
    """A remark on an article, or on something in it."""

    article = HiddenField()
    target = HiddenField()


class EditRemarkForm(_Edits, _Remarks, DomainForm):
    """A remark, changed."""


class SearchForm(DomainForm):
    """The button of a search in vain."""

    side = RadioField(N_("Side"), [InputRequired(N_("Say which side you searched for."))], choices=_SIDES)
    where = StringField(N_("Where did you look?"), [ClearText(), bounded("where")])
    #: "yes" or "no" from a button that knows what stands; without it the button toggles.
    wanted = HiddenField()
