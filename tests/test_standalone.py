"""The standalone site: its settings, its secret, its tables."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import DBAPIError

from deliberate.core import schema
from deliberate.core.db import WRITING, session, transaction
from deliberate.core.events import record
from deliberate.standalone import ACCOUNTS, create_app, upgrade_database
from tests.databases import SQLITE, Postgres, let_go
from tests.factories import make_article, make_bearing, make_proposition, rate_fully
from tests.own_site import account, make_site

HISTORIES = (schema.EXTENSION, ACCOUNTS)


def test_settings_come_from_the_environment_in_their_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_DATA", str(tmp_path))
    monkeypatch.setenv("DELIBERATE_SITE_NAME", "Bridges")
    monkeypatch.setenv("DELIBERATE_POSTS_PER_DAY", "7")
    monkeypatch.setenv("DELIBERATE_SHARED", "anywhere")
    settings = create_app().extensions["deliberate"].settings
    assert (settings.site_name, settings.posts_per_day) == ("Bridges", 7)


def test_a_config_goes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_SITE_NAME", "Bridges")
    app = make_site(tmp_path, DELIBERATE_SITE_NAME="Tunnels")
    assert app.extensions["deliberate"].settings.site_name == "Tunnels"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DELIBERATE_SIDE_NAME", "x", "is not a setting of deliberate. Did you mean DELIBERATE_SITE_NAME?"),
        ("DELIBERATE_ZZZ", "x", "DELIBERATE_ZZZ is not a setting of deliberate."),
        ("DELIBERATE_POSTS_PER_DAY", "many", "DELIBERATE_POSTS_PER_DAY must be a whole number, not 'many'."),
        ("DELIBERATE_POSTS_PER_DAY", "-1", "DELIBERATE_POSTS_PER_DAY must be a whole number, not '-1'."),
        ("DELIBERATE_DATABASE_POOL", "few", "DELIBERATE_DATABASE_POOL must be a whole number, not 'few'."),
        ("DELIBERATE_DATABASE_POOL", "0", "DELIBERATE_DATABASE_POOL must be 1 or more."),
    ],
)
def test_a_setting_that_is_unknown_or_of_the_wrong_type_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match="DELIBERATE") as refusal:
        make_site(tmp_path)
    assert words in str(refusal.value)


def test_the_database_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/elsewhere.db"
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", url)
    assert make_site(tmp_path / "data").config["SQLALCHEMY_DATABASE_URI"] == url


def test_the_secret_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    first = make_site(tmp_path).config["SECRET_KEY"]
    assert make_site(tmp_path).config["SECRET_KEY"] == first == (tmp_path / "secret.key").read_text()
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("broken", ["", "\n", "too short"])
def test_a_secret_that_cannot_be_one_stops_the_start_instead_of_weakening_it(tmp_path: Path, broken: str) -> None:
    (tmp_path / "secret.key").write_text(broken)
    with pytest.raises(ValueError, match=r"secret.key holds no usable secret. Delete it"):
        make_site(tmp_path)


def test_secret_and_folder_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_site(tmp_path / "new" / "data")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "data" / "secret.key").stat().st_mode) == 0o600


def test_a_secret_that_is_given_is_taken_and_none_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    assert make_site(tmp_path).config["SECRET_KEY"] == "from the environment"
    assert make_site(tmp_path, SECRET_KEY="given").config["SECRET_KEY"] == "given"
    assert not (tmp_path / "secret.key").exists()


@pytest.mark.slow
def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    program = (
        "import sys; from deliberate.standalone import create_app; "
        f"app = create_app({{'DELIBERATE_DATA': {str(tmp_path)!r}}}); print(app.config['SECRET_KEY'])"
    )

    def start(_: int) -> str:
        finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        return finished.stdout.strip()

    with ThreadPoolExecutor(3) as pool:
        keys = set(pool.map(start, range(3)))
    assert keys == {(tmp_path / "secret.key").read_text()}


@pytest.fixture
def bare_url(database: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table."""
    if database == SQLITE:
        yield f"sqlite:///{tmp_path / 'deliberate.db'}"
        return
    server = Postgres()
    yield server.url
    server.drop()


