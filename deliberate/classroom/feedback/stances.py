"""Where a class stood on the claims of what it was set, before and after. Counts leave this room, and nobody's stance.

Before is where somebody stood as the assignment was started; of whoever had not said by then, what they answered first.
After is where they stood as it closed, and until then where they stand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, or_, select

from deliberate.classroom.feedback.models import KeptStance, StanceLook
from deliberate.classroom.grouping.queries import articles_of_assignment, originals_of
from deliberate.classroom.models import Assignment, ClassMember, Role
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session, transaction
from deliberate.jobs.tasks import every
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.propositions.stances import is_stale

#: Of fewer people than this nothing is shown: what one of two answered, the other knows.
FEWEST = 3

#: Person and claim -> before and after.
_Stands = Mapping[tuple[str, int], tuple[Answer | None, Answer | None]]


@dataclass(frozen=True)
class Moved:
    """One claim: how many stood where before and after, of those who said so at both times."""

    claim: Proposition
    #: From where to where, how many.
    moves: Mapping[tuple[Answer, Answer], int]

    @property
    def people(self) -> int:
        return sum(self.moves.values())

    @property
    def shown(self) -> bool:
        return self.people >= FEWEST

    @property
    def stayed(self) -> int:
        return sum(count for (before, after), count in self.moves.items() if before is after)

    def before(self, answer: Answer) -> int:
        return sum(count for (before, _), count in self.moves.items() if before is answer)

    def after(self, answer: Answer) -> int:
        return sum(count for (_, after), count in self.moves.items() if after is answer)

    def changes(self) -> Iterator[tuple[Answer, Answer, int]]:
        """Who went where, most first."""
        gone = ((*move, count) for move, count in self.moves.items() if move[0] is not move[1])
        return iter(sorted(gone, key=lambda each: (-each[2], each[0], each[1])))


def moved_in(assignment: Assignment) -> list[Moved]:
    """Every claim that shows, in the order of the text; of groups, what each stands for. Seven queries at most."""
    look = session.get(StanceLook, assignment.id)
    over = assignment.has_closed(now()) and look is not None and look.closed_at is not None
    stands = _kept(assignment) if over else _standing_now(assignment)
    moves: dict[int, Counter[tuple[Answer, Answer]]] = defaultdict(Counter)
    for (_, claim), (before, after) in stands.items():
        if before is not None and after is not None:
            moves[claim][(before, after)] += 1
    claims = (
        select(Proposition)
        .where(Proposition.article_id == assignment.article_id, Proposition.status.in_(PUBLIC))
        .order_by(Proposition.main_of_id.is_(None), Proposition.position, Proposition.id)
    )
    return [Moved(each, moves[each.id]) for each in session.scalars(claims)]


def look_at_start(assignment: Assignment) -> None:
    """Write down where the class stands as the assignment is started, the first time it is."""
    if session.get(StanceLook, assignment.id) is not None:
        return
    session.add(StanceLook(assignment_id=assignment.id, started_at=now()))
    session.flush()
    for (person, claim), (_, answer) in _answers(assignment).items():
        if answer is not None:
            session.add(KeptStance(assignment_id=assignment.id, actor_id=person, claim_id=claim, before=answer))
    session.flush()


@every(timedelta(minutes=5), "look_at_stances")
def look_at_closed() -> None:
    """Write down where classes stand whose assignments have closed since the last look."""
    moment = now()
    closed = (
        select(Assignment.id)
        .outerjoin(StanceLook, StanceLook.assignment_id == Assignment.id)
        .where(Assignment.closes_at <= moment)
        .where(or_(Assignment.running, StanceLook.assignment_id.is_not(None)))
        .where(or_(StanceLook.closed_at.is_(None), StanceLook.closed_at < Assignment.closes_at))
        .order_by(Assignment.id)
    )
    for each in list(session.scalars(closed)):
        with transaction():
            assignment = session.get(Assignment, each)
            if assignment is not None and assignment.has_closed(moment):
                _look_at_end(assignment)


def _look_at_end(assignment: Assignment) -> None:
    look = session.get(StanceLook, assignment.id)
    if look is None:
        # It was started before anybody looked.
        look = StanceLook(assignment_id=assignment.id, started_at=now())
        session.add(look)
    look.closed_at = now()
    kept = {(each.actor_id, each.claim_id): each for each in session.scalars(_rows(assignment))}
    for (person, claim), (before, after) in _standing_now(assignment).items():
        row = kept.get((person, claim))
        if row is None:
            row = KeptStance(assignment_id=assignment.id, actor_id=person, claim_id=claim)
            session.add(row)
        row.before, row.after = before, after
    session.flush()


def _standing_now(assignment: Assignment) -> _Stands:
    """Before and now, of everybody who is a student of the class and has said. Two queries."""
    at_start = {(each.actor_id, each.claim_id): each.before for each in session.scalars(_rows(assignment))}
    return {key: (at_start.get(key) or first, latest) for key, (first, latest) in _answers(assignment).items()}


def _kept(assignment: Assignment) -> _Stands:
    return {(each.actor_id, each.claim_id): (each.before, each.after) for each in session.scalars(_rows(assignment))}


def _rows(assignment: Assignment) -> Select[KeptStance]:
    return select(KeptStance).where(KeptStance.assignment_id == assignment.id)


def _answers(assignment: Assignment) -> _Stands:
    """What each student answered first, and last; None for the last where the claim became another since.

    What they answered on a copy counts for the claim it is a copy of, after what they answered on that itself. Three
    queries.
    """
    articles = {assignment.article_id, *articles_of_assignment(assignment)}
    originals = originals_of(assignment)
    rows = (
        select(Stance, Proposition)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .join(ClassMember, ClassMember.actor_id == Stance.actor_id)
        .where(
            Proposition.article_id.in_(articles),
            ClassMember.classroom_id == assignment.classroom_id,
            ClassMember.role == Role.STUDENT,
        )
        # Before they saw the weights, then after.
        .order_by(Proposition.article_id != assignment.article_id, Stance.after_weights)
    )
    by_key: dict[tuple[str, int], list[tuple[Stance, Proposition]]] = defaultdict(list)
    for stance, claim in session.execute(rows):
        by_key[stance.actor_id, originals.get(claim.id, claim.id)].append((stance, claim))
    return {key: (answers[0][0].first_answer, _last(answers)) for key, answers in by_key.items()}


def _last(answers: Sequence[tuple[Stance, Proposition]]) -> Answer | None:
    current = [stance.answer for stance, claim in answers if not is_stale(stance, claim)]
    return current[-1] if current else None
