"""What people choose about the pages."""

from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice

from deliberate.core.preferences import Preference, Theme
from deliberate.core.site import settings
from deliberate.core.times import zones
from deliberate.core.wording import languages
from deliberate.web.forms import DomainForm

THEME_WORDS = {
    Theme.SYSTEM: "As your device has it",
    Theme.LIGHT: "Light",
    Theme.DARK: "Dark",
}


def _language_choices() -> list[SelectChoice]:
    offered = [SelectChoice(code, name) for code, name in languages().items()]
    return [SelectChoice("", "As your browser asks for it"), *offered]


def _zone_choices() -> list[SelectChoice]:
    """The site's own first, then each part of the world."""
    return [SelectChoice("", f"As the site has it ({settings.time_zone})"), *map(_place, zones())]


def _place(zone: str) -> SelectChoice:
    part, _, place = zone.partition("/")
    return SelectChoice(zone, (place or part).replace("_", " ").replace("/", ", "), optgroup=part)


class SettingsForm(DomainForm):
    """How pages look to somebody."""

    language = SelectField("Language", choices=_language_choices)
    theme = RadioField("Colours", choices=[SelectChoice(each.value, words) for each, words in THEME_WORDS.items()])
    time_zone = SelectField("Time zone", choices=_zone_choices)

    @classmethod
    def showing(cls, chosen: Preference) -> "SettingsForm":
        """The form as somebody's choice fills it."""
        filled = {
            "language": chosen.language or "",
            "theme": chosen.theme.value,
            "time_zone": chosen.time_zone or "",
        }
        return cls(None, data=filled)
