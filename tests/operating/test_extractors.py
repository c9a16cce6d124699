"""Extractors that other packages bring, in a Python that has such packages installed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.distributions import install

SHOUTING = """
from deliberate.articles.extraction import Suggestion


def shout(text, blocks, language):
    return [
        Suggestion(f"{text[b.start:b.end].upper()} ({language})", ((b.start, b.end),), "fact", "asserted", (), None, n)
        for n, b in enumerate(blocks, start=1)
    ]
"""
OFFERS = "[deliberate.extractors]\nshouting = shouting:shout\n"


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder on the path of Python with one package in it."""
    folder = tmp_path / "site-packages"
    install(folder, "shouting", module=SHOUTING, offers=OFFERS)
    return folder


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text("The bridge closed.\n\nThe mayor said that it may open in May.", encoding="utf-8")
    return path


def run(packages: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from deliberate.cli import main; main()", *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{packages}{os.pathsep}{Path(__file__).parents[2]}", **environment},
    )


@pytest.mark.slow
def test_an_extractor_of_another_package_is_asked_for_by_name(packages: Path, article: Path) -> None:
    done = run(packages, "extract", article, "--extractor", "shouting", "--json")
    assert done.returncode == 0, done.stderr
    assert [each["text"] for each in json.loads(done.stdout)] == [
        "THE BRIDGE CLOSED. (en)",
        "THE MAYOR SAID THAT IT MAY OPEN IN MAY. (en)",
    ]
    ours = run(packages, "extract", article, "--json")
    assert "The bridge closed." in [each["text"] for each in json.loads(ours.stdout)]


@pytest.mark.slow
def test_a_site_that_asks_for_it_has_imports_read_by_it(packages: Path, article: Path, site: Flask) -> None:
    done = run(packages, "import", article, "--publish", "--json", DELIBERATE_EXTRACTOR="shouting")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["suggestions"] == 2
    exported = run(packages, "export", json.loads(done.stdout)["slug"], "--format", "json")
    assert "THE BRIDGE CLOSED. (en)" in exported.stdout
    doctor = run(packages, "doctor", DELIBERATE_EXTRACTOR="shouting")
    assert "ok    extractors: rules, shouting; imports are read by shouting." in doctor.stdout
    assert doctor.returncode == 0, doctor.stdout


@pytest.mark.slow
def test_one_that_cannot_be_loaded_is_named_and_the_site_goes_on(packages: Path, article: Path, site: Flask) -> None:
    install(packages, "broken", module="import no_such_thing", offers="[deliberate.extractors]\nhalf = broken:find\n")
    done = run(packages, "import", article, DELIBERATE_EXTRACTOR="half")
    assert done.returncode == 0, done.stderr
    assert "The extractor “half” is not there, so claims were looked for by “rules”." in done.stderr
    assert "2 claims suggested" in done.stdout
    doctor = run(packages, "doctor", DELIBERATE_EXTRACTOR="half")
    assert doctor.returncode == 1
    why = "ModuleNotFoundError: No module named 'no_such_thing'"
    assert f"FAULT deliberate.extractors: “half” of the package broken 1.0 cannot be loaded ({why})." in doctor.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", ["raise RuntimeError('no')", "return [Suggestion('X', ((0, 9999),), 'fact', 'asserted', (), None, 1)]"]
)
def test_one_that_fails_on_a_text_loses_nobody_an_import(
    packages: Path, article: Path, site: Flask, fault: str
) -> None:
    module = (
        f"from deliberate.articles.extraction import Suggestion\n\ndef find(text, blocks, language):\n    {fault}\n"
    )
    install(packages, "failing", module=module, offers="[deliberate.extractors]\nfailing = failing:find\n")
    done = run(packages, "import", article, DELIBERATE_EXTRACTOR="failing")
    assert done.returncode == 0, done.stderr
    assert "The extractor “failing” failed on it, so claims were looked for by “rules”." in done.stderr
    assert "2 claims suggested" in done.stdout


@pytest.mark.slow
def test_asking_for_one_that_is_no_extractor_says_why_there_is_none(packages: Path, article: Path) -> None:
    install(packages, "word", module="find = 'a word'", offers="[deliberate.extractors]\nhalf = word:find\n")
    refused = run(packages, "extract", article, "--extractor", "half")
    assert refused.returncode == 1
    assert "There is no claim extractor 'half'; known: rules, shouting." in refused.stderr
    assert "“half” of the package word 1.0 cannot be loaded (TypeError: half cannot be called)." in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.slow
def test_one_that_takes_a_name_of_ours_does_not_get_it(packages: Path, article: Path) -> None:
    install(packages, "taking", module=SHOUTING, offers="[deliberate.extractors]\nrules = taking:shout\n")
    done = run(packages, "extract", article, "--json")
    assert "The bridge closed." in [each["text"] for each in json.loads(done.stdout)]


def test_a_name_that_nobody_brings_is_a_fault(packages: Path, site: Flask) -> None:
    doctor = run(packages, "doctor", DELIBERATE_EXTRACTOR="whispering")
    assert "FAULT extractors: there is none named “whispering”, so imports are read by rules." in doctor.stdout
    assert doctor.returncode == 1
