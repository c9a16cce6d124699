"""What is looked through is kept in step with what it is about, in the same transaction."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Publisher
from deliberate.search import indexing
from deliberate.search.indexing import fill_what_is_missing, reindex
from deliberate.search.models import FULL_TEXT, SearchEntry
from tests.factories import make_article, make_bearing, make_proposition, make_source, tell_erased
from tests.queries import count_queries
from tests.search.conftest import Look


def entries() -> list[tuple[Any, ...]]:
    session.rollback()
    found = select(SearchEntry.kind, SearchEntry.subject_id, SearchEntry.words, SearchEntry.head, SearchEntry.at)
    return [tuple(row) for row in session.execute(found.order_by(SearchEntry.kind, SearchEntry.subject_id))]


def test_each_change_of_words_changes_what_is_found(look: Look) -> None:
    with transaction():
        publisher = Publisher(name="The Gull", domain="gull.example")
        session.add(publisher)
        article = make_article(title="The bridge")
        claim = make_proposition(article, "It leans.")
        bearing = make_bearing(claim, quote="Seen leaning.", source=make_source("A photograph"), warrant="It shows it.")
        item, source = bearing.evidence, bearing.evidence.source
    for thing, name in (
        (article, "title"),
        (article, "byline"),
        (claim, "text"),
        (claim, "scope"),
        (item, "quote"),
        (bearing, "warrant"),
        (source, "citation"),
        (source, "author"),
    ):
        with transaction():
            setattr(thing, name, f"A pylon, as {name}")
        assert len(look(f"pylon {name}")) == 1, name
        with transaction():
            setattr(thing, name, "Something else")
        assert look(f"pylon {name}") == [], name
    with transaction():
        source.publisher_id = publisher.id
    assert look("gull") == ["Something else"]
    with transaction():
        publisher.name = "The Heron"
    assert (look("gull"), look("heron")) == ([], ["Something else"])


def test_what_is_undone_leaves_no_trace(look: Look) -> None:
    with transaction():
        claim = make_proposition(make_article(slug="bridge"), "It leans.")
    before = entries()

    def fail() -> None:
        with transaction():
            claim.text = "A pylon leans."
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with transaction():
        claim.position = 3
    assert (entries(), look("pylon")) == (before, [])


def test_nothing_is_written_where_no_words_change(app: Flask, context: Flask) -> None:
    with transaction():
        article = make_article(slug="bridge")
        claim = make_proposition(article, "It leans.")

    def act() -> None:
        with transaction():
            article.turn += 1
            claim.position = 7

    assert count_queries(app, act, "deliberate_search") == 0


def test_reindexing_makes_the_same_from_nothing_and_takes_what_is_stray(look: Look) -> None:
    with transaction():
        claim = make_proposition(make_article(slug="bridge"), "A pylon leans.")
        make_bearing(claim, quote="Pylons lean.")
    before = entries()
    with transaction():
        session.execute(delete(SearchEntry).where(SearchEntry.kind == "claim"))
        stray = SearchEntry(kind="claim", subject_id=987654, words=" pylon ", head=" pylon ", at=claim.created_at)
        session.add(stray)
    told: list[tuple[int, int]] = []
    assert reindex(lambda done, total: told.append((done, total))) == len(before)
    assert (entries(), told[-1][0]) == (before, told[-1][1])
    assert look("pylon") == ["Pylons lean.", "A pylon leans."]


def test_a_site_from_before_there_was_a_search_is_filled_once(look: Look) -> None:
    with transaction():
        make_proposition(make_article(slug="bridge"), "A pylon leans.")
    before = entries()
    assert not fill_what_is_missing()
    with transaction():
        session.execute(delete(SearchEntry))
    assert look("pylon") == []
    assert fill_what_is_missing()
    assert entries() == before


def test_what_was_filled_in_part_is_filled_at_the_next_start(look: Look) -> None:
    with transaction():
        make_bearing(make_proposition(make_article(slug="bridge"), "A pylon leans."), source=make_source("A pylon"))
    before = entries()
    with transaction():
        session.execute(delete(SearchEntry).where(SearchEntry.kind != "article"))
    assert fill_what_is_missing()
    assert entries() == before


def test_what_no_longer_stands_has_no_entry(look: Look) -> None:
    with transaction():
        bearing = make_bearing(make_proposition(make_article(slug="bridge")), quote="A heron stood there.")
        item = bearing.evidence
    for status, there in ((Status.REMOVED, False), (Status.QUARANTINED, True), (Status.SUGGESTED, False)):
        with transaction():
            item.status = status
        assert any(" heron " in row[2] for row in entries()) is there, status


def test_what_is_erased_for_good_is_left_nowhere_in_the_index(look: Look) -> None:
    with transaction():
        article = make_article(title="Aardvark", slug="bridge")
        claim = make_proposition(article, "A basilisk leans.")
        bearing = make_bearing(
            claim, quote="Chimeras lean.", source=make_source("Dromedaries"), warrant="A dragon said so."
        )
        make_proposition(article, "A xylophone stays.")
        item, source = bearing.evidence, bearing.evidence.source
    with transaction():
        changes = (article, "title"), (claim, "text"), (item, "quote"), (source, "citation"), (bearing, "warrant")
        for thing, name in changes:
            # By table, as nobody's event tells of it.
            table = type(thing).__table__
            session.execute(table.update().where(table.c.id == thing.id).values({name: ""}))
        session.expire_all()
        tell_erased(article_id=article.id)
    kept = "".join(row[2] for row in entries()) + in_full_text()
    # FTS5 leaves out what a word begins with like the one before it.
    gone = ("aardvark", "basilisk", "chimeras", "dromedaries", "dragon")
    assert [word for word in gone if word[3:] in kept] == []
    assert look("xylophone") == ["A xylophone stays."]
    if session.get_bind().dialect.name == "sqlite":  # type: ignore[union-attr]
        assert "xylophone"[3:] in in_full_text()


def in_full_text() -> str:
    """The bytes that FTS5 keeps, where there is FTS5."""
    if session.get_bind().dialect.name != "sqlite":  # type: ignore[union-attr]
        return ""
    blocks = session.scalars(text(f"SELECT block FROM {FULL_TEXT}_data"))
    return b"".join(blocks).decode("latin-1")


def test_a_text_with_more_words_than_an_entry_takes_is_cut(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_MOST_BYTES", 100)
    with transaction():
        make_article(title="Short", text="heron " + " ".join(f"wört{number}" for number in range(100)) + " pylon")
    assert (look("short heron"), look("pylon")) == (["Short"], [])
    longest = session.scalar(select(func.max(func.length(SearchEntry.words))))
    assert longest is not None
    assert longest <= 100
