"""Which citations are one source, who publishes it, and what shares an origin."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article, Audience, Group, GroupMember
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status, change_status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid
from deliberate.core.events import Event
from deliberate.evidence.models import Origin, Publisher, Source
from deliberate.evidence.services import post_evidence
from deliberate.evidence.sources import Citing, canonical_address, fold, source_for
from deliberate.propositions.models import Party, Proposition
from deliberate.propositions.speakers import set_party, speakers_named
from deliberate.weighting.models import Score
from tests.evidence.drafts import draft
from tests.factories import make_article, make_proposition, make_source
from tests.host import person


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("HTTPS://WWW.Example.ORG:443/a/../b#part", "https://www.example.org/b"),
        ("https://example.org/x?utm_source=a&id=7&fbclid=z&UTM_Medium=b", "https://example.org/x?id=7"),
        ("https://example.org/x?b=2&a=1", "https://example.org/x?a=1&b=2"),
        ("https://example.org/x?empty=", "https://example.org/x?empty="),
        ("https://example.org:8443", "https://example.org:8443/"),
        ("https://example.org/caf%E9?q=%E9", "https://example.org/caf%E9?q=%E9"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("  https://münchen.example/ä ", "https://xn--mnchen-3ya.example/%C3%A4"),
    ],
)
def test_all_addresses_of_a_page_have_one_spelling(typed: str, canonical: str) -> None:
    assert canonical_address(typed) == canonical
    assert canonical_address(canonical) == canonical


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://example.org/",
        "example.org/page",
        "https://",
        "https://a b.example/",
        "http://[::1",
    ],
)
def test_what_is_no_web_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Invalid, match="address"):
        canonical_address(typed)


def test_quotes_fold_to_what_a_reader_sees() -> None:
    assert fold("“It’s\u00a0 FINE.”") == fold("it's fine") == fold("It\u200b's ﬁne.")
    assert fold("It was 5 mm.") != fold("It was 6 mm.")


def _cited(article: Article, link: str | None, citation: str | None = None, published_on: date | None = None) -> Source:
    return source_for(Citing(article, link, citation, published_on))


def test_a_link_is_found_again_however_it_is_spelt(context: Flask) -> None:
    with transaction():
        article = make_article()
        first = _cited(article, "https://www.Bridges.example/r?utm_source=x")
        again = _cited(article, "https://www.bridges.example/r#page=2", "Bridge Authority: Report", date(2025, 3, 1))
        assert again is first
        assert (first.citation, first.published_on) == ("Bridge Authority: Report", date(2025, 3, 1))
        # The first address stays as it was typed.
        assert first.url == "https://www.Bridges.example/r?utm_source=x"
        assert session.scalars(select(Publisher.domain)).all() == ["bridges.example"]


def test_what_a_source_is_called_stays_once_an_item_shows_it(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        link = "https://www.bridges.example/r"
        item = post_evidence(ann, claim, draft(link=link, citation="Bridge Authority: Report"))
        _cited(claim.article, link, "Something else", date(2026, 1, 1))
        assert session.get_one(Source, item.evidence.source_id).citation == "Bridge Authority: Report"


def test_a_citation_is_found_again_and_an_address_typed_as_citation_is_a_link(context: Flask) -> None:
    with transaction():
        article = make_article()
        paper = _cited(article, None, "Doe, J. (2020). Cables.")
        assert _cited(article, None, "doe, j. (2020).  cables") is paper
        assert (paper.url, paper.publisher_id) == (None, None)
        page = _cited(article, None, "https://example.org/a")
        assert _cited(article, "https://example.org/a") is page
        assert (page.url, page.citation) == ("https://example.org/a", "example.org/a")


def test_an_origin_is_linked_once_with_an_event_and_kept(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        first = post_evidence(ann, claim, draft(link="https://a.example/", origin="Wire Service"))
        second = post_evidence(
            ben, claim, draft(link="https://b.example/", quote="Cable thin.", origin="wire  service")
        )
        post_evidence(ben, claim, draft(link="https://a.example/", quote="Cable gone.", origin="Somebody else"))
        one, two = (session.get_one(Source, each.evidence.source_id) for each in (first, second))
        assert one.origin_id == two.origin_id is not None
        assert session.scalars(select(Origin.name)).all() == ["Wire Service"]
    linked = session.execute(select(Event.target, Event.article_id).where(Event.action == "link origin")).all()
    assert {tuple(row) for row in linked} == {(str(each.public_id), claim.article_id) for each in (one, two)}


def test_a_source_that_is_itself_the_origin_belongs_to_the_cluster(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        wire = post_evidence(ann, claim, draft(link="https://wire.example/1", quote="First."))
        echo = post_evidence(ann, claim, draft(link="https://echo.example/", origin="https://wire.example/1?utm_id=2"))
        late = post_evidence(
            ann, claim, draft(link="https://late.example/", quote="Late.", origin="https://new.example/")
        )
        new = post_evidence(ann, claim, draft(link="https://new.example/", quote="New."))
        origins = [session.get_one(Source, each.evidence.source_id).origin_id for each in (wire, echo, late, new)]
    assert origins[0] == origins[1] is not None
    assert origins[2] == origins[3] is not None
    assert origins[0] != origins[2]


def test_an_item_that_waits_links_no_origin_until_it_is_approved(
    app: Flask, context: Flask, ann: Actor, claim: Proposition, hold_all: None
) -> None:
    moderator = person(app, "mo", "moderator")
    with transaction():
        source = make_source(key="https://a.example/", url="https://a.example/")
        bearing = post_evidence(ann, claim, draft(link="https://a.example/", origin="Wire Service"))
        assert source.origin_id is None
        change_status(bearing.evidence, moderator, Status.VISIBLE, "approve")
        assert source.origin_id is not None


def test_a_source_is_the_word_of_whoever_was_named_first_and_the_balance_knows_their_side(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        mayor = speakers_named(claim.article, ["The mayor", "Engineers"])["The mayor"]
        bearing = post_evidence(ann, claim, draft(speaker="The mayor"))
        post_evidence(ben, claim, draft(quote="Cable thin.", speaker="Engineers"))
        source = session.get_one(Source, bearing.evidence.source_id)
        assert source.speaker_id == mayor.id
        editor = Actor(id=claim.article.author_id)
        set_party(editor, mayor, Party.YES, "He ordered the cable.")
        assert session.get_one(Score, claim.id).balance["for_"]["parties"] == 2
    named = session.scalars(select(Event.target).where(Event.action == "name speaker")).all()
    assert named == [str(source.public_id)]


def test_a_speaker_whom_the_article_does_not_name_is_refused_beside_the_field(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        post_evidence(ann, claim, draft(speaker="Nobody"))
    assert refusal.value.field == "speaker"


def test_what_is_cited_in_a_group_stays_among_its_people(app: Flask, context: Flask, ann: Actor, ben: Actor) -> None:
    with transaction():
        group = Group(name="Ours", join_code="ours")
        session.add(group)
        session.flush()
        session.add(GroupMember(group_id=group.id, actor_id=ann.key))
        ours = make_proposition(make_article(audience=Audience.GROUP, group_id=group.id))
        public = make_proposition(make_article())
        session.flush()
        inside = post_evidence(ann, ours, draft(link="https://a.example/x", citation="Our secret name", origin="Ours"))
        outside = post_evidence(ben, public, draft(link="https://a.example/x", quote="Another quote."))
        sources = [session.get_one(Source, each.evidence.source_id) for each in (inside, outside)]
        assert sources[0].id != sources[1].id
        assert (sources[1].citation, sources[1].origin_id) == ("a.example/x", None)


def test_what_waits_or_was_removed_never_speaks_through_the_items_of_others(
    app: Flask, context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    newcomer, moderator = person(app, "newcomer"), person(app, "moderator", "moderator")
    with transaction():
        first = post_evidence(ann, claim, draft(link="https://a.example/y"))
        waiting = post_evidence(newcomer, claim, draft(link="https://a.example/y", citation="BUY", quote="Two."))
        source = session.get_one(Source, first.evidence.source_id)
        assert (waiting.status, source.citation) == (Status.PENDING, "a.example/y")
        for row in (waiting, waiting.evidence):
            change_status(row, moderator, Status.VISIBLE, "approve")
        assert source.citation == "BUY"
        for row in (first, first.evidence, waiting, waiting.evidence):
            change_status(row, moderator, Status.REMOVED, "remove")
        post_evidence(ben, claim, draft(link="https://a.example/y", quote="Three."))
        assert source.citation == "a.example/y"
