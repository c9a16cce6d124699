"""Who another site says somebody is, once its word has been checked."""

import re
from dataclasses import dataclass
from typing import Any

from deliberate.accounts.names import clean_name
from deliberate.accounts.services import clean_address, refuse_taken_name
from deliberate.core.errors import Conflict, Invalid

#: What there is room for in a row, and more than any provider gives.
_LONGEST = 255
_MOST_GROUPS = 1000


class Refused(Exception):
    """The word of a provider, or of somebody in its place, that is not taken. The reason is for the log alone."""


@dataclass(frozen=True)
class Arrival:
    """Somebody whom a provider signed in."""

    issuer: str
    subject: str
    #: What they are called there.
    name: str = ""
    #: An address that they were seen to read mail at, or none.
    address: str | None = None
    #: The roles here that go with their groups there.
    roles: tuple[str, ...] = ()


def the_subject(value: Any) -> str:
    """The name of somebody that never changes there. Raises Refused."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise Refused("it does not say who this is")
    return value


def an_address(value: Any) -> str | None:
    """An address as accounts have it; none where it can be none."""
    try:
        return clean_address(value) if isinstance(value, str) else None
    except Invalid:
        return None


def the_groups(value: Any) -> frozenset[str]:
    """The names in a claim: a list of words, or one."""
    if isinstance(value, str):
        return frozenset({value})
    if not isinstance(value, list):
        return frozenset()
    return frozenset(each for each in value[:_MOST_GROUPS] if isinstance(each, str))


def free_name(wished: str) -> str:
    """A name near the one somebody has elsewhere that they could have here; empty where there is none near it."""
    plain = re.sub(r"[^\w-]+", "-", wished.strip())[:30].strip("-")
    for name in (plain, *(f"{plain}{number}" for number in range(2, 10))):
        try:
            found = clean_name(name)
            refuse_taken_name(found)
        except (Invalid, Conflict):
            continue
        return found
    return ""
