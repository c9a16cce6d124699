"""What is told outside of how students stand, and when."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from deliberate.classroom.assignments import hand_in, take_back
from deliberate.classroom.feedback.models import Feedback, Rubric
from deliberate.classroom.grades import grades_of
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.propositions.queries import find_main
from tests.classroom.scenes import an_assignment
from tests.databases import SQLITE
from tests.factories import make_bearing
from tests.host import person
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def database() -> str:
    return SQLITE


def test_handing_in_and_taking_back_are_told_once_each(app: Flask, told: list[Collection[str]]) -> None:
    assignment, sam = an_assignment(app), person(app, "sam")
    with transaction():
        hand_in(sam, assignment)
        hand_in(sam, assignment)
    with transaction():
        take_back(sam, assignment)
        take_back(sam, assignment)
    assert told == [{"sam"}, {"sam"}]


def test_points_and_comment_are_told_once_they_are_released(app: Flask) -> None:
    assignment, sam_himself = an_assignment(app), person(app, "sam")
    with transaction():
        make_bearing(find_main(assignment.article), author="sam")
        hand_in(sam_himself, assignment)
        session.add(Rubric(assignment_id=assignment.id, skills=["kept_hedge", "judged_source"], out_of=20))
        levels = {"kept_hedge": 2, "judged_source": 3, "answered": 0}
        for who, released in (("sam", None), ("sue", now() - timedelta(hours=1))):
            feedback = Feedback(
                assignment_id=assignment.id,
                actor_id=who,
                levels=levels,
                comment="Well read.",
                author_id="tess",
                released_at=released,
            )
            session.add(feedback)
    sam, sue = grades_of(assignment)
    assert (sam.person, sam.points, sam.comment, sam.released_at) == ("sam", None, "", None)
    assert sam.handed_in_at is not None
    assert (sam.complete, sam.asked) == (1, 2)
    # 5 of 6 of what counts.
    assert (sue.points, sue.out_of, sue.comment) == (Decimal("16.7"), Decimal(20), "Well read.")
    assert (sue.handed_in_at, sue.complete) == (None, 0)
    assert [each.person for each in grades_of(assignment, {"sue", "nobody"})] == ["sue"]
    one, all_of_them = (count_queries(app, lambda who=who: grades_of(assignment, who)) for who in ({"sue"}, None))
    assert one == all_of_them <= 8
