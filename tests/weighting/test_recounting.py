"""The full pass: in slices, with a word about what had drifted; and what time alone changes."""

import logging
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.signals import contribution_changed
from deliberate.evidence.models import Bearing, Curation, Evidence
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.running import run_due
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import tasks
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.weighting import recounting
from deliberate.weighting.models import ItemScore, Rating, Score
from deliberate.weighting.recounting import Drift, articles_after, recount, recount_each, weighing_key
from deliberate.weighting.services import reweigh
from tests.factories import make_bearing, rate_fully
from tests.host import person
from tests.queries import count_queries
from tests.weighting.rooms import main_claim, weighs

pytestmark = pytest.mark.usefixtures("context")


def _weighed() -> int:
    with transaction():
        claim = main_claim()
        for name in ("ann", "ben"):
            rate_fully(make_bearing(claim), name)
        reweigh(claim.article)
        return claim.id


def _leaning() -> int:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        for name in ("ann", "ben"):
            rate_fully(bearing, name)
        reweigh(claim.article)
        return claim.id


def _drift(claim: int, by: float) -> None:
    with transaction():
        session.get_one(Score, claim).log_odds += by


def test_drifts_add_up_to_the_furthest() -> None:
    both = Drift(2, 1, 0.5).and_then(Drift(3, 1, 0.25))
    assert both == Drift(5, 2, 0.5)
    assert both.is_alarming
    assert not Drift(5, 2, 1e-5).is_alarming


def test_every_article_is_recounted_one_after_the_other() -> None:
    claims = [_weighed() for _ in range(3)]
    list(recount_each(articles_after()))
    _drift(claims[1], 0.5)
    found = [drift for drift in recount_each(articles_after()) if drift.moved]
    assert found == [Drift(1, 1, 0.5)]


def test_an_article_that_is_gone_drifts_by_nothing() -> None:
    assert list(recount_each([10**6])) == [Drift()]


def test_an_article_that_cannot_be_weighed_is_alarming_and_the_others_are_recounted_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    claims = [_weighed() for _ in range(2)]
    with transaction():
        broken = session.get_one(Proposition, claims[0])
        bearing = session.query(Bearing).filter_by(target_id=broken.id).first()
        # By another way than ours: a claim that helps to decide what its own evidence weighs.
        session.add(
            Relation(
                article=broken.article,
                author_id="editor",
                status=Status.VISIBLE,
                relation_kind=RelationKind.UNDERCUTS,
                target_id=bearing.id,
                confirmed_by="editor",
                premises=[RelationPremise(proposition_id=broken.id)],
            )
        )
    _drift(claims[1], 0.5)
    articles = [session.get_one(Proposition, claim).article_id for claim in claims]
    assert list(recount_each(articles)) == [Drift(failed=1), Drift(1, 1, 0.5)]
    assert Drift(failed=1).is_alarming
    assert "could not be weighed: 1" in Drift(failed=1).sentence
    assert f"Article {articles[0]} could not be weighed" in caplog.text


def test_the_number_of_queries_of_a_recount_does_not_grow_with_the_article(context: Flask) -> None:
    small, large = _weighed(), _weighed()
    with transaction():
        claim = session.get_one(Proposition, large)
        for _ in range(30):
            rate_fully(make_bearing(claim), "ann")
        reweigh(claim.article)

    def recounts(claim: int) -> int:
        def work() -> None:
            with transaction():
                recount(session.get_one(Proposition, claim).article)

        return count_queries(context, work)

    assert recounts(small) == recounts(large)


def test_the_nightly_recount_goes_through_all_articles_in_slices_and_says_what_had_drifted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    claims = [_weighed() for _ in range(5)]
    # Whatever else the night brings is over.
    run_due()
    before = session.query(Job).filter_by(task="recount_slice").count()
    _drift(claims[3], 0.25)
    monkeypatch.setattr(recounting, "SLICE_ARTICLES", 2)
    with caplog.at_level(logging.INFO, logger="deliberate.weighting"):
        recounting.recount_nightly()
        run_due()
    slices = session.query(Job).filter_by(task="recount_slice").order_by(Job.id).all()[before:]
    assert {each.state for each in slices} == {JobState.DONE}
    assert len(slices) == len(articles_after()) // 2 + len(articles_after()) % 2
    said = [record for record in caplog.records if record.name == "deliberate.weighting"]
    assert [record.levelname for record in said] == ["ERROR"]
    assert "1 moved, the furthest by 0.250000" in said[0].getMessage()
    assert session.get_one(Score, claims[3]).balance
    # What raters count is worked out after that: weighing for its sake would put drift right before it is seen.
    (raters,) = session.query(Job).filter_by(task="recount_raters").order_by(Job.id.desc()).limit(1)
    assert raters.created_at >= slices[-1].created_at
    assert raters.id > slices[-1].id


def test_a_slice_that_has_taken_long_leaves_the_rest_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    _weighed()
    monkeypatch.setattr(recounting, "SLICE", timedelta(0))
    run_due()
    assert session.query(Job).filter_by(task="recount_slice", state=JobState.DONE).count() == len(articles_after())


def test_a_source_that_does_not_come_in_time_halves_its_item_once_more_with_nobody_acting(context: Flask) -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        reweigh(claim.article)
    for name in ("ann", "ben"):
        weighs(person(context, name, level=2), bearing)
    with transaction():
        evidence = session.get_one(Evidence, session.get_one(Bearing, bearing.id).evidence_id)
        evidence.curation, evidence.curated_at = Curation.SOURCE_REQUESTED, now()
        contribution_changed.send(evidence, action="request_source")
    half = session.get_one(ItemScore, bearing.id).weight
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        tasks.get("weigh_overdue").run(None)  # type: ignore[arg-type]
    assert session.get_one(ItemScore, bearing.id, populate_existing=True).weight == pytest.approx(half / 2)


def test_a_source_that_is_overdue_since_a_moment_is_no_drift() -> None:
    claim = _leaning()
    with transaction():
        evidence = session.query(Evidence).order_by(Evidence.id.desc()).first()
        evidence.curation, evidence.curated_at = Curation.SOURCE_REQUESTED, now()
        contribution_changed.send(evidence, action="request_source")
    before = session.get_one(Score, claim).log_odds
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        tasks.get("recount").run(None)  # type: ignore[arg-type]
        assert session.get_one(Score, claim, populate_existing=True).log_odds < before
        assert not any(drift.furthest for drift in recount_each(articles_after()))


def test_what_a_job_is_about_to_weigh_is_no_drift(context: Flask) -> None:
    claim = _leaning()
    list(recount_each(articles_after()))
    with transaction():
        session.execute(update(Rating).values(level=3, weight=1.25))
        article = session.get_one(Proposition, claim).article_id
        enqueue("weigh_article", {"article": article}, key=weighing_key(article))
    (found,) = (drift for drift in recount_each([article]))
    assert found.moved == 1
    assert not found.is_alarming
