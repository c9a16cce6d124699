"""Exercises and tries as somebody may see them."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from deliberate.classroom.exercises.materials import Answer
from deliberate.classroom.exercises.models import Exercise, Mark, Try
from deliberate.classroom.models import STAFF, ClassMember, Classroom, Role
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import say

#: What others answered is told where at least so many of them have tried.
FEWEST_PEERS = 3


@dataclass(frozen=True)
class TriedRow:
    """One student's tries at an exercise, the first of them first, without their answers."""

    person: str
    account: str
    given_name: str | None
    tries: Sequence[Try]

    @property
    def best(self) -> Try | None:
        """The one that agrees most, the earliest of several."""
        return max(self.tries, key=lambda each: each.share, default=None)

    @property
    def right(self) -> int:
        """How many parts of the best one are as in the key."""
        return self.best.marks.count(Mark.RIGHT) if self.best else 0


def get_exercise(actor: Actor, public_id: uuid.UUID) -> Exercise:
    """An exercise of a class one is in; for students, one that runs or that they have tried. Raises NotFound."""
    found = session.scalar(select(Exercise).where(Exercise.public_id == public_id))
    if found is None or not may(actor, Permission.SEE_CLASS, found.classroom) or not _shown(actor, found):
        raise NotFound(say("There is no exercise at this address, or you are not in its class."))
    return found


def _shown(actor: Actor, exercise: Exercise) -> bool:
    return exercise.running or may(actor, Permission.SEE_CLASS_NAMES, exercise) or bool(own_tries(actor, exercise))


def exercises_of(actor: Actor, classroom: Classroom) -> Sequence[Exercise]:
    """The exercises of a class, the newest first; students see what runs and what they have tried. One query."""
    found = select(Exercise).where(Exercise.classroom_id == classroom.id).order_by(Exercise.id.desc())
    if not may(actor, Permission.SEE_CLASS_NAMES, classroom):
        own = select(Try.exercise_id).where(Try.actor_id == actor.key)
        found = found.where(Exercise.running | Exercise.id.in_(own))
    return session.scalars(found).all()


def own_tries(actor: Actor, exercise: Exercise) -> Sequence[Try]:
    """One's own, the first first."""
    own = select(Try).where(Try.exercise_id == exercise.id, Try.actor_id == actor.key)
    return session.scalars(own.order_by(Try.number)).all()


def tried_rows(actor: Actor, exercise: Exercise) -> list[TriedRow]:
    """Every student of the class, by the names that those who teach know. Three queries. Raises NotAllowed."""
    authorize(actor, Permission.SEE_CLASS_NAMES, exercise)
    students = select(ClassMember).where(
        ClassMember.classroom_id == exercise.classroom_id, ClassMember.role == Role.STUDENT
    )
    found = session.scalars(students).all()
    accounts = names_of([each.actor_id for each in found])
    tries = defaultdict[str, list[Try]](list)
    for each in session.scalars(select(Try).where(Try.exercise_id == exercise.id).order_by(Try.number)):
        tries[each.actor_id].append(each)
    rows = [TriedRow(each.actor_id, accounts[each.actor_id], each.given_name, tries[each.actor_id]) for each in found]
    return sorted(rows, key=lambda row: (row.given_name or row.account).casefold())


def peers_answers(actor: Actor, exercise: Exercise) -> list[Answer]:
    """What fellow students answered first, in no order that tells whose; none where too few have tried. One query.

    The first answer is what somebody thought by themselves, and it stays: who looks twice learns nothing of a retry.
    """
    peer = and_(ClassMember.classroom_id == exercise.classroom_id, ClassMember.actor_id == Try.actor_id)
    first = select(Try.answer).join(ClassMember, peer).where(Try.exercise_id == exercise.id, Try.number == 1)
    others = first.where(ClassMember.role == Role.STUDENT, ClassMember.actor_id != actor.key)
    answers = sorted(session.scalars(others), key=repr)
    return answers if len(answers) >= FEWEST_PEERS else []


def classes_taught(actor: Actor) -> Sequence[Classroom]:
    """Where an exercise can be copied to. One query."""
    taught = select(ClassMember.classroom_id).where(ClassMember.actor_id == actor.key, ClassMember.role.in_(STAFF))
    return session.scalars(select(Classroom).where(Classroom.id.in_(taught)).order_by(Classroom.id.desc())).all()
