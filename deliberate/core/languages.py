"""The languages that the site's own words are there in: English, and each that has a catalogue."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

#: What the code and the templates are written in.
SOURCE = "en"

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


def languages_in(folders: Iterable[Path], domain: str) -> dict[str, str]:
    """Each language by its code, in its own words: English, and those with a compiled catalogue in a folder.

    Raises ValueError for a folder whose name is not how Babel writes a language: ``pt_BR``, ``zh_Hans``.
    """
    names = [file.parent.parent.name for each in folders for file in sorted(each.glob(f"*/LC_MESSAGES/{domain}.mo"))]
    wrong = [name for name in names if "-" in name]
    if wrong:
        raise ValueError(f"The folder of a language is named {wrong[0].replace('-', '_')}, not {wrong[0]}.")
    return {code: name_of(code) for code in (SOURCE, *(name.replace("_", "-") for name in names))}


@cache
def name_of(code: str) -> str:
    """A language's name in itself. Raises ValueError for a code that none has."""
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{code!r} is no language known here.") from None
    return (locale.display_name or code).capitalize()


def best_of(wanted: Iterable[str], offered: Iterable[str]) -> str | None:
    """The first of the wanted languages that is offered, by itself, without its region or script, or in another:
    ``de-AT`` is content with ``de``, and ``pt`` with ``pt-BR``."""
    by_code = {each.lower(): each for each in offered}
    for code in wanted:
        parts = code.lower().replace("_", "-").split("-")
        shorter = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
        akin = (known for known in by_code if known.partition("-")[0] == parts[0])
        found = next((known for known in (*shorter, *akin) if known in by_code), None)
        if found is not None:
            return by_code[found]
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
