"""What people choose about the pages."""

from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice

from deliberate.core.preferences import Preference, Theme
from deliberate.core.site import settings
from deliberate.core.times import zones
from deliberate.core.wording import N_, languages, say
from deliberate.web.forms import DomainForm

THEME_WORDS = {
    Theme.SYSTEM: N_("As your device has it"),
    Theme.LIGHT: N_("Light"),
    Theme.DARK: N_("Dark"),
}
#: The parts of the world, for the catalogues; places go by the names that time zones have everywhere.
_PARTS = (
    N_("Africa"),
    N_("America"),
    N_("Antarctica"),
    N_("Arctic"),
    N_("Asia"),
    N_("Atlantic"),
    N_("Australia"),
    N_("Europe"),
    N_("Indian"),
    N_("Pacific"),
)


def _language_choices() -> list[SelectChoice]:
    offered = [SelectChoice(code, name) for code, name in languages().items()]
    return [SelectChoice("", say("As your browser asks for it")), *offered]


def _zone_choices() -> list[SelectChoice]:
    """The site's own first, then each part of the world."""
    return [SelectChoice("", say("As the site has it (%(zone)s)", zone=settings.time_zone)), *map(_place, zones())]


def _place(zone: str) -> SelectChoice:
    part, _, place = zone.partition("/")
    return SelectChoice(zone, (place or part).replace("_", " ").replace("/", ", "), optgroup=part)


class SettingsForm(DomainForm):
    """How pages look to somebody."""

    language = SelectField(N_("Language"), choices=_language_choices)
    theme = RadioField(N_("Colours"), choices=[SelectChoice(each.value, words) for each, words in THEME_WORDS.items()])
    time_zone = SelectField(N_("Time zone"), choices=_zone_choices)

    @classmethod
    def showing(cls, chosen: Preference) -> "SettingsForm":
        """The form as somebody's choice fills it."""
        filled = {
            "language": chosen.language or "",
            "theme": chosen.theme.value,
            "time_zone": chosen.time_zone or "",
        }
        return cls(None, data=filled)
