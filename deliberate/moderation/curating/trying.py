"""What an act would move: it is done, the claims are read, and all of it is taken back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from deliberate.core.db import session, transaction
from deliberate.core.wording import say
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import Balance
from deliberate.weighting.models import Score

#: So many claims are shown; the rest is counted. Sums that lie no further apart are not worth showing.
CLAIMS, SMALLEST = 12, 0.005

#: A claim's sum in log-odds, its line and its counts.
Reading = tuple[float, str, str]
#: The same as it is stored: the sum, and the balance if there is one.
_Stored = tuple[float, Mapping[str, Any]]
_NOTHING: _Stored = (0.0, {"line": "", "counts": ""})


@dataclass(frozen=True)
class Shift:
    """A claim that would read otherwise."""

    claim: Proposition
    before: Reading
    after: Reading


@dataclass(frozen=True)
class Trial:
    """What an act would move, the farthest first; ``hidden`` more claims would move less."""

    shifts: Sequence[Shift]
    hidden: int


class _TakenBack(Exception):
    def __init__(self, moved: list[tuple[int, _Stored, _Stored]]) -> None:
        super().__init__()
        self.moved = moved


def try_out(articles: Collection[int], work: Callable[[], Any]) -> Trial:
    """Do the work in a unit that is then taken back whole. Raises what the work raises.

    What was loaded before is to be loaded anew.
    """
    try:
        with transaction():
            before = _readings(articles)
            work()
            raise _TakenBack(_moved(before, _readings(articles)))
    except _TakenBack as tried:
        moved = sorted(tried.moved, key=lambda each: (-abs(each[2][0] - each[1][0]), each[0]))
    shown = moved[:CLAIMS]
    wanted = select(Proposition).where(Proposition.id.in_([key for key, *_ in shown]))
    claims = {claim.id: claim for claim in session.scalars(wanted)}
    return Trial([Shift(claims[key], _said(was), _said(then)) for key, was, then in shown], len(moved) - len(shown))


def _readings(articles: Collection[int]) -> dict[int, _Stored]:
    rows = session.execute(
        select(Score.proposition_id, Score.log_odds, Score.balance).where(Score.article_id.in_(articles))
    )
    return {key: (total, balance) for key, total, balance in rows}


def _said(stored: _Stored) -> Reading:
    """In the language of whoever looks."""
    total, balance = stored
    if stored is _NOTHING:
        return total, say("It is not weighed."), ""
    read = Balance.from_json(balance)
    return total, read.line, read.counts


def _moved(before: dict[int, _Stored], after: dict[int, _Stored]) -> list[tuple[int, _Stored, _Stored]]:
    found = []
    for key in {**before, **after}:
        was, then = before.get(key, _NOTHING), after.get(key, _NOTHING)
        reads_otherwise = any(was[1][words] != then[1][words] for words in ("line", "counts"))
        if reads_otherwise or abs(was[0] - then[0]) >= SMALLEST:
            found.append((key, was, then))
    return found