@pytest.fixture
def bare_site(bare_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The site on it."""
    app = make_site(tmp_path, DELIBERATE_DATABASE_URL=bare_url)
    yield app
    let_go(app)


@contextmanager
def connected(app: Flask) -> Iterator[Connection]:
    """A writer's connection to the database of an app, for what migrations do."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine.execution_options(**{WRITING: True})
    with engine.begin() as connection:
        yield connection


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.folder)
def test_the_migrations_lead_to_the_models_as_they_are(bare_site: Flask, history: schema.History) -> None:
    with connected(bare_site) as connection:
        schema.upgrade(connection, history)
        assert schema.differences(connection, history) == []


def test_the_migrations_go_down_and_up_again_with_data_in_the_tables(bare_site: Flask) -> None:
    upgrade_database(bare_site)
    fill(bare_site)
    with connected(bare_site) as connection:
        for history in reversed(HISTORIES):
            schema.downgrade(connection, history)
        assert set(inspect(connection).get_table_names()) == {history.version_table for history in HISTORIES}
        for history in HISTORIES:
            schema.upgrade(connection, history)
            assert schema.differences(connection, history) == []
    fill(bare_site)
    the_log_refuses_to_be_rewritten(bare_site)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.folder)
def test_one_step_down_and_up_again_keeps_every_row_that_has_a_place(bare_site: Flask, history: schema.History) -> None:
    upgrade_database(bare_site)
    fill(bare_site)
    before = rows_of(bare_site)
    with connected(bare_site) as connection:
        schema.downgrade(connection, history, "-1")
    between = rows_of(bare_site)
    with connected(bare_site) as connection:
        schema.upgrade(connection, history)
        assert schema.differences(connection, history) == []
    after = rows_of(bare_site)
    assert after.keys() == before.keys()
    # A step may also do away with a table, whose rows then have their place in another.
    kept = between.keys() & before.keys()
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    if "deliberate_event" in between:
        the_log_refuses_to_be_rewritten(bare_site)


def test_appeals_against_sanctions_come_into_the_one_table_and_wait_on(tmp_path: Path) -> None:
    case, measure = uuid4().hex, uuid4().hex
    with create_engine(f"sqlite:///{tmp_path / 'old.db'}").connect() as connection:
        schema.upgrade(connection, schema.EXTENSION, "0016")
        connection.exec_driver_sql(
            "INSERT INTO deliberate_objection (id, public_id, measure_kind, measure_id, actor_id, text, state, "
            "self_review, created_at, version) VALUES (7, ?, 'sanction', ?, 'ann', 'No.', 'open', 0, '2026-01-01', 1)",
            (case, measure),
        )
        connection.exec_driver_sql(
            "INSERT INTO deliberate_queue_entry (public_id, kind, subject_id, bucket, since, terms, ripe, rank, "
            "version) VALUES (?, 'objection', 7, 1, '2026-01-01', '{}', 0, 0, 1)",
            (uuid4().hex,),
        )
        connection.commit()
        there = "SELECT e.kind, a.measure_kind, a.measure_id, a.text FROM deliberate_queue_entry e JOIN {} a ON {}"
        for move, to, table, kind in (
            (schema.upgrade, "head", "deliberate_appeal", "appeal"),
            (schema.downgrade, "0016", "deliberate_objection", "objection"),
        ):
            move(connection, schema.EXTENSION, to)
            found = connection.exec_driver_sql(there.format(table, "a.id = e.subject_id")).all()
            assert [tuple(row) for row in found] == [(kind, "sanction", measure, "No.")]


def test_accounts_of_the_first_days_come_along_and_go_back(tmp_path: Path) -> None:
    people = [("1", "Carol", "carol"), ("2", "car0l", "car0l"), ("3", "dora", "dora")]
    with create_engine(f"sqlite:///{tmp_path / 'old.db'}").connect() as connection:
        schema.upgrade(connection, ACCOUNTS, "0001")
        for number, name, key in people:
            connection.exec_driver_sql(
                "INSERT INTO account_user (id, actor_id, username, name_key, email, password, active, fs_uniquifier, "
                "created_at) VALUES (?, ?, ?, ?, ?, 'hash', 1, ?, '2026-01-01')",
                (number, f"a{number}", name, key, f"{key}@example.org", f"f{number}"),
            )
        connection.exec_driver_sql("INSERT INTO account_role_kind VALUES (1, 'editor')")
        connection.exec_driver_sql("INSERT INTO account_role VALUES (1, 1), (3, 1)")
        connection.commit()
        schema.upgrade(connection, ACCOUNTS)
        found = connection.exec_driver_sql("SELECT username, look, email, email_confirmed_at FROM account_user")
        assert [tuple(row) for row in found] == [
            ("Carol", "carol", "carol@example.org", None),
            ("car0l", "carol~2", "car0l@example.org", None),
            ("dora", "dora", "dora@example.org", None),
        ]
        schema.downgrade(connection, ACCOUNTS, "0001")
        assert connection.exec_driver_sql("SELECT count(DISTINCT fs_uniquifier) FROM account_user").scalar() == 3
        assert connection.exec_driver_sql("SELECT count(*) FROM account_role").scalar() == 2
        connection.commit()
    connection.engine.dispose()


