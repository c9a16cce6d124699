"""The languages that the site's own words are there in: English, and each that has a catalogue."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

#: What the code and the templates are written in.
SOURCE = "en"

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


def languages_in(folders: Iterable[Path], domain: str) -> dict[str, str]:
    """Each language by its code, in its own words: English, and those with a compiled catalogue in a folder."""
    files = [found for folder in folders for found in sorted(folder.glob(f"*/LC_MESSAGES/{domain}.mo"))]
    return {code: name_of(code) for code in (SOURCE, *(file.parent.parent.name for file in files))}


@cache
def name_of(code: str) -> str:
    """A language's name in itself. Raises ValueError for a code that none has."""
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{code!r} is no language known here.") from None
    return (locale.display_name or code).capitalize()


def best_of(wanted: Iterable[str], offered: Iterable[str]) -> str | None:
    """The first of the wanted languages that is offered, by itself or without its region: ``de-AT`` is content with
    ``de``."""
    by_code = {each.lower(): each for each in offered}
    for code in wanted:
        lowered = code.lower().replace("_", "-")
        found = by_code.get(lowered) or by_code.get(lowered.partition("-")[0])
        if found is not None:
            return found
    return None


def accepted_of(header: str, offered: Mapping[str, str]) -> str | None:
    """The offered language that an ``Accept-Language`` header would have most; None where it asks for no such."""
    return best_of((code for code, _ in _by_quality(header)), offered)


def _by_quality(header: str) -> list[tuple[str, float]]:
    # More than a person speaks is no wish but a load.
    pieces = [each.partition(";") for each in header.split(",")[:20]]
    asked = [(code.strip(), _quality(rest)) for code, _, rest in pieces]
    return sorted((each for each in asked if each[1] > 0), key=lambda each: -each[1])


def _quality(words: str) -> float:
    name, _, value = words.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def direction_of(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
