"""The example host: a news site that has its articles discussed, and stays in all else what it was."""

import ast
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from news import create_app
from news.deliberation import deliberate
from news.filling import TEXT
from news.models import Person, Story, db
from sqlalchemy import inspect

from deliberate.core.db import transaction
from deliberate.core.standing import set_level
from tests.databases import apps, let_go
from tests.host import OwnContextClient
from tests.test_extension import state_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "host"
PASSWORD = "a password for tests"


def herald(folder: Path, **config: Any) -> Flask:
    url = f"sqlite:///{folder}/herald.db"
    settings = {"SECRET_KEY": "a key for tests", "SQLALCHEMY_DATABASE_URI": url, "PROPAGATE_EXCEPTIONS": False}
    app = create_app({**settings, **config})
    app.test_client_class = OwnContextClient
    apps.append(app)
    return app


def run(app: Flask, *words: str) -> str:
    outcome = app.test_cli_runner().invoke(args=words)
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tables of both, two people and a story, to be copied."""
    folder = tmp_path_factory.mktemp("herald")
    app = herald(folder)
    with app.app_context():
        db.create_all()
        ada, ben = Person.with_password("ada", PASSWORD, "writer"), Person.with_password("ben", PASSWORD)
        db.session.add_all([ada, ben, Story(title="The bridge stays closed", text=TEXT, author=ada)])
        db.session.commit()
    run(app, "deliberate", "upgrade")
    let_go(app)
    return folder / "herald.db"


@pytest.fixture
def before(filled: Path, tmp_path: Path) -> Flask:
    """The site without deliberation."""
    shutil.copy(filled, tmp_path)
    return herald(tmp_path, DISCUSSED=False)


@pytest.fixture
def after(before: Flask, tmp_path: Path) -> Flask:
    """The same with it."""
    return herald(tmp_path)


def sign_in(client: FlaskClient, name: str, place: str = "/sign-in") -> Any:
    form = {"name": name, "password": PASSWORD, "csrf_token": token(client, place)}
    return client.post(place, data=form)


def token(client: FlaskClient, place: str) -> str:
    # The last form of a page: the layout of the site has one of its own for signing out, with another token.
    *_, found = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(place).text)
    return found


def lines_of(path: Path) -> list[str]:
    """The lines of a module that are neither empty, comments nor its docstring."""
    source = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source), clean=False) or ""
    kept = source.replace(f'"""{docstring}"""', "", 1).splitlines()
    return [line for line in kept if line.strip() and not line.lstrip().startswith("#")]


def test_at_most_twelve_lines_mount_it_and_the_readme_shows_them() -> None:
    mounting = [*lines_of(EXAMPLE / "news" / "deliberation.py"), "deliberate.init_app(app)"]
    assert len(mounting) <= 12
    assert "        deliberate.init_app(app)\n" in (EXAMPLE / "news" / "__init__.py").read_text(encoding="utf-8")
    readme = (EXAMPLE.parents[1] / "README.md").read_text(encoding="utf-8")
    (shown,) = [block for block in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "class Readers" in block]
    assert [line for line in shown.splitlines() if line.strip() and not line.startswith("#")] == mounting


def test_nothing_of_the_site_changes_but_for_what_bears_our_name(before: Flask) -> None:
    state = state_of(before)
    deliberate.init_app(before)
    after = state_of(before)
    assert {name for name in state if state[name] != after[name]} == set()
    with before.app_context():
        tables = set(inspect(db.engine).get_table_names())
    assert {name for name in tables if not name.startswith("deliberate_")} == {"person", "story"}


def test_its_pages_headers_and_error_pages_stay_the_same_to_the_byte(before: Flask, after: Flask) -> None:
    for path in ("/", "/stories/99", "/nowhere", "/sign-out", "/static/nothing.css"):
        was, now = (app.test_client().get(path) for app in (before, after))
        assert (now.status, now.data, dict(now.headers)) == (was.status, was.data, dict(was.headers)), path


def test_a_story_has_a_link_more_and_signing_in_is_what_it_was(before: Flask, after: Flask) -> None:
    pages = [app.test_client().get("/stories/1").text for app in (before, after)]
    link = re.search(
        r'\n<p><a href="/deliberate/a/the-bridge-stays-closed">Discuss the claims \((.*)\)</a></p>', pages[1]
    )
    assert link
    assert re.fullmatch(r"\d claims, 0 items", link[1])
    assert pages[0] == pages[1].replace(link[0], "")
    for app in (before, after):
        client = app.test_client()
        assert client.post("/sign-in", data={"name": "ben", "password": PASSWORD}).status_code == 400
        assert sign_in(client, "ben", "/sign-in?next=//evil.example").location == "/"
        assert "Sign out, ben" in client.get("/").text
        with client.session_transaction() as cookie:
            assert set(cookie) == {"_fresh", "_id", "_user_id", "csrf_token"}


@pytest.mark.filterwarnings("ignore:'get_engine' is deprecated")  # in the env.py that Flask-Migrate writes
def test_its_migrations_see_none_of_our_tables_nor_undo_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # That env.py sets up logging for a process of its own, and this one has other tests to run.
    monkeypatch.setattr("logging.config.fileConfig", lambda path: None)
    folder = tmp_path / "migrations"
    app = herald(tmp_path)
    for step in (["init"], ["migrate", "-m", "first"], ["upgrade"]):
        run(app, "db", *step, "-d", str(folder))
    (first,) = (folder / "versions").glob("*.py")
    assert "deliberate" not in first.read_text(encoding="utf-8")
    run(app, "deliberate", "upgrade")
    run(app, "db", "migrate", "-d", str(folder))
    assert list((folder / "versions").glob("*.py")) == [first]
    run(app, "db", "downgrade", "-d", str(folder))
    with app.app_context():
        tables = set(inspect(db.engine).get_table_names())
    assert "person" not in tables
    assert "deliberate_article" in tables


def test_a_reader_of_the_site_posts_evidence_and_the_story_counts_it(after: Flask) -> None:
    client, visitor = after.test_client(), after.test_client()
    talk = re.search(r'href="(/deliberate/a/[^"]+)"', client.get("/stories/1").text)
    assert talk
    post = re.search(r'href="(/deliberate/claims/[^"]+/evidence)"', client.get(talk[1]).text)
    assert post
    way = client.get(post[1])
    assert (way.status_code, way.location) == (303, f"/sign-in?next={post[1]}")
    assert sign_in(client, "ben", way.location).location == post[1]
    with after.app_context(), transaction():
        set_level("2", 2)
    form = {"side": "for", "link": "https://bridges.example/report", "quote": "The cable was thin.", "warrant": "So."}
    form |= {"kind": "document", "submission": "one", "csrf_token": token(client, post[1])}
    assert client.post(post[1], data=form).status_code == 303
    assert "1 item)" in visitor.get("/stories/1").text
    page = client.get(f"{talk[1]}/evidence").text
    assert "ben" in page
    assert "Sign out, ben" in page


def test_our_pages_stand_in_the_layout_of_the_site_and_its_names_are_its_own(after: Flask) -> None:
    client = after.test_client()
    client.get("/stories/1")
    page = client.get("/deliberate/a/the-bridge-stays-closed").text
    assert "<title>The bridge stays closed – The Herald</title>" in page
    assert page.count("<main") == page.count("<h1") == page.count("<html") == 1
    assert page.index("herald-head") < page.index('class="dlb"') < page.index("dlb-masthead")
    missing = client.get("/deliberate/a/nowhere")
    assert missing.status_code == 404
    assert "herald-head" in missing.text
    assert "There is nothing here" in missing.text
    sign_in(client, "ada")
    part = client.get("/deliberate/a/the-bridge-stays-closed/settings", headers={"HX-Request": "true"}).text
    assert "herald-head" in part


def test_where_something_broke_the_layout_of_the_site_is_not_asked(
    after: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = after.test_client()
    monkeypatch.setitem(after.view_functions, "deliberate.reading.how", lambda: 1 / 0)
    after.template_context_processors[None].append(lambda: 1 / 0)
    page = client.get("/deliberate/how-weighing-works")
    assert page.status_code == 500
    assert "Something broke on our side" in page.text
    assert "herald-head" not in page.text


@pytest.fixture
def other(filled: Path, tmp_path: Path) -> Flask:
    """Another such site, below another prefix."""
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(filled, folder)
    return herald(folder, DELIBERATE_URL_PREFIX="/talk/of/the-town")


def test_two_sites_in_one_process_know_nothing_of_each_other(after: Flask, other: Flask) -> None:
    with other.app_context():
        story = db.session.get(Story, 1)
        story.title, story.text = "The tower leans", "The tower leans by two degrees."
        db.session.commit()
    pages = [app.test_client().get("/stories/1").text for app in (after, other)]
    assert 'href="/deliberate/a/the-bridge-stays-closed"' in pages[0]
    assert 'href="/talk/of/the-town/a/the-tower-leans"' in pages[1]
    assert other.test_client().get("/talk/of/the-town/a/the-bridge-stays-closed").status_code == 404
    assert after.test_client().get("/deliberate/a/the-tower-leans").status_code == 404
    assert after.test_client().get("/talk/of/the-town/articles").text.count("The Herald has no such page") == 1
