"""Sentences that the site gives as reasons and stores: as it wrote them, in English, and said when somebody reads them.

``stored(N_("…%(name)s…"))`` marks one; what is stored is that with its gaps filled in.
"""

import re

from deliberate.core.wording import say

_GAP = re.compile(r"%\((\w+)\)s")
_known: list[tuple[re.Pattern[str], str]] = []


def stored(words: str) -> str:
    """Marks a sentence that is stored; it is the same sentence."""
    literal, *rest = _GAP.split(words)
    gaps = (f"(?P<{name}>.+){re.escape(after)}" for name, after in zip(rest[::2], rest[1::2], strict=True))
    _known.append((re.compile("".join((re.escape(literal), *gaps)), re.DOTALL), words))
    return words


def say_stored(text: str | None) -> str:
    """What the site stored, in the language of whoever reads; what somebody else wrote stays as it is."""
    if not text:
        return ""
    for pattern, words in _known:
        found = pattern.fullmatch(text)
        if found is not None:
            return say(words, **found.groupdict())
    return text
