"""Searches in vain and remarks: they are no evidence."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from deliberate.core.signals import weights_due
from deliberate.evidence.models import EmptySearch, Side
from deliberate.evidence.services import post_remark, report_search
from deliberate.propositions.models import Proposition
from tests.factories import make_article, make_proposition


def count() -> int:
    return session.scalar(select(func.count()).select_from(EmptySearch)) or 0


def test_a_search_in_vain_is_said_once_and_taken_back_by_the_same_button(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        assert report_search(ann, claim, Side.AGAINST, " the register ").where == "the register"  # type: ignore[union-attr]
        assert report_search(ann, claim, Side.FOR)
        assert report_search(ben, claim, Side.AGAINST)
        assert report_search(ann, claim, Side.AGAINST) is None
    assert count() == 2


def test_a_button_that_says_what_it_wants_can_be_pressed_twice(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        for _ in range(2):
            assert report_search(ann, claim, Side.FOR, wanted=True)
        assert count() == 1
        for _ in range(2):
            assert report_search(ann, claim, Side.FOR, wanted=False) is None
        assert count() == 0


def test_a_search_in_vain_is_news_for_the_weights(context: Flask, ann: Actor, claim: Proposition) -> None:
    heard = []

    def listen(article: object, **about: object) -> None:
        heard.append((article, about))

    with weights_due.connected_to(listen), transaction():
        report_search(ann, claim, Side.FOR)
    assert heard == [(claim.article, {"cause": "search", "about": claim})]


def test_a_search_needs_somebody_and_a_claim_that_shows(context: Flask, ann: Actor, claim: Proposition) -> None:
    with pytest.raises(NotSignedIn), transaction():
        report_search(VISITOR, claim, Side.FOR)
    with pytest.raises(Invalid), transaction():
        report_search(ann, claim, Side.FOR, "x" * 501)
    with transaction():
        claim.status = Status.REMOVED
    with pytest.raises(Conflict), transaction():
        report_search(ann, claim, Side.FOR)


def test_a_remark_is_on_the_article_or_on_something_in_it(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        assert post_remark(ann, claim.article, None, "Who wrote this?").target_id is None
        remark = post_remark(ann, claim.article, claim, "Which *Monday*?", submission="r1")
        assert (remark.target_id, remark.html, remark.status) == (
            claim.id,
            "<p>Which <em>Monday</em>?</p>",
            Status.VISIBLE,
        )
        assert post_remark(ann, claim.article, claim, "Which *Monday*?", submission="r1") is remark
        elsewhere = make_proposition(make_article())
    with pytest.raises(NotFound), transaction():
        post_remark(ann, claim.article, elsewhere, "Here?")
    with pytest.raises(Invalid), transaction():
        post_remark(ann, claim.article, claim, " ")
