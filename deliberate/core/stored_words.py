"""Sentences that the site gives as reasons and stores: as it wrote them, in English, and said when somebody reads them.

``stored(N_("…%(name)s…"))`` marks one; what is stored is that with its gaps filled in.
"""

import re
from collections.abc import Collection

from deliberate.core.wording import say

_GAP = re.compile(r"%\((\w+)\)s")
#: How each is known, and which of its gaps hold words of ours with commas between them; the longest comes first.
_known: list[tuple[re.Pattern[str], str, Collection[str]]] = []


def stored(words: str, *, lists: Collection[str] = ()) -> str:
    """Marks a sentence that is stored; it is the same sentence. ``lists`` are gaps for words of ours."""
    literal, *rest = _GAP.split(words)
    gaps = (f"(?P<{name}>.+){re.escape(after)}" for name, after in zip(rest[::2], rest[1::2], strict=True))
    _known.append((re.compile("".join((re.escape(literal), *gaps)), re.DOTALL), words, lists))
    _known.sort(key=lambda known: len(_GAP.sub("", known[1])), reverse=True)
    return words


def say_stored(text: str | None) -> str:
    """What the site stored, in the language of whoever reads; what somebody else wrote stays as it is."""
    if not text:
        return ""
    for pattern, words, lists in _known:
        found = pattern.fullmatch(text)
        if found is not None:
            values = {name: _each(value) if name in lists else value for name, value in found.groupdict().items()}
            return say(words, **values)
    return text


def _each(value: str) -> str:
    """Words of ours with commas between them, some with a comma inside."""
    pieces, found = value.split(", "), []
    while pieces:
        starts = (", ".join(pieces[:count]) for count in range(len(pieces), 0, -1))
        known = next((words for words in starts if words and say(words) != words), pieces[0])
        found.append(say(known) if known else known)
        del pieces[: known.count(", ") + 1]
    return ", ".join(found)
