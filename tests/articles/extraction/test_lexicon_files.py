"""The data files of every language can be extended by anybody: these are the rules they keep."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from deliberate.articles.extraction.languages import FOLDER, languages

FILES = "connectives grammar hedges idioms irregular kinds leading naming nouns prepositions sources verbs".split()
FRAMES = {"free", "clause", "object", "document", "to", "as"}
MODALITIES = {"possible", "hypothetical", "reported", "denied", "not_a_hedge"}
EVERY_FILE = [(language, name) for language in languages() for name in FILES]


def read(language: str, name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / language / f"{name}.toml").read_text("utf-8"))


def lists(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every list of a table, and those of the tables in it, with the way to it."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from lists(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def test_every_language_has_the_same_files() -> None:
    for language in languages():
        assert sorted(each.name for each in (FOLDER / language).iterdir()) == [f"{name}.toml" for name in FILES]


@pytest.mark.parametrize(("language", "name"), EVERY_FILE)
def test_a_file_says_in_its_first_line_what_it_holds(language: str, name: str) -> None:
    assert (FOLDER / language / f"{name}.toml").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize(("language", "name"), [each for each in EVERY_FILE if each[1] != "irregular"])
def test_every_list_is_sorted_and_holds_nothing_twice(language: str, name: str) -> None:
    for path, words in lists(read(language, name)):
        assert words == sorted(set(words)), path


@pytest.mark.parametrize(("language", "name"), EVERY_FILE)
def test_every_entry_is_spelt_as_the_reader_looks_it_up(language: str, name: str) -> None:
    for path, words in lists(read(language, name)):
        for word in words:
            assert word == " ".join(word.split()).lower().replace("’", "'"), f"{path}: {word!r}"
            assert word, path


@pytest.mark.parametrize("language", languages())
def test_irregular_verbs_are_sorted_and_have_four_forms(language: str) -> None:
    table = read(language, "irregular")
    assert list(table) == sorted(table)
    assert {verb: forms for verb, forms in table.items() if len(forms) != 4} == {}


@pytest.mark.parametrize("language", languages())
def test_a_verb_has_one_class_for_each_of_its_uses(language: str) -> None:
    seen: dict[tuple[str, str], str] = {}
    for kind, by_frame in read(language, "verbs").items():
        assert set(by_frame) <= FRAMES, kind
        for frame, verbs in by_frame.items():
            for verb in verbs:
                assert seen.setdefault((verb, frame), kind) == kind, f"{verb} ({frame})"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["connectives", "hedges", "kinds"])
def test_a_phrase_stands_in_one_list_only(language: str, name: str) -> None:
    seen: dict[str, str] = {}
    for path, words in lists(read(language, name)):
        for word in words:
            assert seen.setdefault(word, path) == path, word


@pytest.mark.parametrize("language", languages())
def test_hedges_give_a_modality_that_there_is(language: str) -> None:
    assert set(read(language, "hedges")) == MODALITIES
