"""What pages call jobs: by the names under which the rooms register them, as words."""

from deliberate.core.wording import N_, say

#: Those there are here, for the catalogues; one that a host adds has no words but its name.
KNOWN = frozenset(
    {
        N_("end locks"),
        N_("fetch article"),
        N_("follow template"),
        N_("forget old classes"),
        N_("forget visitors"),
        N_("look after webhooks"),
        N_("look at links"),
        N_("look at stances"),
        N_("mail change of account"),
        N_("mail link to confirm"),
        N_("mail link to reset"),
        N_("mail notices due"),
        N_("mail notices"),
        N_("prune address imports"),
        N_("prune api"),
        N_("prune drafts"),
        N_("prune jobs"),
        N_("prune notices"),
        N_("publish heads"),
        N_("recount queue"),
        N_("recount raters"),
        N_("recount slice"),
        N_("recount"),
        N_("release quarantines"),
        N_("send lti scores"),
        N_("send webhooks"),
        N_("settle levels"),
        N_("source lapsed"),
        N_("sweep accounts"),
        N_("sweep learning platforms"),
        N_("sweep purged"),
        N_("take back"),
        N_("take lti roster"),
        N_("tell of end"),
        N_("tend queue"),
        N_("trace new origins"),
        N_("trace origins"),
        N_("watch for bursts"),
        N_("weigh article"),
        N_("weigh articles"),
        N_("weigh overdue"),
    }
)


def task_in_words(name: str) -> str:
    """A few words for the job of that name."""
    return say(name.replace("_", " "))
