"""How people's answers moved between seeing nothing and seeing how it adds up."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import VISITOR
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.reading.moved import TOP, Move, counted, has_moved, moved_page
from deliberate.weighting.models import Rating
from deliberate.weighting.services import has_seen_ledger
from tests.factories import make_bearing, rate_fully
from tests.host import person, send, sign_in
from tests.queries import count_queries
from tests.reading.scenes import published

pytestmark = pytest.mark.usefixtures("context")

AGREE, DISAGREE, UNSURE = Answer.AGREE, Answer.DISAGREE, Answer.UNSURE


def answered(
    claim: Proposition, who: str, before: Answer, after: Answer, sure: Sequence[int | None] = (None, None)
) -> None:
    """Somebody answered an hour ago, and anew in an hour."""
    for late, answer, credence in zip((False, True), (before, after), sure, strict=True):
        at = now() + timedelta(hours=1 if late else -1)
        session.add(
            Stance(
                proposition_id=claim.id,
                actor_id=who,
                revision=claim.revision,
                answer=answer,
                credence=credence,
                after_weights=late,
                created_at=at,
            )
        )
    session.flush()


def moved(claim: Proposition, count: int, before: Answer = AGREE, after: Answer = DISAGREE) -> list[str]:
    names = [f"{before.value} {after.value} {n}" for n in range(count)]
    for name in names:
        answered(claim, name, before, after, (40, 60))
    return names


def rated(claim: Proposition, side: Side, by: Sequence[str], quarters: int) -> Bearing:
    bearing = make_bearing(claim, side)
    for name in by:
        rate_fully(bearing, name, quarters)
    return bearing


def page_of(client: FlaskClient, claim: Proposition) -> str:
    return client.get(f"/deliberate/claims/{claim.public_id}/moved").text


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {(AGREE, DISAGREE): 4},
        {(AGREE, AGREE): 5},
        {(DISAGREE, DISAGREE): 5},
        {(AGREE, DISAGREE): 4, (AGREE, AGREE): 1},
        {(AGREE, AGREE): 3, (DISAGREE, DISAGREE): 2},
        {(AGREE, AGREE): 20},
        {(AGREE, DISAGREE): 18, (DISAGREE, AGREE): 2},
        dict.fromkeys(product(Answer, (AGREE, DISAGREE)), 2),
    ],
)
def test_where_all_or_nearly_all_answered_alike_or_too_few_there_are_no_numbers_and_no_link(
    client: FlaskClient, counts: dict[Move, int]
) -> None:
    with transaction():
        claim = published()[0]
        for move, count in counts.items():
            rated(claim, Side.FOR, moved(claim, count, *move), 4)
        session.add(Stance(proposition_id=claim.id, actor_id="once", revision=1, answer=AGREE))
    assert not has_moved(claim)
    found = moved_page(VISITOR, claim)
    assert (found.people, found.sureness, len(found.table), len(found.items)) == (None, None, 0, 0)
    page = page_of(client, claim)
    assert "There are no numbers here: too few people" in page
    assert "<table" not in page
    assert "What moved people" not in client.get(f"/deliberate/claims/{claim.public_id}").text


def test_with_more_the_claim_s_page_leads_to_a_table_in_numbers_and_words(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        moved(claim, 6)
        moved(claim, 4, DISAGREE, DISAGREE)
    assert f"/claims/{claim.public_id}/moved" in client.get(f"/deliberate/claims/{claim.public_id}").text
    page = page_of(client, claim)
    assert "10 people are counted who answered both times" in page
    assert page.count("not shown</span></td>") == 7
    assert ">6</td>" in page
    assert ">4</td>" in page
    assert "6 now disagree" in page
    assert "4 still disagree" in page
    assert "On average it was 40 of 100 before, and 60 after." in page
    assert "does not show that one caused the other" not in page


def test_numbers_change_by_fives_so_that_no_single_answer_can_be_read_off(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        people = moved(claim, 5)
        moved(claim, 5, DISAGREE, AGREE)
        rated(claim, Side.FOR, people, 4)
    before = page_of(client, claim)
    assert "The next are counted once there are five more." in before
    for number in range(4):
        with transaction():
            answered(claim, f"known {number}", AGREE, DISAGREE, (90, 10))
            rated(claim, Side.AGAINST, [f"known {number}"], 4)
        assert page_of(client, claim) == before
    with transaction():
        answered(claim, "known 4", AGREE, DISAGREE, (90, 10))
    after = moved_page(VISITOR, claim)
    assert (after.people, after.table[(AGREE, DISAGREE)]) == (15, 10)


def test_a_number_hidden_only_so_that_another_cannot_be_worked_out_is_not_said_to_be_small(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        for count, move in zip((1, 3, 4, 4, 4, 4, 4, 4, 7), product(Answer, Answer), strict=True):
            moved(claim, count, *move)
    page = page_of(client, claim)
    assert page.count("not shown</span></td>") == 2
    assert "under 3" not in page
    assert "no three people" not in page
    assert "by fewer than three people, or by nobody" not in page


def test_a_number_of_fewer_than_three_is_never_told_nor_to_be_had_by_subtracting() -> None:
    moves = list(product(Answer, Answer))
    all_but_one = [move for move in moves[1:] for _ in range(4)]
    found = counted([moves[0], *all_but_one, moves[8]])
    assert found[moves[0]] is None
    assert list(found.values()).count(None) > 1
    assert counted([move for move in moves for _ in range(3)]) == dict.fromkeys(moves, 3)
    few = counted([*moves[:1] * 2, *moves[1:2] * 3])
    assert [few[moves[0]], few[moves[1]], few[moves[2]]] == [None, 3, None]


def test_answers_about_an_earlier_wording_are_not_counted() -> None:
    with transaction():
        claim = published()[0]
        moved(claim, 6)
        moved(claim, 4, DISAGREE, AGREE)
        assert has_moved(claim)
        claim.revision = claim.substance = 2
        session.flush()
        assert not has_moved(claim)


@pytest.mark.parametrize(
    ("sure", "told"), [((40, None), False), ((40, 96), False), ((5, 60), False), ((95, 60), False), ((6, 94), True)]
)
def test_how_sure_people_are_takes_five_who_said_it_twice_and_an_average_that_is_not_everybody_s(
    client: FlaskClient, sure: tuple[int, int | None], told: bool
) -> None:
    with transaction():
        claim = published()[0]
        for number in range(10):
            answered(claim, f"{number}", AGREE if number < 5 else DISAGREE, UNSURE, sure)
    assert moved_page(VISITOR, claim).people == 10
    assert (moved_page(VISITOR, claim).sureness is not None) == told
    assert ("No average of how sure people were is shown" in page_of(client, claim)) != told


@pytest.mark.parametrize(("before", "after"), [(AGREE, DISAGREE), (DISAGREE, AGREE), (UNSURE, AGREE)])
@pytest.mark.parametrize("side", Side)
def test_items_that_those_who_moved_rated_between_come_highest_first_whichever_way_they_moved(
    client: FlaskClient, before: Answer, after: Answer, side: Side
) -> None:
    with transaction():
        claim = published()[0]
        people = moved(claim, 5, before, after)
        moved(claim, 5, before, before)
        low, high = rated(claim, side, people, 2), rated(claim, side.other, people, 4)
        middle = rated(claim, side, people[:3], 3)
        rated(claim, side, people[:2], 4)
    assert moved_page(VISITOR, claim).items == [high, middle, low]
    page = client.get(f"/deliberate/claims/{claim.public_id}/moved").text
    assert "That the two go together does not show that one caused the other." in page
    assert page.index(str(high.public_id)) < page.index(str(low.public_id))


def test_ratings_of_others_or_of_another_time_name_no_item() -> None:
    with transaction():
        claim = published()[0]
        people = moved(claim, 6)
        for name in ("ann", "ben", "cem", "dot"):
            answered(claim, name, AGREE, AGREE)
        rated(claim, Side.FOR, ["ann", "ben", "cem", "dot", "eli"], 4)
        late = rated(claim, Side.FOR, people, 4)
        hidden = rated(claim, Side.AGAINST, people, 4)
        hidden.status = Status.REMOVED
        for rating in session.query(Rating).filter_by(contribution_id=late.id):
            rating.created_at = now() + timedelta(hours=2)
    assert moved_page(VISITOR, claim).people == 10
    assert moved_page(VISITOR, claim).items == []


def test_fewer_than_five_who_moved_name_no_item() -> None:
    with transaction():
        claim = published()[0]
        people = moved(claim, 4)
        moved(claim, 6, AGREE, AGREE)
        rated(claim, Side.FOR, people, 4)
    assert moved_page(VISITOR, claim).people == 10
    assert not moved_page(VISITOR, claim).items


def test_queries_do_not_grow_with_people_and_items(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        claim = published()[0]
        rated(claim, Side.FOR, moved(claim, 5), 3)
        moved(claim, 5, DISAGREE, AGREE)
        key, url = claim.id, f"/deliberate/claims/{claim.public_id}/moved"
    few = count_queries(app, lambda: client.get(url))
    with app.app_context(), transaction():
        claim = session.get_one(Proposition, key)
        more = moved(claim, 40, DISAGREE, UNSURE)
        for n in range(20):
            rated(claim, Side.AGAINST, more, n % 5)
    assert count_queries(app, lambda: client.get(url)) == few
    assert client.get(url).text.count("/contributions/") == TOP


def test_who_can_still_weigh_is_asked_first_and_answers_after_that_are_told_apart(
    app: Flask, client: FlaskClient
) -> None:
    with transaction():
        claim = published()[0]
        moved(claim, 5)
        moved(claim, 5, DISAGREE, AGREE)
        key, url = claim.id, f"/deliberate/claims/{claim.public_id}"
    assert "<table" in page_of(client, claim)
    ann = person(app, "ann", level=1)
    sign_in(client, ann)
    asked = client.get(f"{url}/moved").text
    assert "<table" not in asked
    assert "may sway you" in asked
    assert not has_seen_ledger(ann, claim)
    assert send(client, f"{url}/moved").location == f"{url}/moved"
    assert "<table" in client.get(f"{url}/moved").text
    assert "You can still weigh evidence here" not in client.get(f"{url}/adds-up").text
    send(client, f"{url}/stance", {"answer": "agree"})
    session.rollback()
    mine = session.query(Stance).filter_by(actor_id="ann", proposition_id=key).one()
    assert mine.after_weights
