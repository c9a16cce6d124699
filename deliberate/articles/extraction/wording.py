"""The wording of a suggestion: the words of the text made to stand alone, nothing hardened."""

import re

from deliberate.articles.extraction.phrasing import Phrasing, Span

SPACES = re.compile(r"\s+")
BEFORE_MARK = re.compile(r"\s+([,.;:!?)”’])")
DOUBLED_MARK = re.compile(r",\s*(?=[,.;])")
COMMA_CLOSED = re.compile(r",([\"”’']+)\Z")
CLOSED = re.compile(r"[.!?…][\"”’')]*\Z")
OPENERS = "\"“”„«»''``"
PRONOUNS = {"them": ("they", True), "us": ("we", True), "him": ("he", False), "her": ("she", False)}
MEANINGFUL = frozenset(
    "as for so since when after before while once still also besides yet or instead meanwhile".split()
)
"""Connectives that say something of their own, so that they stay at the start of a statement."""

SHORTEST = 3
"""Nothing is taken from a statement of so few words."""


def raw(phrasing: Phrasing, spans: tuple[Span, ...], text: str) -> str:
    """The words of some spans, one space where words were left out."""
    pieces = (text[slice(*phrasing.chars(span))] for span in spans if span[0] < span[1])
    return DOUBLED_MARK.sub("", BEFORE_MARK.sub(r"\1", SPACES.sub(" ", " ".join(pieces)))).strip()


def sentence(words: str) -> str:
    """The words with a capital at the start and a full stop at the end."""
    words = COMMA_CLOSED.sub(r"\1", without_outer_quotes(words.strip(" ,;:—–-")))
    if not words:
        return ""
    start = next((index for index, char in enumerate(words) if char.isalnum()), 0)
    words = words[:start] + words[start].upper() + words[start + 1 :]
    return words if CLOSED.search(words) else words.rstrip(",;: ") + "."


def without_outer_quotes(words: str) -> str:
    """Drop the marks of a quotation that is the whole statement, and a mark that lost its partner."""
    for opening, closing in (("“", "”"), ('"', '"'), ("''", "''"), ("„", "“"), ("»", "«"), ("«", "»"), ("‘", "’")):
        if (
            words.startswith(opening)
            and words.count(opening) + (words.count(closing) if closing != opening else 0) <= 2
        ):
            inner = words[len(opening) :]
            if inner.endswith(closing):
                return inner[: -len(closing)].rstrip(", ")
            if closing not in inner:
                return inner
        if opening not in words[:-1] and words.endswith(closing):
            return words[: -len(closing)].rstrip(", ")
    return words


def short_name(name: str) -> str:
    """A name without what describes it: "the minister, Carla Benedetti" and "Jon Vale, the harbour master"."""
    first, _, rest = name.partition(",")
    second = rest.partition(",")[0].strip()
    return second if second[:1].isupper() else first


def definite(words: str) -> str:
    """A noun phrase as it is named once it is known: "91 drones" as "the 91 drones", "a boat" as "the boat"."""
    first, _, rest = words.partition(" ")
    if first.lower() in {"a", "an"}:
        return f"the {rest}"
    return f"the {words}" if first[:1].isdigit() and rest else words


def lowered(words: str, phrasing: Phrasing, first: int) -> str:
    """A sentence as it reads after "that": its first letter small again, unless it is a name's."""
    words = words.rstrip(".")
    if phrasing.is_name(first) or words[:2] in {"I ", "I'", "I’"} or words[:1] in OPENERS:
        return words
    return words[:1].lower() + words[1:]


def equation(phrasing: Phrasing, span: Span, text: str, *, named: str = "", plural: bool | None = None) -> str:
    """ "X as Y" or "X a Y" as "X is Y"; `named` replaces the subject where it was a pronoun. Empty if neither fits."""
    split = as_split(phrasing, span) or naming_split(phrasing, span)
    if split is None:
        return ""
    subject, predicate = split
    if not named and plural is None:
        plural = any(
            phrasing.is_plural(index)
            for index in range(subject[1] - 1, subject[1])
            if not phrasing.is_possessive(index)
        )
    words = named or raw(phrasing, (subject,), text)
    if words.lower() in PRONOUNS:
        words, plural = PRONOUNS[words.lower()]
    return sentence(f"{words} {'are' if plural else 'is'} {raw(phrasing, (predicate,), text)}")


def as_split(phrasing: Phrasing, span: Span) -> tuple[Span, Span] | None:
    """The two sides of "X as Y"."""
    for index in range(span[0] + 1, span[1] - 1):
        if phrasing.norms[index] == "as":
            return (span[0], index), (index + 1, span[1])
    return None


def naming_split(phrasing: Phrasing, span: Span) -> tuple[Span, Span] | None:
    """The two sides of "it a fabrication", "the plan “a mistake”"."""
    for index in range(span[0] + 1, min(span[1], span[0] + 12)):
        article = phrasing.norms[index] in {"a", "an", "the", "his", "her", "their", "one"}
        if (article or phrasing.tokens[index].kind in {"double", "single"}) and phrasing.is_noun(index - 1):
            return (span[0], index), (index, span[1])
    return None


def without_opening_words(phrasing: Phrasing, span: Span) -> tuple[Span, str]:
    """The span without a connective or the author's own emphasis at its start; the second part is what was left out."""
    start, end = span
    first = start
    while start < end:
        match = phrasing.lexicon.emphasis.match(phrasing.norms, start)
        if match and start + match[0] < end:
            start += match[0]
        elif end - start > (2 if phrasing.norms[start] == "that" else SHORTEST) and opens_by_joining(phrasing, start):
            start += 1
        else:
            break
    return (start, end), phrasing.words((first, start)).strip(" ,") if start > first else ""


def opens_by_joining(phrasing: Phrasing, index: int) -> bool:
    """Whether the first word only joins the statement to something before it."""
    norm = phrasing.norms[index]
    if norm == "that":
        return not phrasing.is_finite(index + 1)
    return norm in {",", "and"} or (norm in phrasing.lexicon.connectives and norm not in MEANINGFUL)
