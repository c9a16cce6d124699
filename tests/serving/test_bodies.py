"""Slow bodies hold so many threads and no more."""

from io import BytesIO
from threading import BoundedSemaphore

import pytest
from flask import Flask
from werkzeug.exceptions import ServiceUnavailable

from deliberate.serving import bodies
from tests.own_site import account, sign_in


def test_who_finds_all_places_taken_gets_a_503_and_can_come_back(own_site: Flask) -> None:
    account(own_site, "cora")
    bodies.install(own_site, 1)
    places = own_site.wsgi_app.places
    client = own_site.test_client()
    with places:
        assert client.get("/articles").status_code == 200
        refused = client.post("/sign-in", data={"identity": "cora"})
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "30"
    assert bodies.BUSY in refused.text
    assert sign_in(client, "cora").status_code in {302, 303}


def test_a_body_is_read_as_it_was_sent_and_its_place_is_free_again() -> None:
    places = BoundedSemaphore(1)

    def body() -> bodies._Body:
        return bodies._Body(BytesIO(b"one\ntwo\nthree"), places)

    assert body().read() == body().read(500) == b"one\ntwo\nthree"
    assert body().read(3) == b"one"
    assert body().readline() == b"one\n"
    assert list(body()) == body().readlines() == [b"one\n", b"two\n", b"three"]
    with places, pytest.raises(ServiceUnavailable):
        body().read()
