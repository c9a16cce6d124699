import shutil
from pathlib import Path

import pytest

from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction import extract, extract_with
from deliberate.articles.extraction.languages import FOLDER, fallback_note, languages, lexicon_of
from deliberate.articles.extraction.lexicon import load


def test_english_is_there() -> None:
    assert "en" in languages()


@pytest.mark.parametrize("code", ["en", "en-GB", "EN_us", None, "", "de", "pt-BR", "nonsense"])
def test_every_code_leads_to_a_language_that_is_there(code: str | None) -> None:
    assert lexicon_of(code) == "en"


@pytest.mark.parametrize(("code", "noted"), [("en-GB", False), ("EN_us", False), (None, False), ("de", True)])
def test_only_a_language_without_lists_is_noted(code: str | None, noted: bool) -> None:
    assert (fallback_note(code) is not None) is noted


def test_a_folder_of_data_files_is_all_that_another_language_takes(tmp_path: Path) -> None:
    shutil.copytree(str(FOLDER / "en"), tmp_path / "xx")
    hedges = tmp_path / "xx" / "hedges.toml"
    hedges.write_text(hedges.read_text("utf-8").replace('"maybe"', '"misschien"'), encoding="utf-8")
    text = "The bridge closed misschien on Monday."
    (found,) = extract_with(load("xx", tmp_path), text, paragraphs(text))
    assert found.modality == "possible"
    assert extract(text, paragraphs(text))[0].modality == "asserted"


def test_a_text_in_another_language_is_read_with_the_english_lists() -> None:
    text = "The bridge may close on Monday."
    assert extract(text, paragraphs(text), "de") == extract(text, paragraphs(text), "en")
