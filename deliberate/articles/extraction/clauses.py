"""Cutting a stretch of a sentence into statements that can stand alone, with the words that join them."""

from dataclasses import dataclass

from deliberate.articles.extraction.phrasing import Phrasing, Span

INITIAL = {"although", "though", "while", "because", "since", "as", "when", "after", "before", "whereas", "once"}
BARE = {"because", "although", "though", "whereas", "but"}
WITH_COMMA = BARE | {"while", "and", "so", "yet", "since", "as", "for", "or"}
SENTENCE_ENDS = {".", "?", "!"}
SHORTEST = 3
"""A statement has at least this many words."""


@dataclass(frozen=True)
class Clause:
    """A span, and the connective that joins it to the one before (or, `forward`, to the one after)."""

    span: Span
    connective: str = ""
    forward: bool = False


def clauses(phrasing: Phrasing, span: Span) -> list[Clause]:
    """The statements of a span, in order; the connectives are left out of them."""
    found: list[Clause] = []
    start, end = span
    connective = ""
    opening = initial_clause(phrasing, start, end)
    if opening:
        comma, word, first = opening
        found.append(Clause((first, comma), word, forward=True))
        start = comma + 1
    index = start + 1
    while index < end:
        cut = cut_at(phrasing, start, index, end)
        if cut:
            found.append(Clause((start, index), connective))
            start, connective = cut
            index = start
        index += 1
    found.append(Clause((start, end), connective))
    return found


def initial_clause(phrasing: Phrasing, start: int, end: int) -> tuple[int, str, int] | None:
    """For "Although A, B": the comma's index, the connective, and where A begins."""
    word = phrasing.skip_adverbs(start)
    if phrasing.norms[word : word + 1] and phrasing.norms[word] not in INITIAL:
        word = measured(phrasing, word)
    if word + 1 >= end or phrasing.norms[word] not in INITIAL:
        return None
    depth = 0
    for index in range(word + 1, end):
        depth += {"(": 1, ")": -1}.get(phrasing.norms[index], 0)
        closes = phrasing.norms[index] == "," and depth == 0
        if closes and stands_alone(phrasing, word + 1, index) and stands_alone(phrasing, index + 1, end):
            return index, phrasing.norms[word], word + 1
    return None


def measured(phrasing: Phrasing, start: int) -> int:
    """The index of "after" in "two days after": past a short measure of time; `start` if there is none."""
    for index in range(start, min(start + 6, len(phrasing.norms))):
        if phrasing.norms[index] in {"after", "before"}:
            return index
        if not (phrasing.is_noun(index) or phrasing.norms[index] in {"a", "of", "the"}):
            break
    return start


def cut_at(phrasing: Phrasing, start: int, index: int, end: int) -> tuple[int, str] | None:
    """Where the next statement begins and what joins it, if the one that began at `start` ends before `index`."""
    norm = phrasing.norms[index]
    if not phrasing.is_word(index):
        after = index + 1
        if norm == ";" or (norm in SENTENCE_ENDS and after < end and opens_sentence(phrasing, after)):
            return (after, "") if after < end else None
        if norm not in {",", "—", "–", "--"} or after >= end or phrasing.norms[after] not in WITH_COMMA:
            return None
        begins = after + 1
        if phrasing.norms[begins : begins + 1] == ("that",) and phrasing.norms[start] == "that":
            begins += 1  # "that X, and that Y"
        first = start + (begins > after + 1)
        if (
            stands_alone(phrasing, first, index)
            and has_subject(phrasing, begins)
            and stands_alone(phrasing, begins, end)
        ):
            return begins, phrasing.norms[after]
        return None
    subject = norm in BARE and has_subject(phrasing, index + 1)
    if subject and stands_alone(phrasing, start, index) and stands_alone(phrasing, index + 1, end):
        return index + 1, norm
    return None


def has_subject(phrasing: Phrasing, start: int) -> bool:
    """Whether a clause does not begin with its verb, whose subject then stands in the clause before."""
    if phrasing.norms[start : start + 1] == ("there",):
        return True
    first = phrasing.skip_adverbs(start)
    verb = phrasing.is_in(first, "auxiliaries", "be", "pasts")
    return not verb and not (
        phrasing.is_word(first) and phrasing.norms[first].endswith("ed") and phrasing.is_finite(first)
    )


def opens_sentence(phrasing: Phrasing, index: int) -> bool:
    """Whether a sentence begins here, past a quotation mark."""
    token = phrasing.tokens[index]
    if token.kind in {"double", "single"} and index + 1 < len(phrasing.tokens):
        token = phrasing.tokens[index + 1]
    return token.is_word and (token.is_capital or token.kind == "number")


def stands_alone(phrasing: Phrasing, start: int, end: int) -> bool:
    """Whether a span has a subject and a finite verb of its own, and is long enough to say something."""
    if end - start < SHORTEST or phrasing.norms[start] in {"who", "which", "that", "than", "if"}:
        return False
    verb = phrasing.first_finite(start, min(end, start + 30))
    if verb is None:
        return False
    return not any(phrasing.norms[index] in {"who", "which", "that"} for index in range(start + 1, verb)) or (
        phrasing.first_finite(verb + 1, end) is not None
    )
