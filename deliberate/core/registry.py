"""Named things that others may add to: the one way in which the project is extended."""

from collections.abc import Callable
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class UnknownName(KeyError):
    """Nothing is registered under that name; the message lists the names that are."""

    def __str__(self) -> str:
        return str(self.args[0])


class Registry(Generic[T]):
    """Values by name, in the order of registration. `kind` says in messages what they are."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._values: dict[str, T] = {}

    @overload
    def register(self, name: str, value: T) -> T: ...

    @overload
    def register(self, name: str) -> Callable[[T], T]: ...

    def register(self, name: str, value: T | None = None) -> T | Callable[[T], T]:
        """Add `value` under `name`, or decorate with it. A name is taken once: a second use raises ValueError."""
        if value is None:
            return lambda decorated: self.register(name, decorated)
        if name in self._values:
            raise ValueError(f"The {self.kind} {name!r} is registered already.")
        self._values[name] = value
        return value

    def get(self, name: str) -> T:
        """The value under `name`, or UnknownName."""
        if name not in self._values:
            raise UnknownName(f"There is no {self.kind} {name!r}; known: {', '.join(self.names())}.")
        return self._values[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self._values)
