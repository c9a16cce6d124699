"""Finding the speaker beside a cue: the subject before a verb, or the name after one."""

from deliberate.articles.extraction.phrasing import Phrasing, Span, trimmed
from deliberate.articles.extraction.tokens import DASHES

ROUGHLY = {"nearly", "almost", "about", "roughly", "over", "just"}
QUANTITIES = frozenset("all half two three four five six seven eight nine ten every everyone everybody a".split())
NOBODY = {"nobody", "none", "neither", "no-one", "no"}

LONGEST = 45
"""A subject is not sought further than this many words from its verb."""


def subject_before(phrasing: Phrasing, verb: int, floor: int) -> Span | None:
    """The subject that ends just before a verb group; `floor` is where it may begin at the earliest."""
    end = verb
    floor = max(floor, verb - LONGEST)
    if end > floor and phrasing.norms[end - 1] in {"who", "which"}:
        return end - 1, end
    start = end
    if (
        end > floor
        and phrasing.norms[end - 1] == ","
        and (opening := apposition_start(phrasing, end - 1, floor)) is not None
    ):
        start = opening
    elif (
        end - 1 > floor
        and phrasing.norms[end - 2 : end] == (")", ",")
        and (bracket := bracket_start(phrasing, end - 2, floor))
    ):
        start = bracket
    if (
        start > floor
        and phrasing.norms[start - 1] in DASHES
        and (dash := dash_before(phrasing, start - 1, floor)) is not None
    ):
        start = dash
    start = phrase_start(phrasing, start, floor)
    span = without_opening(phrasing, trimmed(phrasing, (start, end), (".", ";", ":")))
    if (
        span[0] >= span[1]
        or not any(phrasing.is_noun(index) for index in range(*span))
        or phrasing.norms[span[0]] == ","
    ):
        return None
    return span


def apposition_start(phrasing: Phrasing, comma: int, floor: int) -> int | None:
    """For "X, a spokesman for Y," the index of the comma after X."""
    for index in range(comma - 1, max(floor, comma - 30), -1):
        if phrasing.is_break(index) and phrasing.norms[index] not in {"(", ")"}:
            return None
        if phrasing.norms[index] == ",":
            inside = index + 1
            appositive = not phrasing.is_in(
                inside, "coordinators", "subordinators", "subject_pronouns"
            ) or phrasing.norms[inside] in {"who", "which", "whose"}
            if appositive and phrasing.is_noun(index - 1):
                return index
            return None
    return None


def phrase_start(phrasing: Phrasing, end: int, floor: int) -> int:
    """Where the noun phrase that ends before `end` begins."""
    index = end - 1
    while index >= floor:
        if phrasing.norms[index] == ")" and (opening := bracket_start(phrasing, index, floor)) is not None:
            index = opening - 1
            continue
        if ends_phrase(phrasing, index, end, floor) or verb_ends_phrase(phrasing, index, end, floor):
            break
        index -= 1
    return index + 1


def ends_phrase(phrasing: Phrasing, index: int, end: int, floor: int) -> bool:
    """Whether a mark or a joining word, met on the way left, stands before the phrase and not inside it."""
    norm = phrasing.norms[index]
    if phrasing.is_break(index) or phrasing.tokens[index].kind == "single":
        return True
    if norm == ",":
        return not in_list(phrasing, index, end)
    if norm in {"that", "who", "which", "as"}:
        return not phrasing.has_relative_verb(index + 1, end)
    if phrasing.is_in(index, "subordinators") or norm in {"but", "yet", "so", "nor"}:
        return True
    return norm in {"and", "or"} and clause_before(phrasing, index, floor)


