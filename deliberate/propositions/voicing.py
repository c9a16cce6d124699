"""Who says a claim and how firmly, in words for a page. Assertion and denial are put the same way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from deliberate.core.wording import N_, say
from deliberate.propositions.models import AnchorRole, Check, Modality, Party, Proposition, Voice

#: Stands where somebody says it whom the article does not name ("was reported").
UNNAMED = N_("somebody not named")

MODALITY_WORDS = {
    Modality.ASSERTED: N_("asserted"),
    Modality.DENIED: N_("denied"),
    Modality.REPORTED: N_("reported"),
    Modality.POSSIBLE: N_("put as possible"),
    Modality.HYPOTHETICAL: N_("put as a condition"),
}


@dataclass(frozen=True)
class Teller:
    """Somebody who says it or passes it on. ``party`` is a label with the editor's reason; it weighs nothing."""

    name: str
    cue: str
    party: Party
    reason: str | None

    @property
    def is_named(self) -> bool:
        return self.name != say(UNNAMED)

    @classmethod
    def of(cls, voice: Voice) -> "Teller":
        speaker = voice.speaker
        if speaker is None:
            return cls(say(UNNAMED), voice.cue, Party.UNKNOWN, None)
        return cls(speaker.name, voice.cue, speaker.party, speaker.party_reason)


@dataclass(frozen=True)
class VoiceLine:
    """What the lines under a claim show of one who says it, or denies it."""

    #: Who says it, then those who pass it on, the nearest first; nobody where it is the article itself.
    tellers: tuple[Teller, ...]
    modality: str
    #: The claim that carries the saying: of one merged into another, its own.
    claim: UUID
    said: Check
    said_url: str | None
    said_reason: str | None
    #: The claim that it was said, where that is argued about.
    report: UUID | None


def speaker_names(proposition: Proposition) -> tuple[str, ...]:
    """Everybody who says it, outermost first; none where it is the article's own. Needs voices with speakers loaded."""
    return tuple(voice.speaker.name if voice.speaker else say(UNNAMED) for voice in proposition.voices)


def hedge_words(proposition: Proposition) -> tuple[str, ...]:
    """The words that hedge it in the article, one entry per hedge."""
    parts: dict[int, list[str]] = {}
    for anchor in proposition.anchors:
        if anchor.role is AnchorRole.HEDGE:
            parts.setdefault(anchor.part, []).append(anchor.exact)
    return tuple(" … ".join(words) for words in parts.values())


def voice_line(proposition: Proposition, report: UUID | None = None) -> VoiceLine:
    """The lines for a proposition whose voices, speakers and anchors are loaded."""
    return VoiceLine(
        tellers=tuple(Teller.of(voice) for voice in reversed(proposition.voices)),
        modality=_firmness(proposition.modality, hedge_words(proposition)),
        claim=proposition.public_id,
        said=proposition.said,
        said_url=proposition.said_url,
        said_reason=proposition.said_reason,
        report=report,
    )


def fold(text: str) -> str:
    """A claim's wording for comparing: the same statement whatever its capitals and its full stop."""
    return text.casefold().rstrip(".")


def sayings_of(
    propositions: Iterable[Proposition], merged: Iterable[Proposition], reports: Mapping[int, UUID] | None = None
) -> dict[int, list[VoiceLine]]:
    """Everybody who says each claim, or denies it, in the order of the text: one line each, all put the same way.

    ``merged`` are claims merged into these; those in the same words add their voices. ``reports`` are the claims that
    it was said, by the saying.
    """
    standing = {each.id: each for each in propositions}
    said = {key: [each] for key, each in standing.items()}
    for each in merged:
        stays = standing.get(each.merged_into_id or 0)
        if stays is not None and fold(each.text) == fold(stays.text):
            said[stays.id].append(each)
    return {
        key: [
            voice_line(each, (reports or {}).get(each.id))
            for each in sorted(found, key=lambda one: (one.position, one.id))
        ]
        for key, found in said.items()
    }


def told_by(proposition: Proposition) -> str:
    """Who says it and how firmly, in a phrase that tells an assertion from a denial in the same words."""
    names = " → ".join(speaker_names(proposition)) or say("the article")
    return f"{names}: {say(MODALITY_WORDS[proposition.modality])}"


def _firmness(modality: Modality, hedges: Iterable[str]) -> str:
    quoted = ", ".join(say("“%(text)s”", text=words) for words in hedges)
    return say(MODALITY_WORDS[modality]) + (f": {quoted}" if quoted else "")
