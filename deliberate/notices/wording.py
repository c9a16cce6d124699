"""What notices call what somebody posted, as what is done to it."""

from deliberate.core.contributions import Contribution
from deliberate.core.wording import N_, say

_YOURS = {
    "proposition": N_("your claim"),
    "evidence": N_("your quote"),
    "bearing": N_("your item of evidence"),
    "relation": N_("your link between claims"),
    "remark": N_("your remark"),
    "common_point": N_("your common point"),
}


def yours_in_words(thing: Contribution | None) -> str:
    """What it is to whoever posted it: "your claim"."""
    return say(_YOURS[thing.kind]) if thing is not None else say("what you posted")
