"""Entries are kept in step with the things they are about, in the transaction that changes these.

Whatever changes the words of a thing leaves its id with the session as it is written; at the end of the unit of work
the entries of these ids are made anew. What is stored past the unit of work has to be named: ``index_article``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, bindparam, delete, event, exists, insert, inspect, select, text, update
from sqlalchemy.orm import object_session

from deliberate.articles.models import Article
from deliberate.core.db import closing, session, transaction
from deliberate.core.signals import words_erased
from deliberate.search import kinds as _kinds  # noqa: F401  # what can be found
from deliberate.search.findables import Watched, Words, findables
from deliberate.search.folding import words_of
from deliberate.search.matching import has_index
from deliberate.search.models import FULL_TEXT, SearchEntry

_TOUCHED, _ERASED = "deliberate_search_touched", "deliberate_search_erased"

#: So many entries are made in one query, and in one unit of work of ``reindex``.
_AT_ONCE = 500

#: Each of these has an entry, whatever became of it; the one is filled first, the other last.
ALWAYS_FOUND = ("article", "source")

#: PostgreSQL takes no more than a megabyte of words in one entry: some 60,000 different ones.
_MOST_BYTES = 600_000

#: What is called as entries are made: how many there are by now, and how many it will be.
Progress = Callable[[int, int], None]


def _silently(_done: int, _total: int) -> None:
    pass


def _watch(name: str, number: int, watched: Watched) -> None:
    """Have changes of these rows leave what they lead to with their session."""

    def touched(_mapper: object, _connection: object, row: Any) -> None:
        if (unit := object_session(row)) is not None:
            due = unit.info.setdefault(_TOUCHED, {})
            due.setdefault((name, number), set()).add(getattr(row, watched.key))

    def changed(mapper: object, connection: object, row: Any) -> None:
        attributes = inspect(row).attrs
        if any(attributes[each].history.has_changes() for each in watched.attributes):
            touched(mapper, connection, row)

    event.listen(watched.model, "after_insert", touched)
    event.listen(watched.model, "after_update", changed)
    event.listen(watched.model, "after_delete", touched)


for _name in findables.names():
    for _number, _watched in enumerate(findables.get(_name).watched):
        _watch(_name, _number, _watched)


def settle_index() -> None:
    """Make the entries of all that this unit of work has touched what they should be."""
    session.flush()
    due: dict[tuple[str, int], set[int]] = session().info.pop(_TOUCHED, {})  # type: ignore[operator]
    ids: dict[str, set[int]] = {}
    for (name, number), keys in due.items():
        reach = findables.get(name).watched[number].reach
        ids.setdefault(name, set()).update(keys if reach is None else _reached(reach, keys))
    for name, subjects in ids.items():
        _index(name, subjects)
    if (erased := session().info.pop(_ERASED, None)) is not None:  # type: ignore[operator]
        _follow_erased(erased)


closing.append(settle_index)


def index_article(article: Article) -> None:
    """Make the entries of an article and of all that is posted on it, however it was stored."""
    session.flush()
    for name in findables.names():
        _index(name, session.scalars(findables.get(name).ids(article)).all())


def _reached(reach: Callable[[Collection[int]], Select[int]], keys: Collection[int]) -> Iterator[int]:
    for some in _some(keys):
        yield from session.scalars(reach(some))


def _some(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """The ids in order, as many at a time as one query takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def _index(name: str, subjects: Iterable[int]) -> None:
    """Write what differs, and nothing of what is as it should be."""
    for some in _some(subjects):
        entries = session.execute(_entries(), {"kind": name, "subjects": some})
        known = {row.subject_id: (row.id, row.words, row.head) for row in entries}
        new = []
        for found in findables.get(name).words(some):
            words, head = _padded(found.head, found.rest), _padded(found.head)
            entry = known.pop(found.subject_id, None)
            if entry is None:
                new.append(_row(name, found, words, head))
            elif entry[1:] != (words, head):
                should = {"words": words, "head": head}
                session.execute(update(SearchEntry).where(SearchEntry.id == entry[0]).values(should))
        if known:
            _delete([key for key, _words, _head in known.values()])
        if new:
            session.execute(insert(SearchEntry.__table__), new)  # type: ignore[arg-type]


