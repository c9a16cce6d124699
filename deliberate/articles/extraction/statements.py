"""The statements of one sentence: the article's own and those that its speakers make, each with its words."""

from collections.abc import Sequence

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.clauses import Clause, clauses
from deliberate.articles.extraction.details import Detail, detail_of
from deliberate.articles.extraction.drafts import Draft
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.modality import hedges_in
from deliberate.articles.extraction.phrasing import Phrasing, Span, trimmed
from deliberate.articles.extraction.wording import equation, raw, sentence, without_opening_words

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
        if finding.frame == "passive":
            drafts.append(passive_draft(phrasing, finding, chain, text))
        elif finding.frame not in STATING:
            drafts.append(reporting_draft(phrasing, finding, chain, text))
        else:
            drafts += said_drafts(phrasing, finding, chain, inner, text)
    kept = [draft for draft in drafts if draft.text]
    return sorted(kept, key=lambda draft: draft.spans[0])


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
    reason = f"“{connective}” joins the two."
    if relation == "supports_left":
        draft.links.append((other, "supports", reason))
    elif relation == "supports_right":
        other.links.append((draft, "supports", reason))
    elif relation == "attacks":
        draft.links.append((other, "attacks", reason))


def clause_drafts(phrasing: Phrasing, clause: Clause, chain: tuple[Finding, ...], text: str) -> list[Draft]:
    """The statement of one clause, and with it that of a detail that carries its own hedge."""
    span, left_out = without_opening_words(phrasing, without_loose_end(phrasing, trimmed(phrasing, clause.span)))
    if not states_something(phrasing, span, bool(chain)):
        return []
    detail = detail_of(phrasing, span)
    spans = detail.rest if detail else (span,)
    words = agreeing(phrasing, detail, text) if detail and detail.joined == "is" else raw(phrasing, spans, text)
    draft = finished(phrasing, spans, chain, sentence(words))
    if left_out:
        draft.explanation.append(f"“{left_out}” is how it is put forward, not part of the statement.")
    return [draft, detail_draft(phrasing, detail, draft, chain, text)] if detail else [draft]


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
        first, _, rest = subject.partition(" ")
        known = f"the {rest}" if first.lower() in {"a", "an"} else subject
        words = f"{known} {'are' if phrasing.is_plural(detail.subject[1] - 1) else 'is'} {part}"
    else:
        words = f"{subject} {part} {raw(phrasing, ((detail.part[1], detail.stop),), text)}"
    draft = finished(phrasing, merged((detail.subject, detail.part)), chain, sentence(words))
    draft.explanation.append(detail.reason)
    draft.links.append((whole, "detail_of", detail.reason))
    return draft


def states_something(phrasing: Phrasing, span: Span, said: bool) -> bool:
    """Whether the words can be argued about: a clause, or anything of some length that someone says."""
    start, end = span
    if end - start < (2 if said else 3) or phrasing.norms[end - 1 : end] == ("?",):
        return False
    if not any(phrasing.is_noun(index) for index in range(start, end)):
        return False
    if said or whole_sentence(phrasing, span):
        return True
    verb = phrasing.first_finite(start, end)
    if verb is None or (verb >= end - 1 and not phrasing.is_noun(verb)):
        return False
    fragment = phrasing.norms[end - 1] in {"when", "that", "where", "while", "which", "who", "of", "to", "the"}
    return not fragment


def whole_sentence(phrasing: Phrasing, span: Span) -> bool:
    """Whether the words are all of a closed sentence: then it states something, known verbs or not."""
    begins = all(not phrasing.is_word(index) or index < SLACK for index in range(span[0]))
    return begins and phrasing.norms[-1] in {".", "!"} and span[1] >= len(phrasing.tokens) - 1


def finished(phrasing: Phrasing, spans: tuple[Span, ...], chain: tuple[Finding, ...], words: str) -> Draft:
    """A draft with the hedges that stand among its words."""
    kept = tuple(span for span in spans if span[0] < span[1])
    return Draft(phrasing, kept, chain, words, tuple(hedges_in(phrasing, kept)))


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


def reporting_draft(phrasing: Phrasing, finding: Finding, chain: tuple[Finding, ...], text: str) -> Draft:
    """The whole clause, where what follows the verb is no statement ("criticised the plan")."""
    spans = (*finding.source, finding.cue, *finding.content)
    return finished(phrasing, merged(spans), chain, sentence(raw(phrasing, merged(spans), text)))


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch joined."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def passive_draft(phrasing: Phrasing, finding: Finding, chain: tuple[Finding, ...], text: str) -> Draft:
    """ "X were all reported lost" as "X were all lost"; a relative "which" is replaced by what it stands for."""
    subject, rest = finding.content[0], finding.content[1:]
    auxiliaries = tuple(
        (index, index + 1)
        for index in range(*finding.cue)
        if index != finding.anchor and phrasing.norms[index] not in {"not"}
    )
    notes = []
    if phrasing.norms[subject[0]] in {"which", "who"} and subject[1] - subject[0] == 1:
        antecedent = antecedent_of(phrasing, subject[0], chain)
        if antecedent:
            notes.append(f"“{phrasing.words(subject)}” stands for “{raw(phrasing, (antecedent,), text)}”.")
            subject = antecedent
    if (rest and phrasing.norms[rest[0][0]] == "that") or not rest:
        spans: tuple[Span, ...] = finding.content
        words = raw(phrasing, ((rest[0][0] + 1, rest[0][1]),) if rest else (subject,), text)
        whole = sentence(words)
    elif phrasing.norms[rest[0][0]] == "to" and phrasing.norms[rest[0][0] + 1 : rest[0][0] + 2] != ("be",):
        spans = (subject, finding.cue, *rest)
        whole = sentence(raw(phrasing, merged(spans), text))
    else:
        skipped = {"to": 2, "as": 1}.get(phrasing.norms[rest[0][0]], 0)
        said = ((rest[0][0] + skipped, rest[0][1]),)
        spans = (subject, *rest)
        whole = sentence(" ".join(raw(phrasing, (span,), text) for span in (subject, *auxiliaries, *said)))
    draft = finished(phrasing, merged(spans), chain, whole)
    draft.explanation += notes
    return draft


def antecedent_of(phrasing: Phrasing, relative: int, chain: tuple[Finding, ...]) -> Span | None:
    """What "which" stands for: the noun before it, or before the speaker's name where that stands in between."""
    end = relative - 1
    for finding in chain[:-1]:
        if finding.frame == "phrase" and any(span[1] in {relative - 1, relative} for span in finding.source):
            end = finding.cue[0]
    return sources.noun_phrase_before(phrasing, end, 0)
