"""What words that point back stand for: pronouns that speak, and "such claims"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.denials import denies_firmly, statement_denied, without_any
from deliberate.articles.extraction.drafts import Draft
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.modality import hedges_in
from deliberate.articles.extraction.naming import enquiry_in, full_names, head_of, is_share, main_subject, named_part
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.reasons import (
    DENIAL_WORDED,
    DENIES,
    POINTS_BACK,
    SAYS_THIS,
    TAKEN_TO_BE,
    TAKEN_TO_BE_THE_CLAIM,
)
from deliberate.articles.extraction.wording import as_split, equation, lowered, naming_split, raw, sentence

SINGULAR = {"he", "she"}
OWNERS = {"his": "he", "her": "she", "their": "they"}
OWNED = re.compile(r"(?<=s)[’']\Z|[’']s\Z")
"""What makes an owner of a name: "Vale’s claim" is Vale's who makes it."""

RELATIVE = {"who", "which", "that"}
BACK_PRONOUNS = {"it", "this", "that", "them", "these", "which", "so", "something"}
BACK_WORDS = {"such", "the", "those", "these", "this", "that", "any", "all", "his", "her", "their", "its"}
NEAR = 2
MEMORY = 40
"""So many speakers are remembered; a pronoun does not reach further back."""


@dataclass
class Mention:
    """A speaker named in the text."""

    name: str
    plural: bool
    gender: str
    body: bool


@dataclass
class Speakers:
    """The speakers named so far, the latest last."""

    mentions: list[Mention] = field(default_factory=list)
    enquiry: str = ""

    def name_of(self, phrasing: Phrasing, finding: Finding, text: str) -> str:
        """The name behind a finding's speaker; a new name is remembered."""
        if not finding.source:
            return ""
        span = finding.source[0]
        words = OWNED.sub("", raw(phrasing, (named_part(phrasing, span),), text).strip(" ,"))
        norm = phrasing.words(span)
        if norm in RELATIVE:
            return antecedent_name(phrasing, span, text) or words
        pronoun = OWNERS.get(norm, norm)
        if pronoun in SINGULAR or pronoun == "they":
            return self.find(pronoun) or words
        if span[1] - span[0] == 1 and norm in phrasing.lexicon.sources["pronouns"]:
            return words
        self.remember(phrasing, span, words)
        return f"{words} in the {self.enquiry}" if self.enquiry and is_share(phrasing, span) else words

    def meet(self, phrasing: Phrasing, text: str) -> None:
        """Remember whom a sentence is about: a pronoun in the next may mean them."""
        self.enquiry = enquiry_in(phrasing, text) or self.enquiry
        for span in full_names(phrasing):
            self.remember(phrasing, span, raw(phrasing, (span,), text))
        subject = main_subject(phrasing)
        if subject:
            self.remember(phrasing, subject, raw(phrasing, (named_part(phrasing, subject),), text))

    def remember(self, phrasing: Phrasing, span: Span, name: str) -> None:
        """Keep a mention, the latest last."""
        head = head_of(phrasing, span)
        bodies, people = phrasing.lexicon.sources["bodies"], phrasing.lexicon.sources["people"]
        thing = phrasing.norms[span[0]] == "the" and not people & set(phrasing.norms[slice(*span)])
        body = phrasing.norms[head] in bodies or thing
        several = phrasing.is_plural(head) or "and" in phrasing.norms[slice(*span)]
        gender = gender_of(phrasing, span) or self.gender_known(name)
        self.mentions.append(Mention(name, several, gender, body))
        del self.mentions[:-MEMORY]

    def gender_known(self, name: str) -> str:
        """The gender of an earlier mention with the same last word: "Weil" is "Jonas Weil"."""
        last = name.rpartition(" ")[2]
        return next((each.gender for each in reversed(self.mentions) if each.name.rpartition(" ")[2] == last), "")

    def find(self, pronoun: str) -> str:
        """The nearest mention that a pronoun can stand for, or nothing.

        One whose gender the text tells comes before one nearly as near whose gender it does not.
        """
        fitting = [each for each in reversed(self.mentions) if fits(each, pronoun)]
        near = fitting[:NEAR]
        known = next((each for each in near if each.gender == pronoun), None)
        return (known or fitting[0]).name if fitting else ""


