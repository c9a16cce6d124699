"""What each state and each mark means to a reader, in a sentence."""

from collections.abc import Mapping

from deliberate.core.contributions import Status
from deliberate.core.wording import N_
from deliberate.evidence.models import Curation

STATE_WORDS: Mapping[Status, str] = {
    Status.SUGGESTED: N_("Found in the text or proposed; an editor has yet to take it up."),
    Status.PENDING: N_("It waits for a moderator. Its author sees it, and why it waits."),
    Status.VISIBLE: N_("Everybody sees it."),
    Status.RETURNED: N_("Its author was asked to change it and send it again."),
    Status.QUARANTINED: N_(
        "Enough people flagged it: it is folded away until a moderator decides, for 72 hours at most."
    ),
    Status.REMOVED: N_("A moderator took it out of view; a note with the reason stands in its place."),
    Status.REJECTED: N_("An editor did not take the suggestion up."),
    Status.WITHDRAWN: N_("Its author took it back."),
    Status.MERGED: N_("It is part of another that says the same."),
    Status.PURGED: N_("It broke the law or gave away private details: its words were erased for good, everywhere."),
}

#: What the table of them calls each.
STATE_NAMES: Mapping[Status, str] = {
    Status.SUGGESTED: N_("Suggested"),
    Status.PENDING: N_("Pending"),
    Status.VISIBLE: N_("Visible"),
    Status.RETURNED: N_("Returned"),
    Status.QUARANTINED: N_("Quarantined"),
    Status.REMOVED: N_("Removed"),
    Status.REJECTED: N_("Rejected"),
    Status.WITHDRAWN: N_("Withdrawn"),
    Status.MERGED: N_("Merged"),
    Status.PURGED: N_("Purged"),
}

CURATION_WORDS: Mapping[Curation, str] = {
    Curation.ACTIVE: N_("Nothing is wrong with it as evidence."),
    Curation.DISPUTED: N_("What it says of its source is seriously contested."),
    Curation.SOURCE_REQUESTED: N_("A source that others could check is asked for."),
    Curation.STALE: N_("Newer information replaces it."),
    Curation.BROKEN_LINK: N_("Its link no longer leads to what it cites."),
    Curation.RETRACTED: N_("Its publisher took it back. It weighs nothing."),
}

CURATION_NAMES: Mapping[Curation, str] = {
    Curation.ACTIVE: N_("Active"),
    Curation.DISPUTED: N_("Disputed"),
    Curation.SOURCE_REQUESTED: N_("Source requested"),
    Curation.STALE: N_("Stale"),
    Curation.BROKEN_LINK: N_("Broken link"),
    Curation.RETRACTED: N_("Retracted"),
}
