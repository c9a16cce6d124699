"""Who says a claim and how firmly, in words for a page. Assertion and denial are put the same way."""

from collections.abc import Iterable
from dataclasses import dataclass

from deliberate.propositions.models import AnchorRole, Modality, Party, Proposition

#: Stands where somebody says it whom the article does not name ("was reported").
UNNAMED = "somebody not named"

MODALITY_WORDS = {
    Modality.ASSERTED: "asserted",
    Modality.DENIED: "denied",
    Modality.REPORTED: "reported",
    Modality.POSSIBLE: "put as possible",
    Modality.HYPOTHETICAL: "put as a condition",
}


@dataclass(frozen=True)
class VoiceLine:
    """What the line under a claim shows; an empty speaker is the article itself."""

    speaker: str
    cue: str
    party: str
    #: Those who pass it on, outermost first.
    through: tuple[str, ...]
    modality: str


def speaker_names(proposition: Proposition) -> tuple[str, ...]:
    """Everybody who says it, outermost first; none where it is the article's own. Needs voices with speakers loaded."""
    return tuple(voice.speaker.name if voice.speaker else UNNAMED for voice in proposition.voices)


def hedge_words(proposition: Proposition) -> tuple[str, ...]:
    """The words that hedge it in the article, one entry per hedge."""
    parts: dict[int, list[str]] = {}
    for anchor in proposition.anchors:
        if anchor.role is AnchorRole.HEDGE:
            parts.setdefault(anchor.part, []).append(anchor.exact)
    return tuple(" … ".join(words) for words in parts.values())


def voice_line(proposition: Proposition) -> VoiceLine:
    """The line for a proposition whose voices, speakers and anchors are loaded."""
    names = speaker_names(proposition)
    nearest = proposition.voices[-1] if proposition.voices else None
    party = nearest.speaker.party if nearest and nearest.speaker else Party.UNKNOWN
    return VoiceLine(
        speaker=names[-1] if names else "",
        cue=nearest.cue if nearest else "",
        party=party.value,
        through=names[:-1],
        modality=_firmness(proposition.modality, hedge_words(proposition)),
    )


def fold(text: str) -> str:
    """A claim's wording for comparing: the same statement whatever its capitals and its full stop."""
    return text.casefold().rstrip(".")


def sayings_of(propositions: Iterable[Proposition], merged: Iterable[Proposition]) -> dict[int, list[VoiceLine]]:
    """Everybody who says each claim, or denies it, in the order of the text: one line each, all put the same way.

    ``merged`` are claims merged into these; those in the same words add their voices.
    """
    standing = {each.id: each for each in propositions}
    said = {key: [each] for key, each in standing.items()}
    for each in merged:
        stays = standing.get(each.merged_into_id or 0)
        if stays is not None and fold(each.text) == fold(stays.text):
            said[stays.id].append(each)
    return {
        key: [voice_line(each) for each in sorted(found, key=lambda one: (one.position, one.id))]
        for key, found in said.items()
    }


def told_by(proposition: Proposition) -> str:
    """Who says it and how firmly, in a phrase that tells an assertion from a denial in the same words."""
    names = " → ".join(speaker_names(proposition)) or "the article"
    return f"{names}: {MODALITY_WORDS[proposition.modality]}"


def _firmness(modality: Modality, hedges: Iterable[str]) -> str:
    quoted = ", ".join(f"“{words}”" for words in hedges)
    return MODALITY_WORDS[modality] + (f": {quoted}" if quoted else "")
