"""Posting evidence: what is stored, what is refused and why."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.models import Audience, State
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.models import Bearing, Evidence, Side, Source
from deliberate.evidence.services import bear, post_evidence, post_remark, withdraw
from deliberate.propositions.models import Proposition
from tests.evidence.drafts import QUOTE, bears, draft
from tests.factories import make_article, make_bearing, make_proposition
from tests.queries import count_queries


def test_an_item_and_how_it_bears_are_two_rows_with_a_revision_and_an_event_each(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        bearing = post_evidence(ann, claim, draft())
    evidence = session.get_one(Evidence, bearing.evidence_id)
    assert (bearing.side, bearing.target_id, bearing.author_id) == (Side.FOR, claim.id, "ann")
    assert bearing.warrant_html == "<p>A cable so thin <em>breaks</em>.</p>"
    assert (evidence.quote, evidence.status, bearing.status) == (QUOTE, Status.VISIBLE, Status.VISIBLE)
    for row in (evidence, bearing):
        assert session.scalar(select(func.count()).where(Revision.contribution_id == row.id)) == 1
        assert session.scalars(select(Event.action).where(Event.target == str(row.public_id))).all() == ["post"]
    assert verify_chain().fault is None


def test_a_post_asks_nothing_twice(app: Flask, context: Flask, ann: Actor, claim: Proposition) -> None:
    def post() -> None:
        with transaction():
            post_evidence(ann, claim, draft(quote=str(uuid4()), link=f"https://bridges.example/{uuid4()}"))

    post()
    asked = {
        table: count_queries(app, post, f"FROM deliberate_{table}")
        for table in ("chain_head", "pseudonym", "watch ", "word_list ", "weighing")
    }
    # The words of a post are looked at once before it is stored, and as two wordings after.
    assert asked == {"chain_head": 1, "pseudonym": 1, "watch ": 3, "word_list ": 3, "weighing": 1}
    assert count_queries(app, post) <= 72


def test_visitors_cannot_post_and_a_closed_article_takes_nothing(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with pytest.raises(NotSignedIn), transaction():
        post_evidence(VISITOR, claim, draft())
    with transaction():
        claim.article.state = State.CLOSED
    with pytest.raises(NotAllowed), transaction():
        post_evidence(ann, claim, draft())


@pytest.mark.parametrize(
    "again",
    [QUOTE, QUOTE.upper(), f"  “{QUOTE.replace(' ', '  ')}”  ", QUOTE.rstrip(".")],
    ids=["same", "case", "quotation marks and spaces", "full stop"],
)
def test_the_same_quote_on_the_same_target_and_side_is_refused_by_name(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition, again: str
) -> None:
    with transaction():
        first = post_evidence(ann, claim, draft())
        name = str(first.public_id)[:8]
    with pytest.raises(Conflict, match=name), transaction():
        post_evidence(ben, claim, draft(quote=again, link="https://elsewhere.example/"))


def test_the_same_quote_is_welcome_on_the_other_side_and_on_another_claim(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        other = make_proposition(claim.article, "The cable had rusted.")
        posted = [
            post_evidence(ann, claim, draft()),
            post_evidence(ben, claim, draft(Side.AGAINST)),
            post_evidence(ben, other, draft()),
        ]
    assert len({each.id for each in posted}) == 3


def test_the_same_source_with_another_quote_is_never_refused(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        first = post_evidence(ann, claim, draft())
        second = post_evidence(ben, claim, draft(quote="The deck was sound."))
        assert first.evidence.source_id == second.evidence.source_id


def test_a_form_that_is_sent_twice_posts_once(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        first = post_evidence(ann, claim, draft(submission="form-1"))
    with transaction():
        assert post_evidence(ann, claim, draft(submission="form-1")).id == first.id
        sent = draft(submission="form-1")
        other_warrant = replace(sent, bearing=replace(sent.bearing, warrant="On second thoughts."))
        for other in (other_warrant, draft(quote="Another.", submission="form-1")):
            with pytest.raises(Conflict, match="what you sent then is posted"):
                post_evidence(ann, claim, other)


def test_a_submission_of_another_sort_is_refused(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        post_remark(ann, claim.article, claim, "Which Monday?", submission="form-1")
    with pytest.raises(Invalid), transaction():
        post_evidence(ann, claim, draft(submission="form-1"))


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"quote": " \n"}, "quote"),
        ({"quote": "“”"}, "quote"),
        ({"quote": "x" * 3001}, "quote"),
        ({"quote": "nul \0 here"}, "quote"),
        ({"quote": "turned \u202e round"}, "quote"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://bank.example@evil.example/"}, "link"),
        ({"link": "https://bridges.example:99999/"}, "link"),
        ({"link": None}, "link"),
        ({"link": None, "citation": "   "}, "link"),
        ({"origin": "x" * 501}, "origin"),
        ({"published_on": now().date() + timedelta(days=3)}, "published_on"),
        ({"observed_on": now().date() + timedelta(days=3)}, "observed_on"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_stored(
    context: Flask, ann: Actor, claim: Proposition, fields: dict[str, object], blamed: str
) -> None:
    before = [session.scalar(select(func.count()).select_from(table)) for table in (Evidence, Bearing, Source)]
    with pytest.raises(Invalid) as refusal, transaction():
        post_evidence(ann, claim, draft(**fields))
    assert refusal.value.field == blamed
    assert [session.scalar(select(func.count()).select_from(table)) for table in (Evidence, Bearing, Source)] == before


def test_what_a_screen_holds_waits_as_a_whole(context: Flask, ann: Actor, claim: Proposition, hold_all: None) -> None:
    with transaction():
        bearing = post_evidence(ann, claim, draft())
        assert {bearing.status, bearing.evidence.status} == {Status.PENDING}
        assert bearing.held_because == "A moderator looks first."


def test_nothing_can_be_posted_on_what_is_not_shown_nor_on_a_remark(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        remark = post_remark(ann, claim.article, claim, "Which Monday?")
        hidden = make_proposition(claim.article, "Hidden.", status=Status.REMOVED)
    with pytest.raises(NotFound), transaction():
        post_evidence(ann, remark, draft())
    with pytest.raises(Conflict), transaction():
        post_evidence(ann, hidden, draft())


def test_one_item_bears_on_several_claims(context: Flask, ann: Actor, ben: Actor, claim: Proposition) -> None:
    with transaction():
        other = make_proposition(claim.article, "The cable had rusted.")
        first = post_evidence(ann, claim, draft())
        second = bear(ben, first.evidence, other, bears(Side.AGAINST))
    assert second.evidence_id == first.evidence_id
    with pytest.raises(Conflict, match="already listed"), transaction():
        bear(ann, session.get_one(Evidence, first.evidence_id), other, bears(Side.AGAINST))


def test_a_challenge_is_evidence_on_an_item_or_on_how_it_bears(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        bearing = post_evidence(ann, claim, draft())
        on_item = post_evidence(ben, bearing.evidence, draft(Side.AGAINST, quote="The report was withdrawn."))
        on_link = post_evidence(ben, bearing, draft(Side.AGAINST, quote="It was another bridge."))
    assert (on_item.target_id, on_link.target_id) == (bearing.evidence_id, bearing.id)


def test_an_item_does_not_travel_to_people_who_may_not_read_where_it_comes_from(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        private = make_article(audience=Audience.LINK)
        bearing = make_bearing(make_proposition(private))
        with pytest.raises(Conflict, match="Not everybody"):
            bear(ann, bearing.evidence, claim, bears())
        assert bear(ann, make_bearing(claim).evidence, make_proposition(private), bears())


def test_a_withdrawn_quote_can_be_posted_again(context: Flask, ann: Actor, ben: Actor, claim: Proposition) -> None:
    with transaction():
        withdraw(ann, post_evidence(ann, claim, draft()))
    with transaction():
        assert post_evidence(ben, claim, draft()).quote_key


def test_an_item_that_was_withdrawn_from_a_claim_can_bear_on_it_again(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        other = make_proposition(claim.article, "The cable had rusted.")
        evidence = post_evidence(ann, claim, draft()).evidence
        withdraw(ben, bear(ben, evidence, other, bears()))
    with transaction():
        assert bear(ben, evidence, other, bears()).status is Status.VISIBLE


def _at_once(app: Flask, *works: tuple[Actor, str | None]) -> list[str]:
    """Post the same quote from one thread each; what became of each."""
    outcomes: list[str] = []
    gate = threading.Barrier(len(works))

    def post(actor: Actor, submission: str | None) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    target = session.scalars(select(Proposition).where(Proposition.text.startswith("The bridge"))).one()
                    bearing = post_evidence(actor, target, draft(submission=submission))
                    outcomes.append(str(bearing.public_id))
            except Conflict:
                outcomes.append("conflict")

    threads = [threading.Thread(target=post, args=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_same_quote_twice_at_once_gives_one_item_and_one_conflict(
    app: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    outcomes = _at_once(app, (ann, "a"), (ben, "b"))
    assert outcomes.count("conflict") == 1
    assert session.scalar(select(func.count()).select_from(Bearing).where(Bearing.target_id == claim.id)) == 1


def test_a_double_click_at_once_gives_one_item(app: Flask, ann: Actor, claim: Proposition) -> None:
    first, second = _at_once(app, (ann, "one form"), (ann, "one form"))
    assert first == second != "conflict"
    assert session.scalar(select(func.count()).select_from(Bearing).where(Bearing.target_id == claim.id)) == 1
