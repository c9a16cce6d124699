"""Drafts of clauses that tell of a saying: passives ("was reported lost"), charges, and what is no statement itself."""

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.complements import WH
from deliberate.articles.extraction.denials import as_subject, charged, gerund
from deliberate.articles.extraction.drafts import Draft, finished, merged
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.reasons import STANDS_FOR
from deliberate.articles.extraction.wording import definite, raw, sentence, short_name


def reporting_draft(phrasing: Phrasing, finding: Finding, chain: tuple[Finding, ...], text: str) -> Draft:
    """The whole clause, where what follows the verb is no statement ("criticised the plan"); the deed, where somebody
    is accused of it."""
    spans = (*finding.source, finding.cue, *finding.content)
    if charge := charged(phrasing, finding):
        accused, deed = charge
        words = sentence(f"{as_subject(short_name(raw(phrasing, (accused,), text)))} {gerund(phrasing, deed, text)}")
        return finished(phrasing, (accused, deed), chain, words)
    draft = finished(phrasing, merged(spans), chain, sentence(raw(phrasing, merged(spans), text)))
    draft.whole = True
    return draft


def asks_how(phrasing: Phrasing, finding: Finding) -> bool:
    """Whether the content is no statement but names one: "explained why it closed"."""
    return finding.frame == "clause" and phrasing.norms[finding.content[0][0]] in WH - {"whether", "if"}


def passive_draft(phrasing: Phrasing, finding: Finding, chain: tuple[Finding, ...], text: str) -> Draft:
    """ "X were all reported lost" as "X were all lost"; a relative "which" is replaced by what it stands for."""
    if charge := charged(phrasing, finding):
        words = f"{short_name(raw(phrasing, (charge[0],), text))} {gerund(phrasing, charge[1], text)}"
        return finished(phrasing, charge, chain, sentence(words))
    subject, rest = finding.content[0], finding.content[1:]
    opening = phrasing.norms[(rest or (subject,))[0][0]]
    if opening == "that":
        start, end = (rest or (subject,))[0]
        return finished(phrasing, finding.content, chain, sentence(raw(phrasing, ((start + 1, end),), text)))
    if not rest and finding.source and not phrasing.has_clause(*subject):
        clause = ((subject[0], finding.source[-1][1]),)
        draft = finished(phrasing, clause, chain, sentence(raw(phrasing, clause, text)))
        draft.whole = True
        return draft
    if not rest:
        return finished(phrasing, finding.content, chain, sentence(raw(phrasing, (subject,), text)))
    antecedent = antecedent_of(phrasing, subject, chain)
    named = definite(raw(phrasing, (antecedent,), text)) if antecedent else closed_relative(phrasing, subject, text)
    first = antecedent or subject
    if opening == "to" and phrasing.norms[rest[0][0] + 1 : rest[0][0] + 2] != ("be",):
        spans = merged((first, finding.cue, *rest))
        draft = finished(phrasing, spans, chain, sentence(raw(phrasing, spans, text)))
    else:
        words = f"{named} {predicate(phrasing, finding, rest[0], text)}"
        draft = finished(phrasing, merged((first, *rest)), chain, sentence(words))
    if antecedent:
        draft.explanation.append(
            STANDS_FOR % {"quoted": phrasing.words(subject), "name": raw(phrasing, (antecedent,), text)}
        )
    return draft


def predicate(phrasing: Phrasing, finding: Finding, rest: Span, text: str) -> str:
    """What is said of the subject of a passive: "were all" and "lost", the reporting participle left out."""
    auxiliaries = [
        (index, index + 1)
        for index in range(*finding.cue)
        if index != finding.anchor and phrasing.norms[index] != "not"
    ]
    skipped = {"to": 2, "as": 1}.get(phrasing.norms[rest[0]], 0)
    spans = [*auxiliaries, (rest[0] + skipped, rest[1])]
    return " ".join(raw(phrasing, (span,), text) for span in spans if span[0] < span[1])


def antecedent_of(phrasing: Phrasing, subject: Span, chain: tuple[Finding, ...]) -> Span | None:
    """What "which" stands for: the noun before it, or before the speaker's name where that stands in between."""
    relative = subject[0]
    if phrasing.norms[relative] not in {"which", "who"} or subject[1] - relative > 1:
        return None
    end = relative - 1
    for finding in chain[:-1]:
        if finding.frame == "phrase" and any(span[1] in {relative - 1, relative} for span in finding.source):
            end = finding.cue[0]
    return sources.noun_phrase_before(phrasing, end, 0)


def closed_relative(phrasing: Phrasing, subject: Span, text: str) -> str:
    """A subject's words, with the comma that closes a relative clause at its end: "the party, which holds it,"."""
    opened = any(phrasing.norms[index] == "," and phrasing.is_in(index + 1, "relatives") for index in range(*subject))
    return raw(phrasing, (subject,), text) + ("," if opened else "")


SINGULAR = {"is", "was", "has", "does"}
PLURAL = {"are", "were", "have", "do"}


def relative_draft(phrasing: Phrasing, span: Span, text: str) -> Draft | None:
    """The article's own statement in "..., who also spoke", left over after what somebody says, its name put in."""
    start, end = span
    if phrasing.norms[start : start + 1] not in {("who",), ("which",)} or start < 2 or end - start < 4:
        return None
    named = sources.noun_phrase_before(phrasing, start - 1, 0)
    verb = start + 1
    if named is None or not (phrasing.is_finite(verb) or phrasing.is_auxiliary(verb)):
        return None
    plural = phrasing.is_plural(named[1] - 1)
    if phrasing.norms[verb] in (SINGULAR if plural else PLURAL):
        return None  # "his views, which is a departure": it stands for the whole
    subject = raw(phrasing, (named,), text)
    draft = finished(phrasing, (span,), (), sentence(f"{subject} {raw(phrasing, ((verb, end),), text)}"))
    draft.explanation.append(STANDS_FOR % {"quoted": phrasing.norms[start], "name": subject})
    return draft
