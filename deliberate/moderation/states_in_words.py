"""What each state and each mark means to a reader, in a sentence."""

from collections.abc import Mapping

from deliberate.core.contributions import Status
from deliberate.evidence.models import Curation

STATE_WORDS: Mapping[Status, str] = {
    Status.SUGGESTED: "Found in the text or proposed; an editor has yet to take it up.",
    Status.PENDING: "It waits for a moderator. Its author sees it, and why it waits.",
    Status.VISIBLE: "Everybody sees it.",
    Status.RETURNED: "Its author was asked to change it and send it again.",
    Status.QUARANTINED: "Enough people flagged it: it is folded away until a moderator decides, for 72 hours at most.",
    Status.REMOVED: "A moderator took it out of view; a note with the reason stands in its place.",
    Status.REJECTED: "An editor did not take the suggestion up.",
    Status.WITHDRAWN: "Its author took it back.",
    Status.MERGED: "It is part of another that says the same.",
    Status.PURGED: "It broke the law or gave away private details: its words were erased for good, everywhere.",
}

CURATION_WORDS: Mapping[Curation, str] = {
    Curation.ACTIVE: "Nothing is wrong with it as evidence.",
    Curation.DISPUTED: "What it says of its source is seriously contested.",
    Curation.SOURCE_REQUESTED: "A source that others could check is asked for.",
    Curation.STALE: "Newer information replaces it.",
    Curation.BROKEN_LINK: "Its link no longer leads to what it cites.",
    Curation.RETRACTED: "Its publisher took it back. It weighs nothing.",
}
