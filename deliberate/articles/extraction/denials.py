"""What someone denies, or is accused of, worded as a statement: a denial and an assertion of one thing read alike."""

from deliberate.articles.extraction.drafts import Draft
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.lexicon import Lexicon
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.wording import raw, sentence, short_name

SUBJECT_FORMS = {"him": "he", "her": "she", "them": "they", "us": "we", "me": "I"}
FIRM = {"deny", "refute", "rebut", "disavow"}
"""Verbs that deny whatever follows; others ("reject", "dismiss") may only turn something down."""


def denies_firmly(phrasing: Phrasing, finding: Finding) -> bool:
    """Whether a denial is one even where its object is no statement: "denied the charges"."""
    forms = phrasing.lexicon.verbs.get(phrasing.norms[finding.anchor], ())
    return any(form.lemma in FIRM for form in forms)


def statement_denied(draft: Draft, finding: Finding, text: str) -> str:
    """The statement behind "denied launching the attack" or "denied any involvement"; empty if it has no such shape."""
    phrasing = draft.phrasing
    if finding.frame not in {"object", "to"} or not finding.content or not draft.speaker:
        return ""
    start, end = finding.content[0]
    speaker = short_name(draft.speaker)
    predicate = gerund(phrasing, (start, end), text) or possession(phrasing, (start, end), text)
    if predicate:
        return sentence(f"{speaker} {predicate}")
    return existence(phrasing, (start, end), text, speaker)


def without_any(words: str) -> str:
    """ "Any call was made", which is said only to deny it, as what it denies: "A call was made"."""
    noun, _, rest = words.removeprefix("Any ").partition(" ")
    if noun.endswith("s") and not noun.endswith("ss"):
        return sentence(f"{noun} {rest}")
    return f"{'An' if noun[:1].lower() in set('aeiou') else 'A'} {noun} {rest}"


def charged(phrasing: Phrasing, finding: Finding) -> tuple[Span, Span] | None:
    """Who is accused, and of which deed, in "accused X of hiding it" and "X was accused of hiding it"."""
    forms = phrasing.lexicon.verbs.get(phrasing.norms[finding.anchor], ())
    if not any(form.lemma == "accuse" for form in forms) or not finding.content:
        return None
    first, last = finding.content[0], finding.content[-1]
    for index in range(last[0], last[1] - 1):
        if phrasing.norms[index] == "of" and gerund_at(phrasing, index + 1):
            accused = (first[0], index) if len(finding.content) == 1 else first
            return (accused, (index + 1, last[1])) if accused[0] < accused[1] else None
    return None


def as_subject(words: str) -> str:
    """A phrase that was an object as a subject: "them" as "they"."""
    return SUBJECT_FORMS.get(words.lower(), words)


def gerund_at(phrasing: Phrasing, index: int) -> bool:
    """Whether a verb in -ing stands at an index."""
    return phrasing.norms[index].endswith("ing") and len(phrasing.norms[index]) > 4


def gerund(phrasing: Phrasing, span: Span, text: str) -> str:
    """For "launching the attack" the past: "launched the attack"; for "having known" or "being paid" the auxiliary."""
    start, end = span
    word = phrasing.norms[start]
    if not gerund_at(phrasing, start) or phrasing.is_in(start, "ing_nouns"):
        return ""
    verb = past_of(word, phrasing.lexicon)
    if word == "having" and start + 1 < end and ends_as_participle(phrasing, start + 1):
        verb = "had"
    rest = raw(phrasing, ((start + 1, end),), text) if start + 1 < end else ""
    return f"{verb} {rest}".strip()


def past_of(word: str, lexicon: Lexicon) -> str:
    """The past of a verb given in -ing."""
    if word in lexicon.pasts_of:
        return lexicon.pasts_of[word]
    stem = word.removesuffix("ing")
    if stem.endswith("y") and stem[-2:-1] not in set("aeiou"):
        return stem[:-1] + "ied"
    return stem + ("d" if stem.endswith("e") else "ed")


def ends_as_participle(phrasing: Phrasing, index: int) -> bool:
    """Whether a word can be a participle, as far as its form shows."""
    return phrasing.norms[index].endswith(("ed", "en")) or phrasing.is_in(index, "pasts", "be")


def noun_denied(phrasing: Phrasing, span: Span) -> tuple[int, str]:
    """Where a denied noun phrase begins, past "any", and the first of its nouns that the lexicon knows."""
    start, end = span
    if phrasing.norms[start] in {"any", "all", "some"}:
        start += 1
    for index in range(start, min(end, start + 4)):
        if phrasing.norms[index] in phrasing.lexicon.denied_had | phrasing.lexicon.denied_done:
            return start, phrasing.norms[index]
        if phrasing.is_in(index, "prepositions"):
            break
    return start, ""


def possession(phrasing: Phrasing, span: Span, text: str) -> str:
    """For "any involvement in it": "had involvement in it"."""
    start, noun = noun_denied(phrasing, span)
    return f"had {raw(phrasing, ((start, span[1]),), text)}" if noun in phrasing.lexicon.denied_had else ""


def existence(phrasing: Phrasing, span: Span, text: str, speaker: str) -> str:
    """For "any wrongdoing": "There was wrongdoing by X"."""
    start, noun = noun_denied(phrasing, span)
    if noun not in phrasing.lexicon.denied_done:
        return ""
    if speaker.partition(" ")[0].lower() in phrasing.lexicon.grammar["determiners"]:
        speaker = speaker[:1].lower() + speaker[1:]
    return sentence(f"There was {raw(phrasing, ((start, span[1]),), text)} by {speaker}")
