"""The pages to import an article, settle it, open and close it, and enter a group."""

import io
import re
import threading
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from deliberate.articles.groups import ATTEMPTS_PER_HOUR, make_group
from deliberate.articles.models import Article, ArticleEditor, ArticleVersion, Audience, GroupMember, State
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from tests.factories import make_article
from tests.host import person, send, sign_in, token

NEW = "/deliberate/articles/new"
GOOD = {
    "submission": "form 1",
    "title": "Who closed the bridge?",
    "text": "The bridge closed on Monday.\r\n\r\nThe mayor denies it.",
    "markup": "text",
    "source_url": "https://example.org/bridge",
    "audience": "public",
    "group_id": "",
    "moderation": "after",
}
MEGABYTE = 2**20


@pytest.fixture
def editor(app: Flask, client: FlaskClient) -> Actor:
    """Signed in as an editor."""
    actor = person(app, "edda", "editor")
    sign_in(client, actor)
    return actor


def stored(app: Flask) -> list[Article]:
    with app.app_context():
        return list(session.scalars(select(Article).where(Article.author_id == "edda").order_by(Article.id)))


def upload(client: FlaskClient, name: str, data: bytes, **more: Any) -> Any:
    fields = {"csrf_token": token(client), **GOOD, "text": "", "file": FileStorage(io.BytesIO(data), name), **more}
    # Encoded here: the test client would leave the temporary file of a large body open.
    boundary, body = encode_multipart(fields)
    return client.post(NEW, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def beside(page: str, field: str) -> str:
    """The messages that stand beside a field, in the words a person reads."""
    return unescape(" ".join(re.findall(rf'id="{field}-error-\d+">(.*?)</p>', page, re.DOTALL)))


# Importing


def test_a_pasted_article_becomes_a_draft_and_its_claims_come_next(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    assert client.get(NEW).status_code == 200
    answer = send(client, NEW, GOOD)
    assert answer.status_code == 303
    (article,) = stored(app)
    assert article.slug in answer.location
    assert (article.state, article.title, article.audience) == (State.DRAFT, GOOD["title"], Audience.PUBLIC)
    assert article.source_url == "https://example.org/bridge"
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "Your article is imported" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [
        ("bridge.txt", "Die Brücke ist zu.".encode(), "Die Brücke ist zu."),
        ("bridge.md", b"# The bridge\n\nIt is *closed*.", "The bridge"),
        ("bridge.html", b"<h1>The bridge</h1><p>It is <b>closed</b>.<p>Broken <i>markup", "The bridge"),
        ("BRIDGE.TXT", "\ufeffIt is closed.".encode(), "It is closed."),
    ],
)
def test_a_file_is_read_by_its_ending(
    app: Flask, client: FlaskClient, editor: Actor, name: str, data: bytes, title: str
) -> None:
    assert upload(client, name, data, title="").status_code == 303
    assert stored(app)[0].title == title


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"text": ""}, "text", "Paste the text"),
        ({"text": " \r\n\t "}, "text", "Paste the text"),
        ({"text": "\0\0"}, "text", "Paste the text"),
        ({"text": "\u202e\u202d"}, "text", "Paste the text"),
        ({"text": "x" * 3 * MEGABYTE}, "text", "at most 2.0 MB"),
        ({"text": "<script>alert(1)</script><p>", "markup": "html"}, "text", "no words are left"),
        ({"markup": "docx"}, "markup", "Choose one of those listed"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "begins with http"),
        ({"source_url": "https://exa mple.org"}, "source_url", "begins with http"),
        ({"title": "evil\u202etitle"}, "title", "invisible characters"),
        ({"title": "t" * 301}, "title", "At most 300"),
        ({"audience": "everybody"}, "audience", "Choose one of those listed"),
        ({"audience": "group"}, "group_id", "Choose which group"),
        ({"audience": "group", "group_id": "99"}, "group_id", "Choose one of those listed"),
        ({"audience": "group", "group_id": "x"}, "group_id", "Choose one of those listed"),
        ({"moderation": "never"}, "moderation", "Choose one of those listed"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, editor: Actor, change: dict[str, str], field: str, says: str
) -> None:
    answer = send(client, NEW, {**GOOD, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in beside(page, field)
    assert stored(app) == []
    typed = {**GOOD, **change}
    assert unescape(page).count(typed["title"]) >= 1
    assert typed["text"].strip() in unescape(page)
    assert f'value="{GOOD["submission"]}"' in page


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not a text file"),
        ("latin.txt", "Die Brücke".encode("latin-1"), "not UTF-8"),
        ("report.pdf", b"%PDF-1.7", "cannot be read"),
        ("no ending", b"Words.", "cannot be read"),
        ("large.txt", b"word " * (3 * MEGABYTE // 5), "at most 2.0 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    app: Flask, client: FlaskClient, editor: Actor, name: str, data: bytes, says: str
) -> None:
    answer = upload(client, name, data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in beside(page, "file")
    assert "does not keep the file" in beside(page, "file")
    assert GOOD["title"] in page
    assert stored(app) == []


def test_a_text_and_a_file_at_once_is_one_too_many(app: Flask, client: FlaskClient, editor: Actor) -> None:
    answer = upload(client, "bridge.txt", b"It is closed.", text="Typed words.")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "only one of them" in beside(page, "text")
    assert "Typed words." in page
    assert stored(app) == []


def test_words_in_the_place_of_a_file_and_a_file_in_the_place_of_words_do_no_harm(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    assert send(client, NEW, {**GOOD, "text": "", "file": "not a file"}).status_code == 422
    answer = upload(client, "bridge.txt", b"It is closed.", title=FileStorage(io.BytesIO(b"x"), "title.txt"))
    assert answer.status_code == 303
    assert stored(app)[0].title == "It is closed."


def test_what_is_removed_from_a_text_is_said(app: Flask, client: FlaskClient, editor: Actor) -> None:
    assert send(client, NEW, {**GOOD, "text": "A NUL\0 and \u202eturned words."}).status_code == 303
    with client.session_transaction() as cookie:
        said = " ".join(message for _, message in cookie["_flashes"])
    assert "1 NUL character was removed." in said
    assert "direction-override" in said
    with app.app_context():
        article = session.scalars(select(Article).where(Article.author_id == "edda")).one()
        version = session.scalars(select(ArticleVersion).where(ArticleVersion.article_id == article.id)).one()
        assert version.text == "A NUL and turned words."


def test_an_article_of_a_megabyte_is_taken(app: Flask, client: FlaskClient, editor: Actor) -> None:
    assert send(client, NEW, {**GOOD, "text": "word word\n" * (MEGABYTE // 10)}).status_code == 303


def test_a_body_of_sixty_megabytes_gets_a_page_that_says_so(app: Flask, client: FlaskClient, editor: Actor) -> None:
    answer = upload(client, "huge.txt", b"x" * 60 * MEGABYTE)
    assert answer.status_code == 413
    assert "That is too large" in answer.get_data(as_text=True)
    assert stored(app) == []


def test_a_body_without_a_length_is_bounded_too(app: Flask, client: FlaskClient, editor: Actor) -> None:
    body = io.BytesIO(b"text=" + b"x" * 20 * MEGABYTE)
    answer = client.post(
        NEW,
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert stored(app) == []


def test_the_page_names_the_articles_one_edits(app: Flask, client: FlaskClient, editor: Actor) -> None:
    assert "Articles you edit" not in client.get(NEW).get_data(as_text=True)
    send(client, NEW, {**GOOD, "audience": "link"})
    page = client.get(NEW).get_data(as_text=True)
    assert "Articles you edit" in page
    assert GOOD["title"] in page


def test_a_double_click_imports_once(app: Flask, client: FlaskClient, editor: Actor) -> None:
    assert send(client, NEW, GOOD).location == send(client, NEW, GOOD).location
    assert len(stored(app)) == 1


def test_four_clicks_at_once_import_once(app: Flask, editor: Actor) -> None:
    answers = []

    def click() -> None:
        client = app.test_client()
        sign_in(client, editor)
        answers.append(send(client, NEW, GOOD))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert len(stored(app)) == 1


def test_visitors_are_sent_to_sign_in_and_newcomers_are_told_who_may(app: Flask, client: FlaskClient) -> None:
    answer = client.get(NEW)
    assert answer.status_code == 303
    assert "/host/sign-in" in answer.location
    assert send(client, NEW, GOOD).status_code == 401
    sign_in(client, person(app, "nia"))
    answer = client.get(NEW)
    assert answer.status_code == 403
    assert "level 2+" in answer.get_data(as_text=True)
    assert send(client, NEW, GOOD).status_code == 403


def test_an_import_without_a_token_is_refused(app: Flask, client: FlaskClient, editor: Actor) -> None:
    assert client.post(NEW, data=GOOD).status_code == 400
    assert stored(app) == []


# Settings

SETTINGS = "/deliberate/a/bridge/settings"
SETTLED = {
    "number": "1",
    "title": "A better title",
    "byline": "A. Author",
    "publisher": "The Gazette",
    "published_on": "2026-03-02",
    "language": "en",
    "licence": "CC BY 4.0",
    "source_url": "https://example.org/b",
    "audience": "public",
    "group_id": "",
    "moderation": "before",
}


@pytest.fixture
def bridge(app: Flask, editor: Actor) -> str:
    """The slug of an open article that the editor imported."""
    with app.app_context(), transaction():
        return make_article(author="edda", slug="bridge").slug


def reload(app: Flask) -> Article:
    with app.app_context():
        return session.scalars(select(Article).where(Article.author_id == "edda")).one()


def test_settings_are_stored_and_shown(app: Flask, client: FlaskClient, bridge: str) -> None:
    answer = send(client, SETTINGS, SETTLED)
    assert (answer.status_code, answer.location) == (303, SETTINGS)
    article = reload(app)
    assert (article.title, article.byline, article.premoderated) == ("A better title", "A. Author", True)
    page = client.get(SETTINGS).get_data(as_text=True)
    assert 'value="A better title"' in page
    assert 'value="2026-03-02"' in page
    assert "SHA-256" in page


def test_turning_an_article_to_link_leads_to_its_new_address(app: Flask, client: FlaskClient, bridge: str) -> None:
    answer = send(client, SETTINGS, {**SETTLED, "audience": "link"})
    assert answer.location == f"/deliberate/a/{reload(app).slug}/settings"
    assert client.get(answer.location).status_code == 200
    assert client.get(SETTINGS).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"published_on": "last week"}, "published_on"),
        ({"language": "<b>"}, "language"),
        ({"licence": "\u202e"}, "licence"),
        ({"audience": "group"}, "group_id"),
    ],
)
def test_bad_settings_are_refused_beside_their_field(
    app: Flask, client: FlaskClient, bridge: str, change: dict[str, str], field: str
) -> None:
    answer = send(client, SETTINGS, {**SETTLED, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert beside(page, field)
    assert 'value="The Gazette"' in page
    assert reload(app).title == "The bridge"


def test_a_stale_edit_shows_both_wordings_and_can_be_stored_after_all(
    app: Flask, client: FlaskClient, bridge: str
) -> None:
    send(client, SETTINGS, {**SETTLED, "title": "The first"})
    answer = send(client, SETTINGS, {**SETTLED, "title": "The second"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody changed these settings" in page
    assert "Title: The first" in page
    assert 'value="The second"' in page
    assert reload(app).title == "The first"
    number = re.search(r'name="number"[^>]*value="(\d+)"', page)
    assert number is not None
    assert send(client, SETTINGS, {**SETTLED, "title": "The second", "number": number[1]}).status_code == 303
    assert reload(app).title == "The second"


def test_only_editors_change_settings_and_a_moderator_sees_the_steps(
    app: Flask, client: FlaskClient, bridge: str
) -> None:
    other = app.test_client()
    sign_in(other, person(app, "reg", level=3))
    assert other.get(SETTINGS).status_code == 403
    assert send(other, SETTINGS, SETTLED).status_code == 403
    moderator = app.test_client()
    sign_in(moderator, person(app, "mo", "moderator"))
    page = moderator.get(SETTINGS).get_data(as_text=True)
    assert "Close it" in page
    assert "Store the settings" not in page
    assert send(moderator, SETTINGS, SETTLED).status_code == 403
    assert reload(app).title == "The bridge"


def test_a_draft_of_others_is_not_there_at_all(app: Flask, client: FlaskClient, bridge: str) -> None:
    with app.app_context(), transaction():
        make_article(author="otto", slug="secret", state=State.DRAFT)
    for answer in (
        client.get("/deliberate/a/secret/settings"),
        send(client, "/deliberate/a/secret/settings", SETTLED),
        send(client, "/deliberate/a/secret/close", {"reason": "Because."}),
        send(client, "/deliberate/a/secret/editors", {"name": "edda"}),
        send(client, "/deliberate/a/secret/editors/remove", {"person": "edda"}),
        client.get("/deliberate/a/no-such-article/settings"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize("data", [{}, {**SETTLED, "reason": "Because.", "name": "edda", "person": "edda"}])
@pytest.mark.parametrize("path", ["settings", "close", "reopen", "archive", "unpublish", "editors", "editors/remove"])
def test_visitors_change_nothing_whatever_they_send(
    app: Flask, client: FlaskClient, bridge: str, path: str, data: dict[str, str]
) -> None:
    answer = send(app.test_client(), f"/deliberate/a/bridge/{path}", data)
    assert answer.status_code == 401
    article = reload(app)
    assert (article.title, article.state, article.version) == ("The bridge", State.OPEN, 1)


# Steps


def test_an_editor_closes_and_reopens_with_a_reason(app: Flask, client: FlaskClient, bridge: str) -> None:
    assert send(client, "/deliberate/a/bridge/close", {"reason": "Everything is said."}).status_code == 303
    assert reload(app).state is State.CLOSED
    assert send(client, "/deliberate/a/bridge/reopen", {"reason": "A report came out."}).status_code == 303
    assert reload(app).state is State.OPEN
    for step in ("close", "archive", "unpublish"):
        assert send(client, f"/deliberate/a/bridge/{step}", {"reason": "Enough."}).status_code == 303
    assert reload(app).state is State.DRAFT


def test_a_step_without_a_reason_is_refused_beside_the_field(app: Flask, client: FlaskClient, bridge: str) -> None:
    for reason, says in (("", "Give a reason"), ("turned \u202e words", "invisible"), ("x" * 2001, "At most 2000")):
        answer = send(client, "/deliberate/a/bridge/close", {"reason": reason})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert says in beside(page, "reason")
        assert reason in page
    assert reload(app).state is State.OPEN


def test_a_step_from_the_wrong_state_is_a_conflict_that_keeps_the_words(
    app: Flask, client: FlaskClient, bridge: str
) -> None:
    answer = send(client, "/deliberate/a/bridge/reopen", {"reason": "A report came out."})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "This article is open" in page
    assert "A report came out." in page


def test_members_take_no_steps(app: Flask, client: FlaskClient, bridge: str) -> None:
    sign_in(client, person(app, "reg", level=3))
    for step in ("close", "reopen", "archive", "unpublish"):
        assert send(client, f"/deliberate/a/bridge/{step}", {"reason": "I want to."}).status_code == 403
    assert reload(app).state is State.OPEN


# Editors


def test_an_editor_lets_another_in_and_out_again(app: Flask, client: FlaskClient, bridge: str) -> None:
    cora = app.test_client()
    sign_in(cora, person(app, "cora"))
    assert cora.get(SETTINGS).status_code == 403
    assert send(client, "/deliberate/a/bridge/editors", {"name": "cora"}).status_code == 303
    assert "Cora" in client.get(SETTINGS).get_data(as_text=True)
    assert cora.get(SETTINGS).status_code == 200
    # Whoever removes themselves is led away from a page they may no longer see.
    answer = send(cora, "/deliberate/a/bridge/editors/remove", {"person": "cora"})
    assert answer.status_code == 303
    assert "settings" not in answer.location
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(ArticleEditor)) == 0


def test_an_unknown_name_is_refused_beside_the_field(app: Flask, client: FlaskClient, bridge: str) -> None:
    answer = send(client, "/deliberate/a/bridge/editors", {"name": "nobody here"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nobody here has that name" in beside(page, "name")
    assert 'value="nobody here"' in page


# Groups

JOIN = "/deliberate/groups/join"


def test_a_teacher_makes_a_group_and_a_pupil_joins_and_reads_its_articles(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    assert send(client, "/deliberate/groups", {"name": "Class 9b"}).status_code == 303
    page = client.get(JOIN).get_data(as_text=True)
    code = re.search(r"<code>(.*?)</code>", page)
    assert code is not None
    group = re.search(r'value="(\d+)">Class 9b', client.get(NEW).get_data(as_text=True))
    assert group is not None
    assert send(client, NEW, {**GOOD, "audience": "group", "group_id": group[1]}).status_code == 303
    pupil = app.test_client()
    sign_in(pupil, person(app, "pip"))
    assert "You are in no group yet" in pupil.get(JOIN).get_data(as_text=True)
    assert send(pupil, JOIN, {"code": code[1]}).status_code == 303
    assert "Class 9b" in pupil.get(JOIN).get_data(as_text=True)
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(GroupMember)) == 2


def test_a_wrong_code_is_refused_beside_the_field_until_it_is_enough(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    for _ in range(ATTEMPTS_PER_HOUR):
        answer = send(client, JOIN, {"code": "ABCDE 23456"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "No group has this code" in beside(page, "code")
        assert 'value="ABCDE 23456"' in page
    with app.app_context(), transaction():
        code = make_group(Actor(id="tea", roles=frozenset({"editor"})), "Class 9b").join_code
    assert send(client, JOIN, {"code": code}).status_code == 429
    with app.app_context():
        assert session.get(GroupMember, (1, "edda")) is None


def test_a_link_may_carry_the_code(app: Flask, client: FlaskClient, editor: Actor) -> None:
    assert 'value="ABCDE23456"' in client.get(f"{JOIN}?code=ABCDE23456").get_data(as_text=True)


def test_an_import_begins_for_the_group_one_comes_from_and_for_none_that_is_not_ones_own(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with app.app_context(), transaction():
        own = make_group(editor, "Class 9b").id
        others = make_group(Actor(id="tea", roles=frozenset({"editor"})), "Class 9a").id
    page = client.get(f"{NEW}?group={own}").get_data(as_text=True)
    assert re.search(r'<input[^>]* checked[^>]* value="group"', page), "for that group alone"
    assert re.search(rf'<option selected value="{own}">', page)
    for other in (others, "", "x", "9" * 40):
        page = client.get(f"{NEW}?group={other}").get_data(as_text=True)
        assert re.search(r'<input[^>]* checked[^>]* value="public"', page)


def test_visitors_sign_in_before_they_join_and_members_make_no_groups(app: Flask, client: FlaskClient) -> None:
    assert client.get(JOIN).status_code == 303
    assert send(client, JOIN, {"code": "ABCDE23456"}).status_code == 401
    sign_in(client, person(app, "pip"))
    assert "Make the group" not in client.get(JOIN).get_data(as_text=True)
    assert send(client, "/deliberate/groups", {"name": "Mine"}).status_code == 403


def test_a_group_without_a_name_is_refused_beside_the_field(app: Flask, client: FlaskClient, editor: Actor) -> None:
    answer = send(client, "/deliberate/groups", {"name": " "})
    assert answer.status_code == 422
    assert beside(answer.get_data(as_text=True), "name")


def test_pages_that_hold_a_form_are_kept_by_no_shared_cache(app: Flask, client: FlaskClient, bridge: str) -> None:
    for url in (NEW, SETTINGS, JOIN):
        assert client.get(url).headers["Cache-Control"] == "private, no-store"


def test_no_page_holds_inline_script_or_style(app: Flask, client: FlaskClient, bridge: str) -> None:
    for url in (NEW, SETTINGS, JOIN):
        page = client.get(url).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)
