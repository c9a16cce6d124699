"""How a claim's balance moved: acts by themselves, answers only several together."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Proposition
from deliberate.reading.balance_history import HEIGHT, WIDTH, Step, balance_history, drawn
from deliberate.weighting.models import ScoreEvent
from tests.factories import make_bearing
from tests.host import person, sign_in
from tests.queries import count_queries
from tests.reading.scenes import published

pytestmark = pytest.mark.usefixtures("context")

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def claim(context: Flask) -> Proposition:
    with transaction():
        claim, _ = published()
    return claim


def moved(claim: Proposition, cause: str, log_odds: float | None, hours: float = 0, on: Bearing | None = None) -> None:
    """A move, so many hours after the first day's noon."""
    row = {
        "at": DAY + timedelta(hours=hours),
        "article_id": claim.article_id,
        "proposition": claim.public_id,
        "log_odds": log_odds,
        "variance": None if log_odds is None else 0.1,
        "lean": None if log_odds is None else "unclear",
        "model": "ledger-2",
        "parameters": "0",
        "cause": cause,
        "contribution": on.public_id if on else None,
    }
    session.execute(insert(ScoreEvent), row)


def told(claim: Proposition) -> list[tuple[str, float | None]]:
    return [(step.words, step.log_odds) for step in balance_history(VISITOR, claim).steps]


def test_what_the_log_tells_of_is_a_step_of_its_own_with_what_it_was_done_to(claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim, Side.FOR)
        moved(claim, "post", 0.0, on=bearing)
        moved(claim, "remove", None, 1, on=bearing)
    steps = balance_history(VISITOR, claim).steps
    assert [step.words for step in steps] == ["Removed an item of evidence", "Posted an item of evidence"]
    assert steps[1].subject is bearing
    assert steps[0].line == "The claim was not weighed any more."


def test_answers_of_a_day_are_one_step(claim: Proposition) -> None:
    with transaction():
        for number in range(4):
            moved(claim, "rating", number / 10, number)
        for number in range(3):
            moved(claim, "rating", 0.5 + number / 10, 24 + number)
    assert told(claim) == [
        ("People weighed, or said where they stand, 3 times", 0.7),
        ("People weighed, or said where they stand, 4 times", 0.3),
    ]


def test_fewer_than_three_answers_are_told_of_with_those_of_later_days_and_by_no_sum(claim: Proposition) -> None:
    with transaction():
        moved(claim, "rating", 0.1)
        moved(claim, "rating", 0.2, 24)
        moved(claim, "rating", 0.3, 48)
        moved(claim, "rating", 0.4, 72)
        moved(claim, "post", 0.5, 73)
    assert told(claim) == [
        ("Posted something", None),
        ("People weighed, or said where they stand, 3 times", 0.3),
    ]


def test_an_act_that_comes_upon_enough_answers_is_told_with_its_sum(claim: Proposition) -> None:
    with transaction():
        moved(claim, "rating", 0.1)
        moved(claim, "post", 0.2, 1)
        moved(claim, "rating", 0.3, 2)
        moved(claim, "rating", 0.4, 3)
        moved(claim, "post", 0.5, 4)
    assert told(claim) == [("Posted something", 0.5), ("Posted something", None)]


def test_the_last_few_answers_are_told_as_what_the_sum_is_now(claim: Proposition) -> None:
    with transaction():
        moved(claim, "post", 0.0)
        moved(claim, "rating", 0.2, 1)
    assert told(claim)[0] == ("Since then, a few answers or none", 0.2)


def test_what_this_reader_may_not_read_is_named_in_no_word(claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim, Side.FOR, status=Status.PENDING)
        moved(claim, "approve", 0.0, on=bearing)
    steps = balance_history(VISITOR, claim).steps
    assert [(step.words, step.subject) for step in steps] == [("Approved something", None)]


def test_the_picture_begins_at_the_first_step_and_ends_at_the_last() -> None:
    steps = [Step(DAY + timedelta(days=number), "", value, None) for number, value in enumerate((0.0, 9.0, None, -9.0))]
    found = drawn(steps)
    assert found is not None
    assert found.points == [(0.0, HEIGHT / 2), (round(WIDTH / 3, 1), 0.0), (WIDTH, HEIGHT)]
    assert drawn(steps[:1]) is None


def test_the_number_of_queries_does_not_depend_on_how_often_it_moved(context: Flask, claim: Proposition) -> None:
    def read() -> None:
        balance_history(VISITOR, claim)

    with transaction():
        moved(claim, "post", 0.0, on=make_bearing(claim))
    few = count_queries(context, read)
    with transaction():
        for number in range(9):
            moved(claim, "post", number / 10, number, on=make_bearing(claim))
    assert count_queries(context, read) == few


def test_the_page_shows_the_steps_and_whoever_can_still_weigh_is_asked_first(
    app: Flask, client: FlaskClient, claim: Proposition
) -> None:
    with transaction():
        moved(claim, "post", 0.0, on=make_bearing(claim))
        moved(claim, "remove", 0.4, 1)
    url = f"/deliberate/claims/{claim.public_id}/balance"
    page = client.get(url).get_data(as_text=True)
    assert "Posted an item of evidence" in page
    assert 'class="dlb-course"' in page
    sign_in(client, person(app, "zoe"))
    assert client.get(url).location.endswith(f"/claims/{claim.public_id}/adds-up")


def test_a_claim_that_nothing_moved_says_so(client: FlaskClient, claim: Proposition) -> None:
    page = client.get(f"/deliberate/claims/{claim.public_id}/balance").get_data(as_text=True)
    assert "Nothing has moved it yet." in page
