"""The words that pages use for flags, states and kinds of contribution."""

from deliberate.core.wording import N_, say
from deliberate.moderation.models import FlagReason

FLAG_WORDS = {
    FlagReason.OFF_TOPIC: N_("It does not bear on what it is posted on"),
    FlagReason.MISQUOTED: N_("The quote is not in the source, or means something else there"),
    FlagReason.DUPLICATE: N_("It is here already"),
    FlagReason.SPAM: N_("It advertises, or repeats itself"),
    FlagReason.ABUSE: N_("It attacks people instead of arguing"),
    FlagReason.PERSONAL_DATA: N_("It gives away somebody’s private details"),
    FlagReason.ILLEGAL: N_("It breaks the law"),
    FlagReason.WATCHED: N_("It holds words that are watched"),
}

#: What people may report; the rest is the system's.
OFFERED = [reason for reason in FLAG_WORDS if reason is not FlagReason.WATCHED]

#: What anybody signed in may report, newcomers too, and what the queue shows first.
URGENT = frozenset({FlagReason.ILLEGAL, FlagReason.PERSONAL_DATA})

#: As it is said of what something was done to.
KIND_WORDS = {
    "proposition": N_("a claim"),
    "evidence": N_("a quote"),
    "bearing": N_("an item of evidence"),
    "relation": N_("a link between claims"),
    "remark": N_("a remark"),
    "common_point": N_("a common point"),
    "job": N_("a background job"),
    "burst": N_("a burst of ratings"),
    "article": N_("an article"),
    "source": N_("a source"),
    "publisher": N_("a publisher"),
    "source_list": N_("a list of publishers"),
    "origin_suggestion": N_("a suggestion that sources go back to one"),
    "item_proposal": N_("a proposal about an item of evidence"),
    "person": N_("a member"),
    "name": N_("somebody’s name"),
    "word list": N_("the whole site"),
    "note": N_("a note between moderators"),
    "reason": N_("a reason of a decision"),
    "objection": N_("an appeal"),
    "finding": N_("a finding on an article"),
    "webhook": N_("a webhook"),
}

#: The kinds of posts, as a title names one that shows nothing of itself.
_TITLES = {
    "proposition": N_("A claim"),
    "evidence": N_("A quote"),
    "bearing": N_("An item of evidence"),
    "relation": N_("A link between claims"),
    "remark": N_("A remark"),
    "common_point": N_("A common point"),
}

LONGEST_TITLE = 90


def kind_word(kind: str) -> str:
    """What a page calls something of this kind, as what somebody acts on: "a claim"."""
    return say(KIND_WORDS[kind]) if kind in KIND_WORDS else kind


def kind_title(kind: str) -> str:
    """The same for a post, where it stands by itself: "A claim"."""
    return say(_TITLES[kind])


def begun(words: str) -> str:
    """Words as a sentence or a heading begins with them."""
    return words[:1].upper() + words[1:]


def shortened(text: str) -> str:
    """One line of bounded length, cut between words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
