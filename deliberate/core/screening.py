"""What a new contribution meets before it is stored. Higher rooms put up the screens; the strictest verdict holds."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.errors import Invalid
from deliberate.core.wording import say


class Outcome(enum.IntEnum):
    """Stricter is greater."""

    PASS = 0
    HOLD = 1
    REFUSE = 2


@dataclass(frozen=True)
class Verdict:
    """What a screen says, and why in words for the author; they may be stored, and are said where they are shown."""

    outcome: Outcome
    why: str = ""
    #: Whether it would say the same of any words: it is about where they are posted.
    of_place: bool = False


PASSED = Verdict(Outcome.PASS)

#: (actor, article, every text of the draft) -> Verdict. A screen may also raise TooMany.
Screen = Callable[[Actor, Any, str], Verdict]

_screens: list[Screen] = []

#: (actor, article) -> None. Raises TooMany where somebody posts more, or sooner, than they may.
Pace = Callable[[Actor, Any], None]

_paces: list[Pace] = []


def screen(put_up: Screen) -> Screen:
    """Register a screen."""
    _screens.append(put_up)
    return put_up


def pace(put_up: Pace) -> Pace:
    """Register a limit on how much, or how soon, somebody may post. It is asked of new posts, never of edits."""
    _paces.append(put_up)
    return put_up


def judge(actor: Actor, article: Any, text: str) -> Verdict:
    """The strictest verdict of all screens; of two that are as strict, one about the words or their author."""
    verdicts = (put_up(actor, article, text) for put_up in _screens)
    return max(verdicts, key=lambda verdict: (verdict.outcome, not verdict.of_place), default=PASSED)


def admit(contribution: Contribution, actor: Actor, text: str) -> None:
    """Give a new contribution its first status: visible, or pending with the reason where a screen holds it.

    Raises Invalid where a screen refuses, TooMany where it comes too soon.
    """
    admit_as_one([contribution], actor, text)


def admit_as_one(contributions: Sequence[Contribution], actor: Actor, text: str) -> None:
    """The same for what is posted on one article by one form: one verdict, and one post. Raises as ``admit``."""
    article = contributions[0].article
    for put_up in _paces:
        put_up(actor, article)
    verdict = judge(actor, article, text)
    if verdict.outcome is Outcome.REFUSE:
        raise Invalid(say(verdict.why))
    held = verdict.outcome is Outcome.HOLD
    for each in contributions:
        each.status = Status.PENDING if held else Status.VISIBLE
        each.held_because = verdict.why if held else None
