"""All that a class holds, in one file for those who teach it: to keep, or to take elsewhere, before it is let go."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from deliberate.classroom.exercises.models import Exercise, Try
from deliberate.classroom.exercises.queries import exercises_of
from deliberate.classroom.feedback.models import ItemComment, PeerReview
from deliberate.classroom.feedback.queries import Judged, judged_in, scale_of
from deliberate.classroom.models import Assignment, Classroom
from deliberate.classroom.progress import assignments_of
from deliberate.classroom.roster import members_of
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import names_of
from deliberate.evidence.models import Bearing

#: What of an assignment and an exercise goes along as it is.
_SET = ("title", "instructions", "tasks", "opens_at", "closes_at", "takes_late", "post_first", "running")
_PRACTISED = ("title", "kind", "instructions", "material", "key", "most_tries", "shows_peers", "shows_key", "running")

Names = Mapping[str, str]


def whole_class(actor: Actor, classroom: Classroom) -> dict[str, Any]:
    """Who is in it, what it was set and practises, and what everybody did and was told, drafts of those who teach too.

    What was posted is the articles' own and is exported with these. A few queries for each assignment and exercise.
    Raises NotAllowed.
    """
    authorize(actor, Permission.SEE_CLASS_NAMES, classroom)
    members = members_of(classroom)
    names = names_of([each.actor_id for each in members])
    return {
        "class": {
            "name": classroom.name,
            "asks_names": classroom.asks_names,
            "made_at": classroom.created_at,
            "kept_until": classroom.keep_until,
        },
        "people": [
            {
                "account": names[each.actor_id],
                "name": each.given_name,
                "role": each.role.value,
                "joined_at": each.joined_at,
            }
            for each in members
        ],
        "assignments": [_set(actor, each, names) for each in assignments_of(actor, classroom)],
        "exercises": [_practised(each, names) for each in exercises_of(actor, classroom)],
    }


def _set(actor: Actor, assignment: Assignment, names: Names) -> dict[str, Any]:
    scale = scale_of(assignment)
    on_items = _item_comments(assignment)
    reviews = select(PeerReview).where(PeerReview.assignment_id == assignment.id).order_by(PeerReview.id)
    return {
        **{name: getattr(assignment, name) for name in _SET},
        "article": {"title": assignment.article.title, "slug": assignment.article.slug},
        "skills": [each.value for each in scale.skills],
        "out_of": scale.out_of,
        "students": [_judged(each, on_items.get(each.row.person, [])) for each in judged_in(actor, assignment)],
        "reviews": [
            {
                "by": names.get(each.reviewer_id),
                "of": names.get(each.actor_id),
                "levels": each.levels,
                "comment": each.comment,
                "done_at": each.done_at,
                "hidden": each.hidden,
            }
            for each in session.scalars(reviews)
        ],
    }


def _judged(judged: Judged, on_items: list[dict[str, Any]]) -> dict[str, Any]:
    row, submission, feedback = judged.row, judged.row.submission, judged.feedback
    return {
        "account": row.account,
        "group": row.group,
        "done": dict(row.done),
        "handed_in_at": submission.at if submission else None,
        "late": submission.late if submission else None,
        "levels": feedback.levels if feedback else {},
        "points": judged.points,
        "points_by_hand": feedback is not None and feedback.points_by_hand is not None,
        "comment": feedback.comment if feedback else "",
        "on_items": on_items,
        "released_at": feedback.released_at if feedback else None,
    }


def _item_comments(assignment: Assignment) -> dict[str, list[dict[str, Any]]]:
    """What was said of single items, by whoever posted these. One query."""
    said = (
        select(Bearing.author_id, Bearing.public_id, ItemComment.text)
        .join(ItemComment, ItemComment.bearing_id == Bearing.id)
        .where(ItemComment.assignment_id == assignment.id)
        .order_by(Bearing.id)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for author, item, text in session.execute(said):
        found.setdefault(author, []).append({"item": item, "comment": text})
    return found


def _practised(exercise: Exercise, names: Names) -> dict[str, Any]:
    tries = select(Try).where(Try.exercise_id == exercise.id).order_by(Try.actor_id, Try.number)
    return {
        **{name: getattr(exercise, name) for name in _PRACTISED},
        "tries": [
            {
                "account": names.get(each.actor_id),
                "number": each.number,
                "answer": each.answer,
                "as_in_the_key": each.marks,
                "share": each.share,
                "at": each.at,
            }
            for each in session.scalars(tries)
        ],
    }
