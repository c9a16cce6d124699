"""What an imported article is before anything is stored: its text, its blocks, and what was found about it."""

import hashlib
import re
from dataclasses import dataclass

from deliberate.core.stored_words import stored
from deliberate.core.wording import N_

DEFAULT_LIMIT = 2 * 1024 * 1024
"""The largest article read, in bytes of UTF-8."""

ISOLATE_OPENERS = "\u2066\u2067\u2068"
ISOLATE_CLOSER = "\u2069"
ISOLATES = re.compile(f"[{ISOLATE_OPENERS}{ISOLATE_CLOSER}]")
OVERRIDES = re.compile("[\u202a-\u202e]")
_NULS = stored(N_("%(count)s NUL character was removed.")), stored(N_("%(count)s NUL characters were removed."))
_OVERRIDES = (
    stored(N_("%(count)s direction-override character was removed.")),
    stored(N_("%(count)s direction-override characters were removed.")),
)
_SURROGATES = stored(N_("%(count)s lone surrogate was removed.")), stored(N_("%(count)s lone surrogates were removed."))
_STRAY_ISOLATES = (
    stored(N_("%(count)s unbalanced direction-isolate character was removed.")),
    stored(N_("%(count)s unbalanced direction-isolate characters were removed.")),
)
PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*(?:\n|\Z)))*")


class Unreadable(ValueError):
    """The input cannot be read as an article; the message is one sentence for the person who sent it."""


@dataclass(frozen=True)
class Block:
    """One block of a text, by its code points: `text[start:end]`. Kinds: paragraph, heading, quote, item."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class ImportedText:
    """An article as read: plain text, its blocks in order, what it says about itself, and what was changed."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published_on: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    report: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Normalise newlines to LF and remove what an article may not hold; the second part says what was removed.

    Removed: NUL, direction overrides (U+202A to U+202E), lone surrogates, and all direction isolates of a paragraph
    in which they are not balanced.
    """
    report = []
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for pattern, name in (
        ("\0", _NULS),
        (OVERRIDES, _OVERRIDES),
        ("[\ud800-\udfff]", _SURROGATES),
    ):
        text, removed = re.subn(pattern, "", text)
        if removed:
            report.append(removal(removed, name))
    lines = text.split("\n")
    stray = [number for number, line in enumerate(lines) if not balanced(line)]
    removed = 0
    for number in stray:
        lines[number], count = ISOLATES.subn("", lines[number])
        removed += count
    if removed:
        report.append(removal(removed, _STRAY_ISOLATES))
    return "\n".join(lines), tuple(report)


def removal(count: int, words: tuple[str, str]) -> str:
    """A sentence for the report, of those for one and for many."""
    return words[count != 1] % {"count": count}


def balanced(line: str) -> bool:
    """Whether every direction isolate of a line is closed within it (isolates end with their paragraph)."""
    depth = 0
    for mark in ISOLATES.findall(line):
        depth += -1 if mark == ISOLATE_CLOSER else 1
        if depth < 0:
            return False
    return depth == 0


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of a plain text: runs of lines between blank lines, without the space around them."""
    return tuple(
        Block("paragraph", match.start(), match.start() + len(match.group().rstrip()))
        for match in PARAGRAPH.finditer(text)
    )


def joined(pieces: list[tuple[str, str]]) -> tuple[str, tuple[Block, ...]]:
    """Put (kind, words) pieces into one text with blank lines between, and say where each block lies."""
    blocks, position = [], 0
    for kind, words in pieces:
        blocks.append(Block(kind, position, position + len(words)))
        position += len(words) + 2
    return "\n\n".join(words for _, words in pieces), tuple(blocks)
