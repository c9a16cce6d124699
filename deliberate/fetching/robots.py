"""What sites ask of robots, remembered for a while (RFC 9309)."""

import time
from collections import OrderedDict

from protego import Protego

#: So long is a robots.txt good, in seconds, and so many are kept.
KEPT_FOR = 600
MOST_KEPT = 256
#: As much of one is read, in bytes; the rest is ignored.
LONGEST = 500_000

EVERYTHING = Protego.parse("")
"""The rules of a site that has none."""


class RobotsCache:
    """Rules by the origin they are of."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, Protego]] = OrderedDict()

    def find(self, origin: str) -> Protego | None:
        """The rules of an origin, if they were read lately."""
        until, rules = self._kept.get(origin, (0.0, None))
        return rules if time.monotonic() < until else None

    def keep(self, origin: str, rules: Protego) -> None:
        """Remember them; the oldest make room."""
        self._kept.pop(origin, None)
        self._kept[origin] = (time.monotonic() + KEPT_FOR, rules)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
