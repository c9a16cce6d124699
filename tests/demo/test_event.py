"""The contested event: honest about how little there is, and the same to both sides."""

import re

from flask import Flask

from deliberate.articles.services import current_version
from deliberate.core.actors import VISITOR
from deliberate.evidence.models import Evidence, Side
from deliberate.evidence.queries import bearings_of
from deliberate.propositions.queries import find_main
from deliberate.weighting.balance import Lean
from tests.demo.finding import EVENT, article, balance, claims


def test_every_claim_is_too_little_to_go_on(demo: Flask) -> None:
    assert {balance(claim).lean for claim in claims(EVENT).values()} == {Lean.TOO_LITTLE}


def test_the_main_claim_counts_both_sides_and_says_that_all_are_parties(demo: Flask) -> None:
    main = find_main(article(EVENT))
    assert main is not None
    found = balance(main)
    assert (found.for_.items, found.for_.origins) == (2, 1)
    assert (found.against.items, found.against.origins) == (1, 1)
    assert "all_parties" in {note.code for note in found.notes}


def test_assertion_and_denial_have_the_same_kind_and_the_same_ratings(demo: Flask) -> None:
    main = find_main(article(EVENT))
    assert main is not None
    bearings = bearings_of(VISITOR, [main.id])[main.id]
    said = next(each for each in bearings if each.side is Side.FOR)
    denied = next(each for each in bearings if each.side is Side.AGAINST)
    assert said.evidence.evidence_kind is denied.evidence.evidence_kind
    assert len(said.warrant) - len(denied.warrant) in range(-5, 6)


def test_everything_is_cited_second_hand_and_quoted_from_the_text(demo: Flask) -> None:
    text = " ".join(current_version(article(EVENT)).text.split())
    items: list[Evidence] = [
        bearing.evidence
        for bearings in bearings_of(VISITOR, [claim.id for claim in claims(EVENT).values()]).values()
        for bearing in bearings
    ]
    assert items
    for item in items:
        assert item.quote in text
        assert item.source.url is None
        assert "second hand" in item.source.citation


def test_every_claim_is_said_by_somebody_the_article_names_or_by_the_article(demo: Flask) -> None:
    voices = {
        claim.text: [voice.speaker.name for voice in claim.voices if voice.speaker] for claim in claims(EVENT).values()
    }
    named = {name for names in voices.values() for name in names}
    assert named >= {
        "Russian media",
        "Ukraine",
        "RT",
        "Russian authorities",
        "Analysts",
        "French officials",
        "Boris Johnson",
    }
    assert voices["A flight plan file found in the wreckage of a drone shows where the attack came from."] == [
        "RT",
        "Russian authorities",
    ]
    assert voices["Leaders in western Europe push the world towards war."] == []


def test_the_page_of_the_event_shows_no_percentage(demo: Flask) -> None:
    page = demo.test_client().get(f"/a/{article(EVENT).slug}").get_data(as_text=True)
    assert "too little to go on" in page
    assert "%" not in re.sub(r"<[^>]*>", "", page)
