"""The log: one event a change, sealed by its hash, refused to any later hand."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from deliberate.core.actors import SYSTEM
from deliberate.core.contributions import Status, change_status
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, EventReason, Pseudonym, record, verify_chain
from tests.factories import make_article, make_proposition
from tests.host import person


def _three_events(app: Flask) -> None:
    moderator = person(app, "mo", "moderator")
    with transaction():
        proposition = make_proposition(make_article())
        record(moderator, "posted", proposition, after="visible")
        change_status(proposition, moderator, Status.REMOVED, "remove", reason_code="spam", reason="It sells shoes.")
        record(SYSTEM, "restored", proposition, before="removed", after="visible")


def test_an_untouched_log_verifies(context: Flask) -> None:
    _three_events(context)
    verdict = verify_chain()
    assert (verdict.events, verdict.fault) == (3, None)


def test_an_event_that_is_taken_back_with_its_savepoint_leaves_no_gap(context: Flask) -> None:
    with transaction():
        proposition = make_proposition(make_article())
        record(SYSTEM, "posted", proposition, after="visible")
        savepoint = session.begin_nested()
        record(SYSTEM, "removed", proposition, before="visible", after="removed")
        savepoint.rollback()
        record(SYSTEM, "marked", proposition)
    assert session.scalars(select(Event.action).order_by(Event.id)).all() == ["posted", "marked"]
    assert (verify_chain().events, verify_chain().fault) == (2, None)


REWRITTEN = "INSERT INTO deliberate_event SELECT * FROM deliberate_event WHERE id = 2"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE deliberate_event SET after = 'visible'",
        "DELETE FROM deliberate_event",
        f"{REWRITTEN} ON CONFLICT (id) DO UPDATE SET after = 'visible'",
        f"{REWRITTEN} ON CONFLICT (hash) DO UPDATE SET after = 'visible'",
        "UPDATE deliberate_event_reason SET text = 'It sells hats.'",
    ],
)
def test_the_database_refuses_to_rewrite_the_log(context: Flask, statement: str) -> None:
    _three_events(context)
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        session.execute(text(statement))


@pytest.mark.parametrize("kept", ["id", "hash"])
def test_the_log_refuses_a_replacement_by_either_key(context: Flask, kept: str) -> None:
    _three_events(context)
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    columns = [column.name for column in Event.__table__.columns]
    forged = {"after": "'visible'", "id": "id + 7", "hash": "'another'"}
    del forged[kept]
    chosen = ", ".join(forged.get(name, f'"{name}"') for name in columns)
    with pytest.raises(DBAPIError, match="append-only"), transaction():
        session.execute(text(f"INSERT OR REPLACE INTO deliberate_event SELECT {chosen} FROM deliberate_event"))
    assert verify_chain().fault is None


def _put_triggers_aside() -> None:
    """As somebody does who owns the database."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    for name in ("event_no_update", "event_no_delete", "event_no_replace", "event_reason_no_update"):
        session.execute(text(f"DROP TRIGGER deliberate_{name}"))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE deliberate_event SET after = 'pending' WHERE id = 2", "event 2 was changed"),
        ("DELETE FROM deliberate_event WHERE id = 2", "event 2 is missing"),
        ("DELETE FROM deliberate_event WHERE id = 3", "the log ends at 2"),
        ("UPDATE deliberate_event_reason SET text = 'It sells hats.'", "the reason of event 2 was changed"),
    ],
)
def test_tampering_past_the_triggers_is_found_and_named(context: Flask, statement: str, fault: str) -> None:
    _three_events(context)
    with transaction():
        _put_triggers_aside()
        if "event WHERE id = 2" in statement:
            session.execute(text("DELETE FROM deliberate_event_reason"))
        session.execute(text(statement))
    assert fault in (verify_chain().fault or "")


def test_words_can_be_deleted_and_the_chain_still_holds(context: Flask) -> None:
    _three_events(context)
    with transaction():
        session.query(EventReason).delete()
        session.query(Pseudonym).delete()
    assert verify_chain().fault is None


def test_the_log_names_people_by_a_stable_pseudonym(context: Flask) -> None:
    _three_events(context)
    names = [event.actor for event in session.query(Event).order_by(Event.id)]
    assert names[0] == names[1] != "mo"
    assert names[2] == "system"


#: What somebody writes who wants each column of an event to say something else.
FORGED = {"at": "'2026-01-01 00:00:00+00:00'", "self_review": "NOT self_review", "article_id": "77", "revision": "77"}


def test_verify_log_names_an_event_of_which_any_column_was_changed(context: Flask) -> None:
    _three_events(context)

    class TakenBack(Exception):
        pass

    for column in Event.__table__.columns.keys():  # noqa: SIM118  # names, and not the columns
        if column == "id":
            continue
        with pytest.raises(TakenBack), transaction():
            _put_triggers_aside()
            forged = FORGED.get(column, "'forged'")
            session.execute(text(f'UPDATE deliberate_event SET "{column}" = {forged} WHERE id = 2'))
            session.expire_all()
            assert verify_chain().first_bad == 2, column
            raise TakenBack


_MOVED = "INSERT INTO deliberate_event ({columns}) SELECT {chosen} FROM deliberate_event WHERE id = {of}"


def _copy(of: int, number: int) -> str:
    """An event again, under another number."""
    columns = [column.name for column in Event.__table__.columns]
    chosen = {"id": str(number), "hash": "'copied'"}
    return _MOVED.format(
        columns=", ".join(f'"{each}"' for each in columns),
        chosen=", ".join(chosen.get(each, f'"{each}"') for each in columns),
        of=of,
    )


@pytest.mark.parametrize(
    ("statements", "first"),
    [
        # One more in the middle: the last steps aside for it.
        (["UPDATE deliberate_event SET id = 4 WHERE id = 3", _copy(1, 3)], 3),
        (["UPDATE deliberate_event SET id = id + 10 WHERE id > 1"], 2),
        # Two change places.
        ([f"UPDATE deliberate_event SET id = {new} WHERE id = {old}" for old, new in ((2, 9), (3, 2), (9, 3))], 2),
        ([_copy(3, 4)], 4),
        (["DELETE FROM deliberate_event"], 1),
    ],
    ids=["one more in the middle", "a gap", "two in each other's place", "one more at the end", "none left"],
)
def test_events_that_were_added_moved_or_taken_away_are_found(
    context: Flask, statements: list[str], first: int
) -> None:
    _three_events(context)
    with transaction():
        session.execute(text("DELETE FROM deliberate_event_reason"))
    with transaction():
        _put_triggers_aside()
        for statement in statements:
            session.execute(text(statement))
    assert verify_chain().first_bad == first
