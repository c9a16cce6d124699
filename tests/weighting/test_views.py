"""Weigh five, weigh one, and how it adds up, as pages."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.models import State
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.propositions.models import Answer, Proposition
from deliberate.weighting.choosing import find_bearing
from deliberate.weighting.models import LedgerSeen, Rating
from deliberate.weighting.services import reweigh
from tests.factories import make_bearing, make_proposition, rate_fully
from tests.host import person, send, sign_in
from tests.queries import count_queries
from tests.weighting.rooms import main_claim, stand

WEIGH = "/deliberate/a/bridge/weigh"
ANSWERS = {"relevance": "4", "reliability": "3", "strength": "cannot judge"}


@pytest.fixture
def ann(app: Flask, client: FlaskClient) -> Actor:
    """Somebody signed in."""
    actor = person(app, "ann", level=1)
    sign_in(client, actor)
    return actor


@pytest.fixture
def claim(context: Flask) -> Proposition:
    """A claim with three items each way, posted by others, on which Ann has said where she stands."""
    with transaction():
        made = main_claim(slug="bridge")
        stand("ann", made, Answer.AGREE)
        for number in range(6):
            make_bearing(made, Side.AGAINST if number >= 3 else Side.FOR, author="pippa", quote=f"Quote {number}.")
        reweigh(made.article)
    return made


def _page(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.get_data(as_text=True)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found.group(1)


def _answer(client: FlaskClient, page: str, **answers: str) -> Any:
    fields = {name: _hidden(page, name) for name in ("bearing", "done", "last")}
    return send(client, WEIGH, {**fields, **(answers or ANSWERS)})


def _items(claim: Proposition) -> list[Bearing]:
    ids = session.scalars(select(Bearing.id).where(Bearing.target_id == claim.id).order_by(Bearing.id)).all()
    return [bearing for key in ids if (bearing := find_bearing(key))]


def _checked(page: str) -> list[tuple[str, str]]:
    inputs = re.findall(r"<input[^>]*checked[^>]*>", page)
    return [
        (re.search(r'name="(\w+)"', each).group(1), re.search(r'value="([^"]+)"', each).group(1))  # type: ignore[union-attr]
        for each in inputs
    ]


def test_five_items_with_the_sides_taking_turns_and_then_thanks(
    client: FlaskClient, claim: Proposition, ann: Actor
) -> None:
    sides, url = [], WEIGH
    for number in range(1, 6):
        page = _page(client, url)
        assert f"Item {number} of 5" in page
        sides.append(_hidden(page, "last"))
        answered = _answer(client, page)
        assert answered.status_code == 303
        url = answered.location
    assert sides == ["for", "against", "for", "against", "for"]
    thanks = _page(client, url)
    assert "You weighed 5 items." in thanks
    assert session.query(Rating).filter_by(actor_id="ann").count() == 15
    # Who has done five may go on, without being asked where they stand.
    assert "Item 1 of 5" in _page(client, f"{WEIGH}?skip=1")


def test_nothing_is_chosen_beforehand_and_neither_author_nor_weight_shows(
    client: FlaskClient, claim: Proposition, ann: Actor, people: Any
) -> None:
    people.add("pippa")
    with transaction():
        for bearing in _items(claim):
            rate_fully(bearing, "ben")
            rate_fully(bearing, "cem")
        reweigh(session.get_one(Proposition, claim.id).article)
    page = _page(client, WEIGH)
    assert _checked(page) == []
    assert "pippa" not in page.casefold()
    main = re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("</main>")[0])
    assert not re.search(r"\d\.\d|%|[Ww]eighed by|log-odds|leans", main)


def test_an_answer_that_is_missing_keeps_the_others_and_stores_nothing(
    client: FlaskClient, claim: Proposition, ann: Actor
) -> None:
    answered = _answer(client, _page(client, WEIGH), relevance="4", reliability="nonsense")
    page = answered.get_data(as_text=True)
    assert answered.status_code == 422
    assert _checked(page) == [("relevance", "4")]
    assert "Choose one;" in page
    assert session.query(Rating).filter_by(actor_id="ann").count() == 0


def test_a_stance_is_asked_for_first_and_can_be_skipped(client: FlaskClient, claim: Proposition, app: Flask) -> None:
    sign_in(client, person(app, "ben"))
    first = _page(client, WEIGH)
    assert "where do you stand?" in first
    assert claim.text in first
    assert _checked(first) == []
    assert "Item 1 of 5" in _page(client, f"{WEIGH}?skip=1")
    stated = send(client, f"/deliberate/claims/{claim.public_id}/stance", {"answer": "unsure", "then": "weigh"})
    assert stated.status_code == 303
    assert stated.location.endswith(WEIGH)
    assert "Item 1 of 5" in _page(client, WEIGH)


def test_a_stance_is_asked_for_again_once_the_claim_was_reworded_in_substance(
    client: FlaskClient, claim: Proposition, app: Flask
) -> None:
    sign_in(client, person(app, "ben"))
    with app.app_context(), transaction():
        stand("ben", claim, Answer.AGREE)
    assert "where do you stand?" not in _page(client, WEIGH)
    with app.app_context(), transaction():
        found = session.get_one(Proposition, claim.id)
        found.revision = found.substance = 2
    assert "where do you stand?" in _page(client, WEIGH)


def test_with_nothing_to_weigh_no_stance_is_asked_for(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction():
        make_bearing(main_claim(slug="bridge"), author="ann")
    sign_in(client, person(app, "ann"))
    assert "Nothing waits for you" in _page(client, WEIGH)


def test_whoever_imported_the_article_weighs_like_everybody(
    client: FlaskClient, claim: Proposition, app: Flask
) -> None:
    sign_in(client, person(app, "editor", level=1))
    assert "Item 1 of 5" in _page(client, f"{WEIGH}?skip=1")


@pytest.mark.parametrize("done", ["-1", "6", "99", "²", "x", ""])
def test_a_round_that_makes_no_sense_begins_anew(
    client: FlaskClient, claim: Proposition, ann: Actor, done: str
) -> None:
    assert "Item 1 of 5" in _page(client, f"{WEIGH}?done={done}&last=sideways")


def test_visitors_are_led_to_sign_in_and_their_answers_are_refused(client: FlaskClient, claim: Proposition) -> None:
    bearing = session.query(Bearing).filter_by(target_id=claim.id).first()
    assert bearing
    for url in (WEIGH, f"/deliberate/bearings/{bearing.public_id}/rate"):
        response = client.get(url)
        assert (response.status_code, "/host/sign-in" in response.location) == (303, True)
        assert send(client, url, {"bearing": str(bearing.public_id)}).status_code == 401


def test_a_closed_article_is_not_weighed(client: FlaskClient, claim: Proposition, ann: Actor) -> None:
    with transaction():
        session.get_one(Proposition, claim.id).article.state = State.CLOSED
    assert "weigh evidence here" in _page(client, WEIGH, 403)


def test_an_item_of_another_article_is_not_taken(client: FlaskClient, claim: Proposition, ann: Actor) -> None:
    with transaction():
        other = make_bearing(main_claim(slug="other"))
    page = _page(client, WEIGH).replace(_hidden(_page(client, WEIGH), "bearing"), str(other.public_id))
    assert _answer(client, page).status_code == 404
    assert _answer(client, page.replace(str(other.public_id), "nonsense")).status_code == 400


def test_ones_own_item_is_refused_before_anything_is_asked(client: FlaskClient, claim: Proposition, ann: Actor) -> None:
    with transaction():
        own = make_bearing(session.get_one(Proposition, claim.id), author="ann")
    url = f"/deliberate/bearings/{own.public_id}/rate"
    _page(client, url, 403)
    assert send(client, url, ANSWERS).status_code == 403


def test_an_item_can_be_weighed_alone_and_shows_what_one_answered_when_one_comes_back(
    client: FlaskClient, claim: Proposition, ann: Actor
) -> None:
    bearing = session.query(Bearing).filter_by(target_id=claim.id).first()
    assert bearing
    url = f"/deliberate/bearings/{bearing.public_id}/rate"
    assert _checked(_page(client, url)) == []
    stored = send(client, url, ANSWERS)
    assert (stored.status_code, str(bearing.public_id) in stored.location) == (303, True)
    assert _checked(_page(client, url)) == list(ANSWERS.items())
    assert send(client, url, {"relevance": "1", "strength": "1"}).status_code == 422


def test_a_source_is_judged_once_for_all_that_it_bears_on(client: FlaskClient, claim: Proposition, ann: Actor) -> None:
    bearing = session.query(Bearing).filter_by(target_id=claim.id).first()
    assert bearing
    send(client, f"/deliberate/bearings/{bearing.public_id}/rate", ANSWERS)
    with transaction():
        second = make_proposition(session.get_one(Proposition, claim.id).article, "It was old.")
        again = make_bearing(second, author="pippa", evidence=session.get_one(Evidence, bearing.evidence_id))
    url = f"/deliberate/bearings/{again.public_id}/rate"
    page = _page(client, url)
    assert 'name="reliability"' not in page
    assert "that answer counts here too" in page
    assert send(client, url, {"relevance": "2", "strength": "2"}).status_code == 303
    assert _checked(_page(client, url)) == [("relevance", "2"), ("reliability", "3"), ("strength", "2")]
    mine = session.query(Rating).filter_by(actor_id="ann", contribution_id=bearing.evidence_id)
    assert [each.quarters for each in mine] == [3]


def test_members_are_asked_once_before_they_see_how_it_adds_up(
    client: FlaskClient, claim: Proposition, ann: Actor
) -> None:
    with transaction():
        other = make_proposition(session.get_one(Proposition, claim.id).article, "It was old.")
    url = f"/deliberate/claims/{claim.public_id}/adds-up"
    assert "<table" not in _page(client, url)
    assert send(client, url).status_code == 303
    for _ in range(2):
        send(client, url)
    session.rollback()
    assert session.query(LedgerSeen).filter_by(actor_id="ann").count() == 1
    assert "<table" in _page(client, url)
    assert "<table" in _page(client, f"/deliberate/claims/{other.public_id}/adds-up")
    _answer(client, _page(client, WEIGH))
    session.rollback()
    assert {each.saw_ledger for each in session.query(Rating).filter_by(actor_id="ann")} == {True}


def test_visitors_see_how_it_adds_up_at_once(client: FlaskClient, claim: Proposition) -> None:
    url = f"/deliberate/claims/{claim.public_id}/adds-up"
    assert "<table" in _page(client, url)
    assert send(client, url).status_code == 401


def test_where_the_sum_stands_is_drawn_with_a_table_behind_it(client: FlaskClient, claim: Proposition) -> None:
    with transaction():
        for bearing in _items(claim):
            for name in ("ann", "ben", "cem"):
                rate_fully(bearing, name, 4)
        reweigh(session.get_one(Proposition, claim.id).article)
    page = _page(client, f"/deliberate/claims/{claim.public_id}/adds-up")
    assert page.count('class="dlb-standing"') == 1
    row = re.search(r"<tr><th scope=\"row\">Everybody together.*?</tr>", page)
    assert row
    assert re.findall(r">([+−]?\d[.\d]*)<", row[0])[0] == "3"


def test_the_shown_rows_sum_to_the_shown_total(client: FlaskClient, claim: Proposition) -> None:
    with transaction():
        for number, bearing in enumerate(_items(claim)):
            for name in ("ann", "ben", "cem"):
                rate_fully(bearing, name, 4 if number % 2 else 3)
        reweigh(session.get_one(Proposition, claim.id).article)
    page = _page(client, f"/deliberate/claims/{claim.public_id}/adds-up").partition("dlb-ledger")[2]
    shown = [
        float(cell.replace("−", "-")) for cell in re.findall(r'<td class="dlb-cell-number"><bdi>([+−]?\d+\.\d\d)', page)
    ]
    assert len(shown) > 6
    assert sum(shown[:-1]) == pytest.approx(shown[-1], abs=1e-9)


def test_ones_own_claim_that_waits_has_no_ledger(client: FlaskClient, claim: Proposition, app: Flask) -> None:
    with transaction():
        waiting = make_proposition(
            session.get_one(Proposition, claim.id).article, "It was old.", status="pending", author_id="ben"
        )
    sign_in(client, person(app, "ben", "moderator"))
    url = f"/deliberate/claims/{waiting.public_id}/adds-up"
    send(client, url)
    assert "not weighed at the moment" in _page(client, url, 404)


def test_queries_of_weigh_five_do_not_grow(app: Flask, client: FlaskClient, claim: Proposition, ann: Actor) -> None:
    few = count_queries(app, lambda: _page(client, WEIGH))
    with transaction():
        for _ in range(60):
            make_bearing(session.get_one(Proposition, claim.id), author="pippa")
    assert count_queries(app, lambda: _page(client, WEIGH)) == few
