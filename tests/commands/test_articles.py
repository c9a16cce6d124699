"""Importing and extracting from the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from deliberate.articles.by_address import FETCHER
from deliberate.articles.models import Article, State
from deliberate.articles.web_pages import can_read
from deliberate.commands.articles import extract_command, import_command
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.fetching.fetcher import Fetcher
from deliberate.propositions.models import Proposition
from deliberate.propositions.queries import find_main, merged_into, propositions_of
from deliberate.propositions.voicing import hedge_words, sayings_of, speaker_names
from tests.articles.test_web_pages import PAGE
from tests.fetching.servers import answer, knowing, only_here, pages, serving
from tests.host import make_host

TEXT = (
    "The city closed the bridge on Monday, and 40 workers were sent home by Tuesday.\n\n"
    "Two trucks of 40 tonnes crossed it on Sunday, according to witnesses. The mayor has strongly denied such claims. "
    "The main cable had rusted according to engineers. The bridge may collapse within a year.\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(app: Flask, *arguments: Any) -> Result:
    with app.app_context():
        return CliRunner().invoke(import_command, [str(argument) for argument in arguments])


def stored(app: Flask) -> list[Article]:
    with app.app_context():
        return list(session.scalars(select(Article).where(Article.author_id == "system")))


def test_an_import_stays_a_draft_whose_claims_are_suggestions(app: Flask, file: Path) -> None:
    result = run(app, file, "--title", "The bridge", "--json")
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.stdout)
    assert list(outcome) == ["slug", "version", "suggestions", "propositions", "url"]
    assert (outcome["slug"], outcome["version"], outcome["propositions"]) == ("the-bridge", 1, 0)
    assert outcome["suggestions"] >= 5
    assert outcome["url"].endswith("/a/the-bridge")
    (article,) = stored(app)
    assert (article.state, article.title) == (State.DRAFT, "The bridge")


def test_publishing_accepts_the_best_and_makes_the_first_the_main_claim(app: Flask, file: Path) -> None:
    result = run(app, file, "--publish", "--accept", "2", "--json")
    assert result.exit_code == 0, result.output
    (article,) = stored(app)
    assert article.state is State.OPEN
    assert article.title == "The city closed the bridge on Monday, and 40 workers were…"
    with app.app_context():
        main = find_main(article)
        assert main is not None
        assert main.rank == 1
        of_article = select(Proposition).where(Proposition.article_id == article.id)
        accepted = session.scalars(of_article.where(Proposition.status == Status.VISIBLE)).all()
        assert len(accepted) > 1
        assert json.loads(result.stdout)["propositions"] == len(accepted)


def test_a_denial_is_published_on_the_claim_it_denies(app: Flask, file: Path) -> None:
    assert run(app, file, "--publish", "--accept", "1").exit_code == 0
    (article,) = stored(app)
    with app.app_context():
        (claim,) = propositions_of(article)
        assert "Two trucks" in claim.text
        said = sayings_of([claim], merged_into(claim))[claim.id]
        assert [voice.modality for voice in said] == ["reported", "denied"]


def test_the_main_claim_may_be_any_rank(app: Flask, file: Path) -> None:
    assert run(app, file, "--publish", "--accept", "1", "--main", "3").exit_code == 0
    (article,) = stored(app)
    with app.app_context():
        main = find_main(article)
        assert main is not None
        assert (main.rank, main.status) == (3, Status.VISIBLE)


def test_a_rank_that_nothing_has_stores_nothing(app: Flask, file: Path) -> None:
    result = run(app, file, "--publish", "--main", "99")
    assert result.exit_code == 1
    assert "No claim of this article has rank 99" in result.output
    assert stored(app) == []


def test_how_to_publish_needs_publishing(app: Flask, file: Path) -> None:
    result = run(app, file, "--main", "1")
    assert result.exit_code == 2
    assert "--publish" in result.output
    assert stored(app) == []


def test_people_get_a_sentence(app: Flask, file: Path) -> None:
    result = run(app, file, "--publish")
    assert result.exit_code == 0
    assert "claims suggested" in result.output
    assert "/a/the-city-closed-the-bridge-on-monday-and-40-workers-were" in result.output


def test_the_real_article_is_imported_and_published_with_both_sides_heard(app: Flask) -> None:
    shared = Path(os.environ.get("DELIBERATE_SHARED", Path(__file__).parents[2].parent / "shared"))
    path = shared / "articles" / "contested-article.txt"
    if not path.is_file():
        pytest.skip(f"{path} is not there; DELIBERATE_SHARED says where it is")
    result = run(app, path, "--publish", "--json")
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.stdout)
    assert outcome["suggestions"] >= outcome["propositions"] >= 12
    (article,) = stored(app)
    with app.app_context():
        published = propositions_of(article)
        speakers = {name for each in published for name in speaker_names(each)}
        for part in (
            "RT",
            "analysts",
            "some western leaders",
            "French officials",
            "Radoslaw Sikorski",
            "Boris Johnson",
        ):
            assert any(part in name for name in speakers), f"{part} is not heard"
        hedges = {hedge for each in published for hedge in hedge_words(each)}
        assert hedges >= {"may", "possibility", "not fully substantiated", "most probably", "not out of the question"}
        assert any("flight plan" in each.text for each in published)
        (drones,) = (each for each in published if each.text.endswith("residence involved 91 drones."))
        said = sayings_of([drones], merged_into(drones))[drones.id]
        assert [(voice.tellers[0].name, voice.modality) for voice in said] == [
            ("Russian media", "reported"),
            ("Ukraine", "denied"),
        ]


UNREADABLE = [
    ("missing.txt", None, "No such file"),
    ("empty.txt", b"", "the file is empty"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not a text file"),
    ("latin.txt", "Brücke".encode("latin-1"), "not UTF-8"),
    ("report.pdf", b"%PDF", "cannot be read"),
    ("large.txt", b"word " * 600_000, "at most 2.0 MB"),
]


@pytest.mark.parametrize(("name", "data", "says"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_a_clear_error(
    app: Flask, tmp_path: Path, name: str, data: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    for result in (run(app, path), CliRunner().invoke(extract_command, [str(path), "--json"])):
        assert result.exit_code == 1
        assert says in result.stderr
        assert "Traceback" not in result.output
        assert result.stdout == ""
    assert stored(app) == []


KEYS = ["text", "ranges", "kind", "modality", "hedges", "attribution", "rank"]


def test_extract_prints_the_list_and_the_text_its_offsets_count_in(tmp_path: Path) -> None:
    path, text_out = tmp_path / "bridge.txt", tmp_path / "out.txt"
    path.write_bytes("😀 The bridge closed.\r\n\r\nAccording to the mayor, it may reopen in May.".encode())
    result = CliRunner().invoke(extract_command, [str(path), "--json", "--text-out", str(text_out)])
    assert result.exit_code == 0, result.output
    text = text_out.read_bytes().decode()
    assert text == "😀 The bridge closed.\n\nAccording to the mayor, it may reopen in May."
    found = json.loads(result.stdout)
    assert [each["rank"] for each in found] == list(range(1, len(found) + 1))
    assert all(list(each) == KEYS for each in found)
    (said,) = [each for each in found if each["attribution"]]
    voice = said["attribution"]
    assert list(voice) == ["source", "cue", "content", "class", "inner"]
    assert voice["inner"] is None
    assert [text[start:end] for start, end in voice["source"]] == ["the mayor"]
    assert [[text[start:end] for start, end in hedge] for hedge in said["hedges"]] == [["may"]]
    assert said["modality"] == "possible"
    (own,) = [each for each in found if not each["attribution"]]
    assert "The bridge closed" in "".join(text[start:end] for start, end in own["ranges"])


def test_extract_says_why_if_asked(file: Path) -> None:
    explained = json.loads(CliRunner().invoke(extract_command, [str(file), "--json", "--explain"]).stdout)
    assert all(list(each) == [*KEYS, "explanation"] for each in explained)
    why = {each["text"]: each["explanation"] for each in explained}["The bridge may collapse within a year."]
    assert "“may” makes it possible." in why
    assert why[-1].startswith("Rank ")
    lines = CliRunner().invoke(extract_command, [str(file), "--explain"]).output
    assert "       “according to” names witnesses as the speaker." in lines.splitlines()


def test_extract_says_where_it_has_no_word_lists(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<html lang="de"><body><p>Die Brücke ist gesperrt.</p></body></html>', encoding="utf-8")
    result = CliRunner().invoke(extract_command, [str(page)])
    assert result.exit_code == 0, result.output
    assert "There are no word lists for the language “de”" in result.stderr


def test_extract_names_the_extractors_there_are(file: Path) -> None:
    result = CliRunner().invoke(extract_command, [str(file), "--extractor", "crystal-ball"])
    assert result.exit_code == 1
    assert "There is no claim extractor 'crystal-ball'; known: rules." in result.stderr


def test_extract_prints_lines_for_people(file: Path) -> None:
    result = CliRunner().invoke(extract_command, [str(file)])
    assert result.exit_code == 0
    assert "the article: The city closed the bridge on Monday." in result.output


def test_extract_says_where_it_cannot_write(file: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(extract_command, [str(file), "--text-out", str(tmp_path / "no" / "out.txt")])
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_extract_runs_without_app_or_database(file: Path, tmp_path: Path) -> None:
    code = "from deliberate.commands.articles import extract_command; extract_command()"
    outcome = subprocess.run(
        [sys.executable, "-c", code, str(file), "--json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "DELIBERATE_DATABASE_URL": "nonsense://"},
    )
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout)[0]["rank"] == 1
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(not can_read(), reason="needs trafilatura: pip install flask-deliberate[articles]")
def test_the_page_at_an_address_is_imported_with_where_it_appeared(app: Flask) -> None:
    with serving(pages({"/bridge": answer(PAGE)})) as server:
        resolver = knowing({"site.test": ["127.0.0.1"]})
        app.extensions[FETCHER] = Fetcher("test", ports=[server.port], allows=only_here, resolver=resolver)
        result = run(app, f"http://site.test:{server.port}/bridge", "--json")
        missing = run(app, f"HTTP://site.test:{server.port}/tunnel")
    assert result.exit_code == 0, result.output
    (article,) = stored(app)
    assert json.loads(result.stdout)["slug"] == article.slug == "who-closed-the-bridge"
    assert (article.source_url, article.publisher) == ("https://example.org/news/bridge", "The Gazette")
    assert missing.exit_code == 1
    assert "was not fetched. The site answered with an error: 404." in missing.output


def test_an_inner_address_is_not_gone_to(app: Flask) -> None:
    result = run(app, "http://127.0.0.1/")
    assert result.exit_code == 1
    assert "leads to no site of the public internet" in result.output
    assert stored(app) == []


def test_a_site_that_does_not_fetch_says_so_here_too(tmp_path: Path) -> None:
    result = run(make_host(f"sqlite:///{tmp_path}/off.db", DELIBERATE_FETCH_URLS=False), "https://example.org/")
    assert result.exit_code == 1
    assert "does not fetch pages of others" in str(result.exception)
