"""The page of the search: what it shows, and that it believes nothing of what it is asked."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.models import Audience, State
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Curation, Evidence, Side
from deliberate.propositions.models import Proposition
from deliberate.search import queries
from tests.factories import make_article, make_bearing, make_proposition, make_source
from tests.host import person, sign_in
from tests.queries import count_queries

SEARCH = "/deliberate/search"


@pytest.fixture
def claim(context: Flask) -> Proposition:
    with transaction():
        return make_proposition(make_article(title="The <harbour>", slug="harbour"), "A pylon <b>leans</b>.")


def heads(client: FlaskClient, question: str) -> list[str]:
    found = re.findall(r'<h2 class="dlb-list-title[^"]*"><a href="([^"]+)">(.*?)</a></h2>', page(client, question))
    return [f"{words} → {address.split('/')[2]}" for address, words in found]


def page(client: FlaskClient, question: str) -> str:
    answer = client.get(SEARCH + question)
    assert answer.status_code == 200, question
    return answer.text


def test_each_thing_leads_to_its_place_with_the_words_marked(client: FlaskClient, claim: Proposition) -> None:
    with transaction():
        make_bearing(claim, Side.AGAINST, quote="Pylons stand.", source=make_source("On pylons"), warrant="See pylons.")
    assert sorted(heads(client, "?q=pyl")) == [
        "<mark>Pylons</mark> stand. → contributions",
        "A <mark>pylon</mark> &lt;b&gt;leans&lt;/b&gt;. → claims",
        "On <mark>pylons</mark> → sources",
    ]
    assert heads(client, "?q=harb") == ["The &lt;<mark>harbour</mark>&gt; → a"]
    shown = page(client, "?q=pyl&kind=evidence")
    assert "Evidence against" in shown
    assert "See <mark>pylons</mark>." in shown
    assert "On: A pylon &lt;b&gt;leans&lt;/b&gt;." in shown
    with transaction():
        session.scalars(select(Evidence)).all()[-1].curation = Curation.DISPUTED
    assert "Disputed" in page(client, "?q=pyl&kind=evidence")
    assert "1 thing found." in shown


def test_every_empty_place_says_what_to_do_next(client: FlaskClient, claim: Proposition) -> None:
    assert "Type what you look for above" in page(client, "")
    assert "There is no word in that" in page(client, "?q=…")
    assert "Leave one out, write less of the last" in page(client, "?q=zebra")
    narrowed = page(client, "?q=zebra&kind=claim&article=harbour")
    assert "search everywhere" in narrowed
    assert f'href="{SEARCH}?q=zebra">Search everywhere' in narrowed
    assert "There is no such page" in page(client, "?q=pylon&page=7")


def test_a_question_comes_back_as_it_was_asked_and_no_more_of_it_than_is_read(
    client: FlaskClient, claim: Proposition
) -> None:
    shown = page(client, "?q=%22%3E%3Cb%3Epylon&kind=claim&article=harbour&claims=fact")
    assert 'value="&#34;&gt;&lt;b&gt;pylon"' in shown
    assert '<input type="hidden" name="kind" value="claim">' in shown
    assert '<option value="harbour" selected>' in shown
    assert '<option value="fact" selected>' in shown
    assert f'value="{"x" * 200}"' in page(client, "?q=" + "x" * 5000)
    assert "Only the first 12 words are looked for." in page(client, "?q=" + "+".join(f"w{n}" for n in range(20)))
    assert heads(client, "?q=%00pylon%00%1b&kind=nonsense&side=up&evidence=x&claims=y&page=-3") == [
        "A <mark>pylon</mark> &lt;b&gt;leans&lt;/b&gt;. → claims"
    ]
    for question in ("?page=99999999999999999999&q=pylon", "?page=²&q=pylon", "?q=%F0%9F%92%A9"):
        page(client, question)
    assert client.get(f"{SEARCH}?article=nowhere").status_code == 404


def test_what_is_set_aside_is_named_but_not_quoted(app: Flask, client: FlaskClient, claim: Proposition) -> None:
    with transaction():
        claim.status = Status.QUARANTINED
        make_bearing(claim, quote="Pylons stand.", author="ann", status=Status.PENDING)
    shown = page(client, "?q=pyl")
    assert "Set aside until a moderator decides" in shown
    assert "leans" not in shown
    assert "Pylons stand." not in shown
    sign_in(client, person(app, "ann"))
    own = page(client, "?q=pyl")
    assert "Waiting for a moderator" in own
    assert "<mark>Pylons</mark> stand." in own
    assert "On: " not in own


def test_articles_offered_are_those_that_lists_may_name(client: FlaskClient, claim: Proposition) -> None:
    with transaction():
        make_article(title="By link", slug="by-link", audience=Audience.LINK, text="Pylon.")
        make_article(title="A draft", slug="a-draft", state=State.DRAFT)
    shown = page(client, "?q=pylon")
    assert 'value="harbour"' in shown
    assert 'value="by-link"' not in shown
    assert 'value="a-draft"' not in shown
    assert heads(client, "?q=pylon&article=by-link") == ["By link → a"]
    assert client.get(f"{SEARCH}?q=x&article=a-draft").status_code == 404


def test_pages_are_linked_with_the_whole_question(
    client: FlaskClient, claim: Proposition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    with transaction():
        make_proposition(claim.article, "Another pylon.")
    first, second = (page(client, f"?q=pylon&kind=claim&page={number}") for number in (1, 2))
    assert f'href="{SEARCH}?page=2&amp;q=pylon&amp;kind=claim">More' in first
    assert "The first 1 things found." not in second
    assert f'href="{SEARCH}?page=1&amp;q=pylon&amp;kind=claim">Before these' in second
    monkeypatch.setattr(queries, "MOST_PAGES", 1)
    assert "There is more than is listed." in page(client, "?q=pylon&kind=claim")


def test_queries_do_not_grow_with_what_is_found(app: Flask, client: FlaskClient, claim: Proposition) -> None:
    def some() -> None:
        with transaction():
            another = session.get_one(Proposition, claim.id)
            for _ in range(3):
                make_bearing(another, quote="A pylon.", source=make_source(), warrant="Pylon.")
                make_bearing(
                    make_proposition(make_article(title="Pylon"), "Pylon."), source=make_source(author="Pylon")
                )

    client.get(SEARCH)
    some()
    few = count_queries(app, lambda: client.get(f"{SEARCH}?q=pylon"))
    some()
    assert count_queries(app, lambda: client.get(f"{SEARCH}?q=pylon")) == few


def test_the_list_of_articles_and_the_frame_lead_to_it(client: FlaskClient, claim: Proposition) -> None:
    articles = client.get("/deliberate/articles").text
    assert f'action="{SEARCH}"' in articles
    assert f'<a href="{SEARCH}">Search</a>' in articles