def verb_ends_phrase(phrasing: Phrasing, index: int, end: int, floor: int) -> bool:
    """Whether a finite verb, met on the way left, belongs to another clause.

    A form in -ed does not: before another verb it shortens a relative clause ("polls released Sunday showed").
    """
    norm = phrasing.norms[index]
    auxiliary = phrasing.is_auxiliary(index) and norm != "to"
    finite = phrasing.is_finite(index) and index < end - 1 and not norm.endswith("ed")
    return (auxiliary or finite) and not within_relative(phrasing, index, floor)


def dash_before(phrasing: Phrasing, closing: int, floor: int) -> int | None:
    """The index of the dash that opens an aside which another dash closes."""
    return next(
        (
            index
            for index in range(closing - 1, max(floor, closing - 30), -1)
            if phrasing.norms[index] in DASHES and not phrasing.glued(index)
        ),
        None,
    )


def bracket_start(phrasing: Phrasing, closing: int, floor: int) -> int | None:
    """The index of the bracket that a closing one belongs to."""
    return next(
        (index for index in range(closing - 1, max(floor, closing - 12) - 1, -1) if phrasing.norms[index] == "("), None
    )


def in_list(phrasing: Phrasing, comma: int, end: int) -> bool:
    """Whether a comma separates the members of a list of speakers ("Smith, Jones and Brown")."""
    between = phrasing.norms[comma + 1 : end]
    return (
        "and" in between
        and len(between) <= 8
        and phrasing.is_name(comma + 1)
        and comma > 0
        and phrasing.is_name(comma - 1)
    )


def clause_before(phrasing: Phrasing, conjunction: int, floor: int) -> bool:
    """Whether what stands before "and" is a clause of its own, so that a new subject begins after it."""
    index = conjunction - 1
    while index >= floor and not phrasing.is_break(index):
        if phrasing.is_in(index, "subordinators"):
            return False
        if phrasing.is_in(index, "relatives") or phrasing.norms[index] == ",":
            return phrasing.norms[conjunction - 1] == ","
        if phrasing.is_finite(index):
            return True
        index -= 1
    return False


def within_relative(phrasing: Phrasing, verb: int, floor: int) -> bool:
    """Whether a verb belongs to a relative clause inside the subject ("the officials who saw it said")."""
    for index in range(verb - 1, max(floor, verb - 12) - 1, -1):
        if phrasing.norms[index] in {"who", "which", "that", "whose"}:
            return index > floor
        if phrasing.norms[index] in {",", ";"} or phrasing.is_break(index):
            return False
    return False


def without_opening(phrasing: Phrasing, span: Span) -> Span:
    """The span without adverbs and conjunctions before the noun phrase, and without "On Tuesday"."""
    start, end = span
    while start < end:
        if (
            phrasing.is_in(start, "prepositions")
            and start + 1 < end
            and (phrasing.is_in(start + 1, "days") or phrasing.tokens[start + 1].kind == "number")
        ):
            start += 2
        elif (after := after_time(phrasing, start, end)) is not None:
            start = after
        elif (
            phrasing.norms[start] in {",", "'"}
            or phrasing.is_in(start, "coordinators")
            or (
                phrasing.is_adverb(start)
                and phrasing.norms[start] not in {"all", "both", "most"}
                and not (phrasing.norms[start] in ROUGHLY and counts(phrasing, start + 1))
                and start + 1 < end
                and phrasing.norms[start + 1] != "of"
            )
        ) or (phrasing.is_in(start, "subordinators") and phrasing.norms[start] != "that"):
            start += 1
        else:
            break
    return start, end


def after_time(phrasing: Phrasing, start: int, end: int) -> int | None:
    """Where "Within five to ten years" ends, if such a phrase of time opens the span and more follows."""
    if not phrasing.is_in(start, "prepositions"):
        return None
    for index in range(start + 1, min(end - 1, start + 6)):
        if phrasing.is_in(index, "times"):
            return index + 1 if phrasing.norms[index + 1] != "of" else None
        if not phrasing.is_word(index) or phrasing.is_name(index):
            return None
    return None


