"""The plugin in a real FlaskBB: served by it, on its own database, and used in a browser."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

import dev
from tests.browser.conftest import new_context
from tests.browser.watching import Site

pytestmark = pytest.mark.slow
#: What differs from one request to the next: tokens, and how often a topic was looked at.
PASSING = re.compile(r'(csrf-token" content|csrf_token"[^>]* value)="[^"]*"|topic-views">\s*\d+|just now|\b\d+ \w+ ago')

PAGES = ("/", "/topic/1", "/memberlist")


class Forum:
    """A forum in a folder, and the process that serves it."""

    def __init__(self, python: Path, folder: Path) -> None:
        self.command = [str(python), "-W", "ignore", str(dev.FORUM_SCRIPT), "--data", str(folder)]
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> str:
        done = subprocess.run([*self.command, *words], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([*self.command, "--port", str(self.port), "serve"], stdout=log, stderr=log)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return urlopen(f"{self.url}/static/favicon.ico").close()
            except OSError:
                time.sleep(0.1)
        pytest.fail((self.folder / "log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def page(self, path: str) -> str:
        return PASSING.sub("", urlopen(self.url + path).read().decode())

    def tell(self, statement: str) -> list[tuple[str, ...]]:
        """What an admin of the forum does, as it comes to its database; and what that answers."""
        with sqlite3.connect(self.folder / "forum.db", timeout=10) as database:
            found = database.execute(statement).fetchall()
        database.close()
        return found

    def tables(self) -> dict[str, str]:
        database = sqlite3.connect(self.folder / "forum.db")
        found = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        database.close()
        return found


@pytest.fixture(scope="module")
def python() -> Path:
    """That of FlaskBB's environment."""
    found, in_ci = dev.find_forum_python(), os.environ.get("CI") == "true"
    if found is None:
        sys.stderr.write("FlaskBB not run: needs 3.12+\n")
        pytest.skip("FlaskBB not run: needs 3.12+")
    try:
        return dev.forum_environment(found)
    except SystemExit:
        if in_ci:
            pytest.fail("FlaskBB could not be installed.")
        pytest.skip("FlaskBB not run: it could not be installed")


@pytest.fixture(scope="module")
def forum(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forum]:
    made = Forum(python, tmp_path_factory.mktemp("forum"))
    made.run("fill")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def before(forum: Forum) -> tuple[dict[str, str], list[str]]:
    """The forum's tables and pages while ours are not there yet: it goes on without us."""
    tables = forum.tables()
    forum.start()
    pages = [forum.page(path) for path in PAGES]
    forum.stop()
    return tables, pages


@pytest.fixture(scope="module")
def running(forum: Forum, before: object) -> Forum:
    forum.run("run", "db", "upgrade", "deliberate@head")
    forum.start()
    return forum


@pytest.fixture
def site(running: Forum) -> Iterator[Site]:
    found = Site(running.url)
    yield found
    found.had_no_trouble()


