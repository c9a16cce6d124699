"""What this room keeps of a person: what was said of their work and released, and what they said of others'."""

from collections.abc import Iterator

from sqlalchemy import select, update

from deliberate.classroom.feedback.forgetting import forget_feedback_on
from deliberate.classroom.feedback.models import Feedback, ItemComment, KeptStance, PeerReview, ReviewRound
from deliberate.classroom.feedback.queries import reviews_told
from deliberate.classroom.models import Assignment
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.evidence.models import Bearing
from deliberate.propositions.models import Proposition


@sections.register("feedback")
def feedback(actor_id: str) -> Iterator[Row]:
    """Of their work, what they are told by now; of others' work, their reviews, and when they judged, without names."""
    titled = select(Feedback, Assignment).join(Assignment, Assignment.id == Feedback.assignment_id)
    own = titled.where(Feedback.actor_id == actor_id, Feedback.released_at.is_not(None)).order_by(Feedback.id)
    for found, assignment in session.execute(own):
        yield {
            "assignment": assignment.title,
            "levels": found.levels,
            "points_by_hand": found.points_by_hand,
            "comment": found.comment,
            "on_items": _comments(found),
            "released_at": found.released_at,
            "changed_at": found.changed_at,
        }
    for found, assignment in session.execute(titled.where(Feedback.author_id == actor_id).order_by(Feedback.id)):
        yield {"assignment": assignment.title, "judged_at": found.changed_at}
    written = select(PeerReview, Assignment).join(Assignment, Assignment.id == PeerReview.assignment_id)
    for review, assignment in session.execute(written.where(PeerReview.reviewer_id == actor_id)):
        yield {"assignment": assignment.title, "your_review": review.comment, "levels": review.levels}
    reviewed = select(PeerReview.assignment_id).where(PeerReview.actor_id == actor_id)
    for assignment in session.scalars(select(Assignment).where(Assignment.id.in_(reviewed)).order_by(Assignment.id)):
        for review in reviews_told(assignment, actor_id):
            yield {"assignment": assignment.title, "review": review.comment, "levels": review.levels}
    kept = select(KeptStance, Proposition.text).join(Proposition, Proposition.id == KeptStance.claim_id)
    for stance, text in session.execute(kept.where(KeptStance.actor_id == actor_id)):
        yield {"claim": text, "before": stance.before, "after": stance.after}


def _comments(found: Feedback) -> list[str]:
    said = select(ItemComment.text).join(Bearing, Bearing.id == ItemComment.bearing_id)
    theirs = said.where(ItemComment.assignment_id == found.assignment_id, Bearing.author_id == found.actor_id)
    return list(session.scalars(theirs.order_by(ItemComment.bearing_id)))


@erasers.register("feedback")
def forget_what_was_said(actor: Actor, _remains: Remains) -> None:
    """Of their work everything, and their reviews. What they judged stays with those it is about, and is nobody's."""
    forget_feedback_on(actor.key, select(Assignment.id))
    for table in (Feedback, ItemComment, ReviewRound):
        session.execute(update(table).where(table.author_id == actor.key).values(author_id=""))
    session.flush()
