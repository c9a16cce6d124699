"""The words that pages use for flags, states and kinds of contribution."""

from deliberate.core.contributions import Contribution
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.moderation.models import FlagReason
from deliberate.propositions.models import Proposition

FLAG_WORDS = {
    FlagReason.OFF_TOPIC: "It does not bear on what it is posted on",
    FlagReason.MISQUOTED: "The quote is not in the source, or means something else there",
    FlagReason.DUPLICATE: "It is here already",
    FlagReason.SPAM: "It advertises, or repeats itself",
    FlagReason.ABUSE: "It attacks people instead of arguing",
    FlagReason.PERSONAL_DATA: "It gives away somebody’s private details",
    FlagReason.ILLEGAL: "It breaks the law",
}

#: What anybody signed in may report, newcomers too, and what the queue shows first.
URGENT = frozenset({FlagReason.ILLEGAL, FlagReason.PERSONAL_DATA})

KIND_WORDS = {
    "proposition": "claim",
    "evidence": "item of evidence",
    "bearing": "item of evidence",
    "relation": "link between claims",
    "remark": "remark",
    "article": "article",
    "source": "source",
    "person": "member",
}

LONGEST_TITLE = 90


def kind_word(kind: str) -> str:
    return KIND_WORDS.get(kind, kind)


def title_of(contribution: Contribution) -> str:
    """A line to name it by. A bearing's evidence must be loaded."""
    if isinstance(contribution, Proposition | Remark):
        return shortened(contribution.text)
    if isinstance(contribution, Evidence):
        return shortened(contribution.quote)
    if isinstance(contribution, Bearing):
        return shortened(contribution.evidence.quote)
    return f"A {kind_word(contribution.kind)}"


def shortened(text: str) -> str:
    """One line of bounded length, cut between words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
