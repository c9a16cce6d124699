"""Setting, changing, starting and copying assignments, and handing them in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.classroom.copying import copy_article
from deliberate.classroom.feedback.forgetting import forget_feedback
from deliberate.classroom.feedback.judging import copy_rubric
from deliberate.classroom.feedback.stances import look_at_start
from deliberate.classroom.grades import tell
from deliberate.classroom.grouping.audiences import (
    find_staff_group,
    forget_groups,
    settle_template,
)
from deliberate.classroom.grouping.queries import article_for
from deliberate.classroom.grouping.wishes import wish
from deliberate.classroom.models import Assignment, Classroom, Submission, TaskKind, Verdict, VoiceCheck
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, StaleEdit
from deliberate.core.markup import web_address
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.propositions.models import Proposition

LONGEST_TITLE, LONGEST_INSTRUCTIONS, LONGEST_ADDRESS = 200, 4000, 2000
#: More than so many of one kind nobody is asked for.
MOST_OF_A_TASK = 50  # the refusals in words say so too


@dataclass(frozen=True)
class AssignmentDraft:
    """An assignment as whoever teaches wants it."""

    title: str
    tasks: Mapping[TaskKind, int]
    instructions: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    takes_late: bool = False
    post_first: bool = False


def set_assignment(
    actor: Actor, classroom: Classroom, article: Article, draft: AssignmentDraft, submission: str | None = None
) -> Assignment:
    """A new assignment, not started yet, on an article of the class or on a copy of another one, without its evidence.

    The same submission gives the assignment it made. Raises Invalid.
    """
    authorize(actor, Permission.SET_ASSIGNMENT, classroom)
    if submission:
        same = select(Assignment).where(Assignment.author_id == actor.key, Assignment.submission == submission)
        if earlier := session.scalar(same):
            return earlier
    draft = _checked(draft)
    if article.group_id is None or article.group_id not in {classroom.group_id, find_staff_group(classroom)}:
        article = copy_article(actor, article, classroom.group_id)
    assignment = Assignment(
        classroom=classroom,
        article=article,
        author_id=actor.key,
        submission=submission,
        **_columns(draft),
    )
    session.add(assignment)
    session.flush()
    # The whole class works on it, whatever small groups it is the template of.
    settle_template(article, classroom)
    return assignment


def change_assignment(actor: Actor, assignment: Assignment, draft: AssignmentDraft, version: int) -> None:
    """Settle it anew, if it is as the form showed it. Raises StaleEdit, Invalid."""
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    wanted = _columns(_checked(draft))
    if assignment.version != version and any(getattr(assignment, name) != value for name, value in wanted.items()):
        words = say("Somebody changed this meanwhile. Look at it as it is now, then store yours.")
        raise StaleEdit(words, assignment.title)
    for name, value in wanted.items():
        setattr(assignment, name, value)
    session.flush()


def start(actor: Actor, assignment: Assignment) -> None:
    """Let students see and do it, from the moment it opens. Raises Conflict while its article is not open."""
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    if not assignment.article.is_open:
        raise Conflict(say("Its article is not open. Publish it first."))
    assignment.running = True
    session.flush()
    look_at_start(assignment)


def stop(actor: Actor, assignment: Assignment) -> None:
    """Nobody hands it in until it is started again."""
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    assignment.running = False
    session.flush()


def delete_assignment(actor: Actor, assignment: Assignment) -> None:
    """Take it back, with what was handed in. What was posted stays. Raises NotAllowed."""
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    forget_assignment(assignment)


def forget_assignment(assignment: Assignment) -> None:
    """The same, by whatever right."""
    forget_feedback(select(Assignment.id).where(Assignment.id == assignment.id))
    article, classroom = assignment.article, assignment.classroom
    forget_groups([assignment.id])
    for each in session.scalars(select(Submission).where(Submission.assignment_id == assignment.id)):
        session.delete(each)
    session.flush()
    session.delete(assignment)
    session.flush()
    settle_template(article, classroom)


def copy_assignment(
    actor: Actor, assignment: Assignment, classroom: Classroom, submission: str | None = None
) -> Assignment:
    """The same assignment for another class one teaches, on a copy of its article, without its days."""
    authorize(actor, Permission.SET_ASSIGNMENT, assignment)
    draft = AssignmentDraft(
        title=assignment.title,
        tasks={TaskKind(kind): count for kind, count in assignment.tasks.items()},
        instructions=assignment.instructions,
        takes_late=assignment.takes_late,
        post_first=assignment.post_first,
    )
    made = set_assignment(actor, classroom, assignment.article, draft, submission)
    copy_rubric(assignment, made)
    wish(assignment, made)
    return made


def hand_in(actor: Actor, assignment: Assignment) -> Submission:
    """Say that one is finished; once is enough. Raises Conflict while it takes nothing."""
    authorize(actor, Permission.DO_ASSIGNMENT, assignment)
    moment = now()
    if not assignment.takes(moment):
        raise Conflict(say("This assignment takes nothing at the moment."))
    found = session.get(Submission, (assignment.id, actor.key))
    if found is None:
        late = assignment.has_closed(moment)
        found = Submission(assignment_id=assignment.id, actor_id=actor.key, late=late, at=moment)
        session.add(found)
        session.flush()
        tell(assignment, {actor.key})
    return found


def take_back(actor: Actor, assignment: Assignment) -> None:
    """Go on with it after all; until it closes. Raises Conflict."""
    authorize(actor, Permission.DO_ASSIGNMENT, assignment)
    if not assignment.is_open(now()):
        raise Conflict(say("It is closed, so it stays handed in. Ask your teacher."))
    found = session.get(Submission, (assignment.id, actor.key))
    if found is not None:
        session.delete(found)
        session.flush()
        tell(assignment, {actor.key})


def check_voice(actor: Actor, assignment: Assignment, claim: Proposition, verdict: Verdict, url: str) -> VoiceCheck:
    """Say what one found in the original about who says a claim; again, it replaces what one said. Raises Invalid."""
    authorize(actor, Permission.DO_ASSIGNMENT, assignment)
    if not assignment.takes(now()):
        raise Conflict(say("This assignment takes nothing at the moment."))
    own = article_for(assignment, actor.key)
    if own is None or claim.article_id != own.id:
        raise Invalid(say("Choose one of those listed."), "claim")
    address = web_address(check_text(url, "url"))
    if not address or len(address) > LONGEST_ADDRESS:
        raise Invalid(say("Give the address at which you looked: https://…"), "url")
    found = session.get(VoiceCheck, (claim.id, actor.key))
    if found is None:
        found = VoiceCheck(claim_id=claim.id, actor_id=actor.key, verdict=verdict, url=address)
        session.add(found)
    found.verdict, found.url, found.at = verdict, address, now()
    session.flush()
    return found


def _columns(draft: AssignmentDraft) -> dict[str, object]:
    return {**vars(draft), "tasks": {kind.value: count for kind, count in draft.tasks.items() if count}}


def _checked(draft: AssignmentDraft) -> AssignmentDraft:
    title = " ".join(check_text(draft.title, "title").split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(say("Give it a title of at most %(number)s characters.", number=LONGEST_TITLE), "title")
    instructions = re.sub(r"\n{3,}", "\n\n", check_text(draft.instructions, "instructions"))
    if len(instructions) > LONGEST_INSTRUCTIONS:
        words = say("This is longer than %(number)s characters.", number=LONGEST_INSTRUCTIONS)
        raise Invalid(words, "instructions")
    if not any(draft.tasks.values()):
        raise Invalid(say("Ask for one thing at least."), TaskKind.POST_FOR.value)
    for kind, count in draft.tasks.items():
        if not 0 <= count <= MOST_OF_A_TASK:
            raise Invalid(say("Give a whole number from 0 to 50."), kind.value)
    if draft.opens_at is not None and draft.closes_at is not None and draft.closes_at <= draft.opens_at:
        raise Invalid(say("It has to close after it opens."), "closes_at")
    return replace(draft, title=title, instructions=instructions)
