"""The words of a text as they are compared: without case and accents, and alike on every database.

No database takes words apart here, so none can do it otherwise than another.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

#: As much of a word is kept.
LONGEST_WORD = 64
#: As many words are looked for.
MOST_WORDS = 12

#: Characters that are written without spaces between words: each is a word.
_ALONE = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: The classes of marks that make another letter of the one before, as in Hindi and Japanese; accents are of others.
_OF_THE_LETTER = frozenset({0, 7, 8, 9})
#: No marks stand before the first of these, and none but variation selectors after the second.
_FIRST_MARK, _LAST_MARK = 0x300, 0x20000


class Span(NamedTuple):
    """A stretch of a text, and the words it is compared as: mostly one."""

    start: int
    end: int
    words: tuple[str, ...]


class Terms(NamedTuple):
    """What somebody looks for: words, and the one they may still be typing."""

    whole: tuple[str, ...]
    begun: str | None

    def __bool__(self) -> bool:
        return self.begun is not None

    def include(self, word: str) -> bool:
        """Whether a word is one of those looked for."""
        return word in self.whole or (self.begun is not None and word.startswith(self.begun))


def words_of(text: str) -> list[str]:
    """The words of a text, each once, in the order in which they first come."""
    tokens = dict.fromkeys(_patterns()[0].findall(text))
    return list(dict.fromkeys(word for token in tokens for word in _folded(token)))


def spans_of(text: str) -> Iterator[Span]:
    """Where the words of a text stand."""
    for found in _patterns()[0].finditer(text):
        yield Span(found.start(), found.end(), _folded(found[0]))


def terms_of(question: str) -> Terms:
    """What a question looks for: its first words, the last of them as it is typed so far."""
    words = words_of(question)[:MOST_WORDS]
    return Terms(tuple(words[:-1]), words[-1]) if words else Terms((), None)


def _folded(token: str) -> tuple[str, ...]:
    if token.isascii():
        return (token.lower()[:LONGEST_WORD],)
    word, accents = _patterns()
    # Folding case may bring marks with it, and taking marks away letters that have a case.
    folded = unicodedata.normalize("NFKD", token.casefold()).translate(accents).casefold()
    return tuple(each[:LONGEST_WORD] for each in word.findall(folded))


@cache
def _patterns() -> tuple[re.Pattern[str], dict[int, None]]:
    """What a word looks like, and the accents that are left out of one."""
    marks = [code for code in range(_FIRST_MARK, _LAST_MARK) if unicodedata.category(chr(code))[0] == "M"]
    accents = {code: None for code in marks if unicodedata.combining(chr(code)) not in _OF_THE_LETTER}
    letter, mark = rf"[^\W_{_ALONE}]", f"[{''.join(map(chr, marks))}]"
    return re.compile(f"{letter}+(?:{mark}+{letter}*)*|[{_ALONE}]"), accents
