"""What an error of the database means to whoever asked, told alike by SQLite and PostgreSQL."""

import enum
import sqlite3

from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError


class Meaning(enum.Enum):
    """Which of its errors it is."""

    #: Another transaction was faster, or the two stood in each other's way: the same once more may go well.
    OVERTAKEN = "overtaken"
    #: What another stored is there already, or must be unique: once more, it is found.
    TAKEN = "taken"
    #: It does not answer, or not in time.
    AWAY = "away"
    #: It has no room to store anything.
    FULL = "full"
    #: It cannot hold what it was given, as a number too large or a NUL among letters.
    UNFIT = "unfit"
    BROKEN = "broken"


# The codes of PostgreSQL, https://www.postgresql.org/docs/current/errcodes-appendix.html
_OVERTAKEN = frozenset({"40001", "40P01"})
_DISK_FULL = "53100"
#: Lost connections, too many of them, ended by somebody or by a limit of time.
_AWAY = ("08", "25P03", "53", "55P03", "57", "58")


def meaning_of(error: exc.SQLAlchemyError) -> Meaning:
    """What it means."""
    if isinstance(error, StaleDataError):
        return Meaning.OVERTAKEN
    if isinstance(error, exc.TimeoutError):
        return Meaning.AWAY
    return _meaning_of_refusal(error) if isinstance(error, exc.DBAPIError) else Meaning.BROKEN


def _meaning_of_refusal(error: exc.DBAPIError) -> Meaning:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _OVERTAKEN:
        return Meaning.OVERTAKEN
    if state == _DISK_FULL or _primary_code(error) == sqlite3.SQLITE_FULL:
        return Meaning.FULL
    if isinstance(error, exc.OperationalError) or error.connection_invalidated or state.startswith(_AWAY):
        return Meaning.AWAY
    if isinstance(error, exc.IntegrityError):
        return Meaning.TAKEN
    return Meaning.UNFIT if isinstance(error, exc.DataError) else Meaning.BROKEN


def _primary_code(error: exc.DBAPIError) -> int | None:
    """SQLite's code without its refinement; None of another database."""
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
