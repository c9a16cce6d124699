"""Whether the process lives, and whether the site can work."""

from pathlib import Path

from flask import Flask
from sqlalchemy import text

from deliberate.core.db import session, transaction
from tests.databases import SQLITE, close_postgres, open_postgres
from tests.own_site import make_site


def faults(app: Flask) -> tuple[int, str | None]:
    answer = app.test_client().get("/readyz")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, answer.json.get("fault")


def test_a_site_in_order_is_alive_and_ready(own_site: Flask) -> None:
    assert own_site.test_client().get("/healthz").json == {"ok": True}
    assert faults(own_site) == (200, None)


def test_it_is_alive_but_not_ready_while_its_tables_are_not_up_to_date(tmp_path: Path) -> None:
    app = make_site(tmp_path)
    assert app.test_client().get("/healthz").status_code == 200
    assert faults(app) == (503, "migrations")
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_it_is_alive_but_not_ready_while_the_database_is_away_and_ready_once_it_is_back(
    own_site: Flask, database: str
) -> None:
    with own_site.app_context():
        engine = own_site.extensions["sqlalchemy"].engine
    engine.dispose()
    data = Path(own_site.instance_path)
    away = data.with_name("away")
    if database == SQLITE:
        data.rename(away)
    else:
        close_postgres(engine.url.database)
    try:
        assert own_site.test_client().get("/healthz").status_code == 200
        assert faults(own_site) == (503, "database")
    finally:
        if database == SQLITE:
            away.rename(data)
        else:
            open_postgres(engine.url.database)
    assert faults(own_site) == (200, None)


def test_it_is_not_ready_without_the_head_of_its_log(own_site: Flask) -> None:
    def rename(old: str, new: str) -> None:
        with own_site.app_context(), transaction():
            session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename("deliberate_chain_head", "elsewhere")
    try:
        assert faults(own_site) == (503, "database")
    finally:
        # The database is another test's afterwards.
        rename("elsewhere", "deliberate_chain_head")


def test_probes_need_no_trusted_host(empty_site: Path) -> None:
    app = make_site(empty_site, DELIBERATE_TRUSTED_HOSTS="weigh.example")
    for path in ("/healthz", "/readyz"):
        assert app.test_client().get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def test_a_probe_may_ask_for_the_head_alone_and_nothing_is_posted_there(own_site: Flask) -> None:
    client = own_site.test_client()
    answer = client.head("/readyz")
    assert (answer.status_code, answer.data) == (200, b"")
    assert client.post("/readyz").status_code == 404
