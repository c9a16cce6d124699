"""Which languages the extractor has words for: one folder of data files each, named by its code."""

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from deliberate.articles.extraction.reasons import NO_WORD_LISTS

FOLDER: Traversable = resources.files(__package__) / "lexicon"
FALLBACK = "en"


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that have a folder, in lower case."""
    return tuple(sorted(each.name for each in FOLDER.iterdir() if (each / "verbs.toml").is_file()))


def lexicon_of(language: str | None) -> str:
    """Whose words are used for a text in a language: its own, those of the language it is a kind of, else English."""
    code = (language or FALLBACK).lower().replace("_", "-")
    return next((each for each in (code, code.partition("-")[0]) if each in languages()), FALLBACK)


def fallback_note(language: str | None) -> str | None:
    """For the report of an import: that a text was read with the words of another language, or None."""
    if not language or lexicon_of(language).partition("-")[0] == language.lower().replace("_", "-").partition("-")[0]:
        return None
    return NO_WORD_LISTS % {"language": language}
