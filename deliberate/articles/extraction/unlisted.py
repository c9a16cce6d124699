"""Verbs in no word list that stand where only verbs of saying or thinking do: "X stammered that ...", “...,” X drawled.

A person with any verb before a that-clause says or thinks what the clause states; so does whoever is the subject beside
a quotation. What kind of saying it is the construction does not tell: the class is "says", for adjectives "believes".
"""

from collections.abc import Iterator

from deliberate.articles.extraction.complements import WH, skip_manner, statement_ahead
from deliberate.articles.extraction.lexicon import VerbForm
from deliberate.articles.extraction.phrasing import Phrasing

ASKED = WH & {"whether", "why", "how", "what"}
PARTICLES = {(word,) for word in ("out", "back", "on", "up", "in")}
SPOKEN = 3
"""Marks hold speech, and no mere expression, from so many words on."""

SUBJECT = 7
"""A speaker between speech and verb has fewer words."""

NOMINATIVES = {"i", "he", "she", "we", "they"}
"""Pronouns that are a subject only, so that a statement begins with them even without "that"."""

LEAST = 4
"""A regular past has more letters than this."""


def unlisted_forms(phrasing: Phrasing, index: int) -> Iterator[VerbForm]:
    """The forms under which a word in no list counts as a cue here."""
    norm = phrasing.norms[index]
    if not phrasing.is_word(index):
        return
    if phrasing.is_in(index, "be"):
        adjective = phrasing.skip_adverbs(index + 1)
        if is_attitude(phrasing, adjective):
            yield VerbForm("be that", "past", (phrasing.norms[adjective],), {"clause": "believes"})
    elif norm in phrasing.lexicon.verbs or not is_verb(phrasing, index):
        return
    elif beside_quotation(phrasing, index) or before_quotation(phrasing, index) or closes_sentence(phrasing, index):
        yield VerbForm(norm, "past", (), {"free": "says"})
    else:
        particles = phrasing.norms[index + 1 : index + 2] if phrasing.norms[index + 1 : index + 2] in PARTICLES else ()
        after = index + 1 + len(particles)
        if not phrasing.is_in(after, "subordinators"):
            after = skip_manner(phrasing, after)
        if opens_statement(phrasing, after):
            yield VerbForm(norm, "past", particles, {"clause": "says"})


def beside_quotation(phrasing: Phrasing, index: int) -> bool:
    """Whether a verb, with or without its subject, follows speech that a mark closes, and nothing follows it but who
    speaks: “...,” X drawled; “...,” drawled X.
    """
    before = index - 1
    while before > 0 and index - before < SUBJECT and phrasing.is_word(before):
        before -= 1
    if phrasing.norms[before] == "," and before > 0:
        before -= 1
    speech = phrasing.quotation_ending(before) if before >= 0 else None
    if speech is None or not {phrasing.norms[before - 1], phrasing.norms[before + 1]} & {",", "?", "!"}:
        return False
    after = phrasing.skip_adverbs(index + 1)
    return not phrasing.is_word(after) or phrasing.is_name(after) or phrasing.is_in(after, "determiners")


def before_quotation(phrasing: Phrasing, index: int) -> bool:
    """Whether speech follows a verb after a comma or colon: "X bellowed, “...”"."""
    speech = (
        phrasing.quotation_starting(index + 2) if phrasing.norms[index + 1 : index + 2] in {(",",), (":",)} else None
    )
    return speech is not None and speech.last - speech.first > SPOKEN


def closes_sentence(phrasing: Phrasing, index: int) -> bool:
    """Whether a verb with its subject only adds who speaks: "The roads are closed, X surmised."."""
    end = len(phrasing.tokens)
    before = index - 1
    while before > 0 and index - before < SUBJECT and phrasing.is_word(before):
        before -= 1
    named = before + 1 < index and phrasing.can_speak((before + 1, index)) and phrasing.is_name(index - 1)
    closed = phrasing.norms[index + 1 : end] in {(".",), ()}
    return named and closed and phrasing.norms[before] == "," and phrasing.has_clause(0, before)


def is_attitude(phrasing: Phrasing, index: int) -> bool:
    """Whether "hopeful" in "is hopeful that the talks go on" is what somebody thinks: a statement hangs on it."""
    if not phrasing.is_noun(index) or phrasing.tokens[index].kind != "word" or phrasing.tokens[index].is_capital:
        return False
    if phrasing.norms[index] in phrasing.lexicon.verbs or "so" in phrasing.norms[index - 1 : index + 1]:
        return False
    return opens_statement(phrasing, index + 1)


def is_verb(phrasing: Phrasing, index: int) -> bool:
    """Whether a word can only be a verb here: a regular past, or what follows a pronoun, a modal, "has" or "did"."""
    before = index - 1
    while phrasing.is_adverb(before):
        before -= 1
    if phrasing.is_in(index, "auxiliaries", "nonfinite_auxiliaries", "prepositions", "subordinators", "coordinators"):
        return False
    if phrasing.is_in(before, "be") or phrasing.tokens[index].is_capital:
        return False
    if phrasing.is_in(before, "subject_pronouns", "auxiliaries"):
        return phrasing.is_noun(index) or phrasing.is_in(index, "pasts")
    return len(phrasing.norms[index]) > LEAST and phrasing.norms[index].endswith("ed") and phrasing.is_finite(index)


def opens_statement(phrasing: Phrasing, index: int) -> bool:
    """Whether a that-clause or an indirect question begins here, with a subject and a verb of its own."""
    if not phrasing.is_word(index + 1):
        return False
    if phrasing.norms[index] in ASKED:
        return statement_ahead(phrasing, index + 1)
    if phrasing.norms[index] in NOMINATIVES:
        return phrasing.is_finite(phrasing.skip_adverbs(index + 1)) or phrasing.is_auxiliary(index + 1)
    after = index + 1
    subject = (
        phrasing.is_in(after, "determiners", "subject_pronouns")
        or phrasing.is_plural(after)
        or phrasing.is_name(after)
        or phrasing.norms[after] in {"there", "if", "when"}
    )
    return phrasing.norms[index] == "that" and subject and statement_ahead(phrasing, after)
