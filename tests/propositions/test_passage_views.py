"""The panel of passages to confirm in a newer text."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article
from deliberate.articles.versions import renew
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.propositions.passage_models import Passage, PassageState
from deliberate.propositions.passage_page import PAGE
from deliberate.propositions.queries import propositions_of
from deliberate.propositions.services import reject
from tests.factories import make_article, make_proposition
from tests.host import person, send, sign_in
from tests.queries import count_queries

TEXT = "The bridge closed. Engineers say that the cable may have rusted badly.\n\nThe mayor denies it."
NEWER = "The bridge closed. Engineers say that the old cable may have corroded badly."
AT = "/deliberate/a/bridge/passages"


@pytest.fixture
def passages(app: Flask, client: FlaskClient, editor: Actor) -> list[str]:
    """The ids of two passages, one changed and one gone, of an article whose editor is signed in."""
    with app.app_context(), transaction():
        article = make_article(slug="bridge", text=TEXT)
        make_proposition(article, "It closed.", words="The bridge closed")
        make_proposition(article, "It rusted.", words="the cable may have rusted badly")
        make_proposition(article, "He denies it.", words="The mayor denies it")
        renew(editor, article, read_text(NEWER, format="text"), 1)
    sign_in(client, editor)
    with app.app_context():
        return [str(each) for each in session.scalars(select(Passage.public_id).order_by(Passage.start))]


def states(app: Flask) -> list[PassageState]:
    with app.app_context():
        return list(session.scalars(select(Passage.state).order_by(Passage.start)))


def place_at(passage: str) -> str:
    return f"/deliberate/passages/{passage}/place"


def test_the_panel_shows_the_old_words_in_context_and_where_they_may_be(
    client: FlaskClient, passages: list[str]
) -> None:
    page = re.sub(r"\s+", " ", client.get(AT).text)
    assert "<h1>2 passages to confirm</h1>" in page
    assert "1 passage, 1 to the same place and 0 to another" in page
    assert "Engineers say that <mark>the cable may have rusted badly</mark>." in page
    assert "Engineers say that <mark>the old cable may have corroded badly</mark>." in page
    assert "of 100</span>" in page
    assert "Nothing like it was found in version 2" in page
    assert "2 passages to confirm" in client.get("/deliberate/a/bridge/edit").text


def test_a_place_is_taken_and_given_back(app: Flask, client: FlaskClient, passages: list[str]) -> None:
    answer = send(client, place_at(passages[0]), {"choice": "0"})
    assert (answer.status_code, answer.location) == (303, f"{AT}#passages")
    assert states(app) == [PassageState.PLACED, PassageState.WAITING]
    assert "the old cable may have corroded badly</a>" in client.get("/deliberate/a/bridge").text
    page = client.get(f"{AT}?show=decided").text
    assert "<mark>the old cable may have corroded badly</mark>" in page
    assert send(client, f"/deliberate/passages/{passages[0]}/undo").status_code == 303
    assert states(app) == [PassageState.WAITING, PassageState.WAITING]
    assert "the old cable may have corroded badly</a>" not in client.get("/deliberate/a/bridge").text


def test_words_that_are_gone_are_said_to_be(app: Flask, client: FlaskClient, passages: list[str]) -> None:
    assert send(client, place_at(passages[1]), {"choice": "none"}).status_code == 303
    assert states(app) == [PassageState.WAITING, PassageState.GONE]
    assert "No longer in the text" in client.get(f"{AT}?show=decided").text


def test_other_words_are_taken_and_wrong_ones_refused_beside_their_field(
    app: Flask, client: FlaskClient, passages: list[str]
) -> None:
    answer = send(client, place_at(passages[1]), {"words": "Nobody wrote this"})
    assert answer.status_code == 422
    assert f'id="error-passage-{passages[1]}"' in answer.text
    assert 'value="Nobody wrote this"' in answer.text
    assert send(client, place_at(passages[1]), {"words": "Engineers say"}).status_code == 303
    assert states(app) == [PassageState.WAITING, PassageState.PLACED]


def test_only_editors_of_the_article_see_the_panel(app: Flask, client: FlaskClient, passages: list[str]) -> None:
    sign_in(client, person(app, "mona", "moderator"))
    assert client.get(AT).status_code == 403
    assert send(client, place_at(passages[0]), {"choice": "0"}).status_code == 403
    assert send(client, f"/deliberate/passages/{passages[0]}/undo").status_code == 403


def test_many_passages_come_in_pages_with_as_many_queries_as_few(
    app: Flask, client: FlaskClient, editor: Actor, passages: list[str]
) -> None:
    few = count_queries(app, lambda: client.get(AT))
    with app.app_context(), transaction():
        article = session.scalars(select(Article).filter_by(slug="bridge")).one()
        names = [f"witness{number}" for number in range(PAGE + 5)]
        text = ". ".join(f"A person called {name} saw a light number {name}" for name in names)
        renew(editor, article, read_text(text, format="text"), 2)
        for each in propositions_of(article, [Status.SUGGESTED]):
            reject(editor, each)
        for name in names:
            make_proposition(article, f"{name} saw it.", words=f"{name} saw a light number {name}")
        renew(editor, article, read_text(text.replace("light", "dark shape"), format="text"), 3)
    page = client.get(AT)
    assert f"{PAGE + 8} passages to confirm" in page.text
    assert page.text.count('id="passage-') == PAGE
    assert client.get(f"{AT}?page=2").text.count('id="passage-') == 8
    assert count_queries(app, lambda: client.get(AT)) == few
    for page_number in ("0", "x", "99999999999", "99"):
        assert client.get(f"{AT}?page={page_number}").status_code == 200
