"""The words that pages use for flags, states and kinds of contribution."""

from deliberate.moderation.models import FlagReason

FLAG_WORDS = {
    FlagReason.OFF_TOPIC: "It does not bear on what it is posted on",
    FlagReason.MISQUOTED: "The quote is not in the source, or means something else there",
    FlagReason.DUPLICATE: "It is here already",
    FlagReason.SPAM: "It advertises, or repeats itself",
    FlagReason.ABUSE: "It attacks people instead of arguing",
    FlagReason.PERSONAL_DATA: "It gives away somebody’s private details",
    FlagReason.ILLEGAL: "It breaks the law",
    FlagReason.WATCHED: "It holds words that are watched",
}

#: What people may report; the rest is the system's.
OFFERED = [reason for reason in FLAG_WORDS if reason is not FlagReason.WATCHED]

#: What anybody signed in may report, newcomers too, and what the queue shows first.
URGENT = frozenset({FlagReason.ILLEGAL, FlagReason.PERSONAL_DATA})

KIND_WORDS = {
    "proposition": "claim",
    "evidence": "quote",
    "bearing": "item of evidence",
    "relation": "link between claims",
    "remark": "remark",
    "common_point": "common point",
    "job": "background job",
    "burst": "burst of ratings",
    "article": "article",
    "source": "source",
    "publisher": "publisher",
    "source_list": "list of publishers",
    "origin_suggestion": "suggestion that sources go back to one",
    "item_proposal": "proposal about an item of evidence",
    "person": "member",
    "name": "name",
    "word list": "the whole site",
    "note": "note between moderators",
    "reason": "reason of a decision",
    "objection": "appeal",
    "finding": "finding on an article",
    "webhook": "webhook",
}

LONGEST_TITLE = 90


def kind_word(kind: str) -> str:
    """What a page calls a contribution of this kind, after "a" or "an"."""
    word = KIND_WORDS.get(kind, kind)
    return f"an {word}" if word[0] in "aeio" else f"a {word}"


def shortened(text: str) -> str:
    """One line of bounded length, cut between words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
