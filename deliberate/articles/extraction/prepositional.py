"""Speakers that a preposition brings in: "according to X", "in X's view", "in a poll"."""

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.phrasing import Phrasing, Span

WORDS_OR_VIEW = {"words", "view", "opinion", "judgment", "judgement", "estimation", "telling", "account", "eyes"}
"""What "in" and an owner stand before, where the owner is the speaker."""

COUNTED = 12
"""A poll is named within so many words after "in"."""


def phrase_finding(phrasing: Phrasing, index: int) -> Finding | None:
    """ "according to X": what stands before it in its clause, or after it where it opens the sentence."""
    match = phrasing.lexicon.speaker_phrases.match(phrasing.norms, index)
    length, cue_class = match or (1, "says")
    cue = (index, index + length)
    source = sources.name_after(phrasing, cue[1]) if match else owner_of_words(phrasing, index)
    if source is None:
        return None
    closing = source[1] if match else source[1] + 1
    end = len(phrasing.tokens)
    before = left_content(phrasing, index)
    after: Span | None = None
    if phrasing.norms[closing : closing + 1] == (",",):
        rest = closing + 1
        if before is None or rejoins(phrasing, before, rest):
            after = (rest, end)
    content = tuple(span for span in (before, after) if span)
    return Finding(cue, (source,), content, cue_class, index, "phrase") if content else None


def owner_of_words(phrasing: Phrasing, index: int) -> Span | None:
    """The owner in "In X's words, ..." and "..., in her view."."""
    if phrasing.norms[index] != "in":
        return None
    for each in range(index + 2, min(len(phrasing.tokens), index + 7)):
        if phrasing.is_possessive(each - 1) and phrasing.norms[each] in WORDS_OR_VIEW:
            closes = phrasing.norms[index - 1] == "," and phrasing.norms[each + 1 :] in {(".",), ()}
            return (index + 1, each) if index == 0 or closes else None
        if not phrasing.is_word(each):
            return None
    return None


def document_finding(phrasing: Phrasing, index: int) -> Finding | None:
    """ "In an NBC poll, 40 percent favour it", "It leads by 3 points in a poll.": the poll that the rest comes from."""
    if phrasing.norms[index] not in {"in", "among"} or not phrasing.is_in(index + 1, "determiners"):
        return None
    end = len(phrasing.tokens)
    stop = next((each for each in range(index + 1, end) if phrasing.norms[each] in {",", ".", ";", ":"}), end)
    enquiries = phrasing.lexicon.sources["enquiries"]
    asked = any(phrasing.norms[each] in enquiries for each in range(index + 2, min(stop, index + COUNTED)))
    content = (stop + 1, end) if index == 0 else (0, index)
    counted = any(phrasing.tokens[each].kind == "number" for each in range(*content))
    placed = phrasing.norms[stop : stop + 1] == (",",) if index == 0 else counted and stop >= end - 1
    if not asked or not placed or not phrasing.has_clause(*content):
        return None
    return Finding((index, index + 1), ((index + 1, stop),), (content,), "reports", index, "phrase")


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
