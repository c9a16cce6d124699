"""Converting, exporting and importing files from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.models import Article, State
from deliberate.commands.articles import import_command
from deliberate.commands.exchange import convert_command, export_command, trust_command
from deliberate.core.db import session
from tests.exchange.graphs import GOLDEN, TEXT, read, whole_graph, written


def run(command: Any, *words: Any) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def test_converting_needs_no_database_and_names_what_is_lost(tmp_path: Path) -> None:
    source, target = tmp_path / "in.json", tmp_path / "out.txt"
    source.write_text(written("json", whole_graph()).text, encoding="utf-8")
    outcome = run(convert_command, source, target, "--to", "kialo")
    assert outcome.exit_code == 0, outcome.output
    assert target.read_text(encoding="utf-8").startswith("Discussion Title: The pier")
    assert "left behind: undercuts: 2" in outcome.stderr
    assert "left behind: joint premises: 1" in outcome.stderr


def test_a_wrong_file_ends_with_line_and_column_and_writes_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.json"
    source.write_text("Discussion Title: T\n\n1. A\nwhat", encoding="utf-8")
    outcome = run(convert_command, source, target, "--from", "kialo")
    assert outcome.exit_code == 1
    assert "Line 4, column 1" in outcome.stderr
    assert not target.exists()


def test_annotations_are_resolved_in_the_text_given_along(tmp_path: Path) -> None:
    notes, text, target = tmp_path / "notes.jsonld", tmp_path / "pier.txt", tmp_path / "out.json"
    notes.write_text(written("webanno", whole_graph()).text, encoding="utf-8")
    text.write_text(TEXT, encoding="utf-8")
    assert run(convert_command, notes, target, "--text", text).exit_code == 0
    assert read("json", target.read_bytes()).graph.document.text == TEXT


@pytest.mark.parametrize("words", [("a.xyz", "b.json"), ("a.json", "b.xyz"), ("a.json", "b", "--to", "nothing")])
def test_a_format_that_nobody_knows_is_asked_for(words: tuple[str, ...]) -> None:
    outcome = run(convert_command, *words)
    assert outcome.exit_code == 2
    assert "json" in outcome.stderr


@pytest.mark.parametrize(
    ("name", "form"), [("kialo.txt", "kialo"), ("nodeset.aif", None), ("map.argdown", None), ("map.argdown", "argdown")]
)
def test_a_file_is_imported_published_and_exported(
    app: Flask, context: Flask, tmp_path: Path, name: str, form: str | None
) -> None:
    given = ("--format", form) if form else ()
    outcome = run(import_command, GOLDEN / name, *given, "--title", "A pier", "--publish", "--json")
    assert outcome.exit_code == 0, outcome.output
    result = json.loads(outcome.stdout)
    assert (result["slug"], result["suggestions"]) == ("a-pier", 0)
    assert result["propositions"] > 3
    assert session.scalar(select(Article.state).where(Article.slug == "a-pier")) is State.OPEN
    target = tmp_path / "out.json"
    assert run(export_command, "a-pier", "-o", target).exit_code == 0
    assert len(read("json", target.read_bytes()).graph.claims) == result["propositions"]


def test_a_text_that_ends_in_txt_is_still_an_article(context: Flask, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The bridge closed on Monday.", encoding="utf-8")
    assert json.loads(run(import_command, path, "--json").stdout)["suggestions"] >= 1


def test_nothing_is_stored_of_a_file_that_is_refused(context: Flask, tmp_path: Path) -> None:
    path = tmp_path / "a.aif"
    path.write_text('{"nodes": [{"nodeID": 1, "type": "I", "text": "a"}], "edges": [{"fromID": 1}]}', encoding="utf-8")
    outcome = run(import_command, path)
    assert outcome.exit_code == 1
    assert "Line 1, column" in outcome.output
    assert session.scalar(select(func.count()).select_from(Article)) == 1  # the noise


def test_a_format_that_cannot_be_imported_is_refused(context: Flask, tmp_path: Path) -> None:
    assert run(import_command, GOLDEN / "kialo.txt", "--format", "svg").exit_code == 1
    assert run(import_command, GOLDEN / "kialo.txt", "--format", "nothing").exit_code == 2


def test_the_schema_is_printed() -> None:
    assert json.loads(run(export_command, "--schema").stdout)["$schema"].startswith("https://json-schema.org/")


def test_ratings_that_came_along_are_trusted_by_command(context: Flask, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(written("json", whole_graph()).text, encoding="utf-8")
    assert run(import_command, path, "--title", "Pier").exit_code == 0
    outcome = run(trust_command, "pier")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.stdout.startswith("2 ratings")
