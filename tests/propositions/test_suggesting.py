"""What an import finds to suggest."""

from flask import Flask

from deliberate.articles.documents import Block, ImportedText, paragraphs
from deliberate.articles.services import ArticleDraft, current_version, import_article
from deliberate.core.actors import SYSTEM
from deliberate.core.contributions import Status
from deliberate.core.db import transaction
from deliberate.core.registry import Registry
from deliberate.propositions.queries import propositions_of
from deliberate.propositions.suggesting import claim_extractors
from deliberate.propositions.voicing import speaker_names

ALL = list(Status)


def test_an_import_brings_the_suggestions_of_the_default_extractor(context: Flask) -> None:
    text = "Ukraine says that the drones were a fabrication.\n\nThe bridge closed on Monday, 5 May 2025."
    with transaction():
        imported = ImportedText(text, paragraphs(text), title="Drones")
        article = import_article(SYSTEM, imported, ArticleDraft(title="Drones"))
        found = propositions_of(article, ALL)
        assert {each.status for each in found} == {Status.SUGGESTED}
        assert ("Ukraine",) in [speaker_names(each) for each in found]
        assert () in [speaker_names(each) for each in found]
        assert sorted(each.rank or 0 for each in found) == list(range(1, len(found) + 1))


def test_the_default_extractor_comes_in_by_the_registry() -> None:
    assert isinstance(claim_extractors, Registry)
    assert claim_extractors.names() == ("rules",)
    assert claim_extractors.get("rules")("", [Block("paragraph", 0, 0)]) == []


def test_nothing_that_is_ranked_is_left_out_however_much_there_is(context: Flask) -> None:
    text = "\n\n".join(f"The bridge of street {n} closed on Monday, {n % 28 + 1} May 2025." for n in range(1, 1201))
    with transaction():
        imported = ImportedText(text, paragraphs(text), title="Bridges")
        article = import_article(SYSTEM, imported, ArticleDraft(title="Bridges"))
        found = propositions_of(article, [Status.SUGGESTED])
    assert sorted(each.rank or 0 for each in found) == list(range(1, len(found) + 1))
    assert len(found) >= 1200


def test_a_text_in_a_language_without_word_lists_says_so_in_its_report(context: Flask) -> None:
    text = "Die Brücke wurde am Montag gesperrt."
    imported = ImportedText(text, paragraphs(text), title="Brücke", language="de-AT", report=("1 NUL was removed.",))
    with transaction():
        version = current_version(import_article(SYSTEM, imported, ArticleDraft(title="Brücke")))
        assert version.report == [
            "1 NUL was removed.",
            "There are no word lists for the language “de-AT”, so claims were looked for with the English ones.",
        ]


def test_a_text_in_a_kind_of_english_has_nothing_to_report(context: Flask) -> None:
    text = "The bridge closed on Monday."
    imported = ImportedText(text, paragraphs(text), title="Bridge", language="en-GB")
    with transaction():
        assert current_version(import_article(SYSTEM, imported, ArticleDraft(title="Bridge"))).report == []
