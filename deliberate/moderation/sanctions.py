"""What can be done about a person's conduct, as data: in which words, for how long, and how it is lost or put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from deliberate.core.registry import Registry
from deliberate.core.wording import N_

#: Nobody is kept from taking part for longer by one decision.
LONGEST = timedelta(days=30)
#: The lengths that the form offers, in days.
DAYS: Sequence[int] = (1, 3, 7, 14, 30)
#: How far apart the posts of somebody who is slowed down may have to be, in minutes.
PACES: Sequence[int] = (10, 30, 60, 180, 720, 1440)


@dataclass(frozen=True)
class SanctionKind:
    """One thing that a moderator can do about a person."""

    name: str
    #: What the form says.
    label: str
    #: What the log says, with {} for the person.
    past: str
    #: What the person is told.
    told: str
    #: What it means for them, in a sentence to others, and in one to them.
    means: str
    meant: str
    lasts: bool
    #: How it is called in talking to the person about its end.
    noun: str
    slows: bool = False
    #: Whether a rule decides it, and no person can.
    by_rule: bool = False


kinds: Registry[SanctionKind] = Registry("sanction")


def _sanction(name: str, label: str, past: str, told: str, means: str, meant: str, **more: Any) -> None:
    kinds.register(name, SanctionKind(name, label, past, told, means, meant, **more))


_sanction(
    *("warn", N_("Warn"), N_("warned {}"), N_("You were warned")),
    N_("Nothing is kept from them. It is there to be read, and counts when the level they act with is looked at."),
    N_("Nothing is kept from you. It counts when the level you act with is looked at."),
    lasts=False,
    noun=N_("Your warning"),
)
_sanction(
    *("slow", N_("Slow down"), N_("slowed {} down"), N_("Your posts have to be further apart")),
    N_("For the time that is set, each post of theirs has to be so many minutes after the one before."),
    N_("Until it ends, each post of yours has to be so long after the one before."),
    lasts=True,
    noun=N_("The slower pace of your posts"),
    slows=True,
)
_sanction(
    *("suspend", N_("Suspend"), N_("suspended {}"), N_("You were suspended")),
    N_(
        "For the time that is set, 30 days at most, they take no part. They can read, report what breaks the law, appeal, withdraw what they posted, and take along or delete what is kept of them. Of level 2 or 3, they lose one."  # noqa: E501
    ),
    N_(
        "Until it ends, you take no part. You can read, report what breaks the law, appeal, withdraw what you posted, and take along or delete what is kept of you."  # noqa: E501
    ),
    lasts=True,
    noun=N_("Your suspension"),
)
_sanction(
    *("fall", N_("Move down a level"), N_("moved {} down a level"), N_("You lost a level")),
    N_("Only a rule does this, and no person: so many removals within so many days cost a level above basic."),
    N_("You act with the level below from now on, and rise again as you did before."),
    lasts=False,
    noun=N_("The loss of your level"),
    by_rule=True,
)
