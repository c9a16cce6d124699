"""The catalogues say what the code says, all of it, and what the site reads is compiled from them."""

import importlib.util
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import read_mo, write_mo

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render_translations", ROOT / "docs" / "render_translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ids(catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def by_id(catalog) -> dict[str, object]:
    return {str(message.id): message.string for message in catalog if message.id}


def test_every_language_has_a_translation_of_whatever_is_said_and_of_nothing_else(tool: ModuleType) -> None:
    templates = tool.all_said()
    assert tool.languages() == ["de"]
    for language in tool.languages():
        assert {path.stem for path in (tool.TRANSLATIONS / language).glob("*.po")} == set(templates)
        for room, template in templates.items():
            assert ids(tool.catalogue_of(language, room)) == ids(template), "run: make translations"
        assert tool.missing(language) == []


def test_translations_fill_in_what_the_original_does_and_keep_its_tags(tool: ModuleType) -> None:
    assert [each for language in tool.languages() for each in tool.wrong(language)] == []


def test_what_the_site_reads_is_compiled_from_what_people_edit(tool: ModuleType) -> None:
    for language in tool.languages():
        fresh = BytesIO()
        write_mo(fresh, tool.whole(language))
        fresh.seek(0)
        with (tool.TRANSLATIONS / language / tool.COMPILED).open("rb") as file:
            compiled = read_mo(file)
        assert by_id(compiled) == by_id(read_mo(fresh))
