"""The unit of work."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.core.standing import Standing, standing_of
from tests.factories import make_article


def test_a_block_that_fails_leaves_nothing(context: Flask) -> None:
    with pytest.raises(RuntimeError, match="halfway"), transaction():
        make_article(slug="half")
        raise RuntimeError("halfway")
    assert session.scalar(select(Article).where(Article.slug == "half")) is None


def test_a_block_that_ends_is_there_for_another_session(context: Flask) -> None:
    with transaction():
        make_article(slug="whole")
    session.remove()  # type: ignore[attr-defined]
    assert session.scalar(select(Article.title).where(Article.slug == "whole")) == "The bridge"


def test_units_of_work_do_not_nest(context: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="do not nest"), transaction():
        pass


def test_foreign_keys_hold(context: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        session.add(Article(slug="lost", title="Lost", author_id="x", group_id=999))


def test_sixteen_at_once_count_to_sixteen(app: Flask) -> None:
    def approve() -> None:
        with app.app_context(), transaction():
            standing_of("ann").approved += 1

    threads = [threading.Thread(target=approve) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert session.get(Standing, "ann").approved == 16  # type: ignore[union-attr]
