"""Which characters a person's text may hold."""

import re

from deliberate.core.errors import Invalid

#: NUL, and the overrides that let text show in another order than it is stored (U+202A to U+202E).
_REFUSED = re.compile("[\x00\u202a-\u202e]")
_ISOLATE = re.compile("[\u2066-\u2069]")
_CLOSE_ISOLATE = "\u2069"


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
    """The text as it is stored: newlines normalised, ends trimmed. Raises Invalid on characters that deceive."""
    if _REFUSED.search(text) or not balanced_isolates(text):
        raise Invalid("This holds invisible characters that change the direction or end of text. Remove them.", field)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
