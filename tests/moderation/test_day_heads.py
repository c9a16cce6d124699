"""The head of each day, published once, and the log checked against it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from deliberate.commands.upkeep import verify_log_command
from deliberate.core.actors import SYSTEM
from deliberate.core.base import Base
from deliberate.core.db import session, transaction
from deliberate.core.events import GENESIS, GUARDED, ChainHead, Event, EventReason, link_hash, record, verify_chain
from deliberate.moderation.day_heads import DayHead, heads_page, publish_heads, verify_log
from tests.factories import make_article, make_proposition

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets what the log takes for the present."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr("deliberate.core.events.now", lambda: moment)

    return set_to


def logged(clock: Clock, *days: int) -> None:
    """One event at noon of each of these days after Monday."""
    with transaction():
        claim = make_proposition(make_article())
        for day in days:
            clock(MONDAY + timedelta(days=day))
            record(SYSTEM, "posted", claim, after="visible")


def days() -> list[tuple[date, int]]:
    found = session.execute(select(DayHead.day, DayHead.event_id).order_by(DayHead.day))
    return [(day, number) for day, number in found]


def put_triggers_aside() -> None:
    """As somebody does who owns the database."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"))
    for name in names.all():
        session.execute(text(f"DROP TRIGGER {name}"))


def rewrite_from(number: int) -> None:
    """Change an event and seal it and all after it anew, head and all: the chain itself is whole then."""
    with transaction():
        put_triggers_aside()
        previous = session.get_one(Event, number - 1).hash if number > 1 else GENESIS
        for event in session.scalars(select(Event).where(Event.id >= number).order_by(Event.id)).all():
            event.after = "removed" if event.id == number else event.after
            event.prev_hash = previous
            event.hash = previous = link_hash(event)
            session.flush()
        session.get_one(ChainHead, 1).hash = previous


def test_each_day_that_is_over_has_its_head_published_the_quiet_ones_too(context: Flask, clock: Clock) -> None:
    logged(clock, 0, 0, 2)
    assert publish_heads(MONDAY + timedelta(days=3)) == 3
    assert days() == [(date(2026, 3, 2), 2), (date(2026, 3, 3), 2), (date(2026, 3, 4), 3)]


def test_a_day_is_published_once_and_ten_minutes_after_it_ended(context: Flask, clock: Clock) -> None:
    logged(clock, 0)
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    assert publish_heads(midnight + timedelta(minutes=9)) == 0
    assert publish_heads(midnight + timedelta(minutes=10)) == 1
    assert publish_heads(midnight + timedelta(minutes=70)) == 0


def test_without_an_event_there_is_no_head(context: Flask) -> None:
    assert publish_heads(MONDAY) == 0


def test_days_that_were_missed_are_made_up_for(context: Flask, clock: Clock) -> None:
    logged(clock, 0, 1)
    assert publish_heads(MONDAY + timedelta(days=1)) == 1
    assert publish_heads(MONDAY + timedelta(days=9)) == 8
    assert days()[-1] == (date(2026, 3, 10), 2)


def test_the_log_is_sound_and_agrees_with_what_was_published(context: Flask, clock: Clock) -> None:
    logged(clock, 0, 1, 2)
    publish_heads(MONDAY + timedelta(days=3))
    verdict, heads = verify_log()
    assert (verdict.events, verdict.fault, heads) == (3, None, 3)
    outcome = CliRunner().invoke(verify_log_command)
    assert outcome.exit_code == 0
    assert "It agrees with 3 published heads." in outcome.output


def test_a_log_that_was_rewritten_whole_no_longer_has_the_published_heads(context: Flask, clock: Clock) -> None:
    logged(clock, 0, 1, 2, 2)
    publish_heads(MONDAY + timedelta(days=3))
    rewrite_from(2)
    assert verify_chain().fault is None
    verdict, _heads = verify_log()
    assert verdict.first_bad == 2
    assert "event 2 is not the one that was published" in (verdict.fault or "")
    assert "rewritten after event 1" in (verdict.fault or "")


def test_a_log_whose_end_was_cut_off_with_its_head_lacks_a_published_event(context: Flask, clock: Clock) -> None:
    logged(clock, 0, 1)
    publish_heads(MONDAY + timedelta(days=2))
    with transaction():
        put_triggers_aside()
        session.execute(text("DELETE FROM deliberate_event WHERE id = 2"))
        head = session.get_one(ChainHead, 1)
        head.event_id, head.hash = 1, session.get_one(Event, 1).hash
    verdict, _heads = verify_log()
    assert (verdict.first_bad, verdict.fault) == (2, "event 2 was published as a day's head, the log ends at 1")


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE deliberate_event SET after = 'pending' WHERE id IN (2, 3)", 2),
        ("UPDATE deliberate_event SET actor = 'p-somebody' WHERE id = 3", 3),
        ("DELETE FROM deliberate_event WHERE id IN (1, 3)", 1),
        ("UPDATE deliberate_event SET prev_hash = 'none' WHERE id = 4", 4),
    ],
)
def test_verify_log_names_the_first_bad_event(context: Flask, clock: Clock, statement: str, first: int) -> None:
    logged(clock, 0, 0, 1, 2)
    publish_heads(MONDAY + timedelta(days=3))
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        session.execute(text(statement))
    with transaction():
        put_triggers_aside()
        session.execute(text(statement))
    outcome = CliRunner().invoke(verify_log_command)
    assert outcome.exit_code == 1
    assert f"The first bad event: {first}." in outcome.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE deliberate_day_head SET hash = 'another'",
        "DELETE FROM deliberate_day_head",
        "INSERT INTO deliberate_day_head SELECT * FROM deliberate_day_head "
        "WHERE true ON CONFLICT (day) DO UPDATE SET hash = 'another'",
    ],
)
def test_the_database_refuses_to_change_a_published_head(context: Flask, clock: Clock, statement: str) -> None:
    logged(clock, 0)
    publish_heads(MONDAY + timedelta(days=1))
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        session.execute(text(statement))


def test_no_column_of_any_table_of_the_log_can_be_written_to_and_none_of_its_rows_goes(
    context: Flask, clock: Clock
) -> None:
    logged(clock, 0)
    with transaction():
        record(SYSTEM, "restored", make_proposition(make_article()), reason="It is on page 9.")
    publish_heads(MONDAY + timedelta(days=1))
    tables = (Event.__tablename__, EventReason.__tablename__, DayHead.__tablename__)
    assert set(tables) < set(GUARDED)
    columns = [(table, column.name) for table in tables for column in Base.metadata.tables[table].columns]
    statements = [f'UPDATE {table} SET "{column}" = "{column}"' for table, column in columns]
    # Words are deleted when they must go; the chain keeps their digest.
    statements += [f"DELETE FROM {table}" for table in tables if table != EventReason.__tablename__]
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            session.execute(text(statement))


def test_the_heads_are_listed_newest_first_and_go_on_where_a_page_ends(context: Flask, clock: Clock) -> None:
    logged(clock, 0)
    publish_heads(MONDAY + timedelta(days=61))
    first = heads_page()
    second = heads_page(first.next)
    assert [len(first.heads), len(second.heads)] == [60, 1]
    assert (second.heads[0].day, second.next) == (date(2026, 3, 2), None)