def test_a_setting_of_the_accounts_is_read_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELIBERATE_OPEN_SIGN_UP", "false")
    monkeypatch.setenv("DELIBERATE_SIGN_UPS_PER_HOUR", "7")
    settings = make_site(tmp_path).extensions["deliberate_accounts"].settings
    assert (settings.open_sign_up, settings.sign_ups_per_hour) == (False, 7)
    with pytest.raises(ValueError, match="DELIBERATE_SIGN_UPS_PER_HOUR must be int"):
        make_site(tmp_path, DELIBERATE_SIGN_UPS_PER_HOUR="many")


def fill(app: Flask) -> None:
    """An account, an article with what hangs on it, and an event of the log."""
    actor = account(app, "cora", "editor", level=1)
    with app.app_context(), transaction():
        article = make_article(author=actor.key)
        rate_fully(make_bearing(make_proposition(article, words="The bridge closed on Monday.")), "rater")
        record(actor, "settings", article, reason="The title said too much.")


def rows_of(app: Flask) -> dict[str, int]:
    """How many rows each table has, but for what migrations note."""
    with connected(app) as connection:
        names = set(inspect(connection).get_table_names()) - {history.version_table for history in HISTORIES}
        return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in names}


def the_log_refuses_to_be_rewritten(app: Flask) -> None:
    again = "INTO deliberate_event SELECT * FROM deliberate_event WHERE id > 0"
    statements = [
        "UPDATE deliberate_event SET action = 'other'",
        "DELETE FROM deliberate_event",
        f"INSERT {again} ON CONFLICT (id) DO UPDATE SET action = 'other'",
        "UPDATE deliberate_event_reason SET text = 'other'",
    ]
    with connected(app) as connection:
        if connection.dialect.name == "sqlite":
            statements.append(f"INSERT OR REPLACE {again}")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), connected(app) as connection:
            connection.exec_driver_sql(statement)


def test_an_upgrade_keeps_what_is_there(bare_site: Flask) -> None:
    upgrade_database(bare_site)
    account(bare_site, "cora")
    upgrade_database(bare_site)
    with connected(bare_site) as connection:
        assert connection.exec_driver_sql("SELECT username FROM account_user").scalars().all() == ["cora"]


def test_processes_that_upgrade_at_once_take_turns(bare_site: Flask) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade_database, [bare_site] * 4))
    fill(bare_site)


def test_a_migrated_log_refuses_to_be_rewritten(own_site: Flask) -> None:
    fill(own_site)
    the_log_refuses_to_be_rewritten(own_site)


def test_a_hosts_tables_are_none_of_our_business(bare_site: Flask) -> None:
    with connected(bare_site) as connection:
        connection.exec_driver_sql("CREATE TABLE host_user (id INTEGER PRIMARY KEY)")
        for history in HISTORIES:
            schema.upgrade(connection, history)
            assert schema.differences(connection, history) == []
        schema.downgrade(connection, schema.EXTENSION)
        names = set(inspect(connection).get_table_names())
        assert "host_user" in names
        assert "account_user" in names


def test_two_sites_in_one_process_do_not_mix(tmp_path: Path) -> None:
    one, other = make_site(tmp_path / "one"), make_site(tmp_path / "other")
    for app in (one, other):
        upgrade_database(app)
    account(one, "cora")
    with other.app_context(), transaction():
        found = session.connection().exec_driver_sql("SELECT count(*) FROM account_user").scalar()
    assert found == 0
    for app in (one, other):
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()
