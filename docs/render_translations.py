"""Brings the catalogues of translations up to what the code and the templates say, and compiles them.

    python docs/render_translations.py            everything, and what is missing
    python docs/render_translations.py moderation the catalogues of this room only

Each language is a folder of ``deliberate/translations`` with a file for each room, as people edit them; the compiled
catalogue beside them is what the site reads.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "deliberate" / "translations"
COMPILED = Path("LC_MESSAGES") / "deliberate.mo"
_KEYWORDS = {
    **dict.fromkeys(("say", "say_markup", "N_", "dlb_say", "dlb_mark"), None),
    **dict.fromkeys(("say_many", "say_many_markup", "N_many", "dlb_say_many"), (1, 2)),
}
#: Where what is in no room of its own belongs.
SITE = "site"


def room_of(path: Path) -> str:
    """The room a file belongs to: the folder below ``deliberate``, of code and of templates."""
    inside = path.relative_to(ROOT).parts
    below = inside[2:] if inside[0] == "templates" else inside[1:]
    return below[0] if len(below) > 1 and below[0] not in {"core", "web", "macros"} else SITE


def sources(folders: Iterable[Path]) -> Iterator[Path]:
    """Every file that may say something. What the demo holds is written by its people, not by the site."""
    for folder in folders:
        for each in sorted(folder.rglob("*")):
            if each.suffix in {".py", ".html", ".txt"} and each.parent != ROOT / "deliberate" / "demo":
                yield each


def said(path: Path) -> Iterator[tuple[str | tuple[str, ...], int]]:
    """What one file says, and in which line."""
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    for line, message, _, _ in extract_from_file(method, str(path), keywords=_KEYWORDS):
        yield message, line


def all_said() -> dict[str, Catalog]:
    """A catalogue without translations for each room."""
    found: dict[str, Catalog] = {}
    for path in sources((ROOT / "deliberate", ROOT / "templates")):
        for message, line in said(path):
            catalog = found.setdefault(room_of(path), Catalog(fuzzy=False))
            place = [(path.relative_to(ROOT).as_posix(), line)]
            catalog.add(message, locations=place, flags=["python-format"] if _has_gaps(message) else ())
    return found


def _has_gaps(message: str | tuple[str, ...]) -> bool:
    return any("%(" in each for each in ([message] if isinstance(message, str) else message))


def languages() -> list[str]:
    """The codes of the languages that are translated to."""
    return sorted(each.name for each in TRANSLATIONS.iterdir() if each.is_dir())


def catalogue_of(language: str, room: str) -> Catalog:
    """What is translated so far of one room."""
    path = TRANSLATIONS / language / f"{room}.po"
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, room: str, template: Catalog) -> None:
    """Bring one file up to what the code says: what is said no more goes, what is new waits for its words."""
    catalog = catalogue_of(language, room)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    path = TRANSLATIONS / language / f"{room}.po"
    with path.open("wb") as file:
        write_po(
            file, catalog, width=160, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=True
        )


def whole(language: str) -> Catalog:
    """All rooms of a language in one. Raises ValueError where two rooms say the same differently."""
    together = Catalog(locale=language, fuzzy=False)
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        for message in catalogue_of(language, path.stem):
            known = together.get(message.id) if message.id else None
            if known is not None and any(_words(known)):
                if any(_words(message)) and known.string != message.string:
                    raise ValueError(f"{path}: {message.id!r} is {message.string!r}, and elsewhere {known.string!r}")
            elif message.id:
                together.add(message.id, message.string, flags=message.flags)
    return together


def missing(language: str) -> list[tuple[str, str]]:
    """The rooms and the words that have no translation, or one that was only guessed."""
    return [
        (path.stem, str(message.id))
        for path in sorted((TRANSLATIONS / language).glob("*.po"))
        for message in catalogue_of(language, path.stem)
        if message.id and (not all(_words(message)) or message.fuzzy)
    ]


def wrong(language: str) -> list[str]:
    """Translations that leave out, or add, something to fill in or a tag."""
    found = []
    for message in whole(language):
        problems = [str(each) for each in message.check()] if message.id else []
        if message.id and not problems and all(_words(message)) and not _same_tags(message):
            problems = ["other tags"]
        found += [f"{message.id!r}: {each}" for each in problems]
    return found


def _same_tags(message: object) -> bool:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)  # type: ignore[attr-defined]
    return all(each.count("<") == ids[-1].count("<") for each in _words(message))


def _words(message: object) -> tuple[str, ...]:
    string = message.string  # type: ignore[attr-defined]
    return tuple(string) if isinstance(string, (tuple, list)) else (string,)


def compile_language(language: str, path: Path) -> None:
    """Write what the site reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, whole(language))


def main(rooms: list[str]) -> int:
    """Update, compile, and say what is missing."""
    templates = all_said()
    for language in languages():
        for room, template in sorted(templates.items()):
            if not rooms or room in rooms:
                update(language, room, template)
        for path in (TRANSLATIONS / language).glob("*.po"):
            if path.stem not in templates:
                path.unlink()
        compile_language(language, TRANSLATIONS / language / COMPILED)
        lacking = [each for each in missing(language) if not rooms or each[0] in rooms]
        for room, words in lacking:
            print(f"{language} {room}: {words!r} has no translation")
        problems = wrong(language)
        print(*problems, sep="\n")
        print(f"{language}: {len(list(whole(language))) - 1} in all, {len(lacking)} missing, {len(problems)} wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
