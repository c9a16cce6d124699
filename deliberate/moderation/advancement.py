"""A newcomer whose posts were approved is one no longer."""

from dataclasses import dataclass

from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.events import pseudonym_of, record
from deliberate.core.signals import level_moved
from deliberate.core.site import moderators, settings
from deliberate.core.standing import Standing, standing_of


@dataclass(frozen=True)
class Person:
    """Somebody, as the log names them."""

    public_id: str
    kind: str = "person"


def count_approval(contribution: Contribution) -> dict[str, bool] | None:
    """Count an approved post of a newcomer, who reaches level 1 with enough of them.

    Returns what ``take_back_approval`` needs; None where the author is no newcomer.
    """
    standing = standing_of(contribution.author_id)
    if standing.level > 0 or contribution.author_id in (moderators() or ()):
        return None
    standing.approved += 1
    promoted = standing.approved >= settings.newcomer_posts_held
    if promoted:
        _move(standing, 1, "promote")
    session.flush()
    return {"promoted": promoted}


def take_back_approval(contribution: Contribution, counted: dict[str, bool]) -> None:
    """Undo ``count_approval``; whoever has risen further meanwhile stays where they are."""
    standing = standing_of(contribution.author_id)
    standing.approved = max(0, standing.approved - 1)
    if counted["promoted"] and standing.level == 1:
        _move(standing, 0, "demote")
    session.flush()


def _move(standing: Standing, level: int, action: str) -> None:
    person = Person(pseudonym_of(Actor(id=standing.actor_id)))
    before, standing.level = standing.level, level
    event = record(SYSTEM, action, person, before=str(before), after=str(level))
    level_moved.send(standing, event=event, before=before)
