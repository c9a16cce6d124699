"""How a claim's balance moved, and what moved it: what the log tells of by itself, what people answered only several
times together, so that no answer can be told from another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import NotAllowed
from deliberate.core.policy import Permission, may, post_first
from deliberate.core.wording import say
from deliberate.moderation.actions import past_of
from deliberate.moderation.wording import kind_word
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import Lean, line_of
from deliberate.weighting.logodds import clip
from deliberate.weighting.models import ScoreEvent
from deliberate.weighting.weigh import DEFAULT_MODEL

#: What moves balances and is in no log: what people answer, and working out anew.
ANSWERS = frozenset({"rating", "stance", "search"})
QUIET = ANSWERS | {"recount", "update", "source"}
#: Fewer answers than that are told together with what comes next.
FEWEST = 3
#: So many moves are gone through, the newest.
MOST = 2000
#: So many steps a page tells, the newest.
SHOWN = 100

WIDTH, HEIGHT = 640, 160
#: The log-odds at either edge of the picture; what lies beyond is drawn there.
REACH = 3.5


@dataclass(frozen=True)
class Step:
    """Where the balance stood after something: what it was, on what, and what the line said.

    No sum where it is not weighed, or where the sum would tell of fewer answers than may be told.
    """

    at: datetime
    words: str
    log_odds: float | None
    lean: Lean | None
    subject: Contribution | None = None

    @property
    def line(self) -> str:
        return say("The claim was not weighed any more.") if self.lean is None else line_of(self.lean)


@dataclass(frozen=True)
class Drawing:
    """The sum over time as one line of steps; places in the picture's units, for above, against below."""

    path: str
    points: Sequence[tuple[float, float]]
    marks: Sequence[float]


@dataclass(frozen=True)
class BalanceHistory:
    """The newest steps, the newest first, and the picture of them; ``earlier`` says that there are more."""

    proposition: Proposition
    steps: Sequence[Step]
    drawing: Drawing | None
    earlier: bool


def balance_history(actor: Actor, proposition: Proposition) -> BalanceHistory:
    """How the balance of a claim that this actor may read moved. Two queries. Raises NotAllowed where they are to post
    before they see it."""
    if post_first(actor, proposition.article):
        raise NotAllowed(say("Shown once you have posted."))
    newest = select(ScoreEvent).where(ScoreEvent.proposition == proposition.public_id)
    events = session.scalars(newest.order_by(ScoreEvent.id.desc()).limit(MOST + 1)).all()
    subjects = _subjects(actor, {each.contribution for each in events if each.contribution and not _quiet(each)})
    steps = list(_steps(reversed(events[:MOST]), subjects))
    shown = steps[-SHOWN:]
    return BalanceHistory(proposition, shown[::-1], drawn(shown), len(steps) > SHOWN or len(events) > MOST)


def _quiet(event: ScoreEvent) -> bool:
    return event.cause in QUIET


def _subjects(actor: Actor, keys: set[UUID]) -> dict[UUID, Contribution]:
    """What was done to what, as far as this actor may read it."""
    found = session.scalars(select(Contribution).where(Contribution.public_id.in_(keys)))
    return {each.public_id: each for each in found if may(actor, Permission.READ_CONTRIBUTION, each)}


def _steps(events: Iterable[ScoreEvent], subjects: dict[UUID, Contribution]) -> Iterable[Step]:
    """One step for each act of the log, one for the answers of a day: of several days, where a day has too few.

    An act that comes upon too few answers is told without its sum, which would tell of these.
    """
    answers, last = 0, None
    for event in events:
        if not _quiet(event):
            subject = subjects.get(event.contribution) if event.contribution else None
            yield _step(event, _told(event, subject), subject, summed=answers == 0 or answers >= FEWEST)
            answers, last = (0 if answers >= FEWEST else answers), None
            continue
        if last is not None and last.at.date() != event.at.date() and answers >= FEWEST:
            yield _step(last, _answered(answers))
            answers = 0
        answers += event.cause in ANSWERS
        last = event
    if last is not None:
        yield _step(last, _answered(answers) if answers >= FEWEST else say("Since then, a few answers or none"))


def _answered(times: int) -> str:
    return say("People weighed, or said where they stand, %(number)s times", number=times)


def _told(event: ScoreEvent, subject: Contribution | None) -> str:
    what = kind_word(subject.kind) if subject else say("something")
    told = past_of(event.cause, what)
    return told[:1].upper() + told[1:]


def _step(event: ScoreEvent, words: str, subject: Contribution | None = None, *, summed: bool = True) -> Step:
    lean = Lean(event.lean) if event.lean else None
    return Step(event.at, words, event.log_odds if summed else None, lean, subject)


def drawn(steps: Sequence[Step]) -> Drawing | None:
    """The picture of at least two steps with a sum; each holds until the next."""
    known = [(step.at, step.log_odds) for step in steps if step.log_odds is not None]
    if len(known) < 2:
        return None
    begin, end = known[0][0], known[-1][0]
    span = (end - begin).total_seconds() or 1.0
    points = [(round(WIDTH * (at - begin).total_seconds() / span, 1), _height(value)) for at, value in known]
    path = f"M{points[0][0]} {points[0][1]}" + "".join(f"H{x}V{y}" for x, y in points[1:])
    edges = (DEFAULT_MODEL.slightly, DEFAULT_MODEL.clearly, DEFAULT_MODEL.strongly)
    return Drawing(path, points, [_height(sign * edge) for sign in (1, -1) for edge in edges])


def _height(log_odds: float) -> float:
    return round(HEIGHT / 2 * (1 - clip(log_odds, -REACH, REACH) / REACH), 1)
