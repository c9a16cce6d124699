"""Mounted in a host with everything of its own: nothing of the host changes, and our pages work there."""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, inspect, select

from deliberate.articles.models import Article
from deliberate.core.base import TABLE_PREFIX
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session, transaction
from deliberate.core.standing import set_level
from deliberate.evidence.models import Bearing
from deliberate.extension import Deliberate
from deliberate.propositions.models import Proposition
from tests.a_full_host import HostBase, Member, Members, make_full_host

TEXT = "The bridge closed on Monday. Engineers say that the cable had rusted."


def mount(app: Flask, db: Any) -> None:
    """What docs/extending.md tells a host to do."""
    Deliberate(app, db, identity=Members())


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The host's database, with its tables and two people."""
    url = f"sqlite:///{tmp_path}/host.db"
    app, db = make_full_host(url)
    with app.app_context():
        db.create_all()
        db.session.add_all([Member(nickname="ann", staff=True), Member(nickname="ben")])
        db.session.commit()
        db.engine.dispose()
    return url


@pytest.fixture
def plain(database: str) -> Iterator[Flask]:
    app, db = make_full_host(database)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def mounted(database: str) -> Iterator[Flask]:
    app, db = make_full_host(database)
    mount(app, db)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def upgraded(mounted: Flask) -> Flask:
    """The host after `flask deliberate upgrade`."""
    outcome = mounted.test_cli_runner().invoke(args=["deliberate", "upgrade"])
    assert outcome.exit_code == 0, outcome.output
    return mounted


def state_of(app: Flask) -> dict[str, Any]:
    """Everything of an app that an extension could meddle with, but for what is ours by name."""
    hooks = (
        *("before_request_funcs", "after_request_funcs", "teardown_request_funcs", "template_context_processors"),
        *("url_value_preprocessors", "url_default_functions", "error_handler_spec"),
    )
    return {
        **{name: _copied(getattr(app, name).get(None)) for name in hooks},
        "teardown_appcontext_funcs": list(app.teardown_appcontext_funcs),
        "shell_context_processors": list(app.shell_context_processors),
        "config": dict(app.config),
        "extensions": {name: value for name, value in app.extensions.items() if not name.startswith("deliberate")},
        "globals": {name: each for name, each in app.jinja_env.globals.items() if not name.startswith("dlb_")},
        "filters": {name: each for name, each in app.jinja_env.filters.items() if not name.startswith("dlb_")},
        "tests": dict(app.jinja_env.tests),
        "jinja": (app.jinja_env.autoescape, app.jinja_env.undefined, list(app.jinja_env.extensions)),
        "rules": sorted(str(rule) for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("deliberate.")),
        "blueprints": [name for name in app.blueprints if name.split(".")[0] != "deliberate"],
        "commands": [name for name in app.cli.commands if name != "deliberate"],
        "classes": (app.request_class, app.response_class, app.session_interface, app.json, app.wsgi_app.__func__),
        "logging": (app.logger.level, list(app.logger.handlers), list(logging.getLogger().handlers)),
        "tables": sorted(HostBase.metadata.tables),
    }


