"""A newer text is read for claims: what is new in it is suggested, once, and nothing that was decided comes back."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article, State
from deliberate.articles.services import ArticleDraft, current_version, import_article
from deliberate.articles.versions import read_ahead, renew
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, verify_chain
from deliberate.propositions.confirming import place
from deliberate.propositions.editing import editor_page
from deliberate.propositions.models import Proposition
from deliberate.propositions.paging import BEST_FIRST, View
from deliberate.propositions.passage_models import Passage
from deliberate.propositions.passages import waiting_count
from deliberate.propositions.queries import propositions_of
from deliberate.propositions.renewing import _Words
from deliberate.propositions.services import accept, merge, reject
from deliberate.propositions.suggesting import _found_in
from tests.factories import make_article, make_proposition
from tests.host import person

TEXT = (
    "The bridge 🌉 closed on Monday, 5 May 2025. Engineers say that the main cable had rusted.\n\n"
    "The mayor denies that the cable had rusted. Forty workers were sent home on Tuesday."
)
#: A sentence more, and a figure that is another.
ADDED = "\n\nTwo trucks of 40 tonnes crossed the bridge on Sunday, according to witnesses."
CHANGED = TEXT.replace("Forty workers", "Fifty workers") + ADDED


@pytest.fixture
def owner(app: Flask) -> Actor:
    return person(app, "edda", "editor")


@pytest.fixture
def article(context: Flask, owner: Actor) -> Article:
    """As an editor imports it: all its claims are suggestions."""
    with transaction():
        return import_article(owner, read_text(TEXT, format="text"), ArticleDraft(title="The bridge"))


def stored(article: Article, owner: Actor, text: str) -> list[Proposition]:
    """Store a newer text; the suggestions that it brought."""
    known = {each.id for each in claims(article)}
    with transaction():
        renew(owner, article, read_text(text, format="text"), article.version_number)
    return [each for each in claims(article) if each.id not in known]


def claims(article: Article) -> list[Proposition]:
    return propositions_of(article, list(Status))


def test_what_is_new_is_suggested_with_the_reason_and_after_all_there_was(article: Article, owner: Actor) -> None:
    last = max(each.rank or 0 for each in claims(article))
    fresh = stored(article, owner, TEXT + ADDED)
    assert fresh
    assert {each.status for each in fresh} == {Status.SUGGESTED}
    assert all("trucks" in each.text for each in fresh)
    assert sorted(each.rank or 0 for each in fresh) == [last + number for number in range(1, len(fresh) + 1)]
    assert all(each.explanation[0] == "Its words are new in version 2." for each in fresh)
    version = current_version(article)
    assert {anchor.version_id for each in fresh for anchor in each.anchors} == {version.id}
    assert all(version.text[anchor.start : anchor.end] == anchor.exact for each in fresh for anchor in each.anchors)
    report = "One claim is" if len(fresh) == 1 else f"{len(fresh)} claims are"
    assert f"{report} suggested from what is new in this version." in version.report
    events = session.scalars(select(Event).where(Event.article_id == article.id).order_by(Event.id)).all()
    assert [event.action for event in events] == ["import", "suggest", "renew", "suggest"]
    assert (events[-1].after, events[-1].revision) == (f"{len(fresh)} suggestions", 2)
    assert verify_chain().fault is None


def test_an_editor_sees_what_was_added_last_among_the_best(article: Article, owner: Actor) -> None:
    fresh = stored(article, owner, TEXT + ADDED)
    with transaction():
        cards = editor_page(owner, article, View("suggested", BEST_FIRST)).cards
    assert {card.proposition.id for card in cards[-len(fresh) :]} == {each.id for each in fresh}


def test_nothing_is_suggested_where_nothing_is_new(article: Article, owner: Actor) -> None:
    before = current_version(article).report
    assert stored(article, owner, TEXT.replace("\n\n", "\n \n")) == []
    paragraphs = TEXT.split("\n\n")
    assert stored(article, owner, "\n\n".join(reversed(paragraphs))) == []
    assert current_version(article).report == before


def test_a_passage_that_was_reworded_is_asked_about_and_not_suggested_as_well(article: Article, owner: Actor) -> None:
    fresh = stored(article, owner, CHANGED)
    assert all("trucks" in each.text for each in fresh)
    assert waiting_count(article) >= 1


def test_nothing_is_suggested_twice_whatever_was_decided(article: Article, owner: Actor) -> None:
    fresh = stored(article, owner, TEXT + ADDED)
    everything = claims(article)
    with transaction():
        accept(owner, everything[0])
        for each in [*everything[1:3], *fresh]:
            if each.status is Status.SUGGESTED:
                reject(owner, each)
    for text in ("A line before. " + TEXT + ADDED, TEXT, TEXT + ADDED):
        assert not [each for each in stored(article, owner, text) if "line before" not in each.text]
    assert all(each.status is Status.REJECTED for each in fresh)


def test_what_was_left_out_stays_left_out_in_other_places_too(article: Article, owner: Actor) -> None:
    fresh = stored(article, owner, TEXT + ADDED)
    with transaction():
        for each in fresh:
            reject(owner, each)
    moved = ADDED.strip().replace("Two trucks", "Two  trucks")
    assert stored(article, owner, f"{moved}\n\n{TEXT}") == []


def test_words_of_a_claim_that_was_merged_are_no_news(article: Article, owner: Actor) -> None:
    with transaction():
        one, two, *_ = claims(article)
        accept(owner, one)
        merge(owner, [one, two], one)
    assert all("trucks" in each.text for each in stored(article, owner, TEXT + ADDED))


def test_words_that_a_person_placed_are_no_news_in_the_version_after(article: Article, owner: Actor) -> None:
    stored(article, owner, CHANGED)
    with transaction():
        for passage in session.scalars(select(Passage).where(Passage.version_id == current_version(article).id)):
            if passage.candidates:
                place(owner, passage, choice=0)
    assert stored(article, owner, CHANGED.replace("Two trucks", "Two trucks")) == []
    assert all("ferry" in each.text for each in stored(article, owner, CHANGED + "\n\nA ferry sailed on 9 May 2025."))


def test_old_text_whose_claims_were_made_by_hand_is_not_read_again(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(text=TEXT, state=State.OPEN)
        make_proposition(article, "It closed.", words="The bridge 🌉 closed on Monday")
    fresh = stored(article, editor, TEXT + ADDED)
    assert fresh
    assert all("trucks" in each.text for each in fresh)
    assert len(claims(article)) == len(fresh) + 1


def test_a_passage_is_known_however_its_white_space_is_set_and_where_in_a_word_it_ends() -> None:
    words = _Words("The old  bridge was\nclosed on Monday, and nobody was told.")
    for passage in ("bridge", "ridge was closed on Mon", "The old bridge was closed on Monday", "told.", "old\tbridge"):
        assert passage in words
    for passage in (
        "ridges",
        "bridge was closed on Tuesday",
        "was opened on Monday, and",
        "The bridge was old and closed",
    ):
        assert passage not in words


def test_the_extractor_reads_before_anybody_waits(article: Article, owner: Actor) -> None:
    text = read_text(TEXT + ADDED, format="text")
    read_ahead(article, text)
    session.rollback()
    before = _found_in.cache_info().misses
    with transaction():
        renew(owner, article, text, 1)
    assert _found_in.cache_info().misses == before
