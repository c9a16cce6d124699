"""Both sides of one claim."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Revision, Status, add_revision, change_status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import EmptySearch, Side
from deliberate.evidence.services import post_remark
from deliberate.propositions.models import Answer, Proposition, RelationKind
from deliberate.reading.item_lines import PAGE, TOP, item_lines, item_page, sort_out
from deliberate.weighting.services import reweigh
from tests.factories import make_bearing
from tests.host import person, send, sign_in
from tests.reading.scenes import published, related, weighed

pytestmark = pytest.mark.usefixtures("context")


def _url(claim: Proposition) -> str:
    return f"/deliberate/claims/{claim.public_id}"


def _page(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_each_side_shows_its_three_heaviest_and_all_on_request(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        for number in range(TOP + 2):
            for side in Side:
                weighed(claim, side, 2 + number % 3, quote=f"{side.value} {number}", author=f"p{number}{side.value}")
    page = _page(client, _url(claim))
    assert page.count('class="dlb-item"') == 2 * TOP
    assert "All evidence for" in page
    assert "All evidence against" in page
    assert _page(client, _url(claim) + "?all=1").count('class="dlb-item"') == 2 * (TOP + 2)


def test_what_waits_to_be_weighed_comes_by_its_wait_with_the_sides_taking_turns() -> None:
    with transaction():
        claim = published()[0]
        oldest, second, third = (make_bearing(claim, Side.FOR) for _ in range(3))
        against = make_bearing(claim, Side.AGAINST)
        heavy, light = weighed(claim, Side.FOR, 4), weighed(claim, Side.FOR, 3)
        sides = sort_out(item_lines(VISITOR, claim.id))
        assert [line.id for line in sides.waiting] == [each.id for each in (oldest, against, second, third)]
        assert [line.id for line in sides.listed[Side.FOR]] == [heavy.id, light.id]
    assert sides.count == {Side.FOR: 5, Side.AGAINST: 1}


def test_a_long_list_has_pages_that_go_on_where_the_one_before_ended(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        made = [make_bearing(claim).id for _ in range(PAGE + 3)]
        first = item_page(VISITOR, claim.id, "waiting", None)
        rest = item_page(VISITOR, claim.id, "waiting", first.after)
    assert [item.bearing.id for item in (*first.items, *rest.items)] == made
    assert (len(first.items), rest.after) == (PAGE, None)
    assert f"list=waiting&amp;after={first.after}" in _page(client, _url(claim) + "?list=waiting")
    assert "There is nothing here at present." in _page(client, _url(claim) + "?list=against")


def test_what_counts_nothing_stands_last_on_its_side_and_does_not_wait() -> None:
    with transaction():
        claim = published()[0]
        gone = weighed(claim, Side.FOR)
        stays = weighed(claim, Side.FOR, 3)
        gone.evidence.source.retracted_at = gone.created_at
        reweigh(claim.article)
        listed = item_page(VISITOR, claim.id, "for", None)
        assert [item.bearing for item in listed.items] == [stays, gone]
        assert [item.weighing for item in listed.items] == ["Weighed by 2 people", "Counts nothing now"]
        assert not item_page(VISITOR, claim.id, "waiting", None).items


def test_how_far_the_weighing_is_stands_in_words_and_never_the_weight(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        weighed(claim, Side.FOR, by=())
        weighed(claim, Side.FOR, by=("ann",))
        weighed(claim, Side.FOR)
    page = _page(client, _url(claim))
    for words in ("Not yet weighed", "Weighed by 1 person; one more is needed", "Weighed by 2 people"):
        assert words in page
    assert "%" not in page.split("<main")[1]


def test_what_was_taken_back_or_removed_leaves_a_stone_without_its_words(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        make_bearing(claim, quote="Taken back words.", status=Status.WITHDRAWN)
        make_bearing(claim, quote="Removed words.", status=Status.REMOVED)
        make_bearing(claim, quote="Waiting words.", status=Status.PENDING)
    page = _page(client, _url(claim))
    assert "withdrawn by its author" in page
    assert "removed by a moderator" in page
    assert not re.search("(Taken back|Removed|Waiting) words", page)


def test_relations_and_details_are_named_from_both_ends(client: FlaskClient) -> None:
    with transaction():
        claim, other, detail = published("The bridge closed.", "The cable was old.", "It closed at nine.")
        related(RelationKind.SUPPORTS, other, claim)
        related(RelationKind.ATTACKS, claim, other, confirmed_by=None)
        related(RelationKind.DETAIL_OF, detail, claim)
    page = _page(client, _url(claim))
    for words in ("Supported by: ", "Attacks: ", "Has the detail: ", "Not yet confirmed", "Does this not follow?"):
        assert words in page
    assert "A detail of: " in _page(client, _url(detail))
    assert "Attacked by: " in _page(client, _url(other))


def test_a_relation_to_a_claim_that_does_not_show_is_not_named(client: FlaskClient) -> None:
    with transaction():
        claim, other = published()
        related(RelationKind.SUPPORTS, other, claim)
        other.status = Status.REMOVED
    assert "Supported by" not in _page(client, _url(claim))


def test_ones_own_stance_is_there_when_one_comes_back(app: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
    assert "stance-agree" not in _page(client, _url(claim))
    sign_in(client, person(app, "ann"))
    assert not re.search(r"<input[^>]*name=\"answer\"[^>]*checked", _page(client, _url(claim)))
    send(client, _url(claim) + "/stance", {"answer": Answer.DISAGREE.value, "credence": "70"})
    page = _page(client, _url(claim))
    assert re.findall(r'value="(\w+)"[^>]*checked', page) == ["disagree"]
    assert 'value="70"' in page
    sign_in(client, person(app, "ben"))
    assert not re.search(r"<input[^>]*name=\"answer\"[^>]*checked", _page(client, _url(claim)))


def test_the_button_of_a_search_in_vain_says_what_it_would_do(app: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
    sign_in(client, person(app, "ann"))
    taken_back = "Take back: I searched for evidence for and found none"
    assert taken_back not in _page(client, _url(claim))
    send(client, _url(claim) + "/searched", {"side": "for", "wanted": "yes"})
    page = _page(client, _url(claim))
    assert taken_back in page
    assert "1 person found none for." in page
    send(client, _url(claim) + "/searched", {"side": "for", "wanted": "no"})
    assert taken_back not in _page(client, _url(claim))
    assert session.query(EmptySearch).count() == 0


def test_remarks_stand_apart_and_take_no_weight(app: Flask, client: FlaskClient) -> None:
    ann = person(app, "ann", level=3)
    with transaction():
        claim = published()[0]
        post_remark(ann, claim.article, claim, "Which Monday?")
    page = _page(client, _url(claim))
    assert "Which Monday?" in page.split('id="remarks"')[1]
    assert "Remarks (1)" in page


def test_the_history_holds_what_readers_saw_and_nothing_else(client: FlaskClient) -> None:
    editor = Actor(id="editor")
    with transaction():
        claim = published()[0]
        claim.status = Status.PENDING
        session.query(Revision).filter_by(contribution_id=claim.id).one().status = Status.PENDING
        change_status(claim, editor, Status.VISIBLE, "approve")
        add_revision(claim, editor, {"text": "An edit that was turned down."}, Status.RETURNED)
        add_revision(claim, editor, {"text": "An edit that waits."}, Status.PENDING)
    page = _page(client, _url(claim))
    assert "History (1 wording)" in page
    assert "An edit that" not in page


def test_a_claim_with_nothing_posted_asks_both_sides_alike(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        reweigh(claim.article)
    page = _page(client, _url(claim))
    for side in Side:
        assert f"Nobody has posted evidence {side.value} yet." in page
