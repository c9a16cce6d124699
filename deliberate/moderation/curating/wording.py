"""What a suggestion's reason is called on a page."""

from deliberate.evidence.models import OriginSuggestion, TieReason

_WHY = {
    TieReason.WORDS: "Both quotes have these words in a row: “{}”.",
    TieReason.CHAIN: "One of them says that it has it from “{}”, and that is whose word the other is.",
    TieReason.AGENCY: "Both credit {}, and they speak on the same side of the same claim.",
    TieReason.PROPOSED: "Somebody who takes part suggests it: {}",
}


def why(suggestion: OriginSuggestion) -> str:
    """Why it is suggested, in a sentence."""
    return _WHY[suggestion.reason].format(suggestion.words)
