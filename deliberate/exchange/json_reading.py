"""JSON from strangers: bounded, without duplicate names, and every complaint with its line and column.

The standard parser does the reading. Only a complaint pays for finding its place, by a scan that counts along.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn

from deliberate.core.wording import say
from deliberate.exchange.errors import FormatError, error_at
from deliberate.exchange.formats import DEEPEST, MOST_THINGS, REFUSED

Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[\[\]{},:]|[^\s\[\]{},:"]++', re.DOTALL)
_FORBIDDEN = re.compile(f"[{REFUSED}\ud800-\udfff]")
#: The longest name of a thing in a file.
LONGEST_ID = 200
#: What fits a whole number of either database.
LARGEST_NUMBER = 2**31 - 1


class _Duplicate(ValueError):
    """A name stands twice in one object."""


@dataclass(frozen=True)
class Node:
    """A value of a JSON file, and the way to it."""

    value: Any
    path: Path
    text: str

    def fail(self, message: str) -> NoReturn:
        """Refuse the file because of this value."""
        raise error_at(self.text, locate(self.text, self.path), message)

    @property
    def named(self) -> str:
        """What messages call it."""
        names = [f"[{each}]" if isinstance(each, int) else f".{each}" for each in self.path]
        return "".join(names).lstrip(".") or say("the file")

    def object(self) -> "dict[str, Any]":
        if not isinstance(self.value, dict):
            self.fail(say("%(named)s has to be an object.", named=self.named))
        return self.value

    def get(self, name: str) -> "Node | None":
        """What an object has under a name, unless it is missing or null."""
        value = self.object().get(name)
        return None if value is None else Node(value, (*self.path, name), self.text)

    def need(self, name: str) -> "Node":
        """What an object has under a name that it must have."""
        found = self.get(name)
        if found is None:
            self.fail(say("%(named)s lacks “%(name)s”.", named=self.named, name=name))
        return found

    def items(self) -> "Iterator[Node]":
        """The entries of a list."""
        if not isinstance(self.value, list):
            self.fail(say("%(named)s has to be a list.", named=self.named))
        if len(self.value) > MOST_THINGS:
            self.fail(
                say(
                    "%(named)s has %(count)s entries; at most %(most)s are read.",
                    named=self.named,
                    count=len(self.value),
                    most=str(MOST_THINGS),
                )
            )
        return (Node(each, (*self.path, number), self.text) for number, each in enumerate(self.value))

    def entries(self, name: str) -> "Iterator[Node]":
        """The entries of the list under a name; none where it is missing."""
        found = self.get(name)
        return iter(()) if found is None else found.items()

    def words(self) -> str:
        if not isinstance(self.value, str):
            self.fail(say("%(named)s has to be text.", named=self.named))
        return self.value

    def number(self) -> int:
        if type(self.value) is not int or abs(self.value) > LARGEST_NUMBER:
            self.fail(
                say(
                    "%(named)s has to be a whole number of at most %(most)s.",
                    named=self.named,
                    most=str(LARGEST_NUMBER),
                )
            )
        return int(self.value)

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail(say("%(named)s has to be true or false.", named=self.named))
        return self.value

    def name(self) -> str:
        """A short text that names a thing; a whole number will do."""
        words = str(self.value) if type(self.value) is int else self.words()
        if not words.strip() or len(words) > LONGEST_ID:
            self.fail(
                say("%(named)s has to be a name of 1 to %(most)s characters.", named=self.named, most=str(LONGEST_ID))
            )
        return words

    def find_words(self, name: str) -> str | None:
        """The text under a name, if there is one."""
        found = self.get(name)
        return None if found is None else found.words()


def read_json(text: str) -> Node:
    """The file's value. Raises FormatError."""
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise FormatError(error.lineno, error.colno, say("This is not JSON: %(msg)s.", msg=error.msg)) from None
    except _Duplicate as error:
        raise error_at(
            text, _second(text, str(error)), say("The name “%(error)s” stands twice in one object.", error=error)
        ) from None
    except RecursionError:
        raise error_at(
            text, _too_deep(text), say("Things lie more than %(most)s deep inside each other.", most=str(DEEPEST))
        ) from None
    except ValueError as error:
        raise FormatError(1, 1, say("This is not JSON: %(value)s.", value=str(error).split(";")[0])) from None
    root = Node(value, (), text)
    _check(root)
    return root


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Duplicate(name)
            seen.add(name)
    return found


def _refuse_number(digits: str) -> NoReturn:
    raise ValueError(f"{digits[:20]} is not a number that JSON has")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else _refuse_number(digits)


def _check(root: Node) -> None:
    """Refuse what nests too deep, and text that no text may hold, however it is escaped."""
    level: list[tuple[Path, Any]] = [((), root.value)]
    depth = 0
    while level:
        if depth > DEEPEST:
            raise error_at(
                root.text,
                _too_deep(root.text),
                say("Things lie more than %(most)s deep inside each other.", most=str(DEEPEST)),
            )
        inner: list[tuple[Path, Any]] = []
        for path, value in level:
            if isinstance(value, str):
                _check_words(root, path, value)
            elif isinstance(value, dict):
                for name in value:
                    _check_words(root, path, name)
                inner += [((*path, name), each) for name, each in value.items() if isinstance(each, str | dict | list)]
            elif isinstance(value, list):
                inner += [((*path, at), each) for at, each in enumerate(value) if isinstance(each, str | dict | list)]
        level = inner
        depth += 1


def _check_words(root: Node, path: Path, words: str) -> None:
    if found := _FORBIDDEN.search(words):
        message = say(
            "A character, U+%(code)s, that can mislead readers or that no text may hold.",
            code=f"{ord(found.group()):04X}",
        )
        Node(words, path, root.text).fail(message)


def _too_deep(text: str) -> int:
    """Where the file first nests too deep."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token.group() in "[{":
            depth += 1
            if depth > DEEPEST:
                return token.start()
        elif token.group() in "]}":
            depth -= 1
    return 0


def _second(text: str, name: str) -> int:
    """Where a name stands for the second time in one object."""
    seen: set[Path] = set()
    for place, path, is_name in _walk(text):
        if is_name and path[-1] == name:
            if path in seen:
                return place
            seen.add(path)
    return 0


def locate(text: str, wanted: Path) -> int:
    """Where the value at the end of a path begins in a text that is valid JSON."""
    return next((place for place, path, is_name in _walk(text) if not is_name and path == wanted), 0)


def _walk(text: str) -> Iterator[tuple[int, Path, bool]]:
    """Every name and every value with its place and path, in the order of the text."""
    path: list[str | int] = []
    #: For each open bracket whether it is a list, and whether an object waits for a name.
    lists: list[bool] = []
    name_next = False
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word in "]}":
            lists.pop()
            path.pop()
            name_next = False
        elif word == ",":
            if lists[-1]:
                path[-1] = int(path[-1]) + 1
            name_next = not lists[-1]
        elif word == ":":
            name_next = False
        elif name_next:
            path[-1] = json.loads(word)
            yield token.start(), tuple(path), True
        else:
            yield token.start(), tuple(path), False
            if word in "[{":
                lists.append(word == "[")
                path.append(0 if word == "[" else "")
                name_next = word == "{"
