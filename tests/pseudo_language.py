"""A language made by rule, written from right to left: what is still in Latin letters went past the catalogues."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

from babel.messages import Catalog
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parent.parent
#: Its code. Arabic has six forms of a plural, which finds whoever counts on two.
CODE = "ar"
#: What stays: gaps, tags, entities.
_KEPT = re.compile(r"%\(\w+\)[sd]|%%|<[^>]*>|&\w+;|&#\d+;")
_LETTERS = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwxyz", "ابچدهفگحيجکلمنوپقرستۇڤؤخىز", strict=True))
    | dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابچدهفگحيجکلمنوپقرستۇڤؤخىز", strict=True))
)


@cache
def tool() -> ModuleType:
    """The command that keeps the catalogues."""
    spec = importlib.util.spec_from_file_location("render_translations", ROOT / "docs" / "render_translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pseudo(words: str) -> str:
    """These words in that language."""
    pieces, at = [], 0
    for kept in _KEPT.finditer(words):
        pieces += [words[at : kept.start()].translate(_LETTERS), kept[0]]
        at = kept.end()
    return "".join([*pieces, words[at:].translate(_LETTERS)])


def compile_pseudo(folder: Path) -> Path:
    """Fill a folder with the catalogue of that language, for ``DELIBERATE_TRANSLATIONS``."""
    catalog = Catalog(locale=CODE, fuzzy=False)
    for template in tool().all_said().values():
        for message in template:
            if not message.id:
                continue
            if isinstance(message.id, tuple):
                one, many = map(pseudo, message.id)
                catalog.add(message.id, tuple(one if form == 1 else many for form in range(catalog.num_plurals)))
            else:
                catalog.add(message.id, pseudo(message.id))
    place = folder / CODE / "LC_MESSAGES" / "deliberate.mo"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        write_mo(file, catalog)
    return folder
