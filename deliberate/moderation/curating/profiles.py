"""What this site holds of a publisher: its grade, which is where the rating of its sources' reliability starts."""

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.evidence.grades import settle_grades
from deliberate.evidence.models import Publisher, Reliability
from deliberate.moderation.curating.acts import Doing, carry_out, checked_reason, same_act
from deliberate.moderation.curating.models import SourceAct

LONGEST_NAME = 200
#: The grades in words. F says that nobody knows; it is no bad mark.
GRADE_WORDS = {
    Reliability.A: N_("A: completely reliable"),
    Reliability.B: N_("B: usually reliable"),
    Reliability.C: N_("C: fairly reliable"),
    Reliability.D: N_("D: not usually reliable"),
    Reliability.E: N_("E: unreliable"),
    Reliability.F: N_("F: not known"),
}


def set_profile(actor: Actor, publisher: Publisher, name: str, grade: Reliability | None, reason: str) -> SourceAct:
    """Set what a publisher is called, and this site's own grade of it; None leaves the grade to the lists it is on.

    All that cites a source of it is weighed anew. Raises Invalid without a name or a reason, Conflict where nothing
    would change.
    """
    authorize(actor, Permission.SET_PROFILE)
    called = check_text(name, "name")
    if not called:
        raise Invalid(say("Say what it is called."), "name")
    if len(called) > LONGEST_NAME:
        raise Invalid(say("Keep the name under %(most)s characters.", most=LONGEST_NAME), "name")
    doing = Doing(actor, "set_profile", checked_reason(reason))
    if (publisher.name, publisher.own_grade) == (called, grade):
        if (same := same_act(doing, publisher)) is not None:
            return same
        raise Conflict(say("That is what its profile says already."))

    def change() -> None:
        if publisher.own_grade is not grade:
            publisher.own_grade = grade
            publisher.graded_at = now() if grade is not None else None
            publisher.own_reason = doing.reason if grade is not None else None
        publisher.name = called
        settle_grades([publisher])

    return carry_out(doing, publisher, [publisher], change)
