"""How often something may be tried, counted in the database: it holds across every worker and after a restart.

A guess at a password counts three times. By what was typed and network address together: few, so that a stranger
elsewhere locks nobody out. By network address: many accounts tried from one place. By what was typed: the same one
tried from many; this bound is wide, lasts an hour at most, and a new password by mail lifts it. A name and the address
of its account are counted apart: together, they would tell whose address it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from deliberate.accounts.keys import digest
from deliberate.accounts.models import Tally
from deliberate.accounts.names import key_of_name
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import TooMany
from deliberate.core.wording import N_, say, say_many


@dataclass(frozen=True)
class Limit:
    """So many tries within a time that begins with the first; ``words`` begin the answer to one more."""

    name: str
    most: int
    within: timedelta
    words: str

    def at_most(self, most: int) -> "Limit":
        """The same with another bound."""
        return replace(self, most=most)

    def of(self, *subject: str) -> "Bound":
        """The limit as it applies to one account, one address, or both together."""
        return Bound(self, digest("tally", "\x1f".join((self.name, *subject))))


@dataclass(frozen=True)
class Bound:
    """One limit for one subject, which its key tells nobody."""

    limit: Limit
    key: str


GUESSES_HERE = Limit(
    "guesses here",
    10,
    timedelta(minutes=15),
    N_("Too many passwords were tried for this account from where you are."),
)
GUESSES_FROM = Limit("guesses from", 100, timedelta(hours=1), N_("Too many passwords were tried from where you are."))
GUESSES_AT = Limit("guesses at", 100, timedelta(hours=1), N_("Too many passwords were tried for this account."))
PASSKEYS_FROM = Limit("passkeys from", 100, timedelta(hours=1), N_("Passkeys were tried too often from where you are."))
JOURNEYS_FROM = Limit(
    "journeys from", 600, timedelta(hours=1), N_("Too many people set out to sign in elsewhere from where you are.")
)
LAUNCHES_FROM = Limit(
    "launches from", 3000, timedelta(hours=1), N_("Too many people set out to sign in elsewhere from where you are.")
)
CODES = Limit("codes", 10, timedelta(minutes=15), N_("Too many codes were tried for this account."))
#: So slowly nobody comes through a million codes; the right one begins the count anew.
CODES_A_DAY = Limit("codes a day", 30, timedelta(hours=24), CODES.words)
CODES_TOLD = Limit("codes told", 1, timedelta(hours=24), N_("The owner was told today."))
SIGN_UPS = Limit("sign-ups", 60, timedelta(hours=1), N_("Too many accounts were made from where you are."))
LETTERS_FROM = Limit("letters from", 20, timedelta(hours=1), N_("Too many messages were asked for from where you are."))
LETTERS_TO = Limit("letters to", 3, timedelta(hours=1), N_("Too many messages were asked for to this address."))


def guessing(typed: str, network: str) -> list[Bound]:
    """The bounds on a guess at the password of a name or e-mail address, which may be one that nobody has."""
    identity = _identity(typed)
    return [GUESSES_HERE.of(identity, network), GUESSES_FROM.of(network), GUESSES_AT.of(identity)]


def coding(account: str) -> list[Bound]:
    """The bounds on a try at the second step of an account."""
    return [CODES.of(account), CODES_A_DAY.of(account)]


def guesses_at(*identities: str | None) -> list[Bound]:
    """The wide bounds on guesses at these names and addresses."""
    return [GUESSES_AT.of(_identity(each)) for each in identities if each]


def _identity(typed: str) -> str:
    """A name or address as accounts are looked up by it, the same for one that somebody has and one that nobody has."""
    return f"mail:{typed.strip().lower()}" if "@" in typed else f"name:{key_of_name(typed)}"


def count(bounds: Iterable[Bound]) -> None:
    """Count one try against every bound, or raise TooMany and count none, for the transaction is undone with it."""
    moment = now()
    # In one order everywhere, so that two workers never wait for each other.
    for bound in sorted(bounds, key=lambda each: each.key):
        counted, ends_at = _add_one(bound, moment)
        if counted > bound.limit.most:
            seconds = max(1, int((ends_at - moment).total_seconds()) + 1)
            raise TooMany(" ".join([say(bound.limit.words), _wait(seconds)]), retry_after=seconds)


def is_dusty() -> bool:
    """Whether a count is kept whose time is over."""
    return session.scalar(select(Tally.key).where(Tally.ends_at <= now()).limit(1)) is not None


def sweep() -> None:
    """Delete the counts whose time is over. In a transaction of its own: rows that others count on are locked by it."""
    session.execute(delete(Tally).where(Tally.ends_at <= now()))


def give_back(bounds: Iterable[Bound]) -> None:
    """Take one try back: it was the right password, so it was no guess."""
    for bound in sorted(bounds, key=lambda each: each.key):
        tally = session.get(Tally, bound.key, with_for_update=True)
        if tally is not None:
            tally.count = max(0, tally.count - 1)


def forget(bounds: Iterable[Bound]) -> None:
    """Begin to count anew."""
    session.execute(delete(Tally).where(Tally.key.in_([each.key for each in bounds])))


def _add_one(bound: Bound, moment: datetime) -> tuple[int, datetime]:
    """One statement, so that of all workers each sees the count the one before it left."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    begun = {"count": 1, "ends_at": moment + bound.limit.within}
    over = Tally.ends_at <= moment
    added: tuple[int, datetime] = session.execute(
        insert(Tally)
        .values(key=bound.key, **begun)
        .on_conflict_do_update(
            index_elements=[Tally.key],
            set_={
                "count": case((over, 1), else_=Tally.count + 1),
                "ends_at": case((over, begun["ends_at"]), else_=Tally.ends_at),
            },
        )
        .returning(Tally.count, Tally.ends_at)
    ).one()
    return added


def _wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if minutes > 120:
        return say_many("Wait %(num)s hour, then try again.", "Wait %(num)s hours, then try again.", -(-minutes // 60))
    if minutes <= 1:
        return say("Wait a minute, then try again.")
    return say_many("Wait %(num)s minute, then try again.", "Wait %(num)s minutes, then try again.", minutes)
