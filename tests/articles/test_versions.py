"""A newer text of an article becomes its next version, once, and what was there stays."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version
from deliberate.articles.versions import described, get_version, renew, versions_of
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotAllowed, NotFound, NotSignedIn, StaleEdit, TooMany
from deliberate.core.events import Event, verify_chain
from deliberate.core.signals import article_changed, article_renewed
from tests.factories import TEXT, make_article
from tests.host import make_host, person

NEWER = TEXT.replace("Monday", "Tuesday")


def imported(text: str = NEWER, markup: Any = "text") -> Any:
    return read_text(text, format=markup)


@pytest.fixture
def editor(app: Flask) -> Actor:
    return person(app, "editor")


@pytest.fixture
def article(context: Flask) -> Article:
    with transaction():
        return make_article()


def events(article: Article) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.target == str(article.public_id)).order_by(Event.id)))


def test_a_newer_text_is_the_next_version_logged_and_announced(article: Article, editor: Actor) -> None:
    heard: list[Any] = []

    def renewed(article: Article, *, actor: Actor, version: ArticleVersion) -> None:
        assert actor is editor
        heard.append(version.number)

    def changed(article: Article) -> None:
        heard.append(article.slug)

    turn = article.turn
    with article_renewed.connected_to(renewed), article_changed.connected_to(changed), transaction():
        made = renew(editor, article, imported(), 1)
    assert made.is_new
    assert (made.version.number, made.version.text, article.version_number) == (2, NEWER, 2)
    assert made.version.sha256 == hashlib.sha256(NEWER.encode()).hexdigest()
    assert [NEWER[start:end] for _, start, end in made.version.blocks] == NEWER.split("\n\n")
    assert made.version.author_id == "editor"
    assert heard == [2, article.slug]
    assert article.turn == turn + 1
    event, suggested = events(article)
    assert suggested.action == "suggest"
    assert (event.action, event.before, event.after) == ("renew", "version 1", "version 2")
    assert event.body_digest == made.version.sha256
    assert verify_chain().fault is None


def test_the_older_version_stays_as_it_was(article: Article, editor: Actor) -> None:
    with transaction():
        renew(editor, article, imported(), 1)
    assert get_version(article, 1).text == TEXT
    assert [version.number for version in versions_of(article)] == [2, 1]
    with pytest.raises(NotFound):
        get_version(article, 3)


def test_the_text_it_has_already_is_stored_no_second_time(article: Article, editor: Actor) -> None:
    with transaction():
        outcome = renew(editor, article, imported(TEXT.replace("\n", "\r\n")), 1)
    assert not outcome.is_new
    assert (article.version_number, events(article)) == (1, [])


def test_a_form_sent_twice_stores_one_version_and_says_so_twice(article: Article, editor: Actor) -> None:
    for _ in range(2):
        with transaction():
            outcome = renew(editor, article, imported(), 1)
        assert (outcome.is_new, outcome.version.number) == (True, 2)
    assert article.version_number == 2
    assert [event.action for event in events(article)] == ["renew", "suggest"]


def test_an_older_text_may_come_back_as_a_newer_version(article: Article, editor: Actor) -> None:
    for number, text in ((1, NEWER), (2, TEXT)):
        with transaction():
            assert renew(editor, article, imported(text), number).is_new
    assert [get_version(article, number).text for number in (1, 2, 3)] == [TEXT, NEWER, TEXT]


def test_versions_are_listed_with_how_long_they_are_and_without_their_texts(article: Article, editor: Actor) -> None:
    with transaction():
        renew(editor, article, imported("A bridge 🌉."), 1)
    key = article.id
    session.expunge_all()
    newest, oldest = versions_of(session.get_one(Article, key))
    assert (newest.number, newest.characters, oldest.number, oldest.characters) == (2, 11, 1, len(TEXT))
    assert newest.sha256 == hashlib.sha256("A bridge 🌉.".encode()).hexdigest()
    assert not any(isinstance(each, ArticleVersion) for each in session)


def test_whoever_was_overtaken_is_told_what_is_there_now(article: Article, editor: Actor) -> None:
    with transaction():
        renew(editor, article, imported(), 1)
    with pytest.raises(StaleEdit) as refusal, transaction():
        renew(editor, article, imported("Quite another text."), 1)
    assert refusal.value.current == described(current_version(article))
    assert "Version 2" in refusal.value.current
    assert article.version_number == 2


def test_only_editors_of_the_article_renew_it(app: Flask, article: Article) -> None:
    for other in (person(app, "mona", "moderator"), person(app, "ada", "admin"), person(app, "ed", "editor", level=3)):
        with pytest.raises(NotAllowed), transaction():
            renew(other, article, imported(), 1)
    with pytest.raises(NotSignedIn), transaction():
        renew(VISITOR, article, imported(), 1)
    assert article.version_number == 1


def test_one_person_stores_so_many_texts_a_day(empty_database: Path, tmp_path: Path) -> None:
    (tmp_path / "few.db").write_bytes(empty_database.read_bytes())
    app = make_host(f"sqlite:///{tmp_path / 'few.db'}", DELIBERATE_IMPORTS_PER_DAY=2)
    with app.app_context():
        editor = person(app, "editor")
        with transaction():
            article = make_article()
            renew(editor, article, imported(), 1)
        with pytest.raises(TooMany, match="2 texts"), transaction():
            renew(editor, article, imported("Yet another."), 2)
