"""Many decisions at once: one unit, one event each, one batch; what may not be decided is named and left out."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.editing import edit_evidence
from deliberate.evidence.models import Bearing
from deliberate.moderation.bulk import MOST, Ruling, decide_together, undo_together
from deliberate.moderation.claiming import claim
from deliberate.moderation.models import Decision
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.services import decide, undo
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Score
from tests.host import person
from tests.moderation.scenes import draft, events_of, flagged, item_of, moderator, opened, posted

SPAM = Ruling("remove", "spam", "They all sell shoes.")


@pytest.fixture
def mo(context: Flask) -> Actor:
    return moderator(context)


@pytest.fixture
def main(context: Flask) -> Proposition:
    return opened(context)


@pytest.fixture
def items(context: Flask, main: Proposition) -> list[Bearing]:
    ann = person(context, "ann", level=1)
    return [posted(ann, main, f"Shoes, number {number}.") for number in range(4)]


def with_versions(items: Sequence[Contribution]) -> list[tuple[Contribution, int]]:
    session.expire_all()
    return [(each, each.version) for each in items]


def states(items: Sequence[Contribution]) -> list[Status]:
    session.expire_all()
    return [each.status for each in items]


def sums() -> list[float]:
    session.expire_all()
    return list(session.scalars(select(Score.log_odds).order_by(Score.proposition_id)))


def test_a_batch_is_one_reason_one_name_and_one_event_for_each(mo: Actor, items: list[Bearing]) -> None:
    with transaction():
        outcome = decide_together(mo, with_versions(items), SPAM)
    assert states(items) == [Status.REMOVED] * 4
    assert not outcome.left_out
    for item in items:
        last = events_of(item)[-1]
        assert (last.action, last.batch) == ("remove", outcome.batch)
        assert [each.action for each in events_of(item)].count("remove") == 1
    assert {each.reason for each in outcome.decisions} == {"They all sell shoes."}
    assert verify_chain().fault is None


def test_a_dry_run_says_what_the_decision_then_does_and_stores_nothing(
    context: Flask, mo: Actor, items: list[Bearing]
) -> None:
    class Enough(Exception):
        pass

    before = sums()
    events = len(session.scalars(select(Event.id)).all())
    with pytest.raises(Enough), transaction():
        dry = [
            (move.claim.id, move.before, move.after) for move in decide_together(mo, with_versions(items), SPAM).moves
        ]
        raise Enough
    assert states(items) == [Status.VISIBLE] * 4
    assert sums() == before
    assert len(session.scalars(select(Event.id)).all()) == events
    with transaction():
        outcome = decide_together(mo, with_versions(items), SPAM)
    assert [(move.claim.id, move.before, move.after) for move in outcome.moves] == dry
    assert [move.after for move in outcome.moves] == [
        after for after, was in zip(sums(), before, strict=True) if abs(after - was) >= 0.005
    ]


def test_what_one_may_not_decide_on_is_named_and_left_out(
    context: Flask, mo: Actor, main: Proposition, items: list[Bearing]
) -> None:
    other = moderator(context, "other")
    mine = posted(mo, main, "Posted by the moderator.")
    flagged(person(context, "bob", level=1), items[0])
    with transaction():
        claim(other, items[0])
    chosen = with_versions([mine, *items])
    with transaction():
        decide(other, items[1], "remove", "abuse", "Rude.")
    with transaction():
        outcome = decide_together(mo, chosen, SPAM)
    assert [each.contribution for each in outcome.left_out] == [mine, items[0], items[1]]
    assert [each.why for each in outcome.left_out][1].startswith("Other is looking at it")
    assert states([mine, *items]) == [Status.VISIBLE, Status.VISIBLE, *[Status.REMOVED] * 3]
    reasons = session.scalars(select(Decision.reason).where(Decision.contribution_id == items[1].id)).all()
    assert reasons == ["Rude."]


def test_what_turns_out_to_be_impossible_halfway_leaves_nothing_behind(
    context: Flask, mo: Actor, main: Proposition, items: list[Bearing]
) -> None:
    item, before, ann = item_of(items[0]), sums(), person(context, "ann")
    with transaction():
        edit_evidence(ann, item, draft("Taken meanwhile.").item, item.version)
    posted(person(context, "bob", level=1), main, "Taken meanwhile.")
    waits = posted(person(context, "newcomer"), main, "Waits too.")
    chosen = with_versions([item, waits])
    with transaction():
        outcome = decide_together(mo, chosen, Ruling("approve"))
    assert [each.contribution for each in outcome.left_out] == [item]
    assert states([waits]) == [Status.VISIBLE]
    assert (item.quote, item.revision) == ("Shoes, number 0.", 1)
    assert [each.action for each in events_of(item)] == ["post", "edit"]
    assert sums()[0] == pytest.approx(before[0])
    assert verify_chain().fault is None


def test_a_whole_batch_is_undone_to_the_last_digit(context: Flask, mo: Actor, items: list[Bearing]) -> None:
    before, waiting = sums(), len(session.scalars(select(QueueEntry.id)).all())
    with transaction():
        batch = decide_together(mo, with_versions(items), SPAM).batch
    with transaction():
        assert undo_together(mo, batch) == 4
    assert states(items) == [Status.VISIBLE] * 4
    assert sums() == pytest.approx(before, abs=1e-9)
    assert len(session.scalars(select(QueueEntry.id)).all()) == waiting
    undone = [events_of(item)[-1] for item in items]
    assert {each.action for each in undone} == {"undo"}
    assert len({each.batch for each in undone}) == 1


def test_of_a_batch_one_of_which_was_put_back_the_rest_is_undone(mo: Actor, items: list[Bearing]) -> None:
    with transaction():
        outcome = decide_together(mo, with_versions(items), SPAM)
    with transaction():
        undo(mo, session.get_one(Decision, outcome.decisions[0].id))
    with transaction():
        assert undo_together(mo, outcome.batch) == 3
    assert states(items) == [Status.VISIBLE] * 4


def test_where_something_newer_stands_on_one_none_of_the_batch_is_undone(
    context: Flask, mo: Actor, items: list[Bearing]
) -> None:
    with transaction():
        batch = decide_together(mo, with_versions(items), SPAM).batch
    other = moderator(context, "other")
    with transaction():
        decide(other, session.get_one(Bearing, items[2].id), "restore")
    with pytest.raises(Conflict, match="Something newer"), transaction():
        undo_together(mo, batch)
    assert states(items) == [Status.REMOVED, Status.REMOVED, Status.VISIBLE, Status.REMOVED]


def test_a_batch_without_its_reason_decides_nothing(mo: Actor, items: list[Bearing]) -> None:
    with pytest.raises(Invalid), transaction():
        decide_together(mo, with_versions(items), Ruling("remove"))
    assert states(items) == [Status.VISIBLE] * 4


def test_none_and_more_than_a_hundred_are_refused(mo: Actor, items: list[Bearing]) -> None:
    for chosen in ([], [(items[0], 1)] * (MOST + 1)):
        with pytest.raises(Invalid), transaction():
            decide_together(mo, chosen, SPAM)


def test_members_decide_on_nothing_together(context: Flask, items: list[Bearing]) -> None:
    eve = person(context, "eve", level=3)
    with pytest.raises(NotAllowed), transaction():
        decide_together(eve, with_versions(items), SPAM)
