"""A newer text of an article from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from deliberate.articles.by_address import FETCHER
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.web_pages import can_read
from deliberate.commands.articles import import_command
from deliberate.core.db import session, transaction
from deliberate.fetching.fetcher import Fetcher
from tests.articles.test_web_pages import PAGE
from tests.factories import TEXT, make_article, make_proposition
from tests.fetching.servers import answer, knowing, only_here, pages, serving

NEWER = (
    TEXT.replace("on Monday", "for good") + "\n\nTwo trucks of 40 tonnes crossed the bridge on Sunday, 4 May 2025.\n"
)


@pytest.fixture
def bridge(app: Flask) -> str:
    """An article that an editor of the site imported."""
    with app.app_context(), transaction():
        article = make_article(slug="bridge")
        make_proposition(article, "It closed.", words="The bridge closed on Monday")
    return "bridge"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text(NEWER, encoding="utf-8")
    return path


def run(app: Flask, *arguments: Any) -> Result:
    with app.app_context():
        return CliRunner().invoke(import_command, [str(argument) for argument in arguments])


def texts(app: Flask) -> list[str]:
    with app.app_context():
        of_bridge = select(ArticleVersion.text).join(Article, Article.id == ArticleVersion.article_id)
        return list(session.scalars(of_bridge.where(Article.slug == "bridge").order_by(ArticleVersion.number)))


def test_a_file_becomes_the_next_version_and_what_came_of_it_is_printed(app: Flask, bridge: str, file: Path) -> None:
    result = run(app, file, "--newer", bridge, "--json")
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.stdout)
    assert list(outcome) == ["slug", "version", "stored", "suggestions", "to_confirm", "url"]
    assert (outcome["slug"], outcome["version"], outcome["stored"]) == ("bridge", 2, True)
    assert (outcome["suggestions"], outcome["to_confirm"]) == (1, 1)
    assert texts(app) == [TEXT, NEWER]


def test_the_same_text_is_stored_no_second_time_and_people_read_a_line(app: Flask, bridge: str, file: Path) -> None:
    first = run(app, file, "--newer", bridge)
    assert "bridge: version 2, 1 claims suggested from what is new, 1 passages to confirm." in first.stdout
    assert "One claim is suggested from what is new in this version." in first.stderr
    again = run(app, file, "--newer", bridge)
    assert (again.exit_code, again.stdout) == (
        0,
        "bridge: this is the text of version 2 already. Nothing was stored.\n",
    )
    assert texts(app) == [TEXT, NEWER]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["{file}", "--newer", "tunnel"], 1, "There is no article “tunnel”."),
        (["{file}.pdf", "--newer", "bridge"], 1, "bridge.txt.pdf cannot be read"),
        (["--newer", "bridge"], 2, "bridge has no address of its own to fetch."),
        (["{file}", "--newer", "bridge", "--publish"], 2, "--newer takes a text and nothing else"),
        (["{file}", "--newer", "bridge", "--title", "Other"], 2, "--newer takes a text and nothing else"),
        (["{file}", "--newer", "bridge", "--format", "kialo"], 2, "--newer takes a text and nothing else"),
        ([], 2, "Name the file or the address to import."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_stored(
    app: Flask, bridge: str, file: Path, arguments: list[str], code: int, says: str
) -> None:
    result = run(app, *(each.format(file=file) for each in arguments))
    assert result.exit_code == code
    assert says in result.output
    assert texts(app) == [TEXT]


@pytest.mark.skipif(not can_read(), reason="needs trafilatura: pip install flask-deliberate[articles]")
def test_without_a_place_the_page_it_was_published_at_is_fetched(app: Flask, bridge: str) -> None:
    with serving(pages({"/bridge": answer(PAGE)})) as server:
        resolver = knowing({"site.test": ["127.0.0.1"]})
        app.extensions[FETCHER] = Fetcher("test", ports=[server.port], allows=only_here, resolver=resolver)
        with app.app_context(), transaction():
            article = session.scalars(select(Article).filter_by(slug="bridge")).one()
            article.source_url = f"http://site.test:{server.port}/bridge"
        result = run(app, "--newer", bridge)
        missing = run(app, f"http://site.test:{server.port}/tunnel", "--newer", bridge)
    assert result.exit_code == 0, result.output
    assert "bridge: version 2" in result.stdout
    assert texts(app)[1].startswith("Who closed the bridge?")
    assert missing.exit_code == 1
    assert "was not fetched. The site answered with an error: 404." in missing.output
