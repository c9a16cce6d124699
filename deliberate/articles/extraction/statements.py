"""The statements of one sentence: the article's own and those that its speakers make, each with its words."""

from collections.abc import Sequence

from deliberate.articles.extraction.clauses import Clause, clauses
from deliberate.articles.extraction.details import Detail, detail_of
from deliberate.articles.extraction.drafts import Draft, finished
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.phrasing import Phrasing, Span, trimmed
from deliberate.articles.extraction.reasons import JOINS, NO_PART
from deliberate.articles.extraction.reports import asks_how, passive_draft, relative_draft, reporting_draft
from deliberate.articles.extraction.verdicts import verdict_drafts
from deliberate.articles.extraction.wording import definite, equation, raw, sentence, without_opening_words

SILENT = {"that", "and", ","}
"""Opening words whose absence needs no explanation."""

SLACK = 7
"""So many words may have been taken from a sentence's start (its connective, the author's emphasis)."""

STATING = {"clause", "quote", "left", "phrase", "passive", "as", "noun"}
"""The frames whose content is a statement of its own; with others the whole clause is the statement."""


def drafts_of(phrasing: Phrasing, findings: Sequence[Finding], text: str) -> list[Draft]:
    """The statements of a sentence in the order of their words."""
    parents = enclosing(findings)
    drafts: list[Draft] = []
    whole = (0, len(phrasing.tokens))
    outer = [extent(finding) for finding in findings if parents[finding] is None and not aside(finding)]
    for span in without(whole, outer):
        drafts += own_drafts(phrasing, span, (), text)
    for finding in findings:
        chain = chain_of(finding, parents)
        inner = [extent(other) for other in findings if parents[other] is finding and not aside(other)]
        if finding.frame == "passive" and inner and phrasing.norms[finding.content[-1][0]] == "as":
            continue  # "was quoted as saying that ...": what is said has its own finding
        if finding.frame == "passive":
            drafts.append(passive_draft(phrasing, finding, chain, text))
        elif finding.frame not in STATING or asks_how(phrasing, finding):
            drafts.append(reporting_draft(phrasing, finding, chain, text))
        else:
            said = said_drafts(phrasing, finding, chain, inner, text)
            drafts += [*said, *verdict_drafts(phrasing, finding, chain[:-1], said, text)]
    kept = [draft for draft in drafts if draft.text and not repeated(draft, drafts)]
    return sorted(kept, key=lambda draft: draft.spans[0])


