"""Statements that stand before who makes them: “...,” said X; "..., X said"; "As X reported, ..."."""

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.complements import CLOSING
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.lexicon import VerbForm
from deliberate.articles.extraction.phrasing import Phrasing, Span


def after_quotation(phrasing: Phrasing, index: int) -> bool:
    """Whether a quotation has just ended before an index, a comma aside: “...,” said X; “...,” X said."""
    if index > 1 and phrasing.norms[index - 1] == ",":
        index -= 1
    return index > 0 and phrasing.quotation_ending(index - 1) is not None


def content_before(phrasing: Phrasing, group: Span, index: int, form: VerbForm, source: Span | None) -> Finding | None:
    """For "..., X said" and “...,” said X: the content stands before the speaker or the cue."""
    free = "free" in form.frames
    says = form.frames["free"] if free else form.frames["clause"]
    edge = source[0] if source else group[0]
    if source and phrasing.norms[edge - 1 : edge] == ("as",):
        return comparison(phrasing, group, index, says, source)
    if edge == 0 or not (phrasing.norms[edge - 1] == "," or phrasing.tokens[edge - 1].kind == "double"):
        return None
    quoted = phrasing.tokens[edge - 1].kind == "double"
    if source is None:
        source = sources.name_after(phrasing, group[1])
        if source is None or not (quoted or phrasing.can_speak(source)):
            return None
        source = with_apposition(phrasing, source)
    elif not (quoted or free or phrasing.can_speak(source)):
        return None
    content: list[Span] = [(0, edge)]
    rest = max(group[1], source[1])
    resumed = next((each for each in phrasing.sentence.quotations if each.double and each.first >= rest), None)
    if resumed and quoted and not phrasing.is_word(resumed.first - 1):
        content.append((resumed.first, resumed.last + 1))
    elif (
        not quoted and phrasing.norms[rest : rest + 1] == (",",) and phrasing.has_clause(rest + 1, len(phrasing.tokens))
    ):
        content.append((rest + 1, len(phrasing.tokens)))
    return Finding(group, (source,), tuple(content), says, index, "left")


def comparison(phrasing: Phrasing, group: Span, index: int, says: str, source: Span) -> Finding | None:
    """For "As X reported on Monday, ..." and "..., as X reported": the statement after it, or before it."""
    opening, end = source[0] - 1, len(phrasing.tokens)
    after = next((each for each in range(group[1], min(end, group[1] + 5)) if not phrasing.is_word(each)), None)
    if after is None:
        return None
    if phrasing.norms[after] == "," and phrasing.has_clause(after + 1, end):
        return Finding(group, (source,), ((after + 1, end),), says, index, "left")
    if opening > 2 and phrasing.norms[opening - 1] == "," and phrasing.norms[after] in CLOSING:
        return Finding(group, (source,), ((0, opening),), says, index, "left")
    return None


def with_apposition(phrasing: Phrasing, source: Span) -> Span:
    """The name after a cue with what describes it: "said X, a spokesman for Y"."""
    start, end = source
    if phrasing.norms[end : end + 1] != (",",) or phrasing.tokens[end + 1 : end + 2] == ():
        return source
    if phrasing.tokens[end + 1].kind == "number":  # an age
        described = phrasing.norms[end + 2 : end + 3] == (",",) and phrasing.is_in(end + 3, "relatives")
        return (start, relative_end(phrasing, end + 4)) if described else source
    if phrasing.is_in(end + 1, "relatives"):
        return start, relative_end(phrasing, end + 2)
    tail = sources.name_after(phrasing, end + 1)
    if (
        tail is None
        or phrasing.is_in(end + 1, "coordinators", "subordinators", "adverbs")
        or phrasing.norms[end + 1].endswith("ing")
    ):
        return source
    if phrasing.norms[tail[1] : tail[1] + 1] == (",",) and phrasing.is_in(tail[1] + 1, "relatives"):
        return start, relative_end(phrasing, tail[1] + 2)
    closed = phrasing.norms[tail[1] : tail[1] + 1] in {(",",), (".",), ()}
    return (start, tail[1]) if closed else source


def relative_end(phrasing: Phrasing, start: int) -> int:
    """Where a relative clause after a name ends: at the next mark."""
    end = len(phrasing.tokens)
    return next((index for index in range(start, end) if not phrasing.is_word(index)), end)
