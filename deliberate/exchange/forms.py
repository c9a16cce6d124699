"""What people fill in to bring an article from a file."""

from wtforms import FileField, RadioField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from deliberate.articles.drafts import LONGEST_LINE
from deliberate.core.site import settings
from deliberate.core.wording import N_, say
from deliberate.exchange.all_formats import formats
from deliberate.exchange.errors import FormatError
from deliberate.exchange.formats import Asked, Read, find_by_suffix, read_bytes
from deliberate.exchange.services import Arrival, arrival_of
from deliberate.web.forms import ClearText, PostingForm

BY_NAME = "by name"


class FileForm(PostingForm):
    """A file of another program, and what it is."""

    file = FileField(N_("The file"))
    form = RadioField(N_("Its format"), default=BY_NAME)
    title = StringField(N_("Title"), [ClearText(), Length(max=LONGEST_LINE)])

    found: Read | None = None
    arrival: Arrival | None = None

    def offer(self) -> None:
        """Let every format be chosen that can be read."""
        known = [formats.get(name) for name in formats.names()]
        self.form.choices = [
            SelectChoice(BY_NAME, say("As its name says: .json is deliberate JSON, .argdown or .ad, .aif, .jsonld")),
            *(SelectChoice(each.name, say(each.title)) for each in known if each.read),
        ]

    def validate_file(self, field: FileField) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError(N_("Choose a file."))
        chosen = self.form.data
        name = field.data.filename
        form = find_by_suffix(name, to_read=True) if chosen == BY_NAME else None
        if chosen != BY_NAME and chosen in formats.names():
            form = formats.get(chosen)
        if form is None:
            raise ValidationError(N_("Its name does not say its format. Choose the format below."))
        data = field.data.read()
        try:
            self.found = read_bytes(form, data, Asked(name=name.rpartition(".")[0]), limit=settings.max_exchange_bytes)
        except FormatError as error:
            raise ValidationError(say("%(error)s Nothing was stored.", error=error)) from None
        self.arrival = arrival_of(self.found.graph, form.name, data)
