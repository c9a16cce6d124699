"""Names in a sentence: the part of a phrase that names, its head, and whom the sentence is about."""

from deliberate.articles.extraction.phrasing import Phrasing, Span, trimmed
from deliberate.articles.extraction.sources import NOBODY, counts, noun_phrase_before, subject_before
from deliberate.articles.extraction.wording import raw

LOOSE = {"close", "familiar", "loyal", "opposed", "critical", "aware"}
"""Adjectives that follow their noun: "two people close to him"."""


def head_of(phrasing: Phrasing, span: Span) -> int:
    """The index of the noun that a phrase is about: "families" in "the families of the men, who had waited"."""
    start, end = span
    for index in range(start + 1, end):
        if phrasing.is_in(index, "prepositions", "relatives") or not phrasing.is_word(index):
            return index - 1
        if phrasing.norms[index] in LOOSE:
            return index - 1
    return end - 1


def named_part(phrasing: Phrasing, span: Span) -> Span:
    """The phrase without a relative clause, an age or a bracket after the name."""
    start, end = span
    for index in range(start + 1, end):
        age = index + 1 < end and phrasing.tokens[index + 1].kind == "number"
        relative = phrasing.is_in(index + 1, "relatives")
        if phrasing.norms[index] == "(" or (phrasing.norms[index] == "," and (relative or age)):
            return start, index
    return trimmed(phrasing, span)


def full_names(phrasing: Phrasing) -> list[Span]:
    """People named by first name and surname, wherever in the sentence."""
    given = phrasing.lexicon.grammar["given_names"]
    found: list[Span] = []
    for index in range(len(phrasing.tokens) - 1):
        if phrasing.norms[index] not in given or not (phrasing.is_name(index) and phrasing.is_name(index + 1)):
            continue
        end = index + 2
        while end < len(phrasing.tokens) and phrasing.is_name(end) and phrasing.is_word(end):
            end += 1
        if not found or found[-1][1] <= index:
            found.append((index, end))
    return found


def main_subject(phrasing: Phrasing) -> Span | None:
    """The subject of a sentence's first finite verb, where it is somebody or something with a name."""
    verb = phrasing.first_finite(0, len(phrasing.tokens))
    if verb is None:
        return None
    while verb > 0 and phrasing.is_adverb(verb - 1):
        verb -= 1
    subject = subject_before(phrasing, verb, 0)
    if subject is None or phrasing.quotation_around(subject[0]):
        return None
    if not any(phrasing.is_name(index) for index in range(*subject)) or phrasing.norms[subject[0]] in NOBODY:
        return None
    return subject


def is_share(phrasing: Phrasing, span: Span) -> bool:
    """Whether a speaker is no more than a share of people: "12 percent", "about half" (of whom, a poll tells)."""
    words = [index for index in range(*span) if phrasing.is_word(index) and not phrasing.is_adverb(index)]
    return bool(words) and all(
        counts(phrasing, index) or phrasing.is_in(index, "shares", "determiners") for index in words
    )


def enquiry_in(phrasing: Phrasing, text: str) -> str:
    """The poll, survey or count that a sentence names, without its article."""
    for index in range(1, len(phrasing.tokens)):
        if phrasing.norms[index] not in phrasing.lexicon.sources["enquiries"]:
            continue
        named = noun_phrase_before(phrasing, index + 1, 0)
        if named is not None and phrasing.is_in(named[0], "determiners"):
            return raw(phrasing, ((named[0] + 1, named[1]),), text)
    return ""
