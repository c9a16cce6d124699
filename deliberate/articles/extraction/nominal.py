"""Cues that are no verbs: "according to X", and nouns such as "X's claim that ..." or "a denial by X"."""

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.phrasing import Phrasing, Span

UNNAMED = {"claims", "denies", "believes", "reports", "criticises", "predicts"}
"""The classes of nouns that carry a statement even where nobody is named ("fears that prices will rise")."""

GOVERNORS = {"of", "that", "about"}


def phrase_finding(phrasing: Phrasing, index: int) -> Finding | None:
    """ "according to X": what stands before it in its clause, or after it where it opens the sentence."""
    match = phrasing.lexicon.speaker_phrases.match(phrasing.norms, index)
    if match is None:
        return None
    length, cue_class = match
    cue = (index, index + length)
    source = sources.name_after(phrasing, cue[1])
    if source is None:
        return None
    end = len(phrasing.tokens)
    before = left_content(phrasing, index)
    after: Span | None = None
    if phrasing.norms[source[1] : source[1] + 1] == (",",):
        rest = source[1] + 1
        if before is None or rejoins(phrasing, before, rest):
            after = (rest, end)
    content = tuple(span for span in (before, after) if span)
    return Finding(cue, (source,), content, cue_class, index, "phrase") if content else None


def left_content(phrasing: Phrasing, index: int) -> Span | None:
    """The clause before the phrase, if there is one."""
    start = 0
    for each in range(index - 1, -1, -1):
        if phrasing.norms[each] == ";":
            start = each + 1
            break
    if start == 0 and phrasing.norms[0] in {"but", "and", "however", "yet"}:
        start = 1
    return (start, index) if any(phrasing.is_noun(each) for each in range(start, index)) else None


def rejoins(phrasing: Phrasing, before: Span, rest: int) -> bool:
    """Whether the words after "according to X," go on with what stood before it."""
    if phrasing.norms[rest : rest + 1] in {("which",), ("who",)}:
        return passive_report(phrasing, rest)
    return not phrasing.has_clause(*before)


def passive_report(phrasing: Phrasing, relative: int) -> bool:
    """Whether "which were all reported ..." follows: then "which" is what was reported, not the speaker."""
    index = relative + 1
    seen_be = False
    while index < len(phrasing.tokens) and (phrasing.is_auxiliary(index) or phrasing.is_adverb(index)):
        seen_be = seen_be or phrasing.is_in(index, "be")
        index += 1
    return seen_be and phrasing.norms[index : index + 1] != () and phrasing.norms[index].endswith("ed")


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
    cue_class = phrasing.lexicon.nouns.get(phrasing.norms[index])
    if cue_class is None or index + 1 >= len(phrasing.tokens):
        return None
    governor = phrasing.norms[index + 1]
    if governor not in GOVERNORS:
        return None
    owner = owner_before(phrasing, index)
    if owner is not None and governor != "that" and cue_class not in {"criticises", "denies"}:
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
