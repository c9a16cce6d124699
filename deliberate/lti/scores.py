"""Grades on their way to platforms: noted with what changes them, sent by a job, tried again for three days.

What is sent follows from the class at the moment of sending, so that nothing old overtakes anything new; each message
carries a later moment than the one before it, as platforms go by that.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pylti1p3.grade import Grade as Message
from sqlalchemy import and_, or_, select

from deliberate.classroom.feedback.models import Feedback
from deliberate.classroom.grades import Grade, grade_listeners, grades_of
from deliberate.classroom.models import Assignment, ClassMember, Role, Submission
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.models import JobState
from deliberate.jobs.running import pause_before
from deliberate.jobs.services import enqueue, wake_after_commit
from deliberate.jobs.tasks import Run, job, tasks
from deliberate.lti.arrivals import assignment_of
from deliberate.lti.models import Course, Place, ResourceLink, Score, ScoreState
from deliberate.lti.platform_services import Gone, Services, Unserved
from deliberate.lti.site import is_on

TASK = "send_lti_scores"
#: So often is one grade tried; and so long, in seconds, one run goes on.
MOST_TRIES, LONGEST_RUN = 16, 60.0
_LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class _Sending:
    """One grade as it goes out; ``asked`` tells whether something newer was asked for meanwhile."""

    actor_id: str
    asked: int
    told: dict[str, Any]


def hear(assignment: Assignment, people: Collection[str]) -> None:
    """Note that platforms are to be told of these people's work."""
    if not is_on():
        return
    links = session.scalars(select(ResourceLink).where(ResourceLink.assignment == assignment.public_id)).all()
    for link in links:
        places = select(Place.actor_id).where(Place.course_id == link.course_id, Place.actor_id.in_(list(people)))
        for actor_id in session.scalars(places.order_by(Place.actor_id)).all():
            _ask(link, actor_id)
        ask_to_send(link)


grade_listeners.append(hear)


def _ask(link: ResourceLink, actor_id: str) -> None:
    score = session.get(Score, (link.id, actor_id))
    if score is None:
        score = Score(link_id=link.id, actor_id=actor_id, asked=0)
        session.add(score)
    score.state, score.asked, score.tries, score.due_at = ScoreState.WAITING, score.asked + 1, 0, now()
    session.flush()


def send_all_again(assignment: Assignment) -> None:
    """Tell platforms once more of everybody who handed in or was told something. The caller authorises."""
    people = [each.person for each in grades_of(assignment) if each.handed_in_at or each.released_at]
    hear(assignment, people)


def catch_up(course: Course) -> None:
    """Have platforms told of what was handed in or judged before they could be: before a link led to it, or before
    whoever did it came from the course. Two queries, and two more for each link."""
    links = select(ResourceLink).where(ResourceLink.course_id == course.id, ResourceLink.assignment.is_not(None))
    for link in session.scalars(links.order_by(ResourceLink.id)).all():
        if _untold(link):
            ask_to_send(link)


def _untold(link: ResourceLink) -> Sequence[str]:
    """Who of the course handed in or was judged, and nothing was ever noted of them."""
    assignment = assignment_of(link.course, link.assignment)
    if assignment is None:
        return ()
    student = and_(ClassMember.actor_id == Place.actor_id, ClassMember.role == Role.STUDENT)
    noted = and_(Score.actor_id == Place.actor_id, Score.link_id == link.id)
    handed_in = select(Submission.actor_id).where(Submission.assignment_id == assignment.id)
    judged = select(Feedback.actor_id).where(Feedback.assignment_id == assignment.id, Feedback.released_at.is_not(None))
    found = (
        select(Place.actor_id)
        .join(ClassMember, and_(student, ClassMember.classroom_id == assignment.classroom_id))
        .outerjoin(Score, noted)
        .where(Place.course_id == link.course_id, Score.actor_id.is_(None))
        .where(or_(Place.actor_id.in_(handed_in), Place.actor_id.in_(judged)))
    )
    return session.scalars(found.order_by(Place.actor_id)).all()


def ask_to_send(link: ResourceLink, due: datetime | None = None) -> None:
    """Have what waits for a link sent; whoever asks twice asks once."""
    asked, wanted = enqueue(TASK, {"link": link.id}, key=f"{TASK}:{link.id}:{link.round}", due=due), due or now()
    if asked.state is JobState.WAITING and asked.due_at > wanted:
        # It was to be tried again later; whoever asks now does not wait for that.
        asked.due_at = wanted
        wake_after_commit()


@job(TASK, lease=timedelta(minutes=5))
def send_scores(run: Run) -> None:
    """Send what is due for one link. What was sent and not set down is sent again, with a later moment."""
    if not is_on():
        return
    link_id: int = run.payload["link"]
    with transaction():
        link = session.get(ResourceLink, link_id, with_for_update=True)
        if link is None:
            return
        # From here on, whoever has something to send asks for another job.
        link.round += 1
        for person in _untold(link):
            _ask(link, person)
    services, started = Services(link.course.platform), time.monotonic()
    while time.monotonic() - started < LONGEST_RUN and (sending := _next(link_id)) is not None:
        try:
            _send(services, link_id, sending)
        except Unserved as trouble:
            _settle(link_id, sending, trouble.message)
        else:
            _settle(link_id, sending, None)
    with transaction():
        _plan(link_id)