def fits(mention: Mention, pronoun: str) -> bool:
    """Whether a pronoun can stand for a mention."""
    if pronoun == "they":
        return mention.plural
    return not (mention.plural or mention.body) and mention.gender in {"", pronoun}


def gender_of(phrasing: Phrasing, span: Span) -> str:
    """ "he" or "she" where a title or noun of the name tells, or a first name, else nothing."""
    for index in range(*span):
        for pronoun, words in phrasing.lexicon.gender.items():
            if phrasing.norms[index] in words:
                return pronoun
    for index in range(*span):
        for pronoun, names in phrasing.lexicon.given_names.items():
            if phrasing.norms[index] in names and phrasing.is_name(index):
                return pronoun
    return ""


def antecedent_name(phrasing: Phrasing, relative: Span, text: str) -> str:
    """The name just before "who"."""
    end = relative[0]
    if end > 0 and phrasing.norms[end - 1] == ",":
        end -= 1
    start = end
    while start > 0 and phrasing.is_noun(start - 1) and not phrasing.is_finite(start - 1):
        start -= 1
    return raw(phrasing, ((start, end),), text) if start < end else ""


def named_in_full(draft: Draft) -> str:
    """The wording with the speaker's name where it opens with "who"."""
    word, _, rest = draft.text.partition(" ")
    relative = draft.finding is not None and draft.finding.relative and word.lower() in RELATIVE
    return sentence(f"{draft.speaker} {rest}") if relative and draft.speaker.lower() not in RELATIVE else draft.text


def points_back(phrasing: Phrasing, spans: Sequence[Span]) -> bool:
    """Whether a content only names a statement made before: "such claims", "the allegation", "it"."""
    if len(spans) != 1:
        return False
    words = phrasing.norms[spans[0][0] : spans[0][1]]
    if len(words) == 1:
        return words[0] in BACK_PRONOUNS or words[0] in phrasing.lexicon.back_nouns
    return 1 < len(words) <= 4 and words[0] in BACK_WORDS and words[-1] in phrasing.lexicon.back_nouns


def resolve(drafts: Sequence[Draft], before: Sequence[Draft], text: str) -> None:
    """Give the denials of one sentence the statement they deny, and "it" in "calling it a lie" its meaning.

    `before` are the drafts of the sentences just before, in order.
    """
    claim: Draft | None = None
    for draft in drafts:
        finding = draft.finding
        if finding is None:
            continue
        back = points_back(draft.phrasing, before_as(draft.phrasing, finding.content))
        if finding.cue_class == "denies" and draft.text.startswith("Any "):
            draft.text = without_any(draft.text)
        if finding.cue_class == "denies":
            draft.denied = finding.frame not in {"object", "to", "as"} or denies_firmly(draft.phrasing, finding)
            targets = claims_before(pointed_at(drafts, before, draft, finding), draft) if back else []
            if targets:
                claim = targets[0]
                deny(draft, finding, targets)
            else:
                word_denial(draft, finding, text)
        elif finding.frame == "as" and opens_with_pronoun(draft) and claim is not None:
            spell_out(draft, finding, claim, text)
        elif finding.frame == "as" and names_claim(draft.phrasing, finding.content[0]):
            for target in claims_before(before, draft)[:1]:
                spell_out(draft, finding, target, text)
        elif finding.frame == "as" and draft.phrasing.norms[finding.content[0][0]] in {"it", "them"}:
            name_object(draft, finding, drafts, text)


def claims_before(before: Sequence[Draft], draft: Draft) -> list[Draft]:
    """The statements that a denial points at: those someone else made in the nearest sentence that has any, else the
    article's own in the sentence before."""
    for sentence_drafts in reversed(by_sentence(before)):
        said = [
            each
            for each in sentence_drafts
            if each.finding and each.speaker != draft.speaker and not (each.denied or each.whole)
        ]
        if said:
            return said[-1:] if names_one(draft) else said
    return [each for each in by_sentence(before)[-1] if not each.whole] if before else []


def before_as(phrasing: Phrasing, spans: Sequence[Span]) -> Sequence[Span]:
    """A content without its judgement: "the accusation" in "rejected the accusation as absurd"."""
    if len(spans) != 1 or "as" not in phrasing.norms[slice(*spans[0])]:
        return spans
    start, end = spans[0]
    return [(start, phrasing.norms.index("as", start, end))]


