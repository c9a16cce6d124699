"""What hangs on a claim goes along when another comes to stand for it, and goes back when that is undone."""

from collections.abc import Iterable
from typing import Any, Protocol

from deliberate.core.actors import Actor
from deliberate.core.registry import Registry
from deliberate.propositions.models import Act, Proposition


class Follower(Protocol):
    """One sort of thing that hangs on claims; each room brings its own."""

    def follow(self, actor: Actor, goes: Proposition, stays: Proposition) -> dict[str, Any]:
        """Move what hangs on ``goes`` to ``stays``. Returns, as JSON, what ``go_back`` needs."""

    def go_back(self, actor: Actor, moved: dict[str, Any]) -> None:
        """Put back what ``follow`` moved."""

    def moved_ids(self, moved: dict[str, Any]) -> Iterable[int]:
        """The contributions among what it moved."""


followers: Registry[Follower] = Registry("merge follower")


class Leaning(Protocol):
    """What has come to lean on an act since, in words for whoever would undo it: "2 items of evidence"."""

    def __call__(self, act: Act, claims: Iterable[int], moved: Iterable[int]) -> Iterable[str]:
        """``claims`` are those that readers saw differently because of it, ``moved`` what followed a merge."""


leaning: Registry[Leaning] = Registry("what leans on an act")
