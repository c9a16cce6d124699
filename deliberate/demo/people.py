"""The people of the demo: a dozen of differing views, three who keep order, an editor, a teacher and newcomers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from deliberate.accounts.identity import as_actor
from deliberate.accounts.services import create_user
from deliberate.core.actors import ADMIN, EDITOR, LEVEL_NAMES, MODERATOR, Actor
from deliberate.core.standing import level_of

#: One for all of them: a demo is not a place for secrets.
PASSWORD = "weigh-it-yourself"  # printed at every start

#: Everybody of the demo as the services take them, by name.
Cast = Mapping[str, Actor]


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in. ``tries``: what to look at with their eyes, where that is worth a line."""

    name: str
    level: int = 2
    role: str | None = None
    tries: str = ""

    @property
    def role_name(self) -> str:
        return self.role or f"{LEVEL_NAMES[self.level]} (level {self.level})"


PEOPLE = (
    Person("copper-beech", 2, EDITOR, "the editor: suggestions beside the text of the article in draft"),
    Person(
        "calm-plover",
        2,
        MODERATOR,
        "the queue: flags, posts that wait, an appeal that only you or the admin may answer",
    ),
    Person("even-keel", 2, MODERATOR, "the queue; the appeal in it is against your own decision"),
    Person("lantern", 2, ADMIN, "everything, and who moderated what in the log"),
    Person("quiet-heron", 2, None, "weigh five; your contributions, one of them taken back"),
    Person("tall-birch", 2, None, "the same with the opposite view"),
    Person("blue-lynx", 3, None, "a curator's view"),
    Person("north-wren", 3),
    Person("dry-thistle", 3),
    Person("amber-fox", 2),
    Person("plain-badger", 2),
    Person("red-alder", 2),
    Person("slow-otter", 1, None, "your contributions: an item removed, with its reasons, and an appeal that waits"),
    Person("grey-wagtail", 1, None, "your contributions: an appeal that succeeded"),
    Person("late-swift", 1),
    Person("loud-jay", 1, None, "suspended: what is left to you, why, and an appeal that waits"),
    Person("still-newt", 1),
    Person("new-leaf", 0, None, "a newcomer: a post that waits for a moderator"),
    Person("first-frost", 0, None, "a newcomer: a post returned for changes"),
    Person("open-window", 2, EDITOR, "a teacher: a class with its code, and an article that only it reads"),
)


def make_people() -> Cast:
    """An account for each of them."""
    cast = {}
    for person in PEOPLE:
        user = create_user(person.name, PASSWORD, roles=[person.role] if person.role else [], level=person.level)
        actor = as_actor(user)
        cast[person.name] = replace(actor, level=level_of(actor.key, actor.roles))
    return cast


def logins() -> list[str]:
    """Name, role and what to try, a line for each, ready to print."""
    width = max(len(person.name) for person in PEOPLE) + 2
    roles = max(len(person.role_name) for person in PEOPLE) + 2
    return [f"{person.name:<{width}}{person.role_name:<{roles}}{person.tries}".rstrip() for person in PEOPLE]
