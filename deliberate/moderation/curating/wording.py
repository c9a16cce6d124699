"""What a suggestion's reason is called on a page."""

from deliberate.core.wording import N_, say
from deliberate.evidence.models import OriginSuggestion, TieReason

_WHY = {
    TieReason.WORDS: N_("Both quotes have these words in a row: “%(said)s”."),
    TieReason.CHAIN: N_("One of them says that it has it from “%(said)s”, and that is whose word the other is."),
    TieReason.AGENCY: N_("Both credit %(said)s, and they speak on the same side of the same claim."),
    TieReason.PROPOSED: N_("Somebody who takes part suggests it: %(said)s"),
}


def why(suggestion: OriginSuggestion) -> str:
    """Why it is suggested, in a sentence."""
    return say(_WHY[suggestion.reason], said=suggestion.words)
