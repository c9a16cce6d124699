"""Which characters a person's text may hold."""

import re
import unicodedata

from deliberate.core.errors import Invalid
from deliberate.core.wording import say

#: NUL, and the overrides that let text show in another order than it is stored (U+202A to U+202E).
_REFUSED = re.compile("[\x00\u202a-\u202e]")
_ISOLATE = re.compile("[\u2066-\u2069]")
_CLOSE_ISOLATE = "\u2069"


#: Letters and symbols by their category that nobody can see all the same: fillers and a blank pattern.
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
#: Categories of characters that take no ink: separators, controls, format marks, marks that need another character.
_INKLESS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})


def whole_number(typed: str, digits: int = 17) -> int | None:
    """A number of so many digits at most, as an address or a form has it; None where it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= digits else None


def is_unseen(text: str) -> bool:
    """Whether nothing of a text can be seen: white space, zero-width and other marks alone."""
    return all(each in _UNSEEN or unicodedata.category(each) in _INKLESS for each in text)


def balanced_isolates(text: str) -> bool:
    """Whether every bidirectional isolate (U+2066 to U+2068) is closed on its own line, and none is closed twice."""
    for line in text.split("\n"):
        depth = 0
        for mark in _ISOLATE.findall(line):
            depth += -1 if mark == _CLOSE_ISOLATE else 1
            if depth < 0:
                return False
        if depth:
            return False
    return True


def check_text(text: str, field: str | None = None) -> str:
    """The text as it is stored: newlines normalised, ends trimmed; nothing, where nothing of it can be seen.

    Raises Invalid on characters that deceive, or that stand for some that were lost.
    """
    if "\ufffd" in text:
        lost = say(
            "Some characters were lost on the way: “%(mark)s” stands in their place. Type them anew.", mark="\ufffd"
        )
        raise Invalid(lost, field)
    if _REFUSED.search(text) or not balanced_isolates(text):
        deceives = say("This holds invisible characters that change the direction or end of text. Remove them.")
        raise Invalid(deceives, field)
    return "" if is_unseen(text) else text.replace("\r\n", "\n").replace("\r", "\n").strip()