def _copied(value: Any) -> Any:
    """A hook's functions as they are now, for the app goes on with the same lists and dicts."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return list(value) if isinstance(value, list) else value


def test_nothing_of_the_app_changes_but_for_what_bears_our_name(database: str) -> None:
    app, db = make_full_host(database)
    before = state_of(app)
    Deliberate(app, db, identity=Members())
    after = state_of(app)
    assert {name for name in before if before[name] != after[name]} == set()


def test_all_of_our_addresses_are_below_our_own(mounted: Flask) -> None:
    ours = [rule for rule in mounted.url_map.iter_rules() if rule.endpoint.startswith("deliberate.")]
    assert len(ours) > 30
    assert all(rule.rule.startswith("/deliberate/") or rule.rule == "/deliberate" for rule in ours)


HOST_PAGES = ["/", "/nowhere", "/broken", "/forbidden", "/static/nothing.css"]


@pytest.mark.parametrize("path", HOST_PAGES)
def test_the_hosts_own_answers_stay_the_same_to_the_byte(plain: Flask, mounted: Flask, path: str) -> None:
    answers = [app.test_client().get(path) for app in (plain, mounted)]
    assert answers[0].status == answers[1].status
    assert answers[0].data == answers[1].data
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_the_hosts_form_protection_still_guards_its_own_forms(plain: Flask, mounted: Flask) -> None:
    for app in (plain, mounted):
        client = app.test_client()
        assert client.post("/note", data={"text": "x"}).status_code == 400
        token = client.get("/token").text
        assert client.post("/note", data={"text": "x", "csrf_token": token}).text == "noted x"
        assert client.post("/note", data={"text": "x" * 200_000, "csrf_token": token}).status_code == 413


def test_a_page_of_ours_that_is_not_there_is_our_404_and_the_hosts_is_the_hosts(upgraded: Flask) -> None:
    client = upgraded.test_client()
    # In the language of the host, which is German.
    assert "Hier ist nichts" in client.get("/deliberate/a/nowhere").text
    assert client.get("/elsewhere").text == "The host has no such page."


def test_the_hosts_tables_stay_as_they_are_and_its_migrations_see_none_of_ours(upgraded: Flask, database: str) -> None:
    engine = create_engine(database)
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        assert {name for name in tables if not name.startswith(TABLE_PREFIX)} == {"member"}
        assert compare_metadata(MigrationContext.configure(connection), HostBase.metadata) == []
        connection.exec_driver_sql("CREATE TABLE forgotten (id INTEGER)")
        assert len(compare_metadata(MigrationContext.configure(connection), HostBase.metadata)) == 1
    engine.dispose()


def enter(app: Flask, nickname: str) -> FlaskClient:
    client = app.test_client()
    token = client.get("/token").text
    assert client.post("/enter", data={"nickname": nickname, "csrf_token": token}).status_code == 302
    return client


def form_token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(page).text)
    assert found, page
    return found[1]


def key_of(app: Flask, nickname: str) -> str:
    with app.app_context():
        return str(session.scalars(select(Member.id).where(Member.nickname == nickname)).one())


def published(app: Flask, tmp_path: Path) -> tuple[str, str]:
    """The slug of an article that the host imported by its command, and the address its evidence is posted to."""
    (tmp_path / "bridge.txt").write_text(TEXT)
    outcome = app.test_cli_runner().invoke(args=["deliberate", "import", str(tmp_path / "bridge.txt"), "--publish"])
    assert outcome.exit_code == 0, outcome.output
    with app.app_context():
        slug = session.scalars(select(Article.slug)).one()
        claim = session.scalars(select(Proposition.public_id).where(Proposition.status.in_(PUBLIC))).first()
    return slug, f"/deliberate/claims/{claim}/evidence"


def test_people_of_the_host_read_and_post_with_their_uuid_for_a_name(upgraded: Flask, tmp_path: Path) -> None:
    slug, post = published(upgraded, tmp_path)
    assert "The bridge closed on Monday." in upgraded.test_client().get(f"/deliberate/a/{slug}").text
    ben = key_of(upgraded, "ben")
    with upgraded.app_context(), transaction():
        set_level(ben, 2)
    client = enter(upgraded, "ben")
    form = {
        "csrf_token": form_token(client, post),
        "side": "for",
        "link": "https://bridges.example/report",
        "quote": "The cable was thin.",
        "warrant": "It had rusted.",
        "kind": "document",
        "submission": "one",
    }
    assert client.post(post, data={**form, "csrf_token": "made up"}).status_code == 400
    assert client.post(post, data=form).status_code == 303
    with upgraded.app_context():
        assert session.scalars(select(Bearing.author_id)).all() == [ben]
    assert "ben" in client.get(f"/deliberate/a/{slug}/evidence").text


def test_our_pages_leave_the_hosts_session_as_it_was_but_for_our_token(upgraded: Flask, tmp_path: Path) -> None:
    _, post = published(upgraded, tmp_path)
    client = enter(upgraded, "ann")
    with client.session_transaction() as cookie:
        before = dict(cookie)
    form_token(client, post)
    with client.session_transaction() as cookie:
        after = dict(cookie)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() <= {"csrf"}
    assert after["kept by the host"] == "a thing of the host"


def test_the_commands_of_a_host_are_those_of_the_site(upgraded: Flask, tmp_path: Path) -> None:
    runner = upgraded.test_cli_runner()
    published(upgraded, tmp_path)
    for command in ("recount", "verify-log", "policy", "upgrade"):
        outcome = runner.invoke(args=["deliberate", command])
        assert outcome.exit_code == 0, outcome.output
    outcome = runner.invoke(args=["deliberate", "import", str(tmp_path / "nowhere.txt")])
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.output


def test_a_deliberation_is_opened_beside_what_the_hosts_session_holds(upgraded: Flask) -> None:
    ann = key_of(upgraded, "ann")
    with upgraded.app_context():
        session.add(Member(nickname="cleo"))
        opened = Deliberate().attach("story", title="The bridge", text=TEXT, editor=ann, publish=True)
        assert opened is not None
        assert opened.url == "/deliberate/a/the-bridge"
        assert [member.nickname for member in session.new] == ["cleo"]
        session.rollback()
    with upgraded.app_context():
        assert session.scalars(select(Member.nickname)).all() == ["ann", "ben"]
        assert Deliberate().attach("story") == opened


def test_where_a_host_lets_two_write_at_once_there_is_still_one_deliberation(upgraded: Flask) -> None:
    def ask(_: int) -> object:
        with upgraded.app_context():
            return Deliberate().attach("story", title="The bridge", text=TEXT, publish=True)

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(8)))
    assert len(found) == 1
    assert None not in found
    with upgraded.app_context():
        assert session.scalars(select(Article.slug)).all() == ["the-bridge"]
