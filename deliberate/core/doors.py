"""Doors for other packages: what they offer under an entry-point group comes in by the same registry as ours."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

from deliberate.core.registry import Registry

T = TypeVar("T")

logger = logging.getLogger("deliberate.doors")


@dataclass(frozen=True)
class LeftOut:
    """Something of another package that could not come in, and why."""

    name: str
    package: str
    why: str

    def __str__(self) -> str:
        return f"“{self.name}” of the package {self.package} cannot be loaded ({self.why})."


class Door(Generic[T]):
    """The entry-point group ``group``, leading into ``registry``.

    ``fits`` raises TypeError or ValueError, in words for whoever wrote the package, on what does not belong there.
    """

    def __init__(self, group: str, registry: Registry[T], fits: Callable[[str, Any], None]) -> None:
        self.group, self.registry, self.fits = group, registry, fits
        self._left_out: tuple[LeftOut, ...] | None = None
        doors.register(group, self)

    def open(self) -> tuple[LeftOut, ...]:
        """Let in, once, what is installed; what cannot come in is logged and returned, and the site runs without it."""
        if self._left_out is None:
            self._left_out = ()
            found = [self._let_in(each) for each in entry_points(group=self.group)]
            self._left_out = tuple(each for each in found if each)
        return self._left_out

    def _let_in(self, offer: EntryPoint) -> LeftOut | None:
        try:
            value = offer.load()
            self.fits(offer.name, value)
            self.registry.register(offer.name, value)
        except Exception as error:  # another package's module may raise anything, and the site is to run without it
            package = f"{offer.dist.name} {offer.dist.version}" if offer.dist else offer.module
            left_out = LeftOut(offer.name, package, f"{type(error).__name__}: {error}")
            logger.error("The %s %s", self.registry.kind, left_out)
            return left_out
        return None


doors: Registry[Door[Any]] = Registry("entry-point group")


def open_all() -> tuple[LeftOut, ...]:
    """Everything that other packages offer, brought in; what could not come in, by whichever door."""
    return tuple(each for name in doors.names() for each in doors.get(name).open())


def callable_only(name: str, value: Any) -> None:
    """For a door that functions come in by."""
    if not callable(value):
        raise TypeError(f"{name} cannot be called")


def instance_of(kind: type) -> Callable[[str, Any], None]:
    """For a door that values of one class come in by; one that has a name of its own is offered under it."""

    def fits(name: str, value: Any) -> None:
        if not isinstance(value, kind):
            raise TypeError(f"{name} is no {kind.__name__}")
        own = getattr(value, "name", name)
        if own != name:
            raise ValueError(f"it calls itself {own!r}, and is offered as {name!r}")

    return fits
