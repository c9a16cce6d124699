"""What people fill in about articles and groups."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from deliberate.articles.documents import ImportedText
from deliberate.articles.drafts import LONGEST_ADDRESS, LONGEST_LINE, ArticleDraft
from deliberate.articles.importing import Format
from deliberate.articles.intake import read_pasted, read_upload
from deliberate.articles.models import AddressImport, Article, Audience, Group
from deliberate.articles.services import LONGEST_REASON
from deliberate.articles.slow_mode import PACES
from deliberate.core.errors import Invalid
from deliberate.core.markup import web_address
from deliberate.core.text import is_unseen
from deliberate.core.wording import N_, say
from deliberate.web.forms import ClearText, DomainForm, PostingForm

AUDIENCES = [
    SelectChoice(Audience.PUBLIC.value, N_("Public: everybody may read it, and it stands in the lists.")),
    SelectChoice(Audience.LINK.value, N_("Link: whoever is given its address may read it; no list names it.")),
    SelectChoice(Audience.GROUP.value, N_("Group: only the people of one group may read it and take part.")),
]
MODERATION = [
    SelectChoice("after", N_("At once: a moderator can act on it afterwards.")),
    SelectChoice("before", N_("After a moderator has approved it.")),
]
MARKUPS = [
    SelectChoice("text", N_("Plain text")),
    SelectChoice("markdown", N_("Markdown")),
    SelectChoice("html", N_("HTML")),
]


#: Each pace but none, in words.
PACE_WORDS = {
    1: N_("1 minute apart"),
    5: N_("5 minutes apart"),
    10: N_("10 minutes apart"),
    30: N_("30 minutes apart"),
    60: N_("1 hour apart"),
    180: N_("3 hours apart"),
    720: N_("12 hours apart"),
}


class WebAddress:
    """A validator: a plain http or https address, or nothing."""

    def __call__(self, form: DomainForm, field: Field) -> None:
        if field.data and web_address(field.data) is None:
            raise ValidationError(N_("Give a web address that begins with http:// or https://."))


def _number_or_none(value: Any) -> int | None:
    return int(value) if value else None


def at_most(length: int) -> Length:
    return Length(max=length)


class ArticleFields:
    """What importing an article and settling it later both ask."""

    title = StringField(N_("Title"), [ClearText(), at_most(LONGEST_LINE)])
    source_url = URLField(N_("Where it was published"), [ClearText(), at_most(LONGEST_ADDRESS), WebAddress()])
    audience = RadioField(N_("Who may read it?"), choices=AUDIENCES, default=Audience.PUBLIC.value)
    group_id = SelectField(N_("Which group?"), coerce=_number_or_none)
    moderation = RadioField(N_("When does what people post appear?"), choices=MODERATION, default="after")
    excerpt = BooleanField(
        N_("Show readers only the passages that claims point at"),
        description=N_("For a text that may not be shown whole. Its editors see all of it."),
    )

    def offer(self, groups: Iterable[Group]) -> None:
        """Let these groups be chosen."""
        self.group_id.choices = [
            SelectChoice("", say("None")),
            *(SelectChoice(str(group.id), group.name) for group in groups),
        ]

    def settled(self) -> ArticleDraft:
        """The answers to these questions."""
        return ArticleDraft(
            title=self.title.data or "",
            audience=Audience(self.audience.data),
            group_id=self.group_id.data,
            premoderated=self.moderation.data == "before",
            source_url=self.source_url.data or None,
            excerpt=bool(self.excerpt.data),
        )


class TextFields:
    """A text, pasted or as a file."""

    text = TextAreaField(N_("The text of the article"))
    markup = RadioField(N_("The pasted text is"), choices=MARKUPS, default="text")
    file = FileField(N_("Or a file"))

    imported: ImportedText | None = None

    @property
    def has_file(self) -> bool:
        return isinstance(self.file.data, FileStorage) and bool(self.file.data.filename)

    @property
    def wanted_address(self) -> str | None:
        """The address to fetch, where such a form asks for one."""
        return None

    def validate_text(self, field: TextAreaField) -> None:
        if self.has_file or self.wanted_address:
            if (field.data or "").strip() or (self.has_file and self.wanted_address):
                raise ValidationError(N_("Paste the text, choose a file or give an address: only one of them."))
            return
        if is_unseen(field.data or ""):
            raise ValidationError(N_("Paste the text of the article here, or choose a file."))
        if self.markup.data not in {"text", "markdown", "html"}:
            return
        try:
            self.imported = read_pasted(field.data or "", cast(Format, self.markup.data))
        except Invalid as refusal:
            raise ValidationError(refusal.message) from None

    def validate_file(self, field: FileField) -> None:
        if not self.has_file:
            return
        try:
            self.imported = read_upload(field.data.read(), field.data.filename)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from None

    def ask_for_file_again(self) -> None:
        """Say that a browser forgets a chosen file, where one was chosen and the page comes back."""
        if self.has_file:
            name = self.file.data.filename
            self.file.errors = [
                *self.file.errors,
                say("Your browser does not keep the file. Choose “%(name)s” again.", name=name),
            ]


class RenewForm(TextFields, DomainForm):
    """A newer text, for an article whose version is this ``number``."""

    number = IntegerField(widget=widgets.HiddenInput())


class FetchNewerForm(PostingForm):
    """The address of a newer text, for an article whose version is this ``number``."""

    number = IntegerField(widget=widgets.HiddenInput())
    address = URLField(
        N_("The address of its page"),
        [
            ClearText(),
            DataRequired(N_("Give the address of the page, or hand in the text below.")),
            at_most(LONGEST_ADDRESS),
            WebAddress(),
        ],
    )


class ImportForm(TextFields, ArticleFields, PostingForm):
    """A text, pasted or as a file, and what is to become of it."""

    address = URLField(N_("Or the address of its page"), [ClearText(), at_most(LONGEST_ADDRESS), WebAddress()])

    @property
    def wanted_address(self) -> str | None:
        """The address to fetch, where this site fetches and one is given."""
        return self.address.data or None if "address" in self else None

    def begin_for(self, group: str) -> None:
        """Begin with the article being for a group, by its id, where it is one of those offered."""
        if group and any(choice.value == group for choice in self.group_id.choices):
            self.audience.data, self.group_id.data = Audience.GROUP.value, int(group)

    @classmethod
    def again(cls, asked: AddressImport) -> "ImportForm":
        """A new form, filled in as it was for an import by address."""
        return cls(
            address=asked.url,
            title=asked.title,
            source_url=asked.source_url,
            audience=asked.audience.value,
            group_id=asked.group_id,
            moderation="before" if asked.premoderated else "after",
            excerpt=asked.excerpt,
        )


class SettingsForm(ArticleFields, DomainForm):
    """An article's settings, opened on the ``number`` they had."""

    number = IntegerField(widget=widgets.HiddenInput())
    title = StringField(
        N_("Title"), [ClearText(), DataRequired(N_("An article needs a title.")), at_most(LONGEST_LINE)]
    )
    byline = StringField(N_("Who wrote it"), [ClearText(), at_most(LONGEST_LINE)])
    publisher = StringField(N_("Publisher"), [ClearText(), at_most(LONGEST_LINE)])
    published_on = DateField(N_("Published on"), [Optional()])
    language = StringField(N_("Language"), [ClearText(), at_most(24)], description=N_("As a code: en, de, pt-BR."))
    licence = StringField(
        N_("Licence"), [ClearText(), at_most(LONGEST_LINE)], description=N_("What allows the text to be shown here.")
    )

    @classmethod
    def of(cls, article: Article) -> "SettingsForm":
        """The form as the article stands."""
        return cls(
            number=article.settings_number,
            title=article.title,
            source_url=article.source_url,
            byline=article.byline,
            publisher=article.publisher,
            published_on=article.published_on,
            language=article.language,
            licence=article.licence,
            audience=article.audience.value,
            group_id=article.group_id,
            moderation="before" if article.premoderated else "after",
            excerpt=article.excerpt,
        )

    def draft(self) -> ArticleDraft:
        """The settings as they are wanted."""
        return replace(
            self.settled(),
            byline=self.byline.data,
            publisher=self.publisher.data,
            published_on=self.published_on.data,
            language=self.language.data,
            licence=self.licence.data,
        )


class StepForm(DomainForm):
    """Why an article is closed, reopened, archived or taken back."""

    reason = TextAreaField(
        N_("Reason"),
        [ClearText(), DataRequired(N_("Give a reason: readers find it in the log.")), at_most(LONGEST_REASON)],
        description=N_("The public log shows it."),
    )


class SlowModeForm(DomainForm):
    """How far apart each person's posts have to be."""

    minutes = SelectField(
        N_("Slow mode"),
        choices=[
            SelectChoice("0", N_("Off")),
            *(SelectChoice(str(each), PACE_WORDS[each]) for each in PACES if each),
        ],
        coerce=int,
        description=N_(
            "Each person’s posts have to be so far apart. Editors and moderators are exempt; readers are told."
        ),
    )
