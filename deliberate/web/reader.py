"""How the pages of this request are written: in whose language, by whose clock, in which colours."""

from dataclasses import dataclass, replace

from flask import current_app, g, request

from deliberate.core.actors import Actor
from deliberate.core.languages import direction_of
from deliberate.core.preferences import Theme, preference_of
from deliberate.core.site import identity, offered
from deliberate.core.times import read_in
from deliberate.core.wording import language, languages, speak, visitors_language


@dataclass(frozen=True)
class Reader:
    """What a page needs to know of whoever it is for. Visitors' pages are shared by all of a language."""

    language: str
    #: None: as the device has it.
    theme: str | None = None

    @property
    def direction(self) -> str:
        return direction_of(self.language)


def get_to_know(actor: Actor) -> None:
    """Look up, once, how whoever makes this request wants the pages."""
    spoken: str = visitors_language()
    theme = None
    if actor.signed_in:
        chosen = preference_of(actor)
        asked = may_choose_language() and "lang" not in request.args
        if asked and chosen.language is not None and chosen.language in languages():
            spoken = chosen.language
        theme = None if chosen.theme is Theme.SYSTEM else chosen.theme.value
        read_in(chosen.time_zone)
    speak(spoken)
    g.deliberate_reader = Reader(spoken, theme)


def may_choose_language() -> bool:
    """Whether people choose a language with us: where there are several, and the host does not choose by itself."""
    hosts_own = "babel" in current_app.extensions or offered(identity, "language") is not None
    return len(languages()) > 1 and not hosts_own


def read_in_colours(theme: str | None) -> None:
    """For this request the page has these colours, whoever reads; none that are known leave it as it is."""
    if theme in {Theme.LIGHT.value, Theme.DARK.value}:
        g.deliberate_reader = replace(current_reader(), theme=theme)


def current_reader() -> Reader:
    """The reader of this request; a visitor until somebody was asked for."""
    found: Reader = g.get("deliberate_reader") or Reader(language())
    return found
