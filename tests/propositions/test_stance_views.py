"""The pages that ask where one stands, and whether that still holds."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.propositions.services import reword
from tests.factories import make_article
from tests.host import send, sign_in
from tests.propositions.claims import voiced
from tests.queries import count_queries


@pytest.fixture
def rusted(app: Flask) -> str:
    """A visible claim of a speaker in an open article. Its public id."""
    with app.app_context(), transaction():
        return str(voiced(make_article(slug="bridge"), "Engineers").public_id)


def put_anew(app: Flask, public_id: str, editor: Actor, text: str, *, substantive: bool = True) -> None:
    with app.app_context(), transaction():
        claim = session.scalars(select(Proposition).where(Proposition.public_id == uuid.UUID(public_id))).one()
        reword(editor, claim, text, claim.version, substantive=substantive)


def test_a_reader_says_where_they_stand_and_changes_it(
    app: Flask, client: FlaskClient, rusted: str, newcomer: Actor
) -> None:
    sign_in(client, newcomer)
    url = f"/deliberate/claims/{rusted}/stance"
    assert client.get(url).status_code == 200
    send(client, url, {"answer": "agree", "credence": "70"})
    assert send(client, url, {"answer": "disagree", "credence": ""}).status_code == 303
    with app.app_context():
        (stance,) = session.scalars(select(Stance))
        assert (stance.answer, stance.credence) == (Answer.DISAGREE, None)
    send(client, url.replace("/stance", "/adds-up"))
    assert send(client, url, {"answer": "unsure", "then": "weigh"}).headers["Location"].endswith("/weigh")
    with app.app_context():
        assert len(session.scalars(select(Stance)).all()) == 2


@pytest.mark.parametrize("fields", [{}, {"answer": "perhaps"}, {"answer": "agree", "credence": "101"}])
def test_a_stance_that_says_nothing_is_refused(
    client: FlaskClient, rusted: str, newcomer: Actor, fields: dict[str, str]
) -> None:
    sign_in(client, newcomer)
    response = send(client, f"/deliberate/claims/{rusted}/stance", fields)
    assert response.status_code == 422
    assert "dlb-error" in response.get_data(as_text=True)


def test_once_reworded_in_substance_an_answer_waits_for_one_click_or_another_answer(
    app: Flask, client: FlaskClient, rusted: str, newcomer: Actor, editor: Actor
) -> None:
    sign_in(client, newcomer)
    claim = f"/deliberate/claims/{rusted}"
    send(client, f"{claim}/stance", {"answer": "agree", "credence": "70"})
    assert 'value="agree" required checked' in client.get(claim).text
    put_anew(app, rusted, editor, "The cable has rusted through.")
    page = client.get(claim).text
    assert "You answered “I agree”, 70 of 100 sure" in page
    assert "<q>The cable may have rusted.</q>" in page
    assert "checked" not in page.split('id="stance"')[1].split('id="searched"')[0]
    assert "My answer still holds" in client.get(f"{claim}/stance").text
    assert "My answer still holds" in client.get("/deliberate/yours").text
    for _ in range(2):
        stored = send(client, f"{claim}/stance/confirm", {"number": "2", "then": "yours"})
        assert stored.location == "/deliberate/yours#stances"
    with app.app_context():
        (stance,) = session.scalars(select(Stance))
        assert (stance.answer, stance.credence, stance.revision) == (Answer.AGREE, 70, 2)
    for address in (claim, f"{claim}/stance", "/deliberate/yours"):
        assert "My answer still holds" not in client.get(address).text


def test_spelling_leaves_an_answer_as_it_is(
    app: Flask, client: FlaskClient, rusted: str, newcomer: Actor, editor: Actor
) -> None:
    sign_in(client, newcomer)
    send(client, f"/deliberate/claims/{rusted}/stance", {"answer": "agree"})
    put_anew(app, rusted, editor, "The cable, it may have rusted.", substantive=False)
    for address in (f"/deliberate/claims/{rusted}", "/deliberate/yours"):
        assert "My answer still holds" not in client.get(address).text


def test_a_wording_one_has_not_seen_is_not_confirmed(
    app: Flask, client: FlaskClient, rusted: str, newcomer: Actor, editor: Actor
) -> None:
    sign_in(client, newcomer)
    confirm = f"/deliberate/claims/{rusted}/stance/confirm"
    nothing = send(client, confirm, {"number": "1"})
    assert (nothing.status_code, "nothing to confirm" in nothing.text) == (409, True)
    send(client, f"/deliberate/claims/{rusted}/stance", {"answer": "agree"})
    put_anew(app, rusted, editor, "The cable has rusted through.")
    put_anew(app, rusted, editor, "The cable never rusted.")
    late = send(client, confirm, {"number": "2"})
    assert (late.status_code, "reworded once more" in late.text) == (409, True)
    assert send(client, confirm, {"number": "x"}).status_code == 422
    with app.app_context():
        assert session.scalars(select(Stance)).one().revision == 1


def test_queries_of_one_s_own_page_do_not_grow_with_answers_that_wait(
    app: Flask, client: FlaskClient, newcomer: Actor
) -> None:
    def answered(number: int) -> None:
        with app.app_context(), transaction():
            article = make_article()
            for n in range(number):
                claim = voiced(article, f"Speaker {n}", text=f"Said {n}.", revision=2, substance=2)
                session.add(Stance(proposition_id=claim.id, actor_id=newcomer.key, revision=1, answer=Answer.AGREE))

    sign_in(client, newcomer)
    answered(1)
    few = count_queries(app, lambda: client.get("/deliberate/yours"))
    answered(20)
    assert count_queries(app, lambda: client.get("/deliberate/yours")) == few
    assert client.get("/deliberate/yours").text.count("My answer still holds") == 21