def names_one(draft: Draft) -> bool:
    """Whether a noun points back at one statement, then the nearest: "the claim", not "such claims" and not "it"."""
    words = [word for word in draft.words if word in draft.phrasing.lexicon.back_nouns]
    return bool(words) and not words[0].endswith("s")


def pointed_at(drafts: Sequence[Draft], before: Sequence[Draft], draft: Draft, finding: Finding) -> Sequence[Draft]:
    """Where a denial's target is sought: in the sentences before, for "which X denies" in its own sentence."""
    if draft.phrasing.norms[finding.content[0][0]] not in RELATIVE | {"something"}:
        return before
    return [each for each in drafts if each is not draft and each.spans[0] < draft.spans[0]]


def word_denial(draft: Draft, finding: Finding, text: str) -> None:
    """Word a denial of a deed or a thing ("denied launching it") as the statement denied."""
    stated = statement_denied(draft, finding, text) if denies_firmly(draft.phrasing, finding) else ""
    if not stated:
        return
    draft.explanation.append(DENIAL_WORDED % {"claim": draft.text})
    draft.text, draft.spans, draft.denied, draft.whole = stated, finding.content, True, False
    draft.hedges = tuple(hedges_in(draft.phrasing, finding.content))


def names_claim(phrasing: Phrasing, content: Span) -> bool:
    """Whether what is judged is a statement made before: "called the suggestion nonsense"."""
    split = naming_split(phrasing, content) or as_split(phrasing, content)
    return split is not None and split[0][1] - split[0][0] > 1 and points_back(phrasing, [split[0]])


def name_object(draft: Draft, finding: Finding, drafts: Sequence[Draft], text: str) -> None:
    """Put the subject of the same speaker's statement just before in the place of "it" or "them", if it is of its
    number."""
    phrasing, earlier = draft.phrasing, [each for each in drafts if each.spans[0] < draft.spans[0]]
    if not earlier or not earlier[-1].finding or earlier[-1].finding.source != finding.source:
        return
    start, end = earlier[-1].spans[0]
    verb = phrasing.first_finite(start, end)
    subject = sources.subject_before(phrasing, verb, start) if verb else None
    plural = phrasing.norms[finding.content[0][0]] == "them"
    if subject is None or phrasing.is_plural(head_of(phrasing, subject)) != plural:
        return
    name = raw(phrasing, (subject,), text)
    draft.explanation.append(TAKEN_TO_BE % {"quoted": draft.words[0], "name": name})
    draft.text = equation(phrasing, finding.content[0], text, named=name, plural=plural)


def by_sentence(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Drafts grouped by the sentence they come from."""
    groups: list[list[Draft]] = []
    for draft in drafts:
        if groups and groups[-1][0].phrasing is draft.phrasing:
            groups[-1].append(draft)
        else:
            groups.append([draft])
    return groups


def deny(draft: Draft, finding: Finding, targets: list[Draft]) -> None:
    """Word a denial as the statement denied, and link it to all that it denies."""
    pointer = draft.phrasing.words(finding.content[0])
    draft.spans = finding.content
    draft.denied, draft.whole = True, False
    draft.hedges = ()
    draft.text, draft.kind = targets[0].text, targets[0].kind
    draft.explanation.append(POINTS_BACK % {"quoted": pointer, "claim": targets[0].text})
    for target in targets:
        draft.links.append((target, "attacks", DENIES % {"name": draft.speaker}))


def opens_with_pronoun(draft: Draft) -> bool:
    """Whether the statement's subject is only "it", "this" or "them"."""
    return draft.words[0] in BACK_PRONOUNS


def spell_out(draft: Draft, finding: Finding, claim: Draft, text: str) -> None:
    """Put the denied statement in the place of "it"."""
    split = naming_split(draft.phrasing, finding.content[0]) or as_split(draft.phrasing, finding.content[0])
    if split is None:
        return
    said = lowered(claim.text, claim.phrasing, claim.spans[0][0])
    draft.text = sentence(f"The claim that {said} is {raw(draft.phrasing, (split[1],), text)}")
    draft.explanation.append(TAKEN_TO_BE_THE_CLAIM % {"quoted": draft.words[0], "claim": said})
    draft.links.append((claim, "attacks", SAYS_THIS % {"name": draft.speaker}))
