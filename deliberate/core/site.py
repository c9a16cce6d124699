"""What the app we run in has set up: its settings, and the people it knows."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, cast

from flask import current_app
from werkzeug.local import LocalProxy

from deliberate.core.actors import SYSTEM_ID, SYSTEM_NAME, Actor
from deliberate.core.wording import N_, say
from deliberate.settings import Settings


class Identity(Protocol):
    """What a host has to say of its users. Whatever it offers besides is in ``IdentityOffers``."""

    def current(self) -> Actor:
        """Whoever makes the present request, with the roles they have here. The level is ours to fill in."""
        ...

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The names to show for these ids; one that is missing is shown as a deleted participant."""
        ...


class IdentityOffers(Protocol):
    """What an identity may have besides, each method for itself; without it, what it is for is not offered."""

    def sign_in_url(self, back: str) -> str:
        """The address of the page where people sign in and then come back to this path. Visitors are led there."""
        ...

    def links(self) -> Mapping[str, Any]:
        """What our frame shows: `name` of the site; `sign_in_url`, `sign_up_url`, `sign_out_url`, `account_url`."""
        ...

    def language(self) -> str:
        """The language this request is answered in, as a code such as `de`; a host with Flask-Babel need not say."""
        ...

    def moderators(self) -> Iterable[str]:
        """The ids of everybody who moderates here: the queue is shared out among them."""
        ...

    def admins(self) -> Iterable[str]:
        """The ids of all admins: it takes two of them to erase something for good, where there are two."""
        ...

    def find(self, name: str) -> str | None:
        """The id of the person known by this name, for forms in which people are named."""
        ...

    def contacts(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The addresses at which these people read mail; whoever has confirmed none is left out."""
        ...

    def renaming_page(self) -> str:
        """The address of the page where somebody chooses another name: only then can moderators ask for one."""
        ...

    def actor(self, id: str, /) -> Actor | None:  # noqa: A002  # as above
        """Somebody by id as if they signed in now, None of who may not any more: the API needs it for its tokens."""
        ...

    def has_password(self) -> bool:
        """Whether whoever is signed in has a password, which is asked for again before a token of the API is made."""
        ...

    def proves(self, password: str) -> bool:
        """Whether this is their password; of whoever has none, whether they signed in minutes ago."""
        ...

    def forget(self, id: str, /) -> None:  # noqa: A002  # what the rest of this contract calls it
        """Take the account of somebody who leaves away, in the transaction that is open."""
        ...

    def confirms(self, id: str, password: str, /) -> bool | None:  # noqa: A002  # as above
        """Whether it is their password, counted as a guess; None where they have none. The API asks before they go."""
        ...

    def data(self, id: str, /) -> Mapping[str, Iterable[Mapping[str, Any]]]:  # noqa: A002  # as above
        """What the host itself keeps of somebody, as rows by section, for whoever takes their data along by the API."""
        ...

    def before_forget(self, id: str, /) -> None:  # noqa: A002  # as above
        """Raise `Conflict` where somebody cannot leave; else have them told, while all of theirs is still there."""
        ...


def offered(host: Identity, name: str) -> Any:
    """What this identity has by a name of ``IdentityOffers``, or None."""
    if not hasattr(IdentityOffers, name):
        raise ValueError(f"no identity is asked for {name}")
    return getattr(host, name, None)


settings = cast(Settings, LocalProxy(lambda: current_app.extensions["deliberate"].settings))
identity = cast(Identity, LocalProxy(lambda: current_app.extensions["deliberate"].identity))

DELETED = N_("deleted participant")
#: How the ids of people begin who came along in a file: nobody signs in with one.
IMPORTED_ID = "imported:"
IMPORTED = N_("participant elsewhere")
#: How the ids of those begin who reported something without an account: nobody signs in with one.
VISITOR_ID = "visitor:"
_A_VISITOR = N_("a visitor")


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """A name for every id asked for."""
    wanted = set(ids)
    ours = {SYSTEM_ID: say(SYSTEM_NAME)} | {each: say(IMPORTED) for each in wanted if each.startswith(IMPORTED_ID)}
    ours |= {each: say(_A_VISITOR) for each in wanted if each.startswith(VISITOR_ID)}
    asked = wanted - ours.keys()
    known = identity.names(asked) if asked else {}
    return {each: ours.get(each) or known.get(each) or say(DELETED) for each in wanted}


def moderators() -> set[str] | None:
    """The ids of everybody who moderates here, or None where the host cannot tell."""
    listing: Any = offered(identity, "moderators")
    return set(listing()) if listing else None


def admins() -> set[str] | None:
    """The ids of everybody who is an admin here, or None where the host cannot tell."""
    listing: Any = offered(identity, "admins")
    return set(listing()) if listing else None


def find_person(name: str) -> str | None:
    """The id of the person the host knows by this name, or by this very id."""
    search: Any = offered(identity, "find")
    found: str | None = search(name) if search else None
    return found or (name if identity.names([name]) else None)


def has_password() -> bool:
    """Whether there is a password to ask whoever is signed in for."""
    ask: Any = offered(identity, "has_password")
    return bool(ask and ask())


def proves(password: str) -> bool:
    """Whether it is whoever is signed in who asks now, as far as the host can tell."""
    ask: Any = offered(identity, "proves")
    return bool(ask(password)) if ask else True


def find_actor(actor_id: str) -> Actor | None:
    """Somebody by their id, as if they had signed in just now; None where the host knows of nobody, or cannot tell."""
    ask: Any = offered(identity, "actor")
    found: Actor | None = ask(actor_id) if ask else None
    return found


def renaming_page() -> str | None:
    """The address of the page where people choose another name; None where the host has none."""
    ask: Any = offered(identity, "renaming_page")
    page: str | None = ask() if ask else None
    return page


def confirms_person(actor_id: str, password: str) -> bool | None:
    """Whether this is somebody's password; None where the host cannot tell. Raises TooMany."""
    ask: Any = offered(identity, "confirms")
    found: bool | None = ask(actor_id, password) if ask else None
    return found


def data_of_host(actor_id: str) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """What the host itself keeps of somebody, by section; nothing where it does not say."""
    ask: Any = offered(identity, "data")
    found: Mapping[str, Iterable[Mapping[str, Any]]] = ask(actor_id) if ask else {}
    return found


def ask_before_forgetting(actor_id: str) -> None:
    """Let the host refuse, and tell, before anything of somebody is taken away. Raises Conflict."""
    ask: Any = offered(identity, "before_forget")
    if ask:
        ask(actor_id)


def forget_person(actor_id: str) -> None:
    """Have the host take somebody's account away, where it offers to."""
    forget: Any = offered(identity, "forget")
    if forget:
        forget(actor_id)
