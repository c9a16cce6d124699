"""What a reporting verb takes: a statement, a quotation, "to" and a verb, "X as Y", or a plain object."""

from dataclasses import dataclass

from deliberate.articles.extraction.lexicon import VerbForm
from deliberate.articles.extraction.phrasing import Phrasing, Span

WH = frozenset("what how whether why if where who when which".split())
OPENERS = WH | frozenset("that because after before as while although and but than".split())
"""Words that open another clause, so that a verb after them is not that of the statement looked for."""

ABOUT = {"about", "of", "on", "against", "for"}
CLOSING = {",", ".", ";", "?", "!", ")"}
MEASURES = frozenset("much most more all only both about almost there here no too so rather even never not".split())
"""Adverbs that, before what is said, are its first word and no longer the verb's ("showed only a small gap")."""
WITH_ADDRESSEE = {"ask", "warn", "promise"}
ADDRESSEE = 9
"""The longest addressee, in words, between "told" and what was told."""


@dataclass(frozen=True)
class Complement:
    """How the verb is used here, the class it then has, and what is said. `free`: the verb is always one of saying."""

    frame: str
    cue_class: str
    content: tuple[Span, ...]
    free: bool


def complement_after(phrasing: Phrasing, start: int, form: VerbForm) -> Complement | None:
    """The complement that begins after a verb group, if the verb may have such a one."""
    at = skip_time(phrasing, skip_manner(phrasing, start))
    if at >= len(phrasing.tokens):
        return None
    if quoted := quotation_after(phrasing, at):
        return choose(form, "quote", quoted, ("free", "clause", "object"))
    if (
        phrasing.norms[at] in CLOSING
        or (phrasing.is_in(at, "be") and "clause" not in form.frames)
        or (phrasing.tokens[at].kind == "double" and not phrasing.quotation_starting(at))
    ):
        return None
    if form.frames.get("free") == "tells" or form.lemma in WITH_ADDRESSEE:
        at = after_addressee(phrasing, at)
    if "as" in form.frames and (spans := object_as(phrasing, at, form)):
        return choose(form, "as", spans, ("as",))
    return statement_after(phrasing, at, form) or object_after(phrasing, at, form)


def statement_after(phrasing: Phrasing, at: int, form: VerbForm) -> Complement | None:
    """A that-clause, a wh-clause, a bare statement, or "to" and a verb."""
    end = len(phrasing.tokens)
    if "denies" in form.frames.values() and phrasing.norms[at].endswith("ing"):
        return None  # "denied launching it": a deed, whatever verbs follow
    if phrasing.norms[at] == "that" and not phrasing.is_in(at + 1, "be"):
        return choose(form, "clause", ((at, end),), ("free", "clause"))
    if phrasing.norms[at] in WH:
        return choose(form, "clause", ((at, end),), ("free", "clause", "object"))
    infinitive = at + 1 if phrasing.norms[at] == "not" else at
    if phrasing.norms[infinitive : infinitive + 1] == ("to",) and phrasing.is_word(infinitive + 1):
        return choose(form, "to", ((at, end),), ("to", "free"))
    if (late := late_that(phrasing, at)) is not None:
        return choose(form, "clause", ((late, end),), ("free", "clause"))
    if statement_ahead(phrasing, at):
        return choose(form, "clause", ((at, end),), ("free", "clause"))
    return None


def object_after(phrasing: Phrasing, at: int, form: VerbForm) -> Complement | None:
    """A plain object, for verbs that may have one."""
    content = ((at, len(phrasing.tokens)),)
    if phrasing.norms[at] in {"that", "to"}:
        return None
    if phrasing.is_in(at, "prepositions") and not form.particles:
        return choose(form, "object", content, ("object",)) if phrasing.norms[at] in ABOUT else None
    if "document" in form.frames:
        return Complement("finding", form.frames["document"], content, False)
    return choose(form, "object", content, ("object", "free"))


def choose(form: VerbForm, frame: str, content: tuple[Span, ...], kinds: tuple[str, ...]) -> Complement | None:
    """The complement with the class of the first of the given uses that the verb has."""
    for kind in kinds:
        if kind in form.frames:
            return Complement(frame, form.frames[kind], content, kind == "free")
    return None


def skip_time(phrasing: Phrasing, at: int) -> int:
    """Past "Friday", "on Tuesday" and "in a statement" between a verb and what is said."""
    end = len(phrasing.tokens)
    if at < end and phrasing.norms[at] in {"on", "in", "last", "this"} and phrasing.is_in(at + 1, "days"):
        at += 2
    elif phrasing.is_in(at, "days") and at < end and phrasing.norms[at] != "may":
        at += 1
    elif (
        at + 2 < end
        and phrasing.norms[at] in {"in", "during", "at", "on"}
        and phrasing.norms[at + 1] in {"a", "an", "the", "his", "her", "their"}
    ):
        stop = next(
            (each for each in range(at + 2, min(end, at + 9)) if phrasing.norms[each] in {"that", ":", ","}), None
        )
        at = stop if stop is not None else at
    return skip_manner(phrasing, at)


def skip_manner(phrasing: Phrasing, at: int) -> int:
    """Past the adverbs that tell how it is said."""
    while (phrasing.is_adverb(at) and phrasing.norms[at] not in MEASURES) or joins_adverbs(phrasing, at):
        at += 1
    return at


