"""Making, changing, starting and copying exercises, and trying them."""

import re
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from deliberate.articles.models import Article
from deliberate.articles.services import current_version
from deliberate.classroom.exercises.materials import Answer, Material, check_answer, read_material
from deliberate.classroom.exercises.models import Exercise, ExerciseKind, Try
from deliberate.classroom.exercises.outcomes import outcome_of
from deliberate.classroom.models import Classroom
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.core.wording import say

LONGEST_TITLE, LONGEST_INSTRUCTIONS = 200, 2000
#: More often nobody tries, and none may be asked to.
MOST_TRIES = 100


@dataclass(frozen=True)
class ExerciseDraft:
    """An exercise as whoever teaches wants it; its material as they typed it."""

    kind: ExerciseKind
    title: str
    material: str
    instructions: str = ""
    most_tries: int | None = None
    shows_peers: bool = True
    shows_key: bool = False


def make_exercise(
    actor: Actor,
    classroom: Classroom,
    draft: ExerciseDraft,
    article: Article | None = None,
    submission: str | None = None,
) -> Exercise:
    """A new one, without a key yet; about the text of an article of the class, where one is given. The same submission
    gives the exercise it made. Raises Invalid."""
    authorize(actor, Permission.SET_EXERCISE, classroom)
    if (earlier := _made_by(actor, submission)) is not None:
        return earlier
    columns = _columns(draft)
    typed = _text_of(article, draft) if article is not None else draft.material
    exercise = Exercise(
        classroom=classroom,
        kind=draft.kind,
        material=read_material(draft.kind, typed).kept(),
        author_id=actor.key,
        submission=submission,
        **columns,
    )
    session.add(exercise)
    session.flush()
    return exercise


def change_exercise(actor: Actor, exercise: Exercise, draft: ExerciseDraft, version: int) -> None:
    """Settle it anew, if it is as the form showed it. Another material takes its key away, and is refused once somebody
    has tried it. Raises StaleEdit, Invalid, Conflict."""
    authorize(actor, Permission.SET_EXERCISE, exercise)
    wanted = _columns(draft)
    material = read_material(exercise.kind, draft.material).kept()
    anew = material != exercise.material
    changed = anew or any(getattr(exercise, name) != value for name, value in wanted.items())
    _refuse_overtaken(exercise, version, changed)
    if anew:
        if _tries(exercise):
            raise Conflict(say("Somebody has tried it, so what it is about stays. Copy it, and change the copy."))
        exercise.material, exercise.key, exercise.running = material, [], False
    for name, value in wanted.items():
        setattr(exercise, name, value)
    session.flush()


def set_key(actor: Actor, exercise: Exercise, answer: Answer, version: int) -> None:
    """Give it a key, or another; what was tried is compared with it anew. Raises StaleEdit, Invalid."""
    authorize(actor, Permission.SET_EXERCISE, exercise)
    material = Material.of(exercise.material)
    key = check_answer(exercise.kind, material, answer)
    _refuse_overtaken(exercise, version, key != exercise.key)
    exercise.key = key
    for each in session.scalars(select(Try).where(Try.exercise_id == exercise.id)):
        outcome = outcome_of(exercise.kind, material, key, each.answer)
        each.marks, each.share = list(outcome.marks), outcome.share
    session.flush()


def start_exercise(actor: Actor, exercise: Exercise) -> None:
    """Let students see and try it. Raises Conflict while it has no key."""
    authorize(actor, Permission.SET_EXERCISE, exercise)
    if not exercise.key:
        raise Conflict(say("It has no key yet. Answer it yourself first."))
    exercise.running = True
    session.flush()


def stop_exercise(actor: Actor, exercise: Exercise) -> None:
    """Nobody tries it until it is started again; whoever has tried still sees theirs."""
    authorize(actor, Permission.SET_EXERCISE, exercise)
    exercise.running = False
    session.flush()


def delete_exercise(actor: Actor, exercise: Exercise) -> None:
    """Take it back, with everybody's tries."""
    authorize(actor, Permission.SET_EXERCISE, exercise)
    session.execute(delete(Try).where(Try.exercise_id == exercise.id))
    session.delete(exercise)
    session.flush()


