"""What is looked through: the folded words of whatever can be found, and how a database finds its way in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import BY_HAND, Base, BigKey


class SearchEntry(Base):
    """The words of one thing. Who may read it is asked of the thing itself, whenever it is looked for."""

    __tablename__ = "deliberate_search_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    #: The name of its ``Findable``, and its id among those.
    kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    #: Its words, each once, with a space before, between and after them.
    words: Mapped[str]
    #: Those of them that say most of it: what has the words looked for among these comes first.
    head: Mapped[str]
    #: When the thing came: the newest first.
    at: Mapped[datetime]


#: Which word is in which entry: on SQLite, where it has FTS5, a table, on PostgreSQL an index.
FULL_TEXT = "deliberate_search_words"
BY_HAND.add(FULL_TEXT)

_ENTRIES = SearchEntry.__tablename__
_ADD = f"INSERT INTO {FULL_TEXT} (rowid, words) VALUES (new.id, new.words);"  # noqa: S608  # names of ours
_TAKE = f"INSERT INTO {FULL_TEXT} ({FULL_TEXT}, rowid, words) VALUES ('delete', old.id, old.words);"  # noqa: S608
_SQLITE = (
    # It keeps no text beside that of the entries. Words are taken apart already; this tokenizer splits at spaces and
    # leaves other letters than ASCII as they are.
    f"CREATE VIRTUAL TABLE {FULL_TEXT} USING fts5"
    f"(words, content='{_ENTRIES}', content_rowid='id', detail='none', tokenize='ascii')",
    f"CREATE TRIGGER {FULL_TEXT}_come AFTER INSERT ON {_ENTRIES} BEGIN {_ADD} END",
    f"CREATE TRIGGER {FULL_TEXT}_go AFTER DELETE ON {_ENTRIES} BEGIN {_TAKE} END",
    f"CREATE TRIGGER {FULL_TEXT}_change AFTER UPDATE OF words ON {_ENTRIES} BEGIN {_TAKE} {_ADD} END",
)
#: The words as they are: PostgreSQL's own parser would take them apart once more.
AS_VECTOR = f"{FULL_TEXT}(words)"
_POSTGRESQL = (
    # Its cost keeps the database from working it out for every row, rather than looking into the index.
    f"CREATE OR REPLACE FUNCTION {FULL_TEXT}(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE COST 10000 AS "
    "$$ BEGIN RETURN array_to_tsvector(string_to_array(btrim(words), ' ')); END $$",
    f"CREATE INDEX {FULL_TEXT} ON {_ENTRIES} USING gin ({AS_VECTOR})",
)


def _make_index(_table: Any, connection: Connection, **_options: Any) -> None:
    """Wherever the table is made, as the migrations do."""
    statements: tuple[str, ...] = ()
    if connection.dialect.name == "postgresql":
        statements = _POSTGRESQL
    elif connection.dialect.name == "sqlite" and _has_fts5(connection):
        statements = _SQLITE
    for statement in statements:
        connection.exec_driver_sql(statement)


def _has_fts5(connection: Connection) -> bool:
    known = connection.exec_driver_sql("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'")
    return known.first() is not None


def _drop_index(_table: Any, connection: Connection, **_options: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {FULL_TEXT}")


def _drop_function(_table: Any, connection: Connection, **_options: Any) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {FULL_TEXT}(text)")


event.listen(SearchEntry.__table__, "after_create", _make_index)
event.listen(SearchEntry.__table__, "before_drop", _drop_index)
event.listen(SearchEntry.__table__, "after_drop", _drop_function)
