"""How the pages of this request are written: in whose language, by whose clock, in which colours."""

from dataclasses import dataclass

from flask import g, request

from deliberate.core.actors import Actor
from deliberate.core.languages import LANGUAGES, best_of, direction_of
from deliberate.core.preferences import Theme, preference_of
from deliberate.core.site import settings
from deliberate.core.times import read_in


@dataclass(frozen=True)
class Reader:
    """What a page needs to know of whoever it is for. Of visitors' pages, which are shared, all are alike."""

    language: str
    #: None: as the device has it.
    theme: str | None = None

    @property
    def direction(self) -> str:
        return direction_of(self.language)


def get_to_know(actor: Actor) -> None:
    """Look up, once, how whoever makes this request wants the pages."""
    reader = Reader(settings.language)
    if actor.signed_in:
        chosen = preference_of(actor)
        accepted = [code for code, _ in request.accept_languages]
        language = best_of([*filter(None, [chosen.language]), *accepted], LANGUAGES) or settings.language
        reader = Reader(language, None if chosen.theme is Theme.SYSTEM else chosen.theme.value)
        read_in(chosen.time_zone)
    g.deliberate_reader = reader


def read_as(language: str | None, theme: str | None) -> None:
    """For this request, whoever reads has the page as its address says; whatever that leaves open stays as it is."""
    known, colours = current_reader(), {Theme.LIGHT.value, Theme.DARK.value}
    offered = best_of([language], LANGUAGES) if language else None
    g.deliberate_reader = Reader(offered or known.language, theme if theme in colours else known.theme)


def current_reader() -> Reader:
    """The reader of this request; a visitor until somebody was asked for."""
    found: Reader = g.get("deliberate_reader") or Reader(settings.language)
    return found
