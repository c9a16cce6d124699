"""The moment as of which an article's weights are asked for: now, or some time ago, to replay what was said then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, true

from deliberate.core.contributions import Status


@dataclass(frozen=True, slots=True)
class Past:
    """An article as it stood at a moment, as far as that is known; without one, as it stands.

    ``statuses`` are those that were others then: None for what was not there yet.
    ``edited`` is what was reworded since.
    """

    moment: datetime | None = None
    statuses: Mapping[int, Status | None] = field(default_factory=dict)
    unconfirmed: frozenset[int] = frozenset()
    edited: frozenset[int] = frozenset()

    def shows(self, key: int, status: Status) -> bool:
        """Whether readers were shown what now has this status."""
        return self.statuses.get(key, status) is Status.VISIBLE

    def until(self, column: Any) -> ColumnElement[bool]:
        """The condition that something was there already."""
        return true() if self.moment is None else column <= self.moment


PRESENT = Past()
