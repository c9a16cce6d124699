"""Settling what is judged, saying it of somebody's work, and letting them see it."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select

from deliberate.classroom.feedback.models import Feedback, ItemComment, Level, Rubric, Skill
from deliberate.classroom.feedback.queries import find_feedback, reviews_told, scale_of
from deliberate.classroom.feedback.telling import tell_of_feedback, unsay_feedback
from deliberate.classroom.grades import tell
from deliberate.classroom.grouping.queries import articles_of_assignment
from deliberate.classroom.models import Assignment, ClassMember
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing

#: More points than this an assignment cannot be worth.
MOST_POINTS = 1000
LONGEST_COMMENT, LONGEST_ITEM_COMMENT = 4000, 1000
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class FeedbackDraft:
    """What those who teach want to say of somebody's work; ``items`` by the public ids of what they posted."""

    levels: Mapping[Skill, Level]
    comment: str = ""
    points_by_hand: Decimal | None = None
    items: Mapping[uuid.UUID, str] | None = None


def settle_rubric(actor: Actor, assignment: Assignment, skills: Collection[Skill], out_of: int, version: int) -> None:
    """Which skills count, and how many points there are, if it is as the form showed it. Raises StaleEdit, Invalid.

    What was judged already is kept where it does not count any more; points follow what counts.
    """
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    if not skills:
        raise Invalid(say("Choose one skill at least."), "skills")
    if not 1 <= out_of <= MOST_POINTS:
        raise Invalid(say("Give a whole number from 1 to %(most)s.", most=MOST_POINTS), "out_of")
    present, wanted = scale_of(assignment), [each.value for each in Skill if each in skills]
    same = [each.value for each in present.skills] == wanted and present.out_of == out_of
    if same:
        return
    if present.version != version:
        raise StaleEdit(_changed_meanwhile(), say("%(number)s points", number=int(present.out_of)))
    rubric = session.get(Rubric, assignment.id)
    if rubric is None:
        rubric = Rubric(assignment_id=assignment.id)
        session.add(rubric)
    rubric.skills, rubric.out_of = wanted, out_of
    session.flush()
    tell(assignment, _released(assignment))


def copy_rubric(assignment: Assignment, copy: Assignment) -> None:
    """What counts in one assignment counts in its copy for another class too, unless that has its own already."""
    rubric = session.get(Rubric, assignment.id)
    if rubric is not None and session.get(Rubric, copy.id) is None:
        session.add(Rubric(assignment_id=copy.id, skills=list(rubric.skills), out_of=rubric.out_of))
        session.flush()


def write_feedback(
    actor: Actor, assignment: Assignment, student: ClassMember, draft: FeedbackDraft, version: int
) -> Feedback | None:
    """Keep what is said of a student's work; of one released already they see it from now on. Nothing said is no row.

    Raises StaleEdit where somebody else wrote meanwhile, Invalid.
    """
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    found, draft = find_feedback(assignment, student.actor_id), _checked(assignment, draft)
    levels = {skill.value: int(level) for skill, level in draft.levels.items()}
    changes = _item_changes(assignment, student.actor_id, draft.items or {})
    if found is None and not (levels or draft.comment or draft.points_by_hand is not None or changes):
        return None
    wanted = (levels, draft.points_by_hand, draft.comment)
    if found is not None and wanted == (found.levels, found.points_by_hand, found.comment) and not changes:
        return found
    if version != (found.version if found is not None else 0):
        raise StaleEdit(_changed_meanwhile(), found.comment if found is not None else "")
    if found is None:
        found = Feedback(assignment_id=assignment.id, actor_id=student.actor_id)
        session.add(found)
    found.levels, found.points_by_hand, found.comment = wanted
    found.author_id, found.changed_at = actor.key, now()
    for bearing, text in changes.items():
        _comment_on(actor, assignment, bearing, text)
    session.flush()
    if found.released_at is not None:
        tell(assignment, {student.actor_id})
    return found