@cache
def _entries() -> Executable:
    of_these = SearchEntry.subject_id.in_(bindparam("subjects", expanding=True))
    found = select(SearchEntry.subject_id, SearchEntry.id, SearchEntry.words, SearchEntry.head)
    return found.where(SearchEntry.kind == bindparam("kind"), of_these)


def _row(name: str, found: Words, words: str, head: str) -> dict[str, Any]:
    return {"kind": name, "subject_id": found.subject_id, "words": words, "head": head, "at": found.at}


def _padded(*texts: str) -> str:
    """The words of these texts with a space around each, as many as an entry takes."""
    words = f" {' '.join(words_of(' '.join(texts)))} "
    if len(words.encode()) > _MOST_BYTES:
        cut = words.encode()[:_MOST_BYTES].decode(errors="ignore")
        words = cut[: cut.rindex(" ") + 1]
    return words


def _delete(keys: Collection[int]) -> None:
    session.execute(delete(SearchEntry).where(SearchEntry.id.in_(keys)))


@words_erased.connect
def _note_erased(_purge: object, *, article_id: int | None, **_more: Any) -> None:
    session().info.setdefault(_ERASED, set()).add(article_id)  # type: ignore[operator]


def _follow_erased(articles: Collection[int | None]) -> None:
    """Where words were erased for good nothing of them is left, not even in what a database keeps until it tidies up.

    On PostgreSQL the rows are gone with the next VACUUM, as all others.
    """
    for article in session.scalars(select(Article).where(Article.id.in_([each for each in articles if each]))):
        index_article(article)
    _tidy()


def _tidy() -> None:
    """FTS5 keeps deleted words in what it wrote before, until everything is written as one."""
    if session.connection().dialect.name == "sqlite" and has_index():
        session.execute(text(f"INSERT INTO {FULL_TEXT} ({FULL_TEXT}) VALUES ('optimize')"))  # noqa: S608  # a name of ours


def reindex(progress: Progress = _silently) -> int:
    """Make every entry anew, in units of bounded size, beside whatever else the site does; returns how many there are.

    Entries of what is no longer there go; in between, whatever has an entry is found.
    """
    todo = [(name, some) for name in findables.names() for some in _some(_ever_found(name))]
    total, done = sum(len(some) for _name, some in todo), 0
    for name, some in todo:
        with transaction():
            _index(name, some)
        done += len(some)
        progress(done, total)
    with transaction():
        if session.connection().dialect.name == "sqlite" and has_index():
            rebuilt = f"INSERT INTO {FULL_TEXT} ({FULL_TEXT}) VALUES ('rebuild')"  # noqa: S608  # a name of ours
            session.execute(text(rebuilt))
    return sum(1 for _ in session.scalars(select(SearchEntry.id)))


def _ever_found(name: str) -> set[int]:
    """What there is, and what has an entry, whether there or not."""
    with_entry = select(SearchEntry.subject_id).where(SearchEntry.kind == name)
    return {*session.scalars(findables.get(name).ids(None)), *session.scalars(with_entry)}


def fill_what_is_missing() -> bool:
    """Index what was there before anything could be found, as right after an upgrade; whether there was any.

    Also where filling it was cut short, or something was posted before it began.
    """
    if any(_lacks_some(name) for name in ALWAYS_FOUND):
        reindex()
        return True
    return False


def _lacks_some(name: str) -> bool:
    every = findables.get(name).ids(None).subquery()
    entry = exists().where(SearchEntry.kind == name, SearchEntry.subject_id == every.c.id)
    return session.scalar(select(every.c.id).where(~entry).limit(1)) is not None