def copy_exercise(actor: Actor, exercise: Exercise, classroom: Classroom, submission: str | None = None) -> Exercise:
    """The same with its key for a class one teaches, this one or another; not started, and without tries."""
    authorize(actor, Permission.SET_EXERCISE, exercise)
    authorize(actor, Permission.SET_EXERCISE, classroom)
    if (earlier := _made_by(actor, submission)) is not None:
        return earlier
    same = ("kind", "title", "instructions", "material", "key", "most_tries", "shows_peers", "shows_key")
    copy = Exercise(
        classroom=classroom,
        author_id=actor.key,
        submission=submission,
        **{name: getattr(exercise, name) for name in same},
    )
    session.add(copy)
    session.flush()
    return copy


def try_it(actor: Actor, exercise: Exercise, answer: Answer, submission: str | None = None) -> Try:
    """Answer it. The same submission gives the try it made. Raises Conflict where nothing is taken, Invalid."""
    authorize(actor, Permission.DO_EXERCISE, exercise)
    own = select(Try).where(Try.exercise_id == exercise.id, Try.actor_id == actor.key)
    if submission and (earlier := session.scalar(own.where(Try.submission == submission))) is not None:
        return earlier
    if not exercise.running:
        raise Conflict(say("This exercise takes nothing at the moment."))
    tried = session.scalar(select(func.max(Try.number)).where(own.whereclause)) or 0  # type: ignore[arg-type]
    if tried >= (exercise.most_tries or MOST_TRIES):
        raise Conflict(say("You have tried it as often as it allows."))
    material = Material.of(exercise.material)
    answer = check_answer(exercise.kind, material, answer)
    outcome = outcome_of(exercise.kind, material, exercise.key, answer)
    made = Try(
        exercise_id=exercise.id,
        actor_id=actor.key,
        number=tried + 1,
        answer=answer,
        marks=list(outcome.marks),
        share=outcome.share,
        submission=submission,
        at=now(),
    )
    session.add(made)
    session.flush()
    return made


def _made_by(actor: Actor, submission: str | None) -> Exercise | None:
    same = select(Exercise).where(Exercise.author_id == actor.key, Exercise.submission == submission)
    return session.scalar(same) if submission else None


def _tries(exercise: Exercise) -> int:
    return session.scalar(select(func.count()).where(Try.exercise_id == exercise.id)) or 0


def _refuse_overtaken(exercise: Exercise, version: int, changed: bool) -> None:
    if changed and exercise.version != version:
        words = say("Somebody changed this meanwhile. Look at it as it is now, then store yours.")
        raise StaleEdit(words, exercise.title)


def _text_of(article: Article, draft: ExerciseDraft) -> str:
    if draft.kind is not ExerciseKind.CLAIMS:
        raise Invalid(say("Only where claims are marked is there an article to choose."), "article")
    if draft.material.strip():
        raise Invalid(say("Give a text or choose an article, not both."), "article")
    if article.excerpt:
        raise Invalid(say("Only passages of this article may be shown. Paste one of them."), "article")
    return current_version(article).text


def _columns(draft: ExerciseDraft) -> dict[str, object]:
    title = " ".join(check_text(draft.title, "title").split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(say("Give it a title of at most %(number)s characters.", number=LONGEST_TITLE), "title")
    instructions = re.sub(r"\n{3,}", "\n\n", check_text(draft.instructions, "instructions"))
    if len(instructions) > LONGEST_INSTRUCTIONS:
        words = say("This is longer than %(number)s characters.", number=LONGEST_INSTRUCTIONS)
        raise Invalid(words, "instructions")
    if draft.most_tries is not None and not 1 <= draft.most_tries <= MOST_TRIES:
        raise Invalid(say("Give a whole number from 1 to 100, or nothing."), "most_tries")
    return {
        "title": title,
        "instructions": instructions,
        "most_tries": draft.most_tries,
        "shows_peers": draft.shows_peers,
        "shows_key": draft.shows_key,
    }