@pytest.fixture
def as_person(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """A browser of somebody signed in to the forum; of a guest without a name."""
    contexts = []

    def enter(name: str = "", width: int = 1280) -> Page:
        contexts.append(new_context(browser, site, viewport={"width": width, "height": 900}))
        page = contexts[-1].new_page()
        if name:
            page.goto("/auth/login")
            page.locator("[name=login]").fill(name)
            page.locator("[name=password]").fill(name)
            page.locator("[name=submit]").click()
            expect(page.locator(f".navbar a[href='/user/{name}']")).to_be_attached()
        return page

    yield enter
    for context in contexts:
        context.close()


def test_a_topic_is_opened_evidence_posted_and_moderated_by_the_forums_own_people(
    as_person: Callable[..., Page], axe: Callable[..., None]
) -> None:
    ada, ben, guest = as_person("ada"), as_person("ben", width=390), as_person()
    for other in (ben, guest):
        other.goto("/topic/1")
        expect(other.get_by_text("Claims and evidence")).to_have_count(0)
    ada.goto("/topic/1")
    header = ada.locator(".flaskbb-header")
    look = "it => JSON.stringify([it.getBoundingClientRect(), Object.values(getComputedStyle(it))])"
    as_on_the_forum = header.evaluate(look)
    ada.get_by_role("button", name="Open the claims of this topic").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Why is the bridge closed?")
    ada.wait_for_load_state()
    assert header.evaluate(look) == as_on_the_forum
    axe_of_ours(ada, axe)

    ben.goto("/topic/1")
    expect(ben.get_by_text("0 items")).to_be_visible()
    ben.get_by_role("link", name="Why is the bridge closed?").last.click()
    ben.get_by_role("link", name="Add evidence").first.click()
    ben.get_by_text("For", exact=True).first.click()
    ben.get_by_label("Link", exact=False).first.fill("https://bridges.example/report")
    ben.get_by_label("The exact quote").fill("The cable was thin.")
    ben.get_by_label("Why it matters here").fill("A thin cable tears.")
    ben.get_by_label("Kind").select_option(index=1)
    assert ben.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    ben.get_by_role("button", name="Post it").click()
    ben.wait_for_load_state()

    mo = as_person("mo")
    mo.goto("/deliberate/")
    mo.get_by_role("link", name="Queue").click()
    mo.get_by_text("The cable was thin.").first.wait_for()
    mo.get_by_role("radio", name="approve").check()
    mo.get_by_role("button", name="Decide", exact=True).click()
    expect(mo.get_by_text("Nothing waits here.")).to_be_visible()
    guest.goto("/topic/1")
    expect(guest.get_by_text("1 item", exact=False)).to_be_visible()
    guest.get_by_role("link", name="Why is the bridge closed?").last.click()
    guest.get_by_role("navigation", name="Topic").get_by_role("link", name="Why is the bridge closed?").click()
    assert guest.url.endswith("/topic/1-why-is-the-bridge-closed")


def axe_of_ours(page: Page, axe: Callable[..., None]) -> None:
    """axe-core on what is ours: the forum's frame is the forum's."""
    page.evaluate("document.body.replaceChildren(document.querySelector('main'))")
    axe(page)


def test_who_may_not_read_the_topic_reads_no_deliberation_of_it(
    running: Forum, site: Site, as_person: Callable[..., Page]
) -> None:
    site.expects(403, 404)
    mo, mate, ben, dora, guest = (as_person(name) for name in ("mo", "max", "ben", "dora", ""))
    queue = f"{running.url}/deliberate/queue"
    assert [page.request.get(queue).status for page in (mo, mate, ben)] == [200, 200, 403]
    mo.goto("/topic/3")
    mo.get_by_role("button", name="Open the claims of this topic").click()
    expect(mo.get_by_role("heading", level=1)).to_have_text("The crane")
    crane = "/deliberate/a/the-crane"
    everywhere = (crane, f"{crane}/map", "/deliberate/articles", "/deliberate/search?q=crane")

    def sees(page: Page) -> list[bool]:
        return ["The crane" in page.request.get(running.url + path).text() for path in everywhere]

    assert sees(mo) == [True] * 4
    # Max reads it too, and moderates it not: so the whole queue is not for him any more.
    assert sees(mate) == [True] * 4
    assert [page.request.get(queue).status for page in (mo, mate)] == [200, 403]
    assert sees(ben) == sees(guest) == sees(dora) == [False] * 4
    assert ben.goto(crane).status == 404  # type: ignore[union-attr]
    # The forum is opened to members, and ben reads at once; closed again, he does no more.
    members = "(SELECT id FROM groups WHERE name = 'Member'), (SELECT id FROM forums WHERE title = 'For the team')"
    running.tell(f"INSERT INTO forumgroups (group_id, forum_id) VALUES ({members})")
    assert sees(ben) == [True] * 4
    assert sees(guest) == [False] * 4
    running.tell(f"DELETE FROM forumgroups WHERE (group_id, forum_id) = ({members})")
    # The job takes out whoever does not come to ask, and forgets whom the forum has no more.
    draft = "(actor_id, form, about, words, at) VALUES ('{}', 'remark', '{:032}', '{{}}', '2999-01-01 00:00:00')"
    for whose in (1, 99):
        running.tell(f"INSERT INTO deliberate_draft {draft.format(whose, whose)}")
    inside = "SELECT actor_id FROM deliberate_group_member WHERE actor_id <> 'system' ORDER BY 1"
    assert running.tell(inside) == [("2",), ("4",), ("5",)]
    running.run("run", "deliberate", "run-due")
    assert running.tell(inside) == [("4",), ("5",)]
    assert running.tell("SELECT actor_id FROM deliberate_draft WHERE actor_id IN ('1', '99')") == [("1",)]
    assert sees(ben) == [False] * 4
    # Whoever is banned reads what is public, and posts nothing.
    dora.goto("/topic/1")
    dora.get_by_role("link", name="Why is the bridge closed?").last.click()
    claim = re.findall(r'"/deliberate/claims/([0-9a-f-]{36})', dora.content())[0]
    assert dora.goto(f"/deliberate/claims/{claim}/evidence").status == 403  # type: ignore[union-attr]
    expect(dora.get_by_text("this site keeps your account from it")).to_be_visible()
    # A topic that is hidden takes its deliberation along.
    running.tell("UPDATE topics SET hidden = 1 WHERE id = 1")
    assert guest.goto("/deliberate/a/why-is-the-bridge-closed").status == 404  # type: ignore[union-attr]
    running.tell("UPDATE topics SET hidden = 0 WHERE id = 1")
    assert guest.goto("/deliberate/a/why-is-the-bridge-closed").status == 200  # type: ignore[union-attr]


def test_a_topic_links_to_a_deliberation_that_is_there_already_and_lets_go_of_it(
    running: Forum, as_person: Callable[..., Page]
) -> None:
    ben, root = as_person("ben"), as_person("root")
    root.goto("/deliberate/articles/new")
    root.locator("[name=title]").fill("A tunnel")
    root.locator("textarea[name=text]").fill("The mayor says that a tunnel costs less than a bridge.")
    root.get_by_role("button", name="Import it").click()
    root.wait_for_url(lambda url: not url.endswith("/new"))
    root.goto("/deliberate/a/a-tunnel")
    expect(root.get_by_role("heading", level=1)).to_have_text("A tunnel")
    # In the forum's own language, too, for whoever chose it there.
    running.tell("UPDATE users SET language = 'de' WHERE username = 'ben'")
    ben.goto("/topic/2")
    field, button = ben.locator("[name=address]"), ben.locator("form[action$='/link'] button")
    tunnel = f"{running.url}/deliberate/a/a-tunnel"

    def told(address: str) -> str:
        field.fill(address)
        button.click()
        return ben.locator("#flashed-messages .alert-danger").inner_text().strip()

    nowhere = told("nowhere")
    # A topic has a slug in its address too, and is no deliberation.
    assert told(f"{running.url}/topic/1-why-is-the-bridge-closed") == nowhere
    hidden = told(tunnel)
    # Everybody's to read, and yet not everybody's to lead from to a topic of theirs.
    running.tell("UPDATE deliberate_article SET state = 'open' WHERE slug = 'a-tunnel'")
    assert told(tunnel) not in {nowhere, hidden}
    running.tell("UPDATE deliberate_article SET state = 'draft' WHERE slug = 'a-tunnel'")
    ben.goto("/deliberate/")
    expect(ben.locator(".dlb")).to_have_attribute("lang", "de")
    # A draft: whoever may read it sees the link to it, and nobody else does.
    root.goto("/topic/2")
    root.locator("[name=address]").fill(f"{running.url}/deliberate/a/a-tunnel?sort=1#top")
    root.get_by_role("button", name="Link to it").click()
    expect(root.get_by_role("link", name="A tunnel")).to_be_visible()
    ben.goto("/topic/2")
    expect(ben.get_by_text("A tunnel")).to_have_count(0)
    expect(ben.locator("[name=address]")).to_have_count(0)
    root.get_by_role("button", name="Take this link away").click()
    expect(root.get_by_role("link", name="A tunnel")).to_have_count(0)


def test_another_password_ends_the_tokens_of_ones_programs(running: Forum, as_person: Callable[..., Page]) -> None:
    cleo = as_person("cleo")
    token = (
        "(public_id, actor_id, name, digest, scopes, created_at, expires_at) VALUES ('{0:032}', '{0}', '', '{0}', '[]'"
    )
    for whose in (1, 3):
        made = f"INSERT INTO deliberate_api_token {token}, '2026-01-01 00:00:00', '2999-01-01 00:00:00')"
        running.tell(made.format(whose))
    cleo.goto("/user/settings/password")
    for field, words in (
        ("old_password", "cleo"),
        ("new_password", "cleopatra"),
        ("confirm_new_password", "cleopatra"),
    ):
        cleo.locator(f"[name={field}]").fill(words)
    cleo.locator("[name=submit]").click()
    expect(cleo.locator("#flashed-messages .alert-success")).to_be_visible()
    assert running.tell("SELECT actor_id FROM deliberate_api_token") == [("1",)]


def test_taken_out_again_the_forum_is_what_it_was(running: Forum, before: tuple[dict[str, str], list[str]]) -> None:
    tables, pages = before
    now = running.tables()
    assert {name for name in now if not name.startswith(("deliberate_", "ix_deliberate", "sqlite_"))} >= set(tables)
    assert {name: now[name] for name in tables} == tables
    running.stop()
    running.run("run", "db", "downgrade", "deliberate@base")
    running.run("run", "plugins", "disable", "deliberate")
    assert [name for name in running.tables() if "deliberate" in name] == ["deliberate_version"]
    running.start()
    after = [running.page(path) for path in PAGES]
    assert [*unified_diff("\n".join(pages).split("\n"), "\n".join(after).split("\n"), n=0, lineterm="")] == []
