"""What the site itself says, in the language of whoever reads.

Where something is said, ``say`` is given the English sentence and what goes into it; tables of words mark theirs with
``N_`` and are said where they are shown. docs/translations.md tells how a language is added.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import read_mo
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import current_app, g, has_request_context, request
from flask_babel import Domain, force_locale, get_locale
from markupsafe import Markup

from deliberate.core.languages import SOURCE, accepted_of, best_of, languages_in

DOMAIN = "deliberate"
OUR_FOLDER = Path(__file__).resolve().parent.parent / "translations"

_SPOKEN, _CATALOGUE = "deliberate_language", "deliberate_catalogue"
_ENGLISH = NullTranslations()
_GAP = re.compile(r"%\((\w+)\)")
#: Days and numbers of English are written as in this region.
_REGION = {SOURCE: "en_GB"}


class Words:
    """The catalogues of one app: ours, and those of a folder that its site names, which go before ours."""

    def __init__(self, own_folder: str | None = None, of_host: Callable[[], str | None] | None = None) -> None:
        """``of_host`` tells the language of a request where the host chooses. Raises ValueError for a folder that is
        not there."""
        self.of_host = of_host
        folders = [OUR_FOLDER, *([Path(own_folder).resolve()] if own_folder else [])]
        if not folders[-1].is_dir():
            raise ValueError(f"There is no folder {own_folder!r} with translations.")
        #: The languages there are, by their codes, each in its own words.
        self.languages: Mapping[str, str] = languages_in(folders, DOMAIN)
        self._domain = Domain([str(each) for each in folders], ";".join([DOMAIN] * len(folders)))
        if own_folder:
            _refuse_other_gaps(folders[-1])
        self.folders = folders
        self.accepted = lru_cache(maxsize=1024)(lambda header: accepted_of(header, self.languages))

    def catalogue(self, language: str) -> Any:
        """The catalogue of a language; in an app context."""
        if language == SOURCE and len(self._domain.translation_directories) == 1:
            return _ENGLISH
        with force_locale(language.replace("-", "_")):
            return self._domain.get_translations()


def _refuse_other_gaps(folder: Path) -> None:
    """Raise ValueError for a translation that fills in what its English does not: no page with it could be made."""
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")):
        with path.open("rb") as file:
            for message in read_mo(file):
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                words = message.string if isinstance(message.string, tuple | list) else (message.string,)
                given = {gap for each in ids for gap in _GAP.findall(each)} | {"num"}
                strange = [each for each in words if each and not set(_GAP.findall(each)) <= given]
                if message.id and strange:
                    raise ValueError(f"{path}: {strange[0]!r} fills in what {ids[0]!r} does not have.")


def N_(words: str) -> str:  # noqa: N802  # what such a mark is called everywhere
    """Marks words of a table for the catalogues; they are the same words."""
    return words


def N_many(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """The same for words that depend on a number; ``say_many(*words, count)`` says them."""
    return one, many


def say(words: str, **values: Any) -> str:
    """These words in the language of whoever reads, with ``%(name)s`` filled in where values are given."""
    # Of no words a catalogue would tell about itself.
    said: str = _catalogue().gettext(words) if words else words
    return said % _written(values) if values else said


def say_many(one: str, many: str, count: int, **values: Any) -> str:
    """The words for one or for many, with ``%(num)s`` for how many they are."""
    return words_for(one, many, count) % _written({"num": count, **values})


def words_for(one: str, many: str, count: int) -> str:
    """The words for one or for many, with their gaps as they are."""
    said: str = _catalogue().ngettext(one, many, count)
    return said


def say_markup(words: str, **values: Any) -> Markup:
    """For templates, where words are HTML: what is filled in is escaped."""
    said = Markup(_catalogue().gettext(words))  # noqa: S704  # templates' own words, or a catalogue's
    return said % _written(values) if values else said


def say_many_markup(one: str, many: str, count: int, **values: Any) -> Markup:
    """For templates, as ``say_many``."""
    said = Markup(words_for(one, many, count))  # noqa: S704  # templates' own words, or a catalogue's
    return said % _written({"num": count, **values})


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: number(value) if type(value) is int else value for name, value in values.items()}


def number(value: float, digits: int = 0) -> str:
    """A number as people of the language write it: 1,234 or 1.234; with so many digits behind the point."""
    if type(value) is int and not digits and 0 <= value < 1000:
        return str(value)
    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    return format_decimal(value, pattern, locale=locale())


def shortest(value: float | Decimal) -> str:
    """A number with two digits behind the point at most, and none that says nothing: 16.7 or 100."""
    return format_decimal(value, "#,##0.##", locale=locale())


def percent(share: float, digits: int = 0) -> str:
    """A share of 1 in percent: 25 % or 2.5 %."""
    written = number(100 * share, digits) if digits else number(round(100 * share))
    return say("%(number)s %%", number=written)


def day(value: date) -> str:
    """A day: 3 March 2026."""
    if language() == SOURCE:
        return f"{value.day} {value:%B %Y}"
    return format_date(value, "long", locale=locale())


def month(value: date) -> str:
    """A month: March 2026."""
    return format_skeleton("yMMMM", value, locale=locale())


def listed(words: Sequence[str]) -> str:
    """Several things in one sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return say("%(all_but_last)s and %(last)s", all_but_last=", ".join(words[:-1]), last=words[-1])


def language() -> str:
    """The code of the language in which this request, or this letter, is written."""
    if not g:
        return SOURCE
    spoken: str | None = g.get(_SPOKEN)
    return spoken if spoken is not None else visitors_language()


def locale() -> Locale:
    """How days and numbers are written there."""
    return _locale(language())


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    return Locale.parse(_REGION.get(code, code.replace("-", "_")))


def languages() -> Mapping[str, str]:
    """The languages this app offers, by their codes, each in its own words."""
    offered: Mapping[str, str] = current_app.extensions["deliberate"].words.languages
    return offered


def visitors_language() -> str:
    """What somebody reads of whom nothing is known: what the address says, the host, the browser; or else the site."""
    state = current_app.extensions.get("deliberate")
    if state is None or not has_request_context():
        # Commands and jobs speak English; letters say which language they are in.
        return SOURCE
    words, site = state.words, state.settings.language
    named = request.args.get("lang")
    if named in words.languages:
        return str(named)
    if words.of_host is not None:
        return best_of(filter(None, [words.of_host()]), words.languages) or str(site)
    if "babel" in current_app.extensions:
        # A host that chooses languages has chosen for our pages too.
        return best_of([str(get_locale())], words.languages) or str(site)
    if state.settings.layout:
        # A host's layout is in one language, and so are the pages in it.
        return str(site)
    return words.accepted(request.headers.get("Accept-Language", "")) or str(site)


def speak(code: str) -> None:
    """From now on in this request, somebody reads who has this language."""
    setattr(g, _SPOKEN, code)
    g.pop(_CATALOGUE, None)


@contextmanager
def speaking(code: str | None) -> Iterator[None]:
    """What is written meanwhile is in that language; None: in the site's."""
    before = g.get(_SPOKEN)
    speak(code or current_app.extensions["deliberate"].settings.language)
    try:
        yield
    finally:
        g.pop(_CATALOGUE, None)
        if before is None:
            g.pop(_SPOKEN, None)
        else:
            speak(before)


def _catalogue() -> Any:
    if not g:
        return _ENGLISH
    found = g.get(_CATALOGUE)
    if found is None:
        state = current_app.extensions.get("deliberate")
        found = state.words.catalogue(language()) if state is not None else _ENGLISH
        setattr(g, _CATALOGUE, found)
    return found
