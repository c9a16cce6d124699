"""Sentences that the site gives as reasons and stores: as it wrote them, in English, and said when somebody reads them.

``stored(N_("…%(name)s…"))`` marks one; what is stored is that with its gaps filled in.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from deliberate.core.wording import say

_GAP = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class _Known:
    """A sentence that is stored: what stands around its gaps, their names, and which of them hold words of ours."""

    words: str
    around: tuple[str, ...]
    gaps: tuple[str, ...]
    lists: Collection[str]

    def filled_in(self, text: str) -> dict[str, str] | None:
        """What stands in the gaps, if the text is this sentence. It takes one look at each letter, whoever wrote it."""
        first, *others = self.around
        if not others:
            return {} if text == first else None
        last, found, at = others.pop(), {}, len(first)
        if not text.startswith(first) or not text.endswith(last) or len(text) <= at + len(last):
            return None
        for gap, after in zip(self.gaps, others, strict=False):
            end = text.find(after, at + 1)
            if end < 0:
                return None
            found[gap], at = text[at:end], end + len(after)
        end = len(text) - len(last)
        return {**found, self.gaps[-1]: text[at:end]} if end > at else None


#: The longest comes first.
_known: list[_Known] = []


def stored(words: str, *, lists: Collection[str] = ()) -> str:
    """Marks a sentence that is stored; it is the same sentence. ``lists`` are gaps for words of ours."""
    pieces = _GAP.split(words)
    _known.append(_Known(words, tuple(pieces[::2]), tuple(pieces[1::2]), lists))
    _known.sort(key=lambda known: sum(map(len, known.around)), reverse=True)
    return words


def say_stored(text: str | None) -> str:
    """What the site stored, in the language of whoever reads; what somebody else wrote stays as it is."""
    if not text:
        return ""
    for known in _known:
        found = known.filled_in(text)
        if found is not None:
            values = {name: _each(value) if name in known.lists else value for name, value in found.items()}
            return say(known.words, **values)
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