def joins_adverbs(phrasing: Phrasing, at: int) -> bool:
    """Whether "and" or "so" belongs to adverbs of manner: "said so calmly and slowly that"."""
    manner = phrasing.is_adverb(at + 1) and phrasing.norms[at + 1].endswith("ly")
    return manner and (phrasing.norms[at] == "so" or (phrasing.norms[at] == "and" and phrasing.is_adverb(at - 1)))


def late_that(phrasing: Phrasing, at: int) -> int | None:
    """The index of "that" in "said after a lunch on Tuesday that", with no verb or mark in between."""
    if not phrasing.is_in(at, "prepositions", "days") and phrasing.norms[at] not in {"after", "before", "as"}:
        return None
    for index in range(at, min(len(phrasing.tokens), at + 14)):
        if phrasing.norms[index] == "that":
            return index
        if (phrasing.is_auxiliary(index) and phrasing.norms[index] != "to") or phrasing.norms[index] in {
            ",",
            ";",
            ".",
            "and",
            "who",
        }:
            return None
    return None


def quotation_after(phrasing: Phrasing, at: int) -> tuple[Span, ...] | None:
    """The quotation that begins here, after a comma or colon or none; with it those that follow up to the end."""
    if phrasing.norms[at] in {",", ":"}:
        at += 1
    quotation = phrasing.quotation_starting(at) if at < len(phrasing.tokens) else None
    if quotation is None or (quotation.last - quotation.first < 4 and phrasing.is_word(quotation.last + 1)):
        return None
    rest = quotation.last + 1
    if phrasing.is_word(rest):
        return ((at, len(phrasing.tokens)),)
    return ((quotation.first, quotation.last + 1),)


def after_addressee(phrasing: Phrasing, at: int) -> int:
    """Past the person told: "told Congress that", "told the paper he", "asked them a series of questions"."""
    end = len(phrasing.tokens)
    for index in range(at, min(end, at + ADDRESSEE)):
        norm = phrasing.norms[index]
        if (
            norm in {"that", "to", "about"}
            or norm in WH
            or (norm in {",", ":"} and phrasing.quotation_starting(index + 1))
            or phrasing.quotation_starting(index)
        ):
            return index if index > at else at
        if norm in CLOSING:
            break
    index = at
    while index < min(end, at + ADDRESSEE) and (phrasing.is_in(index, "determiners") or phrasing.is_name(index)):
        index += 1
    person = index < end and phrasing.norms[index] in phrasing.lexicon.sources["people"]
    if (
        index < end
        and (index > at or person)
        and phrasing.is_noun(index)
        and not phrasing.is_in(index, "subject_pronouns")
    ):
        index += 1
    if index == at and phrasing.is_in(at, "object_pronouns"):
        index += 1
    return index if index < end and statement_ahead(phrasing, index) else at


def object_as(phrasing: Phrasing, at: int, form: VerbForm) -> tuple[Span, ...] | None:
    """The content of "X as Y", or for naming verbs "X a Y"."""
    end = len(phrasing.tokens)
    for index in range(at + 1, min(end, at + 16)):
        norm = phrasing.norms[index]
        if norm in {".", ";", ",", "and"} and norm != "and":
            break
        if norm == "as" and not phrasing.is_in(index + 1, "subject_pronouns", "subordinators"):
            return ((at, end),)
        if form.lemma in phrasing.lexicon.naming and index <= at + 8 and second_object(phrasing, at, index):
            return ((at, end),)
    return None


def second_object(phrasing: Phrasing, at: int, index: int) -> bool:
    """Whether a second noun phrase begins at `index`, right after the one that begins at `at`."""
    if not phrasing.is_noun(index - 1):
        return False
    begins = phrasing.norms[index] in {"a", "an", "the", "his", "her", "their", "one"} or phrasing.tokens[
        index
    ].kind in {"double", "single"}
    return begins or (index == at + 1 and phrasing.is_in(at, "object_pronouns") and phrasing.is_noun(index))


def statement_ahead(phrasing: Phrasing, at: int) -> bool:
    """Whether a subject and a finite verb follow before the phrase ends."""
    end = min(len(phrasing.tokens), at + 30)
    seen_noun = False
    index = at
    while index < end:
        norm = phrasing.norms[index]
        if norm in {".", ";", ":", "?", "!"} or (norm == "," and not seen_noun):
            return False
        if norm in OPENERS and index > at:
            closing = index + 1
            if norm in {"who", "which", "that"}:
                while closing < end and phrasing.norms[closing] not in {",", "."}:
                    closing += 1
                return closing < end and any(
                    phrasing.is_finite(each) for each in range(closing + 1, min(end, closing + 5))
                )
            if norm != "and" or (phrasing.norms[index - 1] == "," and phrasing.is_finite(index + 1)):
                return False  # "..., and vowed to": the verb is the speaker's
        if phrasing.is_in(index, "contractions") or (seen_noun and phrasing.is_finite(index)):
            single = phrasing.norms[index - 1] == "," and phrasing.norms[at:index].count(",") == 1
            return not single  # "who endorsed the plan, was wrong": the verb is that of the clause around
        seen_noun = seen_noun or phrasing.is_noun(index) or norm in {"there", "this"}
        index += 1
    return False
