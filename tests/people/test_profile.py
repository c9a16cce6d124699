"""A person's public page: what everybody may read of them, how it fared, and nothing else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Article, Audience, State
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.evidence.services import post_remark
from deliberate.moderation.services import decide
from deliberate.people import profile
from deliberate.people.profile import Kind, profile_of
from deliberate.propositions.models import Proposition
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, sign_in
from tests.moderation.scenes import moderator, opened, posted
from tests.queries import count_queries

PEOPLE = "/deliberate/people"


@pytest.fixture
def ann(context: Flask) -> Actor:
    return person(context, "ann", level=2)


def quotes(ann: Actor, who: Actor = VISITOR, **asked: object) -> list[str]:
    page = profile_of(who, ann.key, **asked)  # type: ignore[arg-type]
    return [entry.item.evidence.quote if entry.item else entry.title for entry in page.entries]


def hidden(article: Article, **change: object) -> None:
    with transaction():
        for name, value in change.items():
            setattr(article, name, value)


def test_each_contribution_is_there_with_what_became_of_it(context: Flask, client: FlaskClient, ann: Actor) -> None:
    claim = opened(context)
    with transaction():
        make_proposition(claim.article, "The bridge was old.", author_id=ann.key)
    bearing = posted(ann, claim, "Rust was found.")
    bob = person(context, "bob", level=2)
    posted(bob, bearing, "There was none.", Side.AGAINST, citation="Another report")
    with transaction():
        post_remark(ann, claim.article, claim, "Who built it?")
    page = client.get(f"{PEOPLE}/ann").text
    for words in ("Ann", "The bridge was old.", "Bridge report", "Not yet weighed", "1 challenge", "Who built it?"):
        assert words in page, words
    assert "There was none." not in page
    assert page.index("Who built it?") < page.index("Bridge report") < page.index("The bridge was old.")
    item = session.get_one(Evidence, bearing.evidence_id)
    assert f'href="{PEOPLE}/ann"' in client.get(f"/deliberate/evidence/{item.public_id}").text
    only = client.get(f"{PEOPLE}/ann?kind=remark").text
    assert "Who built it?" in only
    assert "Bridge report" not in only


@pytest.mark.parametrize(
    "change",
    [
        {"audience": Audience.LINK},
        {"audience": Audience.GROUP},
        {"state": State.DRAFT},
    ],
    ids=["by link", "of a group", "a draft"],
)
def test_what_not_everybody_may_read_is_on_nobodys_page(context: Flask, ann: Actor, change: dict[str, object]) -> None:
    secret = opened(context, slug="secret", title="Secret")
    posted(ann, secret, "In secret.")
    hidden(secret.article, **change)
    mo = moderator(context)
    for who in (VISITOR, mo):
        with pytest.raises(NotFound):
            profile_of(who, ann.key)
    assert quotes(ann, ann) == []
    posted(ann, opened(context, slug="open", title="Open"), "In the open.")
    for who in (VISITOR, mo, ann):
        assert quotes(ann, who) == ["In the open."]
        assert [article.slug for article, _ in profile_of(who, ann.key).articles] == ["open"]
        with pytest.raises(NotFound):
            profile_of(who, ann.key, slug="secret")


def test_what_waits_or_was_taken_away_is_left_out_and_what_was_merged_leads_on(context: Flask, ann: Actor) -> None:
    claim = opened(context)
    shown, waits, removed, alone, merged = (posted(ann, claim, f"Quote {n}.", citation=f"Report {n}") for n in range(5))
    mo = moderator(context)
    with transaction():
        waits.status = Status.PENDING
        session.get_one(Evidence, alone.evidence_id).status = Status.WITHDRAWN
        decide(mo, removed, "remove", "spam", "It sells shoes.")
        merged.status, merged.merged_into_id = Status.MERGED, shown.id
    page = profile_of(VISITOR, ann.key)
    assert [entry.contribution.id for entry in page.entries] == [merged.id, shown.id]
    assert [entry.merged_into for entry in page.entries] == [shown.public_id, None]
    assert quotes(ann, ann) == quotes(ann), "it is the same for whoever looks"
    with transaction():
        make_bearing_hidden(claim, ann)
    assert len(profile_of(VISITOR, ann.key).entries) == 2
    with transaction():
        decide(mo, shown, "remove", "spam", "It sells shoes as well.")
    with pytest.raises(NotFound):
        profile_of(VISITOR, ann.key)


def make_bearing_hidden(claim: Proposition, ann: Actor) -> Bearing:
    """An item on a claim that was rejected."""
    gone = make_proposition(claim.article, "Nobody says so.", status=Status.REJECTED)
    return make_bearing(gone, author=ann.key, quote="On what is gone.")


def test_of_whom_there_is_nothing_to_read_nobody_is_told(context: Flask, client: FlaskClient, ann: Actor) -> None:
    with transaction():
        posted_by_nobody = make_bearing(make_proposition(make_article()), author="gone")
    for name in ("ann", "nobody", posted_by_nobody.author_id, "system", "imported:x", "visitor:y", "x" * 300, "a/b"):
        assert client.get(f"{PEOPLE}/{name}").status_code == 404, name
    assert client.get("/deliberate/yours/profile").status_code == 303
    sign_in(client, ann)
    assert client.get("/deliberate/yours/profile").location == f"{PEOPLE}/ann"
    assert "Nothing of yours is on a public article yet" in client.get(f"{PEOPLE}/ann").text


def test_it_comes_in_pages_by_kind_and_article_in_a_constant_number_of_queries(
    context: Flask, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "PAGE", 3)
    with transaction():
        claims = [make_proposition(make_article(slug=slug, title=slug)) for slug in ("bridge", "tower")]
        make_bearing(claims[0], author="ann", quote="First.")
    few = count_queries(context, lambda: profile_of(VISITOR, "ann"))
    with transaction():
        for n in range(5):
            make_bearing(claims[n % 2], author="ann", quote=f"Quote {n}.")
    page = profile_of(VISITOR, "ann")
    assert page.kinds == {Kind.CLAIMS: 0, Kind.EVIDENCE: 6, Kind.REMARKS: 0}
    assert [(article.slug, count) for article, count in page.articles] == [("bridge", 4), ("tower", 2)]
    assert quotes(ann) + quotes(ann, before=page.next) == [f"Quote {n}." for n in (4, 3, 2, 1, 0)] + ["First."]
    assert profile_of(VISITOR, "ann", before=page.next).next is None
    assert quotes(ann, slug="tower") == ["Quote 3.", "Quote 1."]
    assert quotes(ann, kind=Kind.CLAIMS) == []
    assert count_queries(context, lambda: profile_of(VISITOR, "ann")) <= few + 1
    assert isinstance(page.entries[0].contribution, Bearing)
    assert isinstance(page.entries[0].item and page.entries[0].item.evidence, Evidence)
