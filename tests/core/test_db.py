"""The unit of work."""

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from deliberate.articles.models import Article
from deliberate.core.db import engine_options, session, transaction
from deliberate.core.standing import Standing, standing_of
from tests.databases import let_go
from tests.factories import make_article
from tests.own_site import make_site


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


def test_what_is_read_is_one_moment_of_the_database_and_a_unit_begins_at_a_new_one(own_site: Flask) -> None:
    def count() -> int:
        return session.scalar(select(func.count(Article.id))) or 0

    def write() -> None:
        with own_site.app_context(), transaction():
            make_article()

    with own_site.app_context():
        before = count()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert count() == before
        with transaction():
            assert count() == before + 1


def test_a_unit_sees_what_the_one_it_waited_for_stored(own_site: Flask) -> None:
    seen: list[int] = []
    begun = threading.Event()

    def wait_and_look() -> None:
        with own_site.app_context():
            begun.set()
            with transaction():
                seen.append(standing_of("ann").approved)

    with own_site.app_context(), transaction():
        other = threading.Thread(target=wait_and_look)
        other.start()
        begun.wait(10)
        standing_of("ann").approved = 7
    other.join()
    assert seen == [7]


@pytest.mark.postgresql
def test_every_wait_on_postgresql_has_an_end(postgres: str, tmp_path: Path) -> None:
    site = make_site(tmp_path, DELIBERATE_DATABASE_URL=postgres)
    with site.app_context():
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "application_name")
        values = [session.connection().exec_driver_sql(f"SHOW {name}").scalar() for name in names]
    let_go(site)
    assert values == ["10s", "30s", "1min", "deliberate"]


def test_what_the_address_of_a_database_says_goes_before_our_limits() -> None:
    asked = engine_options(make_url("postgresql+psycopg://there/it?connect_timeout=2&options=-c%20a=b"), 5)
    assert not {"connect_timeout", "options"} & asked["connect_args"].keys()
    assert "tcp_user_timeout" in asked["connect_args"]
    assert "connect_args" not in engine_options(make_url("sqlite:///it.db"), 5)


def test_what_was_to_be_stored_is_in_no_error(own_site: Flask) -> None:
    with own_site.app_context(), pytest.raises(SQLAlchemyError) as error:
        session.execute(text("SELECT :name FROM nowhere"), {"name": "Sam Sample"})
    assert "Sam Sample" not in str(error.value)
