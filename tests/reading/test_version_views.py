"""Every version of a text stays readable, and what changed is shown."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.aligning import aligned
from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, Audience
from deliberate.articles.versions import renew
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Proposition
from deliberate.reading.version_views import LARGEST
from tests.factories import TEXT, make_article, make_proposition
from tests.host import person, sign_in
from tests.queries import count_queries

AT = "/deliberate/a/bridge"
NEWER = TEXT.replace("the cable had rusted", "a bolt was loose").replace("Monday", "Tuesday")


@pytest.fixture
def editor(app: Flask) -> Actor:
    """Of an article with two versions, one of whose claims has its words in the first only."""
    editor = person(app, "editor")
    with app.app_context(), transaction():
        article = make_article(slug="bridge")
        make_proposition(article, "It rusted.", words="the cable had rusted")
        make_proposition(article, "He denies it.", words="The mayor denies it")
        renew(editor, article, read_text(NEWER, format="text"), 1)
    return editor


def claim(app: Flask, text: str) -> str:
    with app.app_context():
        return str(session.scalars(select(Proposition.public_id).where(Proposition.text == text)).one())


def change(app: Flask, **values: object) -> None:
    with app.app_context(), transaction():
        article = session.scalars(select(Article).filter_by(slug="bridge")).one()
        for name, value in values.items():
            setattr(article, name, value)


def test_versions_are_listed_and_each_is_as_it_was(app: Flask, client: FlaskClient, editor: Actor) -> None:
    page = client.get(f"{AT}/versions").text
    assert "Version 2" in page
    assert "Version 1" in page
    assert f"{AT}/versions/2/changes" in page
    first = client.get(f"{AT}/versions/1")
    assert "the cable had rusted</a>" in first.text
    assert "had rusted" not in client.get(f"{AT}/versions/2").text
    assert "It rusted." in first.text
    assert "version 2 of the text" in client.get(AT).text
    for number in ("3", "0", "99999999", "one"):
        assert client.get(f"{AT}/versions/{number}").status_code == 404


def test_what_changed_is_told_without_colour(client: FlaskClient, editor: Actor) -> None:
    page = client.get(f"{AT}/versions/2/changes").text
    told = re.sub(r"\s+", " ", re.sub(r"</?span[^>]*>", "", page))
    assert "<del>[taken out: Monday]</del>" in told.replace(":  ", ": ")
    assert "<ins>[put in: Tuesday]</ins>" in told.replace(":  ", ": ")
    assert "1 paragraph unchanged" in told
    assert client.get(f"{AT}/versions/1/changes").location == f"{AT}/versions/1"
    assert client.get(f"{AT}/versions/3/changes").status_code == 404


def test_whoever_has_what_changed_is_not_told_again_and_nothing_is_compared(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    page = client.get(f"{AT}/versions/2/changes")
    asked = aligned.cache_info()
    again = client.get(f"{AT}/versions/2/changes", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == page.headers["Cache-Control"] == "public, no-cache"
    assert aligned.cache_info() == asked
    change(app, title="The fallen bridge")
    renamed = client.get(f"{AT}/versions/2/changes", headers={"If-None-Match": page.headers["ETag"]})
    assert "The fallen bridge" in renamed.text
    change(app, audience=Audience.GROUP)
    closed = client.get(f"{AT}/versions/2/changes", headers={"If-None-Match": renamed.headers["ETag"]})
    assert closed.status_code == 404


def test_a_very_large_change_is_compared_for_editors_only(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context(), transaction():
        article = session.scalars(select(Article).filter_by(slug="bridge")).one()
        renew(editor, article, read_text(NEWER + "\n\n" + "word " * (LARGEST // 5), format="text"), 2)
    asked = aligned.cache_info()
    page = client.get(f"{AT}/versions/3/changes")
    assert page.status_code == 200
    assert "too large to be compared here" in page.text
    assert f'href="{AT}/versions/2"' in page.text
    assert "paragraphs changed" not in page.text
    assert aligned.cache_info() == asked
    sign_in(client, editor)
    assert "New paragraph" in client.get(f"{AT}/versions/3/changes").text


def test_a_claim_whose_words_are_gone_says_where_they_were(app: Flask, client: FlaskClient, editor: Actor) -> None:
    gone = claim(app, "It rusted.")
    page = client.get(f"/deliberate/claims/{gone}").text
    assert "these words were in" in page
    assert f"{AT}/versions/1#c-{gone}" in page
    assert f'id="c-{gone}"' in client.get(f"{AT}/versions/1").text
    assert "see it in the article" in client.get(f"/deliberate/claims/{claim(app, 'He denies it.')}").text
    article = client.get(AT).text
    assert "These claims stand in no passage of the present text." in article
    assert len(re.findall(r"<mark", article)) == 1


def test_versions_are_for_whom_the_article_is_for(app: Flask, client: FlaskClient, editor: Actor) -> None:
    change(app, audience=Audience.GROUP)
    for address in ("versions", "versions/1", "versions/2/changes"):
        assert client.get(f"{AT}/{address}").status_code == 404


def test_of_an_excerpt_no_version_gives_away_the_rest(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context(), transaction():
        article = session.scalars(select(Article).filter_by(slug="bridge")).one()
        renew(editor, article, read_text(NEWER + "\n\nA paragraph nobody cites.", format="text"), 2)
    change(app, excerpt=True)
    version = client.get(f"{AT}/versions/3").text
    assert "The mayor denies it" in version
    assert "nobody cites" not in version
    assert "This part is not shown here." in version
    assert client.get(f"{AT}/versions/3/changes").status_code == 404
    assert "What changed" not in client.get(f"{AT}/versions").text
    sign_in(client, editor)
    assert "nobody cites" in client.get(f"{AT}/versions/3").text
    assert "nobody cites" in client.get(f"{AT}/versions/3/changes").text


def test_the_pages_of_versions_take_a_constant_number_of_queries(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    pages = ("versions", "versions/1", "versions/2/changes")
    few = [count_queries(app, lambda page=page: client.get(f"{AT}/{page}")) for page in pages]  # type: ignore[misc]
    with app.app_context(), transaction():
        article = session.scalars(select(Article).filter_by(slug="bridge")).one()
        for number in range(2, 6):
            make_proposition(article, f"Claim {number}.", words="Engineers say")
            renew(editor, article, read_text(f"{NEWER} {number}", format="text"), number)
    assert [count_queries(app, lambda page=page: client.get(f"{AT}/{page}")) for page in pages] == few  # type: ignore[misc]
