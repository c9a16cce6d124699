"""The same quote on the same target and side is posted once, for as long as it stands."""

import hashlib
from functools import cache

from sqlalchemy import Executable, bindparam, select

from deliberate.core.contributions import STANDING, Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.evidence.sources import fold

_LISTED = {
    Side.FOR: N_(
        "That quote is already listed for this, as item %(item)s. "
        "Add what it lacks there, or post other words of the source."
    ),
    Side.AGAINST: N_(
        "That quote is already listed against this, as item %(item)s. "
        "Add what it lacks there, or post other words of the source."
    ),
}


def quote_key(quote: str) -> str:
    """SHA-256 of the quote folded for comparing: spelling differences that no reader sees make no other quote."""
    return hashlib.sha256(fold(quote).encode()).hexdigest()


def find_same_quote(target_id: int, side: Side, key: str) -> Bearing | None:
    """The standing bearing with that quote on that target and side."""
    found: Bearing | None = session.scalar(_with_quote(), {"target": target_id, "side": side, "key": key})
    return found


@cache
def _with_quote() -> Executable:
    return select(Bearing).where(
        Bearing.target_id == bindparam("target"),
        Bearing.side == bindparam("side"),
        Bearing.quote_key == bindparam("key"),
    )


def refuse_same_quote(target_id: int, side: Side, key: str, *, besides: Bearing | None = None) -> None:
    """Raise Conflict, naming the item that is there, where the quote is taken."""
    same = find_same_quote(target_id, side, key)
    if same is not None and same is not besides:
        raise Conflict(say(_LISTED[side], item=short_name(same)))


def short_name(contribution: Contribution) -> str:
    """What pages and messages call an item that has no title: the first eight characters of its public id."""
    return str(contribution.public_id)[:8]


def settle_quote_key(bearing: Bearing, evidence: Evidence) -> None:
    """Hold the quote while bearing and evidence stand, and release it when either is gone.

    Raises Conflict where somebody took it meanwhile.
    """
    stands = bearing.status in STANDING and evidence.status in STANDING
    key = quote_key(evidence.quote) if stands else None
    if key == bearing.quote_key:
        return
    if key is not None:
        refuse_same_quote(bearing.target_id, bearing.side, key, besides=bearing)
    bearing.quote_key = key
    session.flush()
