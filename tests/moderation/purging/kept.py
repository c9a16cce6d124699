"""Everything a site keeps, looked through for a word: its database, file or every text in it, and its exports."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.exchange.all_formats import formats
from deliberate.exchange.errors import CannotWrite
from deliberate.exchange.formats import write_text
from deliberate.exchange.gathering import gather

_TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb')
"""


def places_with(word: str) -> list[str]:
    """Where the database has the word: files, where it is in files of ours, else columns."""
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":
        path = str(bind.engine.url.database)
        files = [each for each in (Path(path), Path(f"{path}-wal")) if each.exists()]
        return [each.name for each in files if word.encode() in each.read_bytes()]
    found = []
    for table, column in session.execute(text(_TEXTS)).all():
        query = text(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE :word')  # its own names
        if session.scalar(query, {"word": f"%{word}%"}):
            found.append(f"{table}.{column}")
    return found


def exports_with(word: str, actor: Actor, article: Article) -> list[str]:
    """The formats whose files have the word, what each leaves behind included."""
    graph, _report = gather(actor, article)
    found = []
    for form in (formats.get(name) for name in formats.names()):
        with suppress(CannotWrite):
            if form.write is not None and word in str(write_text(form, graph)):
                found.append(form.name)
    return found