def release(actor: Actor, assignment: Assignment, student: ClassMember | None = None) -> int:
    """Let everybody of whom something is written see it, or one student; how many see it now who did not. Raises
    Conflict where nothing is written of that student."""
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    written = select(Feedback).where(Feedback.assignment_id == assignment.id)
    if student is not None:
        written = written.where(Feedback.actor_id == student.actor_id)
    found = session.scalars(written).all()
    if student is not None and not found:
        raise Conflict(say("Nothing is written of this student’s work yet."))
    fresh = [each for each in found if each.released_at is None]
    for each in fresh:
        each.released_at = now()
    session.flush()
    people = {each.actor_id for each in fresh}
    tell(assignment, people)
    tell_of_feedback(actor, assignment, people)
    return len(fresh)


def take_release_back(actor: Actor, assignment: Assignment, student: ClassMember) -> None:
    """Keep from a student again what is said of their work; kept from them already, nothing happens."""
    authorize(actor, Permission.GIVE_FEEDBACK, assignment)
    found = find_feedback(assignment, student.actor_id)
    if found is not None and found.released_at is not None:
        found.released_at = None
        session.flush()
        tell(assignment, {student.actor_id})
        if not reviews_told(assignment, student.actor_id):
            unsay_feedback(assignment, {student.actor_id})


def _checked(assignment: Assignment, draft: FeedbackDraft) -> FeedbackDraft:
    out_of = scale_of(assignment).out_of
    points = draft.points_by_hand
    if points is not None and not (points.is_finite() and 0 <= points <= out_of):
        raise Invalid(say("Give points from 0 to %(most)s.", most=int(out_of)), "points")
    return FeedbackDraft(
        draft.levels,
        plain(draft.comment, "comment", LONGEST_COMMENT),
        points.quantize(_HUNDREDTH, ROUND_HALF_UP) if points is not None else None,
        {name: plain(text, "comment", LONGEST_ITEM_COMMENT) for name, text in (draft.items or {}).items()},
    )


def plain(typed: str, field: str, longest: int) -> str:
    """A comment as it is kept. Raises Invalid."""
    text = check_text(typed, field).strip()
    if len(text) > longest:
        raise Invalid(say("This is longer than %(number)s characters.", number=longest), field)
    return text


def _item_changes(assignment: Assignment, person: str, items: Mapping[uuid.UUID, str]) -> dict[int, str]:
    """The items of which something else is said now; what is none of theirs in this assignment is passed over."""
    theirs = select(Bearing.id, Bearing.public_id).where(
        Bearing.article_id.in_(articles_of_assignment(assignment)),
        Bearing.author_id == person,
        Bearing.public_id.in_(items),
    )
    ids = {public_id: bearing for bearing, public_id in session.execute(theirs)}
    said = select(ItemComment.bearing_id, ItemComment.text).where(
        ItemComment.assignment_id == assignment.id, ItemComment.bearing_id.in_(ids.values())
    )
    present = dict(session.execute(said).all())
    wanted = {ids[name]: text for name, text in items.items() if name in ids}
    return {bearing: text for bearing, text in wanted.items() if present.get(bearing, "") != text}


def _comment_on(actor: Actor, assignment: Assignment, bearing: int, text: str) -> None:
    found = session.get(ItemComment, (assignment.id, bearing))
    if not text:
        session.delete(found)
        return
    if found is None:
        found = ItemComment(assignment_id=assignment.id, bearing_id=bearing)
        session.add(found)
    found.text, found.author_id = text, actor.key


def _released(assignment: Assignment) -> set[str]:
    found = select(Feedback.actor_id).where(Feedback.assignment_id == assignment.id, Feedback.released_at.is_not(None))
    return set(session.scalars(found))


def _changed_meanwhile() -> str:
    return say("Somebody changed this meanwhile. Look at it as it is now, then store yours.")
