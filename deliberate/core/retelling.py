"""Sentences that were stored in English with something filled in, said again in the language of whoever reads.

What is stored outlives its request, so it is stored in English. A fixed sentence needs nothing but ``say`` where it is
shown. One with gaps is noted with ``kept``, and ``told`` knows it again by what stands around them.
"""

import re
from collections.abc import Collection, Iterable

from deliberate.core.languages import SOURCE
from deliberate.core.wording import language, say

_GAP = re.compile(r"%\((\w+)\)s")
#: By its words: how a sentence is known, and which of its gaps hold words of ours with commas between them.
_kept: dict[str, tuple[re.Pattern[str], Collection[str]]] = {}


def kept(words: str, *, lists: Iterable[str] = ()) -> str:
    """Notes a sentence with gaps that is stored filled in; it is the same. ``lists`` are gaps for words of ours."""
    pieces = _GAP.split(words)
    pattern = "".join(
        f"(?P<{piece}>.+?)" if at % 2 else re.escape(piece.replace("%%", "%")) for at, piece in enumerate(pieces)
    )
    _kept[words] = re.compile(pattern, re.DOTALL), frozenset(lists)
    return words


def told(line: str | None) -> str:
    """A stored sentence in the reader's language; as it stands where it is none of ours."""
    if not line or language() == SOURCE:
        return line or ""
    # Of two that fit, the one with more words around its gaps.
    for words in sorted(_kept, key=lambda each: len(_GAP.sub("", each)), reverse=True):
        pattern, lists = _kept[words]
        if found := pattern.fullmatch(line):
            values = {name: _each(value) if name in lists else value for name, value in found.groupdict().items()}
            return say(words, **values)
    return say(line)


def _each(value: str) -> str:
    """Words of ours with commas between them, some with a comma inside."""
    pieces, found = value.split(", "), []
    while pieces:
        starts = (", ".join(pieces[:count]) for count in range(len(pieces), 0, -1))
        known = next((words for words in starts if words and say(words) != words), pieces[0])
        found.append(say(known) if known else known)
        del pieces[: known.count(", ") + 1]
    return ", ".join(found)