def repeated(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether all that a draft tells somebody to have said is a draft of its own, said by them."""
    return draft.whole and any(
        draft.finding in other.findings and draft.text.casefold().endswith(other.text.casefold())
        for other in drafts
        if other is not draft
    )


def enclosing(findings: Sequence[Finding]) -> dict[Finding, Finding | None]:
    """For each finding the innermost other one in whose content its cue stands."""
    parents: dict[Finding, Finding | None] = {}
    for finding in findings:
        around = [
            (span[1] - span[0], order)
            for order, other in enumerate(findings)
            if other is not finding
            for span in other.content
            if span[0] <= finding.anchor < span[1]
        ]
        parents[finding] = findings[min(around)[1]] if around else None
    for finding in findings:  # two cues never enclose each other
        parent = parents[finding]
        if parent is not None and parents[parent] is finding:
            parents[parent] = None
    return parents


def chain_of(finding: Finding, parents: dict[Finding, Finding | None]) -> tuple[Finding, ...]:
    """The finding with those that enclose it, outermost first."""
    chain = [finding]
    while (parent := parents[chain[0]]) is not None and parent not in chain:
        chain.insert(0, parent)
    return tuple(chain)


def extent(finding: Finding) -> list[Span]:
    """The words that a finding takes up: its own speaker, cue and content."""
    spans = [finding.cue, *finding.content]
    return sorted(spans if finding.shared else spans + list(finding.source))


def aside(finding: Finding) -> bool:
    """Whether a finding stays in the statement around it: a relative clause that tells what someone did and no more."""
    return finding.relative and finding.frame not in STATING


def without(span: Span, taken: Sequence[list[Span]]) -> list[Span]:
    """What is left of a span when others are taken out of it."""
    left = [span]
    for start, end in (each for group in taken for each in group):
        left = [
            piece
            for begin, finish in left
            for piece in ((begin, min(finish, start)), (max(begin, end), finish))
            if piece[0] < piece[1]
        ]
    return left


def own_drafts(phrasing: Phrasing, span: Span, chain: tuple[Finding, ...], text: str) -> list[Draft]:
    """The statements of a stretch of words, cut at its connectives; what states nothing is left out."""
    made: list[Draft] = []
    pending: tuple[Draft, str] | None = None
    for clause in clauses(phrasing, span):
        drafts = clause_drafts(phrasing, clause, chain, text)
        if not drafts:
            continue
        main = drafts[0]
        if pending:
            link(*pending, main, phrasing)
            pending = None
        if clause.forward:
            pending = (main, clause.connective)
        elif clause.connective and made:
            link(main, clause.connective, made[-1], phrasing)
        made += drafts
    return made


def link(draft: Draft, connective: str, other: Draft, phrasing: Phrasing) -> None:
    """Hint at the relation that a connective before `draft` makes with the statement it is joined to."""
    relation = phrasing.lexicon.connectives.get(connective)
    reason = JOINS % {"quoted": connective}
    if relation == "supports_left":
        draft.links.append((other, "supports", reason))
    elif relation == "supports_right":
        other.links.append((draft, "supports", reason))
    elif relation == "attacks":
        draft.links.append((other, "attacks", reason))


def clause_drafts(phrasing: Phrasing, clause: Clause, chain: tuple[Finding, ...], text: str) -> list[Draft]:
    """The statement of one clause, and with it that of a detail that carries its own hedge."""
    span, left_out = without_opening_words(phrasing, without_loose_end(phrasing, trimmed(phrasing, clause.span)))
    if not chain and (aside_draft := relative_draft(phrasing, span, text)):
        return [aside_draft]
    asked = bool(chain) and phrasing.norms[span[0] : span[0] + 1] in {("whether",), ("if",)} and begins(chain[-1], span)
    span = (span[0] + asked, span[1])
    if not states_something(phrasing, span, bool(chain)):
        return []
    detail = detail_of(phrasing, span)
    spans = detail.rest if detail else (span,)
    words = agreeing(phrasing, detail, text) if detail and detail.joined == "is" else raw(phrasing, spans, text)
    draft = finished(phrasing, spans, chain, sentence(words))
    draft.left_open = asked
    if left_out and left_out not in SILENT:
        draft.explanation.append(NO_PART % {"quoted": left_out})
    return [draft, detail_draft(phrasing, detail, draft, chain, text)] if detail else [draft]


def begins(finding: Finding, span: Span) -> bool:
    """Whether a span stands at the start of what is said."""
    return finding.frame == "clause" and finding.content[0][0] == span[0]


def agreeing(phrasing: Phrasing, detail: Detail, text: str) -> str:
    """The clause without its apposition, the verb put in the number of what is left."""
    subject, predicate = detail.rest
    words = raw(phrasing, (predicate,), text)
    verb, _, rest = words.partition(" ")
    if not phrasing.is_plural(subject[1] - 1):
        verb = {"are": "is", "were": "was", "have": "has"}.get(verb, verb)
    return f"{raw(phrasing, (subject,), text)} {verb} {rest}"


def without_loose_end(phrasing: Phrasing, span: Span) -> Span:
    """The span without a joining word at its end, left over where a speaker's part was taken out."""
    start, end = span
    while end > start and phrasing.norms[end - 1] in {"and", "but", "or", "nor"}:
        start, end = trimmed(phrasing, (start, end - 1))
    return start, end


def detail_draft(phrasing: Phrasing, detail: Detail, whole: Draft, chain: tuple[Finding, ...], text: str) -> Draft:
    """The statement that a hedged detail makes."""
    subject, part = raw(phrasing, (detail.subject,), text), raw(phrasing, (detail.part,), text)
    if detail.joined == "is":
        words = f"{definite(subject)} {'are' if phrasing.is_plural(detail.subject[1] - 1) else 'is'} {part}"
    else:
        words = f"{subject} {raw(phrasing, (detail.deed,), text)} {part}"
    draft = finished(phrasing, (detail.part,), chain, sentence(words))
    draft.explanation.append(detail.reason)
    draft.links.append((whole, "detail_of", detail.reason))
    return draft


def states_something(phrasing: Phrasing, span: Span, said: bool) -> bool:
    """Whether the words can be argued about: a clause, or anything of some length that someone says."""
    start, end = span
    if end - start < (2 if said else 3) or asks(phrasing, span):
        return False
    if not any(phrasing.is_noun(index) for index in range(start, end)):
        return False
    if not said and phrasing.is_in(start, "relatives"):
        return False
    if not said and phrasing.is_in(start, "be", "auxiliaries") and phrasing.norms[start] not in {"do", "don't"}:
        return False  # "was wrong": what is left of a clause whose subject was taken out
    if said or whole_sentence(phrasing, span):
        return True
    verb = phrasing.first_finite(start, end)
    if verb is None or (verb >= end - 1 and not phrasing.is_noun(verb)):
        return False
    fragment = phrasing.norms[end - 1] in {"when", "that", "where", "while", "which", "who", "of", "to", "the"}
    return not fragment


def asks(phrasing: Phrasing, span: Span) -> bool:
    """Whether a span is a question, quoted or not."""
    start, end = span
    while end > start and phrasing.tokens[end - 1].kind in {"double", "single"}:
        end -= 1
    return phrasing.norms[end - 1 : end] == ("?",)


def whole_sentence(phrasing: Phrasing, span: Span) -> bool:
    """Whether the words are all of a closed sentence: then it states something, known verbs or not."""
    begins = all(not phrasing.is_word(index) or index < SLACK for index in range(span[0]))
    return begins and phrasing.norms[-1] in {".", "!"} and span[1] >= len(phrasing.tokens) - 1


def said_drafts(
    phrasing: Phrasing, finding: Finding, chain: tuple[Finding, ...], inner: Sequence[list[Span]], text: str
) -> list[Draft]:
    """What a speaker states, without what speakers inside it state."""
    if finding.frame == "as" or (finding.frame == "noun" and is_equation(phrasing, finding)):
        words = equation(phrasing, finding.content[0], text)
        return [finished(phrasing, finding.content, chain, words or sentence(raw(phrasing, finding.content, text)))]
    drafts = []
    pieces = [piece for span in finding.content for piece in without(span, inner)]
    if not inner and len(pieces) > 1 and not phrasing.has_clause(*pieces[0]):
        return [finished(phrasing, tuple(pieces), chain, sentence(raw(phrasing, tuple(pieces), text)))]
    for piece in pieces:
        if inner and not phrasing.has_clause(*piece):
            continue
        drafts += own_drafts(phrasing, piece, chain, text)
    return drafts


def is_equation(phrasing: Phrasing, finding: Finding) -> bool:
    """Whether a noun's content is "X as Y" and no clause."""
    start, end = finding.content[0]
    return "as" in phrasing.norms[start + 1 : end - 1] and not phrasing.has_clause(start, end)
