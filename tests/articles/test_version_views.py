"""The page where an editor hands in a newer text."""

import io
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from tests.factories import TEXT, make_article
from tests.host import person, send, sign_in, token

AT = "/deliberate/a/bridge/text"
NEWER = TEXT.replace("Monday", "Tuesday")


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> Actor:
    """Signed in as whoever imported the article."""
    with app.app_context(), transaction():
        make_article(slug="bridge")
    actor = person(app, "editor")
    sign_in(client, actor)
    return actor


def texts(app: Flask) -> list[str]:
    with app.app_context():
        of_bridge = select(ArticleVersion.text).join(Article, Article.id == ArticleVersion.article_id)
        return list(session.scalars(of_bridge.where(Article.slug == "bridge").order_by(ArticleVersion.number)))


def fields(**more: Any) -> dict[str, Any]:
    return {"text": NEWER, "markup": "text", "number": "1", **more}


def test_a_newer_text_is_stored_and_its_passages_come_next(app: Flask, client: FlaskClient, editor: Actor) -> None:
    page = client.get(AT).text
    assert "A newer text" in page
    assert 'name="number" type="hidden" value="1"' in page
    answer = send(client, AT, fields())
    assert (answer.status_code, answer.location) == (303, "/deliberate/a/bridge/passages")
    assert texts(app) == [TEXT, NEWER]
    page = client.get(answer.location).text
    assert "The text is stored as version 2" in page
    assert "Nothing waits to be confirmed" in page


def test_a_file_is_taken_and_what_it_lost_is_told(app: Flask, client: FlaskClient, editor: Actor) -> None:
    file = FileStorage(io.BytesIO(b"It re\0opened. " + b"Nobody knows why. " * 9), "bridge.txt")
    answer = client.post(AT, data={"csrf_token": token(client), **fields(text="", file=file)})
    assert answer.status_code == 303
    assert texts(app)[1].startswith("It reopened. Nobody")
    assert "1 NUL character was removed." in client.get(answer.location).text


def test_the_same_text_stores_nothing_and_says_so(app: Flask, client: FlaskClient, editor: Actor) -> None:
    answer = send(client, AT, fields(text=TEXT))
    assert (answer.status_code, answer.location) == (303, AT)
    assert texts(app) == [TEXT]
    assert "text of version 1 already, to the letter. Nothing was stored." in client.get(AT).text


def test_a_double_click_stores_one_version_and_leads_the_same_way(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    assert {send(client, AT, fields()).location for _ in range(2)} == {"/deliberate/a/bridge/passages"}
    assert texts(app) == [TEXT, NEWER]


@pytest.mark.parametrize(("second", "statuses"), [(NEWER, [303, 303, 303]), ("Another text.", [303, 409, 409])])
def test_texts_handed_in_at_once_are_one_version(app: Flask, editor: Actor, second: str, statuses: list[int]) -> None:
    """The same text sent three times is stored once; of three texts one wins, and the others are conflicts."""
    answers: list[int] = []

    def press(text: str) -> None:
        client = app.test_client()
        sign_in(client, editor)
        answers.append(send(client, AT, fields(text=text)).status_code)

    texts_sent = (NEWER, second, "Yet another." if second != NEWER else NEWER)
    threads = [threading.Thread(target=press, args=(text,)) for text in texts_sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == statuses
    assert len(texts(app)) == 2


def test_whoever_was_overtaken_keeps_what_they_typed_and_can_store_it_after_all(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    send(client, AT, fields())
    answer = send(client, AT, fields(text="Quite another text."))
    assert answer.status_code == 409
    assert "Quite another text.</textarea>" in answer.text
    assert "The version that was stored meanwhile" in answer.text
    assert "Version 2" in answer.text
    assert 'name="number" type="hidden" value="2"' in answer.text
    assert texts(app) == [TEXT, NEWER]
    assert send(client, AT, fields(text="Quite another text.", number="2")).status_code == 303
    assert texts(app)[2] == "Quite another text."


def test_a_file_of_somebody_overtaken_is_asked_for_again(app: Flask, client: FlaskClient, editor: Actor) -> None:
    send(client, AT, fields())
    file = FileStorage(io.BytesIO(b"Quite another text."), "other.txt")
    answer = client.post(AT, data={"csrf_token": token(client), **fields(text="", file=file)})
    assert answer.status_code == 409
    assert "Choose “other.txt” again" in answer.text


def test_what_cannot_be_read_is_refused_beside_its_field(app: Flask, client: FlaskClient, editor: Actor) -> None:
    answer = send(client, AT, fields(text=" \n "))
    assert answer.status_code == 422
    assert 'id="text-error-1">Paste the text' in answer.text
    assert texts(app) == [TEXT]


def test_others_do_not_see_the_page(app: Flask, client: FlaskClient, editor: Actor) -> None:
    sign_in(client, person(app, "mona", "moderator"))
    assert client.get(AT).status_code == 403
    assert send(client, AT, fields()).status_code == 403
    assert texts(app) == [TEXT]
