"""The page of what both sides accept, and where else it shows."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.common_ground.models import CommonPoint
from deliberate.common_ground.services import propose_claim, propose_sentence
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.moderation.models import FlagReason
from deliberate.moderation.purging.things import Erasure, things
from deliberate.moderation.services import decide, raise_flag
from tests.common_ground.scenes import FOR, accepted, all_say, divided, proposed, state_of
from tests.host import person, send, sign_in

pytestmark = pytest.mark.usefixtures("context")

PAGE = "/deliberate/a/bridge/accepted"


def test_a_member_proposes_and_another_confirms_and_takes_it_back(app: Flask, client: FlaskClient) -> None:
    divided()
    sign_in(client, person(app, "pam", level=1))
    typed = {"submission": "one", "claim": "", "text": "The <b>bridge</b> is old."}
    assert send(client, f"{PAGE}/propose", typed).status_code == 303
    point = session.query(CommonPoint).one()
    sign_in(client, person(app, FOR[0], level=1))
    answers = f"/deliberate/points/{point.public_id}/answer"
    page = client.get(PAGE).text
    assert "I do not accept this" in page
    assert "checked" not in page
    assert send(client, answers, {"answer": "accept", "number": "1"}).status_code == 303
    assert "You confirmed this." in client.get(PAGE).text
    assert send(client, answers, {"answer": "take_back", "number": "1"}).status_code == 303
    assert "You confirmed this." not in client.get(PAGE).text


@pytest.mark.parametrize(
    ("answer", "number", "status"), [("accept", "7", 409), ("like", "1", 422), ("accept", "", 422)]
)
def test_an_answer_about_other_words_or_none_is_refused(
    app: Flask, client: FlaskClient, answer: str, number: str, status: int
) -> None:
    point = proposed(app, divided())
    sign_in(client, person(app, FOR[0], level=1))
    given = send(client, f"/deliberate/points/{point.public_id}/answer", {"answer": answer, "number": number})
    assert given.status_code == status
    assert "The bridge is old." in given.text
    assert "You confirmed this." not in given.text


def test_visitors_see_what_stands_and_no_button_and_the_article_and_the_claim_say_so(
    app: Flask, client: FlaskClient
) -> None:
    claim, pam = divided(), person(app, "pam", level=1)
    article, address = "/deliberate/a/bridge", f"/deliberate/claims/{claim.public_id}"
    assert "confirmed by people of each viewpoint" not in client.get(article).text
    with transaction():
        point = propose_claim(pam, claim)
    all_say(app, point, FOR)
    said = client.get(address).text
    assert "Proposed as what both sides accept" in said
    assert "People who disagree with the main claim: not enough have confirmed it yet." in said
    accepted(app, point)
    assert "Both sides accept this" in client.get(address).text
    assert "1 point stands" in client.get(article).text
    page = client.get(PAGE).text
    assert "Stands since" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_what_a_moderator_removes_stands_no_more_and_its_words_can_be_erased(app: Flask, client: FlaskClient) -> None:
    point, mo = proposed(app, divided()), person(app, "mo", "moderator")
    root = person(app, "root", "admin")
    accepted(app, point)
    fay = person(app, "fay", level=1)
    with transaction():
        raise_flag(fay, point, FlagReason.OFF_TOPIC, "It is not about that.")
    with transaction():
        decide(mo, point, "remove", "off_topic", "It is not about that.")
    assert state_of(point) is None
    assert "The bridge is old." not in client.get(PAGE).text
    with transaction():
        kind = things.get("contribution")
        words = kind.erase(Erasure(root, "illegal", self_review=False), kind.find(str(point.public_id)))
    assert "The bridge is old." in words
    session.expire_all()
    assert point.text == ""


def test_the_same_is_proposed_once(app: Flask) -> None:
    claim, pia = divided(), person(app, "pia", level=1)
    proposed(app, claim)
    with transaction():
        first = propose_claim(pia, claim, "form")
        assert propose_claim(pia, claim, "form") is first
    for again in (
        lambda: propose_claim(pia, claim, uuid.uuid4().hex),
        lambda: propose_sentence(pia, claim.article, "the bridge  is old."),
    ):
        with pytest.raises(Conflict, match="proposed already"), transaction():
            again()
