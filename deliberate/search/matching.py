"""Which entries have the words that are looked for: one answer, found by whatever the database has for it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, column, literal, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from deliberate.core.db import session
from deliberate.search.folding import Terms
from deliberate.search.models import AS_VECTOR, FULL_TEXT, SearchEntry

_index = table(FULL_TEXT, column("rowid"), column(FULL_TEXT))


def has_words(terms: Terms) -> ColumnElement[bool]:
    """The condition on ``SearchEntry`` that it has every one of these words; the last may go on."""
    dialect = session.connection().dialect.name
    if dialect == "postgresql":
        wanted = literal(_as_tsquery(terms), TSQUERY)
        return literal_column(AS_VECTOR).bool_op("@@")(wanted)
    if dialect == "sqlite" and has_index():
        found = select(_index.c.rowid).where(_index.c[FULL_TEXT].op("MATCH")(_as_match(terms)))
        return SearchEntry.id.in_(found)
    return and_(*_each_in(SearchEntry.words, terms))


def in_head(terms: Terms) -> ColumnElement[int]:
    """How many of the words stand where a thing says most of what it is."""
    one_each = [case((found, 1), else_=0) for found in _each_in(SearchEntry.head, terms)]
    return sum(one_each[1:], start=one_each[0])


def has_index() -> bool:
    """Whether this SQLite database was made with FTS5."""
    found = text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name").bindparams(name=FULL_TEXT)
    return session.execute(found).first() is not None


# Words hold letters, digits and marks alone: neither a quote nor anything that a pattern or a query reads otherwise.


def _each_in(words: Any, terms: Terms) -> list[Any]:
    return [words.like(f"% {word} %") for word in terms.whole] + [words.like(f"% {terms.begun}%")]


def _as_match(terms: Terms) -> str:
    return " AND ".join([*(f'"{word}"' for word in terms.whole), f'"{terms.begun}" *'])


def _as_tsquery(terms: Terms) -> str:
    return " & ".join([*(f"'{word}'" for word in terms.whole), f"'{terms.begun}':*"])
