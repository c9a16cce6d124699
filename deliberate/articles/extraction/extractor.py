"""The default extractor: rules and word lists, offline, the same answer every time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from deliberate.articles.documents import Block
from deliberate.articles.extraction.attribution import findings
from deliberate.articles.extraction.clauses import INITIAL
from deliberate.articles.extraction.drafts import Draft
from deliberate.articles.extraction.findings import Finding, is_negated
from deliberate.articles.extraction.kinds import kind_of
from deliberate.articles.extraction.languages import FALLBACK, lexicon_of
from deliberate.articles.extraction.lexicon import Lexicon, load
from deliberate.articles.extraction.modality import strongest
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.pronouns import name_subject
from deliberate.articles.extraction.ranking import grounds, rank_line, ranked
from deliberate.articles.extraction.reasons import (
    CUE_DENIES,
    CUE_LEAVES_OPEN,
    DENIES,
    GOES_ON,
    GOES_ON_UNNAMED,
    MAKES_IT,
    MARKS_IT,
    NAMES,
    NAMES_NOBODY,
    OPENS,
    SOMEBODY_DENIES,
    TAKEN_TO_BE,
)
from deliberate.articles.extraction.resolution import Speakers, named_in_full, resolve
from deliberate.articles.extraction.segments import Sentence, sentences
from deliberate.articles.extraction.statements import drafts_of
from deliberate.articles.extraction.suggestions import Ranges, RelationHint, Suggestion, Voice
from deliberate.core.wording import N_

KIND_WORDS = {
    "causal": N_("a statement of cause"),
    "forecast": N_("a forecast"),
    "value": N_("a judgement"),
    "policy": N_("a demand or a rule"),
}
LOOK_BACK = 12
"""So many statements back may a denial point."""


def extract(text: str, blocks: Sequence[Block], language: str = FALLBACK) -> list[Suggestion]:
    """The statements of a text, best first; ranges are code points of `text`.

    A language without word lists of its own is read with the English ones.
    """
    return extract_with(load(lexicon_of(language)), text, blocks)


def extract_with(lexicon: Lexicon, text: str, blocks: Sequence[Block]) -> list[Suggestion]:
    """The same with the words of a lexicon, and no others."""
    drafts = drafted(text, list(sentences(text, blocks)), lexicon)
    join_denials(drafts)
    for draft in drafts:
        draft.grounds = grounds(draft, draft.phrasing.sentence.start / max(1, len(text)))
    order = ranked(drafts)
    ranks = {id(draft): rank for rank, draft in enumerate(order, start=1)}
    return [suggestion(draft, ranks) for draft in order]


def drafted(text: str, found: Sequence[Sentence], lexicon: Lexicon) -> list[Draft]:
    """The statements of all sentences, with what points back resolved."""
    names = frozenset(names_in(found))
    speakers = Speakers()
    drafts: list[Draft] = []
    before: Sequence[Draft] = ()
    for sentence in found:
        phrasing = Phrasing(sentence, lexicon, names)
        own = findings(phrasing)
        speakers.meet(phrasing, text)
        named = {finding: speakers.name_of(phrasing, finding, text) for finding in own}
        made = drafts_of(phrasing, own, text)
        for draft in made:
            draft.kind, shown = kind_of(draft.words, lexicon)
            draft.speakers = named
            draft.speaker = named[draft.finding] if draft.finding else ""
            draft.text = named_in_full(draft)
            name_subject(draft, speakers.find)
            draft.explanation[:0] = explained(draft, shown, text)
        resolve(made, drafts[-LOOK_BACK:], text)
        for draft in made:
            weigh_negation(draft)
        continue_speech(made, own, before)
        join_previous(made, phrasing, before[-1] if before else None)
        drafts += made
        before = made or asked(phrasing, named) or before
    return drafts


def join_denials(drafts: Sequence[Draft]) -> None:
    """A denial that points at nothing is linked to what says the same in the same words."""
    said = {draft.text.casefold(): draft for draft in reversed(drafts) if not draft.denied}
    for draft in drafts:
        target = said.get(draft.text.casefold())
        if draft.denied and target is not None and not draft.links:
            draft.links.append(
                (target, "attacks", DENIES % {"name": draft.speaker} if draft.speaker else SOMEBODY_DENIES)
            )


def weigh_negation(draft: Draft) -> None:
    """What "cannot be shown" or "is not confirmed" is left open; what people "do not believe" they deny."""
    for finding in draft.findings:
        if draft.whole or not is_negated(draft.phrasing, finding):
            continue
        cue = draft.phrasing.words(finding.cue)
        if finding.cue_class == "believes":
            draft.denied = True
            draft.explanation.append(CUE_DENIES % {"cue": cue})
        else:
            draft.denied, draft.left_open = False, True
            draft.explanation.append(CUE_LEAVES_OPEN % {"cue": cue})


def names_in(found: Sequence[Sentence]) -> Iterator[str]:
    """Words that stand capitalised inside sentences, or in capitals anywhere."""
    for sentence in found:
        for index, token in enumerate(sentence.tokens):
            if token.is_word and token.is_capital and (index > 0 or (token.text.isupper() and len(token.text) > 1)):
                yield token.norm


def continue_speech(made: Sequence[Draft], own: Sequence[Finding], before: Sequence[Draft]) -> None:
    """A sentence that is all quotation, right after quoted speech in its block, goes on with that speaker's words.

    `before` are the statements of the sentence before.
    """
    previous = next((draft for draft in reversed(before) if draft.continues or quotes(draft)), None)
    if own or not made or previous is None:
        return
    phrasing = made[0].phrasing
    whole = phrasing.quotation_starting(0)
    if whole is None or whole.last < len(phrasing.tokens) - 2:
        return
    if phrasing.sentence.block != previous.phrasing.sentence.block:
        return
    for draft in made:
        draft.continues = previous.continues or previous.finding
        draft.continued = (0, whole.last + 1)
        draft.origin = previous.origin or previous.phrasing
        draft.speaker = previous.speaker
        draft.explanation.append(GOES_ON % {"name": previous.speaker} if previous.speaker else GOES_ON_UNNAMED)


def asked(phrasing: Phrasing, named: Mapping[Finding, str]) -> list[Draft]:
    """Questions put in somebody's own words: no statements, but what is quoted next goes on with that speaker."""
    drafts = [Draft(phrasing, finding.content, (finding,), speaker=speaker) for finding, speaker in named.items()]
    return [draft for draft in drafts if quotes(draft)]


