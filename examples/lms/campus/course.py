"""The course: who is in it, and what is kept of it, in one SQLite file or in memory."""

import json
import secrets
import sqlite3
import time
from dataclasses import dataclass
from threading import RLock
from typing import Any

COURSE = {"id": "ethics-10b", "label": "10b", "title": "Ethics, year 10"}

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


@dataclass(frozen=True)
class Person:
    id: str
    given: str
    family: str
    teaches: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def sourced_id(self) -> str:
        """What the school's own administration calls them."""
        return f"school:{self.id}"

    @property
    def email(self) -> str:
        return f"{self.given}.{self.family}@campus.example".lower()

    @property
    def roles(self) -> list[str]:
        """What they are in the course, and at the school."""
        if self.teaches:
            return [f"{_MEMBERSHIP}Instructor", f"{_INSTITUTION}Faculty"]
        return [f"{_MEMBERSHIP}Learner", f"{_INSTITUTION}Student"]


PEOPLE = {
    person.id: person
    for person in (
        Person("7d0e4c", "Orla", "Winterbourne", teaches=True),
        Person("19b2fa", "Ilse", "Marrow"),
        Person("3c85d1", "Tomas", "Quill"),
        Person("58e07b", "Nadia", "Fenn"),
        Person("82f6a9", "Ruben", "Sallow"),
        Person("a4413e", "Mei", "Larkspur"),
        Person("d97c20", "Jonah", "Thistle"),
    )
}
STUDENTS = [person for person in PEOPLE.values() if not person.teaches]


class Records:
    """Documents of a few kinds by their ids, oldest first. Whoever reads one to change it holds ``turn`` meanwhile."""

    def __init__(self, path: str = ":memory:") -> None:
        self.turn = RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._do("CREATE TABLE IF NOT EXISTS record (kind TEXT, id TEXT, body TEXT, PRIMARY KEY (kind, id))")

    def _do(self, statement: str, *values: str) -> list[tuple[str]]:
        with self.turn:
            return self._database.execute(statement, values).fetchall()

    def all(self, kind: str, **like: Any) -> list[dict[str, Any]]:
        """Those of a kind in which these fields have these values."""
        found = self._do("SELECT body FROM record WHERE kind = ? ORDER BY rowid", kind)
        every = [json.loads(body) for (body,) in found]
        return [each for each in every if all(each.get(name) == value for name, value in like.items())]

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        found = self._do("SELECT body FROM record WHERE kind = ? AND id = ?", kind, key)
        return json.loads(found[0][0]) if found else None

    def put(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Keep it under its ``id``, in the place of what was there."""
        self._do(
            "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
            *(kind, body["id"], json.dumps(body)),
        )
        return body

    def drop(self, kind: str, key: str) -> None:
        self._do("DELETE FROM record WHERE kind = ? AND id = ?", kind, key)

    def close(self) -> None:
        self._database.close()


class Passing:
    """What is good for a while only, under names that nobody guesses."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Any]] = {}
        self._turn = RLock()

    def give(self, what: Any, seconds: int, name: str = "") -> str:
        """Its name, which may be given."""
        name = name or secrets.token_urlsafe(24)
        with self._turn:
            now = time.time()
            self._kept = {each: (until, kept) for each, (until, kept) in self._kept.items() if until > now}
            self._kept[name] = (now + seconds, what)
        return name

    def look(self, name: str) -> Any | None:
        until, what = self._kept.get(name, (0.0, None))
        return what if until > time.time() else None

    def take(self, name: str) -> Any | None:
        """It, for the one time there is."""
        with self._turn:
            found = self.look(name)
            self._kept.pop(name, None)
        return found

    def is_new(self, name: str, seconds: int) -> bool:
        """Whether this name was not seen before; from now on it was."""
        with self._turn:
            if self.look(name):
                return False
            self.give(True, seconds, name)
            return True
