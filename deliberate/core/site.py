"""What the app we run in has set up: its settings, and the people it knows."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, cast

from flask import current_app
from werkzeug.local import LocalProxy

from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.settings import Settings


class Identity(Protocol):
    """The whole contract with a host's users.

    A host may add ``moderators() -> Iterable[str]``, their ids, ``admins()`` likewise, ``find(name) -> str | None``,
    the id of somebody, ``forget(id)``, which takes the account of somebody who leaves away, in the transaction that is
    open, ``contacts(ids) -> Mapping[str, str]``, the addresses at which these people read mail,
    ``renaming_page() -> str``, the address of the page where somebody chooses another name, and
    ``actor(id) -> Actor | None``, somebody with the roles they have now, which the API needs for its tokens; None where
    there is nobody of that id, or they may not sign in any more.
    """

    def current(self) -> Actor:
        """Whoever makes the present request. The level is ours to fill in."""
        ...

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The names to show for these ids; one that is missing is shown as a deleted participant."""
        ...


settings = cast(Settings, LocalProxy(lambda: current_app.extensions["deliberate"].settings))
identity = cast(Identity, LocalProxy(lambda: current_app.extensions["deliberate"].identity))

DELETED = "deleted participant"
#: How the ids of people begin who came along in a file: nobody signs in with one.
IMPORTED_ID = "imported:"
IMPORTED = "participant elsewhere"
#: How the ids of those begin who reported something without an account: nobody signs in with one.
VISITOR_ID = "visitor:"


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """A name for every id asked for."""
    wanted = set(ids)
    ours = {SYSTEM_ID: "the system"} | {each: IMPORTED for each in wanted if each.startswith(IMPORTED_ID)}
    ours |= {each: "a visitor" for each in wanted if each.startswith(VISITOR_ID)}
    asked = wanted - ours.keys()
    known = identity.names(asked) if asked else {}
    return {each: ours.get(each) or known.get(each, DELETED) for each in wanted}


def moderators() -> set[str] | None:
    """The ids of everybody who moderates here, or None where the host cannot tell."""
    listing: Any = getattr(current_app.extensions["deliberate"].identity, "moderators", None)
    return set(listing()) if listing else None


def admins() -> set[str] | None:
    """The ids of everybody who is an admin here, or None where the host cannot tell."""
    listing: Any = getattr(current_app.extensions["deliberate"].identity, "admins", None)
    return set(listing()) if listing else None


def find_person(name: str) -> str | None:
    """The id of the person the host knows by this name, or by this very id."""
    search: Any = getattr(current_app.extensions["deliberate"].identity, "find", None)
    found: str | None = search(name) if search else None
    return found or (name if identity.names([name]) else None)


def find_actor(actor_id: str) -> Actor | None:
    """Somebody by their id, as if they had signed in just now; None where the host knows of nobody, or cannot tell."""
    offered: Any = getattr(current_app.extensions["deliberate"].identity, "actor", None)
    found: Actor | None = offered(actor_id) if offered else None
    return found


def renaming_page() -> str | None:
    """The address of the page where people choose another name; None where the host has none."""
    offered: Any = getattr(current_app.extensions["deliberate"].identity, "renaming_page", None)
    page: str | None = offered() if offered else None
    return page


def forget_person(actor_id: str) -> None:
    """Have the host take somebody's account away, where it offers to."""
    offered: Any = getattr(current_app.extensions["deliberate"].identity, "forget", None)
    if offered:
        offered(actor_id)
