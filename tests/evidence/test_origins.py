"""Suggestions that sources go back to one: found as items are posted, by hand, and by a job; none is made twice."""

import pytest
from flask import Flask

from deliberate.articles.models import Audience
from deliberate.core.actors import SYSTEM
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound
from deliberate.evidence.models import Evidence, TieReason
from deliberate.evidence.origin_upkeep import look_through
from deliberate.evidence.origins import (
    get_suggestion,
    keep,
    next_open,
    open_suggestions,
    propose_origin,
    ties_on,
)
from deliberate.jobs.running import run_due
from deliberate.moderation.services import decide
from deliberate.weighting.models import Score
from tests.factories import make_article, make_bearing, make_proposition, make_source
from tests.host import person
from tests.moderation.curating.scenes import STORY, outlet, suggestions
from tests.moderation.scenes import item_of, moderator, opened


def test_posting_suggests_and_moves_nothing(context: Flask) -> None:
    claim = opened(context)
    one, two = outlet(context, claim, 1), outlet(context, claim, 2, f"As was said: {STORY}")
    (found,) = suggestions()
    assert (found.first_item_id, found.second_item_id) == (one.evidence_id, two.evidence_id)
    assert found.reason is TieReason.WORDS
    assert "inspectors found on monday" in found.words
    assert session.get_one(Score, claim.id).balance["for_"]["origins"] == 2
    assert list(open_suggestions(SYSTEM, claim.article)) == [found]


def test_what_has_nothing_in_common_is_not_suggested(context: Flask) -> None:
    claim = opened(context)
    outlet(context, claim, 1, "The cable was old.")
    outlet(context, claim, 2, "The cable was new.")
    assert not suggestions()


def test_what_waits_is_suggested_once_it_shows(context: Flask) -> None:
    with transaction():
        claim = make_proposition(make_article(premoderated=True))
    one, two = outlet(context, claim, 1), outlet(context, claim, 2)
    assert one.status is Status.PENDING
    mo = moderator(context)
    with transaction():
        decide(mo, one, "approve")
    assert not suggestions()
    with transaction():
        decide(mo, two, "approve")
    assert len(suggestions()) == 1


def test_a_job_finds_what_was_there_before_and_finds_it_once(context: Flask) -> None:
    with transaction():
        claim = make_proposition(make_article())
        for number in range(3):
            make_bearing(claim, quote=f"{STORY} {number}", source=make_source(f"Outlet {number}"))
    assert not suggestions()
    for _ in range(2):
        with transaction():
            look_through(claim.article)
        run_due()
        assert len(suggestions()) == 3
    assert keep(claim.article_id, ties_on(claim.article_id)) == 0


def test_what_is_hidden_or_joined_by_its_authors_is_listed_no_more(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    one, _ = outlet(context, claim, 1), outlet(context, claim, 2)
    assert len(open_suggestions(SYSTEM, claim.article)) == 1
    with transaction():
        decide(mo, one, "remove", "spam", "It advertises.")
    assert not open_suggestions(SYSTEM, claim.article)
    for number in (3, 4):
        outlet(context, claim, number, origin="The harbour watch")
    assert len(suggestions()) == 3
    assert len(open_suggestions(SYSTEM, claim.article)) == 1


def test_a_member_suggests_by_hand_and_says_why(context: Flask) -> None:
    claim = opened(context)
    one, two = outlet(context, claim, 1, "The cable was old."), outlet(context, claim, 2, "The cable was new.")
    bo, new = person(context, "bo", level=1), person(context, "new")
    with pytest.raises(NotAllowed):
        propose_origin(new, item_of(one), item_of(two), "Same photo.")
    for why, field in ((" ", "why"), ("x" * 501, "why")):
        with pytest.raises(Invalid) as refused:
            propose_origin(bo, item_of(one), item_of(two), why)
        assert refused.value.field == field
    with pytest.raises(Invalid, match="same source already"):
        propose_origin(bo, item_of(one), item_of(one), "Same photo.")
    with transaction():
        made = propose_origin(bo, item_of(two), item_of(one), "Same photo.")
    assert made.first_item_id == one.evidence_id
    with transaction():
        assert propose_origin(bo, item_of(one), item_of(two), "Same photo.") is made
    with pytest.raises(Conflict, match="waits for a decision"):
        propose_origin(person(context, "cy", level=1), item_of(one), item_of(two), "I think so too.")


def test_only_who_reads_the_article_finds_its_suggestions(context: Flask) -> None:
    claim = opened(context)
    outlet(context, claim, 1)
    outlet(context, claim, 2)
    outlet(context, claim, 3)
    first, second, third = suggestions()
    assert [next_open(SYSTEM, each) for each in (first, second, third)] == [second, third, first]
    visitor = person(context, "vi")
    assert get_suggestion(visitor, first.public_id) is first
    with transaction():
        session.get_one(Evidence, first.first_item_id).status = Status.REMOVED
    with pytest.raises(NotFound):
        get_suggestion(visitor, first.public_id)
    with transaction():
        claim.article.audience = Audience.GROUP
    with pytest.raises(NotFound):
        get_suggestion(visitor, third.public_id)
