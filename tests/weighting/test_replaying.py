"""What was said of a claim at a moment: shown as it was stored, and worked out again where that can be done."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status, change_status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing
from deliberate.evidence.services import post_evidence
from deliberate.propositions.models import Answer, Proposition, Relation, RelationKind
from deliberate.propositions.relations import RelationDraft, confirm_relation, relate
from deliberate.propositions.stances import state_stance
from deliberate.weighting.model import UnknownParameter, WeightingModel
from deliberate.weighting.replaying import Replay, replays
from deliberate.weighting.weigh import DEFAULT_MODEL
from tests.moderation.scenes import draft
from tests.weighting.rooms import main_claim, weighs

START = datetime.fromisoformat("2026-03-01T12:00:00+00:00")


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    """An item that two people of one viewpoint have rated, an hour after it was posted."""
    with time_machine.travel(START, tick=False), transaction():
        claim = main_claim()
        made = post_evidence(person_of(context, "poster"), claim, draft())
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        for name in ("ann", "ben"):
            weighs(person_of(context, name), made)
    return made


def person_of(app: Flask, name: str) -> Actor:
    return Actor(id=name, name=name, level=2)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def only(bearing: Bearing, hours: float) -> Replay:
    (found,) = replays(session.get_one(Bearing, bearing.id).article, at(hours))
    return found


def later(hours: float, work: Callable[[], object]) -> None:
    with time_machine.travel(at(hours), tick=False), transaction():
        work()


def test_before_anything_was_weighed_there_is_nothing_to_show(bearing: Bearing) -> None:
    assert not list(replays(bearing.article, START - timedelta(hours=1)))


def test_each_moment_has_the_sum_of_then_and_it_comes_out_again(bearing: Bearing) -> None:
    early, late = only(bearing, 0.5), only(bearing, 1.5)
    assert early.event.log_odds == 0.0
    assert late.event.log_odds is not None
    assert late.event.log_odds > 0
    assert early.is_replayed
    assert late.is_replayed
    assert late.sentence == "worked out again, it is the same"


def test_what_is_posted_rated_stated_or_removed_later_does_not_keep_it_from_coming_out(
    context: Flask, bearing: Bearing
) -> None:
    claim = session.get_one(Proposition, bearing.target_id)
    before = only(bearing, 1.5).event.log_odds
    later(2, lambda: post_evidence(person_of(context, "cem"), claim, draft("Another.")))
    with time_machine.travel(at(3), tick=False):
        weighs(person_of(context, "dan"), bearing, 0)
    later(4, lambda: state_stance(person_of(context, "ann"), claim, Answer.AGREE))
    later(5, lambda: change_status(session.get_one(Bearing, bearing.id), Actor(id="editor"), Status.REMOVED, "remove"))
    for hours in (0.5, 1.5, 2.5, 3.5, 4.5, 5.5):
        assert only(bearing, hours).is_replayed, hours
    assert only(bearing, 1.5).event.log_odds == before
    assert only(bearing, 5.5).event.log_odds == 0.0


def test_a_link_that_was_confirmed_later_weighed_nothing_then(context: Flask, bearing: Bearing) -> None:
    article, main = bearing.article, session.get_one(Proposition, bearing.target_id)
    newcomer = Actor(id="eve", name="eve", level=1)

    def relates() -> None:
        from_claim = session.query(Proposition).filter_by(text="It rained.").one()
        relate(newcomer, article, RelationDraft(RelationKind.SUPPORTS, (from_claim.public_id,), main.public_id))

    def posts() -> None:
        rained = Proposition(article=article, text="It rained.", author_id="editor", status=Status.VISIBLE)
        session.add(rained)
        session.flush()
        post_evidence(person_of(context, "poster"), rained, draft("Puddles."))

    later(2, posts)
    later(3, relates)
    later(
        4,
        lambda: (
            change_status(session.query(Relation).one(), Actor(id="editor"), Status.VISIBLE, "approve"),
            confirm_relation(Actor(id="editor", roles=frozenset({"editor"}), level=3), session.query(Relation).one()),
        ),
    )
    assert all(each.is_replayed for each in replays(article, at(3.5)))


def test_where_an_answer_was_replaced_since_that_is_said_with_how_many(bearing: Bearing) -> None:
    with time_machine.travel(at(2), tick=False):
        weighs(Actor(id="ann", name="ann", level=2), bearing, 1)
    found = only(bearing, 1.5)
    assert not found.is_replayed
    assert found.sentence == "it cannot be replayed: 3 ratings changed since"
    assert only(bearing, 2.5).is_replayed


def test_a_sum_that_was_tampered_with_does_not_pass_for_replayed(bearing: Bearing) -> None:
    found = only(bearing, 1.5)
    other = Replay(found.claim, found.text, found.event, (found.recomputed or 0) + 1e-6, 0, 0)
    assert other.sentence == "it cannot be replayed: something that the log does not hold changed since"


def test_the_models_parameters_come_back_from_what_is_stored() -> None:
    assert WeightingModel.from_parameters(DEFAULT_MODEL.parameters()) == DEFAULT_MODEL
    classroom = WeightingModel.classroom()
    assert WeightingModel.from_parameters(classroom.parameters()) == classroom
    with pytest.raises(UnknownParameter, match="phlogiston"):
        WeightingModel.from_parameters({**DEFAULT_MODEL.parameters(), "phlogiston": 1.0})


def test_moments_are_those_of_the_clock(bearing: Bearing) -> None:
    assert only(bearing, (now() - START).total_seconds() / 3600).is_replayed