def counts(phrasing: Phrasing, index: int) -> bool:
    """Whether a word tells how many: a figure, "all", "half", "two-thirds"."""
    word = phrasing.norms[index] if index < len(phrasing.tokens) else ""
    return phrasing.is_word(index) and (phrasing.tokens[index].kind == "number" or word.partition("-")[0] in QUANTITIES)


def agent_after(phrasing: Phrasing, start: int) -> Span | None:
    """Who stands after "by": X in "accused by X on Monday of hiding it", "told by X that", "quoted by X as saying"."""
    span = name_after(phrasing, start)
    if span is None:
        return None
    for index in range(start + 1, span[1]):
        norm = phrasing.norms[index]
        clause = norm == "that" and phrasing.has_clause(index + 1, len(phrasing.tokens))
        gerund = phrasing.norms[index + 1 : index + 2] and phrasing.norms[index + 1].endswith("ing")
        dated = phrasing.is_in(index, "prepositions") and phrasing.is_in(index + 1, "days")
        if clause or norm == "as" or dated or (norm == "of" and gerund):
            return start, index
    return span


def name_after(phrasing: Phrasing, start: int, *, stop_at_comma: bool = True) -> Span | None:
    """The noun phrase that begins at `start`, up to a mark, a verb or a word that opens a clause."""
    index = start
    while index < len(phrasing.tokens):
        norm = phrasing.norms[index]
        if phrasing.is_break(index) or (norm in {",", ".", "?", "!"} and (norm != "," or stop_at_comma)):
            break
        if index > start and (
            (phrasing.is_in(index, "subordinators") and norm != "that")
            or (norm in {"but", "who"} and stop_at_comma and norm == "but")
            or (
                phrasing.is_finite(index)
                and not within_relative(phrasing, index, start)
                and not counted(phrasing, index)
            )
            or (norm == "in" and phrasing.norms[index + 1 : index + 2] in {("a",), ("an",)})
        ):
            break
        index += 1
    span = (start, index)
    return span if any(phrasing.is_noun(each) for each in range(*span)) else None


def counted(phrasing: Phrasing, index: int) -> bool:
    """Whether a form in -ed stands between a number and a noun: "400 registered voters"."""
    return (
        phrasing.tokens[index - 1].kind == "number"
        and phrasing.norms[index].endswith("ed")
        and phrasing.is_noun(index + 1)
        and not phrasing.is_in(index + 1, "object_pronouns")
    )


def head_subject(phrasing: Phrasing, before: int) -> Span | None:
    """The subject of the clause that a participle ("..., calling it") leans on: before its first finite verb."""
    start = 0
    for index in range(before - 1, -1, -1):
        if phrasing.norms[index] == ";":
            start = index + 1
            break
    verb = phrasing.first_finite(start, before)
    if verb is None:
        return None
    while verb > start and phrasing.is_adverb(verb - 1):
        verb -= 1
    return subject_before(phrasing, verb, start)


def issuer_of(phrasing: Phrasing, document: Span, floor: int) -> Span | None:
    """Who issued a statement: X in "X issued a statement saying", so that not the paper is the speaker."""
    verb = document[0] - 1
    if not phrasing.is_document(document) or verb <= floor or not phrasing.is_finite(verb):
        return None
    while verb > floor and (phrasing.is_auxiliary(verb - 1) or phrasing.is_adverb(verb - 1)):
        verb -= 1
    subject = subject_before(phrasing, verb, floor)
    return subject if subject and phrasing.can_speak(subject) else None


def noun_phrase_before(phrasing: Phrasing, end: int, floor: int) -> Span | None:
    """The nearest plain noun phrase before an index ("the narratives of | some western leaders | portraying")."""
    start = end
    while start > floor and (phrasing.is_noun(start - 1) or phrasing.is_in(start - 1, "determiners")):
        if phrasing.is_finite(start - 1):
            break
        start -= 1
        if phrasing.is_in(start, "determiners"):
            break
    return (start, end) if start < end else None
