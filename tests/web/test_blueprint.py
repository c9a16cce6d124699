"""What every route of ours refuses before its view is asked: bodies too large, and forms without their token."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.host import person, send, sign_in, token
from tests.own_site import form_token

KIB = 1024


class Flood:
    """A body of so many bytes that is never held in memory at once; it notes how much of it was read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        self.taken += size
        return b"a" * size

    def readline(self, size: int = -1) -> bytes:
        return self.read(size if size >= 0 else 64 * KIB)

    def __iter__(self) -> Iterator[bytes]:
        while self.left:
            yield self.read(64 * KIB)


def pour(client: FlaskClient, path: str, size: int, kind: str = "application/x-www-form-urlencoded") -> Any:
    flood = Flood(size)
    sent = {"wsgi.input": flood, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": kind}
    answer = client.post(path, environ_overrides=sent)
    assert flood.taken <= 10 * KIB * KIB
    return answer


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", ["/articles/new", "/groups", "/sign-in", "/sign-up", "/sign-out"])
def test_sixty_megabytes_are_refused_unread(own_site: Flask, path: str, kind: str) -> None:
    answer = pour(own_site.test_client(), path, 60 * KIB * KIB, kind)
    assert answer.status_code == 413
    assert "That is too large" in answer.text


def test_sixty_megabytes_to_an_address_that_does_not_exist_are_not_read_either(own_site: Flask) -> None:
    assert pour(own_site.test_client(), "/nowhere", 60 * KIB * KIB).status_code == 404


def test_other_forms_take_two_megabytes_and_fields_say_their_own_bounds(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "cora", "editor"))
    assert send(client, "/deliberate/groups", {"name": "a" * KIB * KIB}).status_code == 422
    answer = send(client, "/deliberate/groups", {"name": "a" * 3 * KIB * KIB})
    assert answer.status_code == 413
    assert "Shorten it and send it again." in answer.text


def test_the_form_of_an_article_takes_two_megabytes(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "cora", "editor"))
    # Words in which there is no claim to find: that takes its time, and is not the business of this test.
    text = ("bridge" * 500 + "\n\n") * 700
    text = text[: 2 * KIB * KIB - 10]
    page = client.get("/deliberate/articles/new").text
    submission = page.split('name="submission"')[1].split('value="')[1].split('"')[0]
    data = {"title": "Long", "text": text, "audience": "public", "submission": submission}
    answer = send(client, "/deliberate/articles/new", data)
    assert answer.status_code == 303, answer.text


def test_a_form_without_its_token_goes_no_further(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "cora", "editor"))
    answer = client.post("/deliberate/groups", data={"name": "The people of the bridge"})
    assert answer.status_code == 400
    assert "The form&#39;s token is missing or too old" in answer.text
    assert "The people of the bridge" in answer.text


def test_a_token_of_another_session_is_no_token(app: Flask, client: FlaskClient) -> None:
    theirs = token(app.test_client())
    sign_in(client, person(app, "cora", "editor"))
    assert client.post("/deliberate/groups", data={"name": "Bridge", "csrf_token": theirs}).status_code == 400


def test_a_token_in_the_address_is_no_token(own_site: Flask) -> None:
    client = own_site.test_client()
    good = form_token(client)
    assert client.post(f"/sign-out?csrf_token={good}").status_code == 400


@pytest.mark.new_app
def test_the_hosts_own_pages_are_none_of_our_business(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/host/post", "host_post", lambda: "fine", methods=["POST"])
    answer = client.post("/host/post", data={"a": "b" * 100 * KIB})
    assert (answer.status_code, answer.text) == (200, "fine")
    assert "X-Content-Type-Options" not in answer.headers


def test_a_body_that_does_not_say_how_long_it_is_is_refused_and_not_read(client: FlaskClient) -> None:
    flood = Flood(60 * KIB * KIB)
    sent = {"wsgi.input": flood, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    kind = "application/x-www-form-urlencoded"
    answer = client.post("/deliberate/remarks", content_type=kind, environ_overrides=sent)
    assert answer.status_code == 411
    assert "That request has no length" in answer.text
    assert flood.taken == 0
