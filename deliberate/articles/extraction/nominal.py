"""Cues that are nouns, such as "X's claim that ...", "X issued a warning about ..."; and "X: ...", with none at all."""

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.complements import statement_ahead
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.unlisted import ASKED, opens_statement
from deliberate.articles.extraction.verbs import with_auxiliaries

UNNAMED = {"claims", "denies", "believes", "reports", "criticises", "predicts"}
"""The classes of nouns that carry a statement even where nobody is named ("fears that prices will rise")."""

ON = {"about", "against", "for", "on", "over", "to", "toward", "towards"}
"""What links a noun of saying to what it is about."""

GOVERNORS = {"of", "that", "about"}


def colon_finding(phrasing: Phrasing, index: int) -> Finding | None:
    """ "Mark Cuban: I'd consider it": a sentence that opens with a name and a colon; "X isn't convinced: “...”"."""
    if phrasing.norms[index] == ":" and (quoted := phrasing.quotation_starting(index + 1)):
        subject = sources.head_subject(phrasing, index)
        if subject and phrasing.can_speak(subject):
            content = (quoted.first, quoted.last + 1)
            return Finding((index, index + 1), (subject,), (content,), "says", index, "quote", shared=True)
    if phrasing.norms[index] != ":" or not 0 < index <= 4 or index + 2 >= len(phrasing.tokens):
        return None
    if not all(phrasing.is_name(each) for each in range(index)):
        return None
    return Finding((index, index + 1), ((0, index),), ((index + 1, len(phrasing.tokens)),), "says", index, "left")


def noun_finding(phrasing: Phrasing, index: int) -> Finding | None:
    """A noun that carries a statement, with the speaker that owns or utters it."""
    if index + 1 >= len(phrasing.tokens):
        return None
    cue_class = phrasing.lexicon.nouns.get(phrasing.norms[index])
    if cue_class is None:
        return None
    for way in (predicative_finding, question_finding, brought_finding, governing_finding):
        if found := way(phrasing, index, cue_class):
            return found
    return None


def governing_finding(phrasing: Phrasing, index: int, cue_class: str) -> Finding | None:
    """ "X's claim that ...", "the myth of X as Y", "X repeated the claim that ...": what the noun governs is said."""
    governor = phrasing.norms[index + 1]
    if governor not in GOVERNORS:
        return None
    owner = owner_before(phrasing, index)
    if owner is not None and governor != "that" and cue_class != "denies":
        return None
    subject = uttering_subject(phrasing, index)
    content = content_of_noun(phrasing, index + 1, governor)
    if content is None:
        return None
    if owner is not None:
        return Finding((index, index + 1), (owner,), (content,), cue_class, index, "noun")
    if subject is None:
        unnamed = governor == "that" and cue_class in UNNAMED and phrasing.has_clause(*content)
        return Finding((index, index + 1), (), (content,), cue_class, index, "noun") if unnamed else None
    if governor == "of" and not equates(phrasing, content):
        return None
    source, verb = subject
    if any(rejects(phrasing, each) for each in range(verb, index)):
        cue_class = "denies"
    end = index + 2 if governor in {"of", "about"} else index + 1
    return Finding((verb, end), (source,), (content,), cue_class, index, "noun", open_end=True)


def predicative_finding(phrasing: Phrasing, index: int, cue_class: str) -> Finding | None:
    """ "The hope has been that employers respond", "their fear is that it fails": a form of "be" in between."""
    verb = index + 1
    while phrasing.is_auxiliary(verb) or phrasing.is_adverb(verb):
        verb += 1
    if not any(phrasing.is_in(each, "be") for each in range(index + 1, verb)):
        return None
    if phrasing.norms[verb : verb + 1] != ("that",) or not opens_statement(phrasing, verb):
        return None
    owner = owner_before(phrasing, index)
    content = content_of_noun(phrasing, verb, "that")
    if content is None or (owner is None and cue_class not in UNNAMED):
        return None
    return Finding((index, verb), (owner,) if owner else (), (content,), cue_class, index, "noun")


def question_finding(phrasing: Phrasing, index: int, cue_class: str) -> Finding | None:
    """ "The question of whether X", "doubts about how X": what is asked is left open, whoever asks it."""
    asked = index + 2
    if phrasing.norms[index + 1] not in {"of", "about", "over", "on"} or not phrasing.is_word(asked):
        return None
    if cue_class not in {"asks", "believes"} or phrasing.norms[asked] not in ASKED:
        return None
    if not statement_ahead(phrasing, asked + 1):
        return None
    owner = owner_before(phrasing, index)
    start = index if owner else raising_verb(phrasing, index)
    subject = sources.subject_before(phrasing, start, 0) if start < index else None
    speaker = owner or (subject if subject and phrasing.can_speak(subject) else None)
    content = (asked, len(phrasing.tokens))
    return Finding((start, asked), (speaker,) if speaker else (), (content,), cue_class, index, "clause", open_end=True)


def brought_finding(phrasing: Phrasing, index: int, cue_class: str) -> Finding | None:
    """ "X issued a warning about the dam", "had doubts over it": the verb says no more than that X holds the noun."""
    if phrasing.norms[index + 1] not in ON or not phrasing.is_word(index + 2):
        return None
    verb = next((each for each in range(index - 1, max(-1, index - 5), -1) if brings(phrasing, each)), None)
    if verb is None or (cue_class == "supports" and phrasing.is_auxiliary(verb)):  # who has support gives none
        return None
    if not all(is_attribute(phrasing, each) for each in range(verb + 1, index)):
        return None
    start = with_auxiliaries(phrasing, verb)
    subject = sources.subject_before(phrasing, start, 0)
    if subject is None or not phrasing.can_speak(subject):
        return None
    content = (index + 2, len(phrasing.tokens))
    return Finding((start, index + 2), (subject,), (content,), cue_class, verb, "object", open_end=True)