def quotes(draft: Draft) -> bool:
    """Whether a statement is given in its speaker's own words, at least in part."""
    spans = draft.finding.content if draft.finding else ()
    return any(draft.phrasing.tokens[index].kind == "double" for span in spans for index in range(*span))


def join_previous(made: Sequence[Draft], phrasing: Phrasing, previous: Draft | None) -> None:
    """A sentence that opens with a connective is linked to the statement before it."""
    if not made or previous is None or previous.phrasing.sentence.block != phrasing.sentence.block:
        return
    first = phrasing.norms[0]
    relation = "" if first in INITIAL else phrasing.lexicon.connectives.get(first)
    reason = OPENS % {"quoted": phrasing.tokens[0].text}
    if relation == "attacks":
        made[0].links.append((previous, "attacks", reason))
    elif relation == "supports_right":
        previous.links.append((made[0], "supports", reason))


def explained(draft: Draft, shown: str, text: str) -> list[str]:
    """Why the statement is given to its speaker, and why it is taken for its kind."""
    lines = []
    for finding in draft.findings:
        cue = text[slice(*draft.phrasing.chars(finding.cue))]
        if finding.source:
            source = text[slice(*draft.phrasing.chars(finding.source[0]))].strip(" ,")
            lines.append(NAMES % {"cue": cue, "name": source})
        else:
            lines.append(NAMES_NOBODY % {"cue": cue})
    if draft.finding and draft.speaker and draft.finding.source:
        words = text[slice(*draft.phrasing.chars(draft.finding.source[0]))].strip(" ,")
        if words != draft.speaker:
            lines.append(TAKEN_TO_BE % {"quoted": words, "name": draft.speaker})
    lines += [
        MAKES_IT % {"quoted": draft.phrasing.shown(hedge.span), "firmness": hedge.modality} for hedge in draft.hedges
    ]
    if shown:
        lines.append(MARKS_IT % {"quoted": shown, "kind": KIND_WORDS[draft.kind]})
    return lines


def suggestion(draft: Draft, ranks: dict[int, int]) -> Suggestion:
    """A draft as it is handed over."""
    voice = continued_voice(draft) or voice_of(draft.phrasing, draft.findings, draft.speakers)
    modalities = [hedge.modality for hedge in draft.hedges]
    modalities += ["denied"] * draft.denied + ["possible"] * draft.left_open + ["reported"] * (voice is not None)
    return Suggestion(
        text=draft.text,
        ranges=ranges(draft.phrasing, draft.spans),
        kind=draft.kind,
        modality=strongest(modalities),
        hedges=tuple(ranges(draft.phrasing, (hedge.span,)) for hedge in draft.hedges),
        voice=voice,
        rank=ranks[id(draft)],
        explanation=(*dict.fromkeys(draft.explanation), rank_line(draft, ranks[id(draft)], len(ranks))),
        related=tuple(
            RelationHint(ranks[id(target)], kind, reason) for target, kind, reason in draft.links if id(target) in ranks
        ),
    )


def voice_of(phrasing: Phrasing, chain: Sequence[Finding], speakers: Mapping[Finding, str]) -> Voice | None:
    """The voices of a chain of findings, the outermost holding the others."""
    voice: Voice | None = None
    for finding in reversed(chain):
        voice = Voice(
            source=ranges(phrasing, finding.source),
            cue=ranges(phrasing, (finding.cue,)),
            content=ranges(phrasing, finding.content),
            cue_class=finding.cue_class,
            inner=voice,
            speaker=speakers[finding],
        )
    return voice


def continued_voice(draft: Draft) -> Voice | None:
    """The voice of the quotation that goes on, with this sentence as what is said."""
    if draft.continues is None or draft.origin is None:
        return None
    voice = voice_of(draft.origin, (draft.continues,), {draft.continues: draft.speaker})
    return replace(voice, content=ranges(draft.phrasing, (draft.continued,))) if voice else None


def ranges(phrasing: Phrasing, spans: Sequence[Span]) -> Ranges:
    """Token spans as offsets into the text, in order."""
    return tuple(sorted(phrasing.chars(span) for span in spans))
