"""A large article in pages, what it is narrowed down to, and addresses that lead into it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.importing import read_text
from deliberate.articles.models import Article
from deliberate.articles.versions import renew
from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Curation, Side
from deliberate.propositions.models import Kind, Proposition
from deliberate.reading.article_page import ArticlePage, View, article_page
from deliberate.reading.article_rows import LONGEST_TEXT, PAGE, Place
from deliberate.reading.narrowing import Narrowing
from deliberate.reading.places import place_now
from deliberate.weighting.services import reweigh
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person
from tests.reading.scenes import published, voiced

pytestmark = pytest.mark.usefixtures("context")

BRIDGE = "/deliberate/a/bridge"


def _page(client: FlaskClient, query: str = "") -> str:
    response = client.get(BRIDGE + query)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def _pages(article: Article, **view: object) -> list[ArticlePage]:
    """Every page, one after the other, as its own address leads to the next."""
    pages = [article_page(VISITOR, article, View(**view))]  # type: ignore[arg-type]
    while pages[-1].after is not None:
        pages.append(article_page(VISITOR, article, View(start=pages[-1].after, **view)))  # type: ignore[arg-type]
    return pages


def _numbers(page: ArticlePage) -> list[int]:
    return [card.number for card in page.cards]


def _large(paragraphs: int, claims: int, more: int = 0) -> Article:
    """So many paragraphs with as many claims each, and further claims whose words are in none."""
    texts = [[f"Sentence {p}.{n} stands." for n in range(claims)] for p in range(paragraphs)]
    article = make_article(slug="bridge", text="\n\n".join(" ".join(own) for own in texts))
    for sentence in (sentence for own in texts for sentence in own):
        make_proposition(article, sentence, words=sentence)
    for n in range(more):
        make_proposition(article, f"Nowhere {n}.", position=10**6)
    return article


def test_every_claim_of_a_large_article_is_on_one_page_and_the_pages_follow_the_text() -> None:
    with transaction():
        article = _large(9, 7, more=2)
        pages = _pages(article)
    assert len(pages) == 3
    assert [number for page in pages for number in _numbers(page)] == list(range(1, 66))
    assert max(len(page.cards) for page in pages) <= PAGE
    assert pages[0].before is None
    assert pages[1].before == pages[0].rows[0].text.place
    assert pages[-1].rows[-1].text.kind == "unanchored"


def test_a_passage_with_more_claims_than_a_page_holds_goes_on_on_the_next() -> None:
    with transaction():
        article = make_article(text="The bridge closed.\n\nNobody knows why.")
        for n in range(PAGE + 5):
            make_proposition(article, f"Claim {n}.", words="The bridge closed.")
        pages = _pages(article)
    assert [len(page.cards) for page in pages] == [PAGE, 5]
    assert [row.text.kind for row in pages[1].rows] == ["continued", "paragraph"]
    assert str(pages[0].after) == "0-1"


def test_a_long_text_is_cut_into_pages_though_little_is_claimed_in_it() -> None:
    with transaction():
        article = make_article(text="\n\n".join("word " * 2000 for _ in range(12)))
        pages = _pages(article)
    assert [len(page.rows) for page in pages] == [LONGEST_TEXT // 10_000] * 3


def test_words_and_marks_lead_to_cards_on_other_pages_and_the_rest_is_a_link_away(client: FlaskClient) -> None:
    with transaction():
        article = _large(9, 7)
        last = session.query(Proposition).filter_by(text="Sentence 8.6 stands.").one()
        make_proposition(article, "It stands from the first to the last.", words="Sentence 0.0 stands.")
        for side in Side:
            make_bearing(last, side)
        reweigh(article)
        place = article_page(VISITOR, article).elsewhere[64]
    page = _page(client)
    assert f'href="{BRIDGE}?at={place}#c-64"' in page
    assert "Part 14 of 14: 1 contested claim" in page
    (following,) = re.findall(r'href="([^"]+)" data-hx-get="[^"]+" data-hx-trigger="revealed"', page)
    assert 'id="claim-64"' not in page
    assert page.count('class="dlb-card"') == 29
    assert "Earlier in the text" in _page(client, following.removeprefix(BRIDGE))
    assert _page(client, "?all=1").count('class="dlb-card"') == 64


@pytest.mark.parametrize(
    "asked", ["at=x", "at=1-2-3", "at=", "at=999999999", "at=-1", "words=9-2", "words=a", "claim=x"]
)
def test_an_address_that_says_it_wrongly_leads_to_the_article_all_the_same(client: FlaskClient, asked: str) -> None:
    with transaction():
        published()
    assert 'id="claim-1"' in _page(client, f"?{asked}")


def _mixed() -> list[Proposition]:
    """Claims with evidence on both sides, on one, with no source given, and with none."""
    both, one, unsourced, none = claims = published("One.", "Two.", "Three.", "Four.")
    for side in Side:
        make_bearing(both, side)
    make_bearing(one, Side.FOR)
    make_bearing(unsourced, Side.AGAINST).evidence.curation = Curation.SOURCE_REQUESTED
    none.claim_kind = Kind.POLICY
    voiced(one, "The mayor", "says", "says")
    voiced(make_proposition(both.article, "One.", status=Status.MERGED, merged_into_id=both.id), "A clerk", "says", "x")
    reweigh(both.article)
    return claims


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"contested": "1"}, [1]),
        ({"one-sided": "1"}, [2, 3]),
        ({"unsourced": "1"}, [3, 4]),
        ({"kind": "policy"}, [4]),
        ({"kind": "fact", "one-sided": "1"}, [2, 3]),
        ({"kind": "nonsense", "speaker": "x"}, [1, 2, 3, 4]),
    ],
)
def test_claims_are_narrowed_down_by_kind_and_by_what_was_posted(asked: dict[str, str], numbers: list[int]) -> None:
    with transaction():
        article = _mixed()[0].article
        page = article_page(VISITOR, article, View(Narrowing.of(asked)))
    assert _numbers(page) == numbers
    assert (page.matching, page.claims) == (len(numbers), 4)
    assert sorted(line.number for row in page.rows for line in row.folded) == sorted({1, 2, 3, 4} - {*numbers})


def test_claims_are_narrowed_down_to_a_speakers_those_merged_into_another_too() -> None:
    with transaction():
        article = _mixed()[0].article
        said = article_page(VISITOR, article).said
        assert said
        by_name = {name: speaker for speaker, name in said.names.items()}
        assert [*by_name] == ["A clerk", "The mayor"]
        for name, number in (("The mayor", 2), ("A clerk", 1)):
            narrowing = Narrowing.of({"speaker": str(by_name[name])})
            assert _numbers(article_page(VISITOR, article, View(narrowing))) == [number]


def test_the_text_stays_whole_and_the_other_claims_fold_away_beside_it(client: FlaskClient) -> None:
    with transaction():
        _mixed()
    page = _page(client, "?contested=1")
    for words in ("One.", "Two.", "Three.", "Four."):
        assert f">{words}</a>" in page
    assert page.count('class="dlb-card"') == 1
    assert "1 of 4 claims matches; the others are folded away" in page
    assert "3 claims folded away" in page
    assert 'id="claim-3"' in page
    assert re.search(r'name="contested" value="1" checked', page)
    assert f'<a href="{BRIDGE}">Show all claims</a>' in page


def test_a_claims_address_opens_its_card_wherever_it_stands(client: FlaskClient) -> None:
    with transaction():
        _large(9, 7)
        last = session.query(Proposition).filter_by(text="Sentence 8.6 stands.").one()
        url = f"/deliberate/claims/{last.public_id}/words"
    led = client.get(url)
    assert led.status_code == 303
    assert led.location == f"{BRIDGE}?claim={last.public_id}#c-63"
    page = _page(client, f"?claim={last.public_id}")
    assert '<details id="why-63" open>' in page
    assert re.search(r'is-current" id="c-63" data-nth="7"', page)


def test_an_item_that_is_not_among_the_heaviest_is_shown_to_whoever_is_led_to_it(client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        bearings = [make_bearing(claim) for _ in range(25)]
    led = client.get(f"/deliberate/contributions/{bearings[-1].public_id}")
    assert led.location.endswith(f"?item={bearings[-1].public_id}#item-{bearings[-1].public_id}")
    page = client.get(led.location).text
    assert f'id="item-{bearings[-1].public_id}"' in page
    assert "The item you were led to" in page
    assert "The item you were led to" not in client.get(f"/deliberate/claims/{claim.public_id}").text


OLD = "The bridge closed on Monday.\n\nThe cable had rusted.\n\nIt was old."
NEW = f"Last year was calm. It was old. Nobody knew.\n\n{OLD}"


def test_a_passage_is_found_again_in_a_newer_text_beside_the_claims_around_it(app: Flask) -> None:
    editor = person(app, "editor")
    with transaction():
        article = make_article(slug="bridge", text=OLD)
        make_proposition(article, "It had rusted.", words="The cable had rusted.")
        renew(editor, article, read_text(NEW, format="text"), 1)
        start = OLD.index("It was old.")
        found = place_now(article, 1, (start, start + 11))
        assert found
        assert NEW[slice(*found)] == "It was old."
        assert found[0] == NEW.rindex("It was old.")
        assert place_now(article, 2, (3, 7)) == (3, 7)
        assert place_now(article, 7, (3, 7)) is None
        assert place_now(article, 1, (3, 7000)) is None


def test_words_that_somebody_is_led_to_are_marked_and_said_to_be_gone_where_they_are(
    app: Flask, client: FlaskClient
) -> None:
    editor = person(app, "editor")
    with transaction():
        article = make_article(slug="bridge", text=OLD)
        make_proposition(article, "It had rusted.", words="The cable had rusted.")
        newer = NEW.replace("Monday", "Tuesday")
        renew(editor, article, read_text(newer, format="text"), 1)
    start = OLD.index("was old")
    page = _page(client, f"?words={start}-{start + 7}&version=1")
    assert re.search(r'id="words"></span><mark class="dlb-led-to"[^>]*>was old</mark>', page.replace("\n", ""))
    page = _page(client, "?words=0-28&version=1")
    assert "The words you were led to are not in the present text" in page
    assert f"{BRIDGE}/versions/1" in page
    start = newer.index("cable")
    page = _page(client, f"?words={start - 4}-{start + 17}&version=2")
    assert 'dlb-led-to" id="c-1"' in page


def test_a_chosen_passage_of_an_excerpt_is_shown_to_nobody_who_may_not_read_it(client: FlaskClient) -> None:
    with transaction():
        article = make_article(slug="bridge", text=OLD, excerpt=True)
        make_proposition(article, "It was old.", words="It was old.")
    assert "rusted" not in _page(client, "?words=30-40")


@pytest.mark.parametrize("given", ["12", "12-3"])
def test_a_place_is_written_as_it_is_read(given: str) -> None:
    assert str(Place.of(given)) == given
