"""Students look at each other's work, in rounds that those who teach start and release."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom

from sqlalchemy import Select, func, select

from deliberate.classroom.feedback.judging import LONGEST_COMMENT, plain
from deliberate.classroom.feedback.models import Feedback, Level, PeerReview, ReviewRound, Skill
from deliberate.classroom.feedback.rotation import mended, rotation
from deliberate.classroom.feedback.telling import tell_of_feedback, unsay_feedback
from deliberate.classroom.grouping.queries import group_numbers
from deliberate.classroom.models import Assignment, ClassMember, Role, Submission
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound, StaleEdit
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say

#: More than so many reviews nobody is asked for.
MOST_EACH = 5


@dataclass(frozen=True)
class RoundState:
    """How far a round is."""

    round: ReviewRound
    reviews: Sequence[PeerReview]
    #: Who handed in and has fewer reviews to write, or of their work, than the others; and who is in it, and has
    #: handed in no longer.
    short: frozenset[str]

    @property
    def done(self) -> int:
        return sum(each.done_at is not None for each in self.reviews)


def start_round(actor: Actor, assignment: Assignment, each: int) -> ReviewRound:
    """Have everybody who has handed in look at the work of so many others, by lot; started already, it is left alone.

    Raises Invalid, Conflict.
    """
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    if not 1 <= each <= MOST_EACH:
        raise Invalid(say("Give a whole number from 1 to %(most)s.", most=MOST_EACH), "each")
    found = session.get(ReviewRound, assignment.id)
    if found is not None:
        return found
    circles = _by_lot(assignment)
    if all(len(people) < 2 for people in circles):
        raise Conflict(say("Two students at least have to have handed it in."))
    found = ReviewRound(assignment_id=assignment.id, each=each, author_id=actor.key)
    session.add(found)
    for people in circles:
        for reviewer, reviewed in rotation(people, each):
            _add(assignment, reviewer, reviewed)
    session.flush()
    return found


def mend_round(actor: Actor, assignment: Assignment) -> None:
    """Bring in who handed in since, and let go of who took it back or left. What is written stays. Raises NotFound."""
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    found = _get_round(assignment)
    reviews = {(each.reviewer_id, each.actor_id): each for each in _reviews(assignment)}
    done = {pair for pair, each in reviews.items() if each.done_at is not None}
    begun = reviews.keys() - done
    wanted = {pair for people in _by_lot(assignment) for pair in mended(done, begun, people, found.each)}
    for pair in reviews.keys() - done - wanted:
        session.delete(reviews[pair])
    for reviewer, reviewed in sorted(wanted - reviews.keys()):
        _add(assignment, reviewer, reviewed)
    session.flush()


def call_off(actor: Actor, assignment: Assignment) -> None:
    """Let the round be as if it had never been, while nothing is written; called off already, nothing happens. Raises
    Conflict."""
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    found = session.get(ReviewRound, assignment.id)
    if found is None:
        return
    reviews = _reviews(assignment)
    if any(each.done_at is not None for each in reviews):
        raise Conflict(say("Reviews are written already. Hide those that nobody is to see."))
    for each in reviews:
        session.delete(each)
    session.delete(found)
    session.flush()


def release_round(actor: Actor, assignment: Assignment) -> None:
    """Let everybody read what was written of their work, but for what is hidden; nothing more is written then."""
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    found = _get_round(assignment)
    if found.released_at is None:
        found.released_at = now()
        session.flush()
        written = (each for each in _reviews(assignment) if each.done_at is not None and not each.hidden)
        tell_of_feedback(actor, assignment, {each.actor_id for each in written})


def take_round_back(actor: Actor, assignment: Assignment) -> None:
    """Keep the reviews from those they are about again, and let them be written further."""
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    _get_round(assignment).released_at = None
    session.flush()
    told = select(Feedback.actor_id).where(Feedback.assignment_id == assignment.id, Feedback.released_at.is_not(None))
    people = {each.actor_id for each in _reviews(assignment)} - {*session.scalars(told)}
    unsay_feedback(assignment, people)


def hide_review(actor: Actor, assignment: Assignment, review: uuid.UUID | None, *, hidden: bool) -> None:
    """Keep one review from whom it is about, or no longer. Raises NotFound."""
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    found = session.scalar(
        select(PeerReview).where(PeerReview.assignment_id == assignment.id, PeerReview.public_id == review)
    )
    if found is None:
        raise NotFound(_no_review())
    found.hidden = hidden
    session.flush()


def write_review(
    actor: Actor, review: PeerReview, levels: Mapping[Skill, Level], comment: str, version: int
) -> PeerReview:
    """Say what one thinks of a fellow student's work; again, it replaces what one said. Raises Conflict, StaleEdit,
    Invalid."""
    assignment = session.get_one(Assignment, review.assignment_id)
    authorize(actor, Permission.DO_ASSIGNMENT, assignment)
    if review.reviewer_id != actor.key:
        raise NotFound(_no_review())
    if _get_round(assignment).released_at is not None:
        raise Conflict(say("This round is over: everybody has read what was written."))
    said = plain(comment, "comment", LONGEST_COMMENT)
    if not said:
        raise Invalid(say("Say in words what is good, and what you would do otherwise."), "comment")
    wanted = ({skill.value: int(level) for skill, level in levels.items()}, said)
    if review.done_at is not None and wanted == (review.levels, review.comment):
        return review
    if review.version != version:
        words = say("Somebody changed this meanwhile. Look at it as it is now, then store yours.")
        raise StaleEdit(words, review.comment)
    review.levels, review.comment = wanted
    review.done_at = now()
    session.flush()
    return review


def get_review(actor: Actor, public_id: uuid.UUID) -> tuple[PeerReview, Assignment]:
    """A review that one is to write, with the assignment it is of. Raises NotFound for everybody else."""
    found = session.scalar(select(PeerReview).where(PeerReview.public_id == public_id))
    assignment = session.get_one(Assignment, found.assignment_id) if found is not None else None
    # Not "doing it": whoever is suspended still reads what they are to write.
    if (
        found is None
        or assignment is None
        or not may(actor, Permission.SEE_CLASS, assignment.classroom)
        or found.reviewer_id != actor.key
    ):
        raise NotFound(_no_review())
    return found, assignment


def reviews_to_write(assignment: Assignment, person: str) -> Sequence[PeerReview]:
    """What one writes in the round, until it is over. One query."""
    found = (
        select(PeerReview)
        .join(ReviewRound, ReviewRound.assignment_id == PeerReview.assignment_id)
        .where(PeerReview.assignment_id == assignment.id, PeerReview.reviewer_id == person)
        .where(ReviewRound.released_at.is_(None))
    )
    return session.scalars(found.order_by(PeerReview.public_id)).all()


def round_state(actor: Actor, assignment: Assignment) -> RoundState | None:
    """How far the round is, for those who teach; None where there is none. Four queries. Raises NotAllowed."""
    authorize(actor, Permission.SEE_CLASS_NAMES, assignment.classroom)
    found = session.get(ReviewRound, assignment.id)
    if found is None:
        return None
    reviews = _reviews(assignment)
    circles = _by_lot(assignment)
    people = {each for circle in circles for each in circle}
    written, given = Counter(each.reviewer_id for each in reviews), Counter(each.actor_id for each in reviews)
    wanted = {each: min(found.each, len(circle) - 1) for circle in circles for each in circle}
    short = {each for each in people if min(written[each], given[each]) < wanted[each]}
    waiting = {who for each in reviews if each.done_at is None for who in (each.reviewer_id, each.actor_id)}
    return RoundState(found, reviews, frozenset(short | waiting.difference(people)))


def how_many_handed_in(assignment: Assignment) -> int:
    """How many students could be in a round now. One query."""
    return session.scalar(select(func.count()).select_from(_handed_in(assignment).subquery())) or 0


def _get_round(assignment: Assignment) -> ReviewRound:
    found = session.get(ReviewRound, assignment.id)
    if found is None:
        raise NotFound(say("No reviews are written of this assignment."))
    return found


def _reviews(assignment: Assignment) -> Sequence[PeerReview]:
    found = select(PeerReview).where(PeerReview.assignment_id == assignment.id).order_by(PeerReview.id)
    return session.scalars(found).all()


def _handed_in(assignment: Assignment) -> Select[str]:
    return (
        select(Submission.actor_id)
        .join(ClassMember, ClassMember.actor_id == Submission.actor_id)
        .where(
            Submission.assignment_id == assignment.id,
            ClassMember.classroom_id == assignment.classroom_id,
            ClassMember.role == Role.STUDENT,
        )
    )


def _by_lot(assignment: Assignment) -> list[list[str]]:
    """Who has handed in, by lot; those of each small group by themselves, for they read nothing of the others'."""
    groups, circles = group_numbers(assignment), defaultdict[int | None, list[str]](list)
    for person in sorted(session.scalars(_handed_in(assignment))):
        circles[groups.get(person)].append(person)
    for circle in circles.values():
        SystemRandom().shuffle(circle)
    return list(circles.values())


def _add(assignment: Assignment, reviewer: str, reviewed: str) -> None:
    session.add(PeerReview(assignment_id=assignment.id, reviewer_id=reviewer, actor_id=reviewed, levels={}))


def _no_review() -> str:
    return say("There is no review for you to write at this address.")
