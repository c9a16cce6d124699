"""What is said of the work of the class of the demonstration: by its teacher, by fellow students, and by itself."""

from deliberate.classroom.assignments import hand_in
from deliberate.classroom.feedback.judging import FeedbackDraft, release, write_feedback
from deliberate.classroom.feedback.models import Level, Skill
from deliberate.classroom.feedback.reviewing import reviews_to_write, start_round, write_review
from deliberate.classroom.models import Assignment, ClassMember
from deliberate.core.db import session
from deliberate.demo.people import Cast
from deliberate.demo.staging import Stage
from deliberate.propositions.models import Answer
from deliberate.propositions.stances import state_stance


def judge(cast: Cast, stage: Stage, assignment: Assignment) -> None:
    """Two hand it in and look at each other's work; one of them has feedback, and one changed their mind."""
    teacher = cast["open-window"]
    for name, answers in (
        ("late-swift", [Answer.AGREE]),
        ("still-newt", [Answer.DISAGREE, Answer.UNSURE]),
        ("new-leaf", [Answer.AGREE]),
    ):
        for answer in answers:
            state_stance(cast[name], stage.claims["dogs"], answer)
    for name in ("late-swift", "still-newt"):
        hand_in(cast[name], assignment)
    start_round(teacher, assignment, 1)
    (review,) = reviews_to_write(assignment, cast["still-newt"].key)
    said = "I could picture the beds at once. I would have asked who else saw the tracks."
    write_review(cast["still-newt"], review, {Skill.FOUND_WORDS: Level.FULLY}, said, review.version)
    levels = {
        Skill.FOUND_WORDS: Level.FULLY,
        Skill.KEPT_HEDGE: Level.MOSTLY,
        Skill.SAID_OR_SO: Level.MOSTLY,
        Skill.JUDGED_SOURCE: Level.PARTLY,
    }
    draft = FeedbackDraft(
        levels,
        "You say exactly what was seen, and when. Whether it was dogs that left the tracks is another question.",
        items={stage.bearings["holes"].public_id: "“Seen by members”: which of them, and may we ask them?"},
    )
    student = session.get_one(ClassMember, (assignment.classroom_id, cast["late-swift"].key))
    write_feedback(teacher, assignment, student, draft, 0)
    release(teacher, assignment, student)
