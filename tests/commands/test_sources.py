"""Lists of publishers and the look for shared origins from the command line."""

from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from deliberate.commands.sources import sources_command
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid
from deliberate.evidence.models import ListEntry
from tests.factories import make_article, make_bearing, make_proposition, make_source
from tests.moderation.curating.scenes import STORY, suggestions


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(sources_command, words)
    return done.exit_code, done.output if done.exception is None else str(getattr(done.exception, "message", ""))


def entries() -> int | None:
    return session.scalar(select(func.count()).select_from(ListEntry))


def test_a_list_is_looked_at_imported_and_withdrawn(context: Flask, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("domain,status\nexample.org,high\n", encoding="utf-8")
    assert run("import", str(path), "--list", "One", "--dry-run") == (
        0,
        "One: 1 added, 0 changed, 0 removed, 0 as before. 0 publishers cited here change grade.\nNothing was stored.\n",
    )
    assert entries() == 0
    assert run("import", str(path), "--list", "One")[0] == 0
    assert entries() == 1
    assert run("withdraw", "One") == (0, "The list “One” is withdrawn.\n")
    assert run("withdraw", "Two") == (1, "There is no list “Two”.")


def test_what_is_wrong_with_a_file_is_said_and_nothing_is_stored(context: Flask, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("domain,status\nexample.org,splendid\nexample.net,A\n", encoding="utf-8")
    done = CliRunner().invoke(sources_command, ["import", str(path), "--list", "One"])
    assert isinstance(done.exception, Invalid)
    assert "Line 2, column 2" in done.exception.message
    assert entries() == 0
    missing = CliRunner().invoke(sources_command, ["import", str(tmp_path / "none.csv")])
    assert missing.exit_code == 1
    assert "cannot be read" in missing.output


def test_tracing_looks_through_what_was_posted_before(context: Flask) -> None:
    with transaction():
        claim = make_proposition(make_article(slug="bridge", title="The bridge"))
        for number in range(2):
            make_bearing(claim, quote=f"{STORY} {number}", source=make_source(f"Outlet {number}"))
    assert run("trace", "bridge") == (0, "1 new: The bridge\n")
    assert run("trace", "bridge") == (0, "0 new: The bridge\n")
    assert len(suggestions()) == 1
    assert run("trace", "nowhere") == (1, "There is no article “nowhere”.")