def _next(link_id: int) -> _Sending | None:
    """The grade that is due longest, as it is now; whatever there is nothing to say of is let go."""
    with transaction():
        link = session.get(ResourceLink, link_id)
        assignment = assignment_of(link.course, link.assignment) if link is not None else None
        due = select(Score).where(Score.link_id == link_id, Score.state == ScoreState.WAITING, Score.due_at <= now())
        for score in session.scalars(due.order_by(Score.due_at, Score.actor_id)).all():
            place = session.get(Place, (link.course_id, score.actor_id)) if link is not None else None
            grades = grades_of(assignment, [score.actor_id]) if assignment is not None and place is not None else ()
            if not grades or place is None:
                session.delete(score)
                continue
            score.tries += 1
            # Whoever has it in hand has it for so long; after that it counts as not sent.
            score.due_at = now() + timedelta(minutes=2)
            moment = now() if score.taken_at is None else max(now(), score.taken_at + timedelta(milliseconds=1))
            return _Sending(score.actor_id, score.asked, told_of(grades[0], place.subject, moment))
    return None


def told_of(grade: Grade, subject: str, moment: datetime) -> dict[str, Any]:
    """What a platform is told: that somebody is at it, has handed in, or has been judged, and how."""
    told: dict[str, Any] = {
        "userId": subject,
        "timestamp": moment.astimezone(UTC).isoformat(timespec="milliseconds"),
        "activityProgress": "InProgress" if grade.handed_in_at is None else "Submitted",
        "gradingProgress": "NotReady" if grade.handed_in_at is None else "PendingManual",
    }
    if grade.released_at is not None:
        told |= {"activityProgress": "Completed", "gradingProgress": "FullyGraded"}
        if grade.points is not None and grade.out_of > 0:
            told |= {"scoreGiven": float(grade.points), "scoreMaximum": float(grade.out_of)}
        if grade.comment:
            told["comment"] = grade.comment[:_LONGEST_COMMENT]
    return told


def _send(services: Services, link_id: int, sending: _Sending) -> None:
    link = session.get_one(ResourceLink, link_id)
    assignment = assignment_of(link.course, link.assignment)
    if assignment is None:
        return
    known, message = link.lineitem, _message(sending.told)
    if known:
        try:
            services.tell(link, known, message)
        except Gone:
            # Whoever runs the course deleted it, and will hardly miss it where a new one comes.
            _keep_column(link_id, None)
        else:
            return
    column = services.column_of(session.get_one(ResourceLink, link_id), assignment)
    _keep_column(link_id, column)
    services.tell(session.get_one(ResourceLink, link_id), column, message)


def _keep_column(link_id: int, column: str | None) -> None:
    with transaction():
        session.get_one(ResourceLink, link_id).lineitem = column


def _message(told: dict[str, Any]) -> Message:
    made = Message().set_user_id(told["userId"]).set_timestamp(told["timestamp"])
    made.set_activity_progress(told["activityProgress"]).set_grading_progress(told["gradingProgress"])
    if "scoreGiven" in told:
        made.set_score_given(told["scoreGiven"]).set_score_maximum(told["scoreMaximum"])
    if "comment" in told:
        made.set_comment(told["comment"])
    return made


def _settle(link_id: int, sending: _Sending, problem: str | None) -> None:
    """Set down what came of it, unless something newer was asked for meanwhile."""
    with transaction():
        score = session.get(Score, (link_id, sending.actor_id))
        if score is None:
            return
        moment = datetime.fromisoformat(sending.told["timestamp"])
        # Whoever sent something later may have been quicker.
        if problem is None and (score.taken_at is None or score.taken_at < moment):
            kept = ("activityProgress", "gradingProgress", "scoreGiven", "scoreMaximum")
            score.taken = {name: sending.told[name] for name in kept if name in sending.told}
            score.taken_at = moment
        if score.asked != sending.asked:
            return
        score.problem = problem
        if problem is None:
            score.state = ScoreState.TAKEN
        elif score.tries >= MOST_TRIES:
            score.state = ScoreState.FAILED
        else:
            score.due_at = now() + pause_before(score.tries + 1, tasks.get(TASK))


def _plan(link_id: int) -> None:
    """Ask for the next run, where anything is left."""
    link = session.get(ResourceLink, link_id)
    waiting = select(Score.due_at).where(Score.link_id == link_id, Score.state == ScoreState.WAITING)
    due = session.scalar(waiting.order_by(Score.due_at).limit(1))
    if link is not None and due is not None:
        ask_to_send(link, due)
