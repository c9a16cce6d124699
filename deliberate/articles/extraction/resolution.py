"""What words that point back stand for: pronouns that speak, and "such claims"."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from deliberate.articles.extraction.drafts import Draft
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.wording import lowered, naming_split, raw, sentence

SINGULAR = {"he", "she"}
RELATIVE = {"who", "which", "that"}
BACK_PRONOUNS = {"it", "this", "that", "them", "these", "which", "so"}
BACK_WORDS = {"such", "the", "those", "these", "this", "that", "any", "all", "his", "her", "their", "its"}
MEMORY = 40
"""So many speakers are remembered; a pronoun does not reach further back."""


@dataclass
class Mention:
    """A speaker named in the text."""

    name: str
    plural: bool
    gender: str


@dataclass
class Speakers:
    """The speakers named so far, the latest last."""

    mentions: list[Mention] = field(default_factory=list)

    def name_of(self, phrasing: Phrasing, finding: Finding, text: str) -> str:
        """The name behind a finding's speaker; a new name is remembered."""
        if not finding.source:
            return ""
        span = finding.source[0]
        words = raw(phrasing, (span,), text).strip(" ,")
        norm = phrasing.words(span)
        if norm in RELATIVE:
            return antecedent_name(phrasing, span, text) or words
        if norm in SINGULAR or norm == "they":
            return self.find(norm) or words
        if span[1] - span[0] == 1 and norm in phrasing.lexicon.sources["pronouns"]:
            return words
        self.mentions.append(Mention(words, phrasing.is_plural(span[1] - 1), gender_of(phrasing, span)))
        del self.mentions[:-MEMORY]
        return words

    def find(self, pronoun: str) -> str:
        """The nearest mention that a pronoun can stand for, or nothing."""
        for mention in reversed(self.mentions):
            if pronoun == "they" and mention.plural:
                return mention.name
            if pronoun in SINGULAR and not mention.plural and mention.gender in {"", pronoun}:
                return mention.name
        return ""


def gender_of(phrasing: Phrasing, span: Span) -> str:
    """ "he" or "she" where a title or noun of the name tells, else nothing."""
    for index in range(*span):
        for pronoun, words in phrasing.lexicon.gender.items():
            if phrasing.norms[index] in words and phrasing.norms[index] != "president":
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
        back = points_back(draft.phrasing, finding.content)
        if finding.cue_class == "denies":
            draft.denied = True
            targets = claims_before(before, draft) if back else []
            if targets:
                claim = targets[0]
                deny(draft, finding, targets)
        elif claim is not None and finding.frame == "as" and opens_with_pronoun(draft):
            spell_out(draft, finding, claim, text)


def claims_before(before: Sequence[Draft], draft: Draft) -> list[Draft]:
    """The statements that a denial points at: those someone else made in the nearest sentence that has any, else the
    article's own in the sentence before."""
    for sentence_drafts in reversed(by_sentence(before)):
        said = [each for each in sentence_drafts if each.finding and each.speaker != draft.speaker and not each.denied]
        if said:
            return said
    return by_sentence(before)[-1] if before else []


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
    draft.hedges = ()
    draft.text, draft.kind = targets[0].text, targets[0].kind
    draft.explanation.append(f"“{pointer}” points back at: {targets[0].text}")
    for target in targets:
        draft.links.append((target, "attacks", f"{draft.speaker} denies it."))


def opens_with_pronoun(draft: Draft) -> bool:
    """Whether the statement's subject is only "it", "this" or "them"."""
    return draft.words[0] in BACK_PRONOUNS


def spell_out(draft: Draft, finding: Finding, claim: Draft, text: str) -> None:
    """Put the denied statement in the place of "it"."""
    split = naming_split(draft.phrasing, finding.content[0])
    if split is None:
        return
    said = lowered(claim.text, claim.phrasing, claim.spans[0][0])
    draft.text = sentence(f"The claim that {said} is {raw(draft.phrasing, (split[1],), text)}")
    draft.explanation.append(f"“{draft.words[0]}” is taken to be the claim that {said}.")
    draft.links.append((claim, "attacks", f"{draft.speaker} says this of it."))
