"""Pages that several processes of a site share, and what is not taken for one of them."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from redis import Redis

from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from tests.factories import make_article, make_proposition
from tests.host import make_host
from tests.own_redis import REDIS, redis_or_skip
from tests.queries import count_queries

PAGE = "/deliberate/a/bridge"
#: What a page costs that lies there already: the versions.
FEW = 4


@pytest.fixture
def redis() -> Iterator[Redis]:
    client = redis_or_skip()
    yield client
    for key in client.scan_iter("deliberate:page:*"):
        client.delete(key)
    client.close()


@pytest.fixture
def secret(app: Flask) -> str:
    with app.app_context(), transaction():
        make_proposition(make_article(slug="bridge"))
    return uuid4().hex


def process(app: Flask, secret: str, redis: str = REDIS) -> Flask:
    """Another process of the same host."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    beside = make_host(url, DELIBERATE_PAGE_CACHE_REDIS_URL=redis)
    beside.secret_key = secret
    return beside


def read(app: Flask) -> Any:
    with app.test_client().get(PAGE) as answer:
        assert answer.status_code == 200
        assert answer.data
        return answer


def queries(app: Flask) -> int:
    """How many it takes to read the page in a process that did not make it; its first request asks more than others."""
    app.test_client().get("/deliberate/help").close()
    return count_queries(app, lambda: read(app))


def test_a_page_that_one_process_made_is_given_by_the_others(app: Flask, redis: Redis, secret: str) -> None:
    one, other = process(app, secret), process(app, secret)
    assert queries(one) > FEW
    made = read(one)
    assert queries(other) <= FEW
    given = read(other)
    assert (given.data, given.headers["ETag"]) == (made.data, made.headers["ETag"])
    assert dict(given.headers).keys() == dict(made.headers).keys()


def test_what_changed_since_is_not_given(app: Flask, redis: Redis, secret: str) -> None:
    one, other = process(app, secret), process(app, secret)
    read(one)
    with app.app_context(), transaction():
        session.query(Article).filter_by(slug="bridge").one().title = "Another title"
    assert b"Another title" in read(other).data


def test_what_somebody_without_the_secret_laid_there_is_not_given(app: Flask, redis: Redis, secret: str) -> None:
    read(process(app, secret))
    (key,) = redis.scan_iter("deliberate:page:*")
    written = redis.get(key)
    for forged in (written[:-1] + b"!", b"", b"\x00" * 40, bytes(32) + written[32:]):
        redis.set(key, forged)
        assert b"bridge" in read(process(app, secret)).data.lower()
    assert queries(process(app, uuid4().hex)) > FEW


def test_other_templates_make_other_pages(app: Flask, redis: Redis, secret: str) -> None:
    read(process(app, secret))
    other = process(app, secret)
    own = DictLoader({"deliberate/reading/article.html": "A host’s own page"})
    other.jinja_env.loader = ChoiceLoader([own, other.jinja_env.loader])
    assert read(other).data.decode() == "A host’s own page"


def test_a_redis_that_is_away_costs_no_page(app: Flask, secret: str, caplog: pytest.LogCaptureFixture) -> None:
    away = process(app, secret, "redis://127.0.0.1:1/0")
    for _ in range(3):
        away.extensions["deliberate"].pages.clear()
        read(away)
    assert caplog.text.count("Pages are not shared") == 1