def brings(phrasing: Phrasing, index: int) -> bool:
    """Whether a word is a verb that brings a noun of saying, in a form that its subject stands before."""
    return phrasing.norms[index] in phrasing.lexicon.bringing and not phrasing.norms[index].endswith("ing")


def is_attribute(phrasing: Phrasing, index: int) -> bool:
    """Whether a word may stand between a verb and the noun that is its object."""
    return phrasing.is_noun(index) or phrasing.is_in(index, "determiners") or phrasing.is_adverb(index)


def raising_verb(phrasing: Phrasing, noun: int) -> int:
    """Where the verb begins that the noun is object of ("immediately raised new questions"), else the noun itself."""
    for index in range(noun - 1, max(-1, noun - 5), -1):
        if phrasing.is_finite(index):
            return with_auxiliaries(phrasing, index)
        if not phrasing.is_noun(index) and not phrasing.is_in(index, "determiners"):
            break
    return noun


def owner_before(phrasing: Phrasing, noun: int) -> Span | None:
    """The owner in "Putin's claim", "their repeated claim"."""
    index = noun - 1
    while index > 0 and noun - index < 4 and not phrasing.is_possessive(index) and phrasing.is_noun(index):
        index -= 1
    if index < 0 or not phrasing.is_possessive(index):
        return None
    if phrasing.norms[index] in {"his", "her", "their", "my", "our", "your"}:
        return index, index + 1
    start = index
    while start > 0 and phrasing.is_noun(start - 1) and not phrasing.is_finite(start - 1):
        if phrasing.is_name(index) and not phrasing.is_name(start - 1):
            break
        start -= 1
    if start > 0 and phrasing.is_in(start - 1, "determiners"):
        start -= 1
    span = (start, index + 1)
    return span if phrasing.is_name(index) or owns_words(phrasing, index) else None


def owns_words(phrasing: Phrasing, owner: int) -> bool:
    """Whether the owner is a person or a document, not a thing: "the minister's claim"."""
    bare = phrasing.norms[owner].removesuffix("'s").removesuffix("'")
    return bare in phrasing.lexicon.sources["people"] or bare in phrasing.lexicon.sources["documents"]


def uttering_subject(phrasing: Phrasing, noun: int) -> tuple[Span, int] | None:
    """The subject and the verb's index in "X repeated the claim that", "X exemplified the myth of"."""
    index = noun - 1
    while index > 0 and noun - index < 5 and (phrasing.is_in(index, "determiners") or phrasing.is_noun(index)):
        if rejects(phrasing, index):
            break
        if phrasing.is_in(index, "determiners"):
            index -= 1
            break
        index -= 1
    else:
        return None
    if phrasing.is_in(index, "prepositions"):
        index -= 1
    if index <= 0 or not (phrasing.is_finite(index) or phrasing.norms[index].endswith("ed")):
        return None
    while index > 0 and (phrasing.is_auxiliary(index - 1) or phrasing.is_adverb(index - 1)):
        index -= 1
    subject = sources.subject_before(phrasing, index, 0)
    return (subject, index) if subject and phrasing.can_speak(subject) else None


def rejects(phrasing: Phrasing, index: int) -> bool:
    """Whether a word is a verb of denial: who "rejected the claim that ..." does not claim it."""
    forms = phrasing.lexicon.verbs.get(phrasing.norms[index], ())
    return any("denies" in form.frames.values() for form in forms)


def equates(phrasing: Phrasing, content: Span) -> bool:
    """Whether the words are "X as Y" with nobody else speaking in them."""
    words = phrasing.norms[content[0] + 1 : content[1] - 1]
    if "as" not in words:
        return False
    subject = words[: words.index("as")]
    return not any(form.form == "ing" for word in subject for form in phrasing.lexicon.verbs.get(word, ()))


def content_of_noun(phrasing: Phrasing, governor_at: int, governor: str) -> Span | None:
    """What the noun carries: a that-clause, or "Putin as irrational" after "of"."""
    end = len(phrasing.tokens)
    start = governor_at if governor == "that" else governor_at + 1
    stop = next(
        (
            each
            for each in range(start, end)
            if phrasing.norms[each] in {",", ";"}
            or (each == end - 1 and not phrasing.is_word(each) and phrasing.tokens[each].kind == "mark")
        ),
        end,
    )
    if governor == "that":
        stop = before_predicate(phrasing, start + 1, stop)
    return (start, stop) if start < stop else None


def before_predicate(phrasing: Phrasing, start: int, end: int) -> int:
    """Where the statement in "X's claim that the boats sank was wrong" ends: before the verb that the noun is subject
    of."""
    verb = phrasing.first_finite(start, end)
    if verb is None:
        return end
    while phrasing.is_auxiliary(verb) and phrasing.is_word(verb + 1) and verb + 1 < end:
        verb = phrasing.skip_adverbs(verb + 1)
    for index in range(verb + 1, end):
        if phrasing.is_in(index, "relatives", "subordinators", "coordinators", "subject_pronouns"):
            return end
        if phrasing.is_in(index, "auxiliaries", "be") and phrasing.norms[index] not in {"be", "been", "being"}:
            return index
    return end
