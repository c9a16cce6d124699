"""The languages that the site's own words are there in."""

from collections.abc import Iterable, Mapping

#: Each by its code, in its own words. One that is added here is offered everywhere.
LANGUAGES: Mapping[str, str] = {"en": "English"}

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


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


def direction_of(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
