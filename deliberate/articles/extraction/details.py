"""Parts of a clause that carry a hedge of their own, and so make a statement of their own."""

from dataclasses import dataclass

from deliberate.articles.extraction.modality import hedges_in
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.reasons import QUALIFIES_ONLY, QUALIFIES_WHO

COMPANIONS = {"with", "by", "through", "using", "under", "after", "from", "including"}
APPOSITIVES = {
    "probably",
    "possibly",
    "perhaps",
    "presumably",
    "apparently",
    "allegedly",
    "reportedly",
    "supposedly",
    "likely",
}


@dataclass(frozen=True)
class Detail:
    """A hedged part of a clause: its words, the subject it belongs to, and what remains of the clause without it.

    `joined` is how the part is worded: "within" puts it after the `deed`, the short predicate that it goes with, "is"
    makes it a predicate of its own.
    """

    part: Span
    subject: Span
    rest: tuple[Span, ...]
    joined: str
    deed: Span
    reason: str


def detail_of(phrasing: Phrasing, span: Span) -> Detail | None:
    """The first hedged detail of a clause, if it has one."""
    return parenthetical(phrasing, span) or apposition(phrasing, span)


def parenthetical(phrasing: Phrasing, span: Span) -> Detail | None:
    """ "X with help from Y (not substantiated) did Z": the bracket binds the phrase before it, not the deed."""
    start, end = span
    for opening in range(start + 1, end):
        if phrasing.norms[opening] != "(":
            continue
        closing = next((index for index in range(opening + 1, end) if phrasing.norms[index] == ")"), None)
        if closing is None or closing - opening > 12 or not hedges_in(phrasing, [(opening + 1, closing)]):
            continue
        begin = companion_start(phrasing, start, opening)
        if begin is None:
            continue
        bracket = phrasing.shown((opening + 1, closing))
        verb = next((index for index in range(start, begin) if phrasing.is_finite(index)), None)
        subject = (start, begin if verb is None else verb)
        deed = (closing + 1, short_predicate(phrasing, closing + 1, end)) if verb is None else (verb, begin)
        qualified = phrasing.shown((begin, opening))
        reason = QUALIFIES_ONLY % {"quoted": bracket, "qualified": qualified}
        return Detail(
            (begin, closing + 1),
            subject,
            ((start, begin), (closing + 1, end)),
            "within",
            deed,
            reason,
        )
    return None


def companion_start(phrasing: Phrasing, start: int, end: int) -> int | None:
    """Where the phrase before a bracket begins: at "with" in "with help from Y", not at "from"."""
    found = None
    for index in range(end - 1, start, -1):
        if phrasing.norms[index] == "," or phrasing.is_finite(index):
            break
        if phrasing.norms[index] in COMPANIONS:
            found = index
    return found


def short_predicate(phrasing: Phrasing, start: int, end: int) -> int:
    """Where the verb and its object end: before the next preposition, -ing word or mark."""
    if start >= end or not phrasing.is_finite(start):
        return start
    for index in range(start + 2, end):
        norm = phrasing.norms[index]
        if (
            not phrasing.is_word(index)
            or phrasing.is_in(index, "prepositions", "subordinators", "relatives")
            or (norm.endswith("ing") and phrasing.is_noun(index - 1))
        ):
            return index
    return end


def apposition(phrasing: Phrasing, span: Span) -> Detail | None:
    """ "a third party most probably rogue elements are trying": the hedge binds who it was, not what was done."""
    start, end = span
    for index in range(start + 1, end - 2):
        if phrasing.norms[index] not in APPOSITIVES:
            continue
        begin = index
        while begin > start and phrasing.norms[begin - 1] in {"most", "very", "quite", "more"}:
            begin -= 1
        verb = next((each for each in range(index + 1, end) if phrasing.is_finite(each)), None)
        before = begin - 1 if phrasing.norms[begin - 1] != "," else begin - 2
        subject_only = not any(phrasing.is_finite(each) or phrasing.is_auxiliary(each) for each in range(start, begin))
        if (
            verb is None
            or verb < index + 2
            or not subject_only
            or not phrasing.is_noun(before)
            or phrasing.is_adverb(verb - 1)
        ):
            continue
        hedge = phrasing.shown((begin, index + 1))
        reason = QUALIFIES_WHO % {"quoted": hedge}
        return Detail(
            (begin, verb), (start, before + 1), ((start, before + 1), (verb, end)), "is", (verb, verb), reason
        )
    return None
