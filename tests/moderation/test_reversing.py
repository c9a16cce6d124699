"""Undo: the exact prior state, or a conflict that names what stands in the way."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision, Status, find_waiting_revision
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.core.signals import weights_due
from deliberate.core.standing import Standing
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Bearing, Curation, Side, Source
from deliberate.evidence.services import edit_bearing
from deliberate.moderation.claiming import defer
from deliberate.moderation.handing_on import hand_on
from deliberate.moderation.models import Decision
from deliberate.moderation.services import decide, undo
from deliberate.moderation.states import state_of
from deliberate.propositions.models import Answer
from deliberate.weighting.models import Dimension, Score
from tests.factories import make_rating
from tests.host import person
from tests.moderation.scenes import events_of, flagged, item_of, moderator, opened, posted, stand


def everything_of(contribution: Contribution) -> dict[str, Any]:
    """Every column but those that only say when and how often it changed."""
    columns = contribution.__mapper__.column_attrs
    left_out = {"changed_at", "version"}
    return {each.key: getattr(contribution, each.key) for each in columns if each.key not in left_out}


@pytest.mark.parametrize(
    ("action", "level", "address"),
    [
        ("remove", 1, None),
        ("keep", 1, None),
        ("dispute", 1, None),
        ("request_source", 1, None),
        ("mark_stale", 1, None),
        ("mark_retracted", 1, "https://example.org/note"),
        ("approve", 0, None),
        ("return", 0, None),
        ("reject", 0, None),
    ],
)
def test_undo_restores_every_column_of_everything_it_touched(
    context: Flask, action: str, level: int, address: str | None
) -> None:
    bearing = posted(person(context, "ann", level=level), opened(context))
    evidence, mo = item_of(bearing), moderator(context)
    before = [everything_of(bearing), everything_of(evidence)]
    with transaction():
        decision = decide(mo, bearing, action, "other", "Because.", address=address)
    with transaction():
        made = undo(mo, decision)
    session.expire_all()
    assert [everything_of(bearing), everything_of(item_of(bearing))] == before
    assert (made.action, made.before, made.after) == ("undo", decision.after, decision.before)
    assert decision.undone_by_id == made.id
    assert session.get_one(Source, evidence.source_id).retracted_at is None
    assert verify_chain().fault is None


def test_undo_is_one_event_for_each(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    with transaction():
        decision = decide(mo, bearing, "remove", "spam", "Shoes.")
        undo(mo, decision)
    for each in (bearing, item_of(bearing)):
        assert [event.action for event in events_of(each)] == ["post", "remove", "undo"]


def test_undoing_what_came_along_undoes_the_whole(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    with transaction():
        decide(mo, bearing, "remove", "spam", "Shoes.")
        companion = session.scalars(select(Decision).where(Decision.lead_id.is_not(None))).one()
        undo(mo, companion)
    assert bearing.status is Status.VISIBLE


def test_an_edit_that_was_approved_waits_again_and_the_old_words_are_back(context: Flask) -> None:
    ann, claim, mo = person(context, "ann", level=1), opened(context, premoderated=True), moderator(context)
    bearing = posted(ann, claim)
    with transaction():
        decide(mo, bearing, "approve")
        edit_bearing(ann, bearing, BearingDraft(Side.AGAINST, "Better words."), bearing.version)
        decision = decide(mo, bearing, "approve")
    assert (bearing.side, bearing.revision, bearing.substance) == (Side.AGAINST, 2, 2)
    with transaction():
        undo(mo, decision)
    assert (bearing.side, bearing.warrant, bearing.revision, bearing.substance) == (Side.FOR, "It shows why.", 1, 1)
    waiting = find_waiting_revision(bearing)
    assert waiting is not None
    assert waiting.number == 2


@pytest.mark.parametrize("action", ["return", "reject"])
def test_an_edit_that_was_turned_down_waits_again(context: Flask, action: str) -> None:
    ann, claim, mo = person(context, "ann", level=1), opened(context, premoderated=True), moderator(context)
    bearing = posted(ann, claim)
    with transaction():
        decide(mo, bearing, "approve")
        edit_bearing(ann, bearing, BearingDraft(Side.FOR, "Better words."), bearing.version)
    before = state_of(bearing)
    with transaction():
        decision = decide(mo, bearing, action, "other", "Because.")
        undo(mo, decision)
    assert state_of(bearing) == before


def test_the_flags_wait_again(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    flag = flagged(person(context, "bob", level=1), bearing)
    with transaction():
        undo(mo, decide(mo, bearing, "remove", "misquoted", "It says 12."))
    assert (flag.settled_at, flag.settled_by_id, flag.upheld) == (None, None, None)


def test_a_level_that_an_approval_gave_is_taken_back(context: Flask) -> None:
    ann, claim, mo = person(context, "ann"), opened(context), moderator(context)
    first, second = posted(ann, claim, "Rust."), posted(ann, claim, "More rust.")
    with transaction():
        decide(mo, first, "approve")
        decision = decide(mo, second, "approve")
    with transaction():
        undo(mo, decision)
    standing = session.get_one(Standing, "ann")
    assert (standing.level, standing.approved) == (0, 1)
    acts = session.scalars(select(Event.action).where(Event.target_kind == "person").order_by(Event.id)).all()
    assert acts == ["promote", "demote"]


def test_a_retraction_is_undone_with_the_source_and_all_that_cites_it(context: Flask) -> None:
    ann, claim, mo = person(context, "ann", level=1), opened(context), moderator(context)
    one, two = posted(ann, claim, "Rust."), posted(ann, claim, "More rust.")
    with transaction():
        decide(mo, two, "dispute", "contested", "Two labs disagree.")
        decision = decide(mo, one, "mark_retracted", "withdrawn_source", "See.", address="https://example.org/note")
    assert item_of(two).curation is Curation.RETRACTED
    with transaction():
        undo(mo, decision)
    assert (item_of(one).curation, item_of(two).curation) == (Curation.ACTIVE, Curation.DISPUTED)
    assert session.get_one(Source, item_of(one).source_id).retracted_at is None


def _removed(app: Flask) -> tuple[Bearing, Decision]:
    bearing, mo = posted(person(app, "ann", level=1), opened(app)), moderator(app)
    with transaction():
        return bearing, decide(mo, bearing, "remove", "spam", "Shoes.")


def test_something_newer_is_named(context: Flask) -> None:
    bearing, decision = _removed(context)
    mo = moderator(context)
    with transaction():
        decide(mo, bearing, "restore")
    with pytest.raises(Conflict, match="showed it again"), transaction():
        undo(mo, decision)


def test_what_was_put_off_or_handed_on_since_is_undone_all_the_same(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    other = moderator(context, "other")
    with transaction():
        decision = decide(mo, bearing, "dispute", "contested", "Page 3 says otherwise.")
    flagged(person(context, "ben", level=1), item_of(bearing))
    with transaction():
        defer(other, item_of(bearing), 5, "Page 4 comes on Monday.")
        hand_on(other, item_of(bearing), mo.key, "You know page 3.")
    with transaction():
        undo(mo, decision)
    assert item_of(bearing).curation is Curation.ACTIVE


def test_a_decision_is_undone_once_and_an_undo_not_at_all(context: Flask) -> None:
    _bearing, decision = _removed(context)
    mo, other = moderator(context), moderator(context, "other")
    with transaction():
        made = undo(mo, decision)
    with transaction():
        assert undo(mo, decision) is made, "a button pressed twice"
    with pytest.raises(Conflict, match="already"), transaction():
        undo(other, decision, "I would have put it back too.")
    with pytest.raises(Conflict, match="Decide anew"), transaction():
        undo(mo, made)


def test_the_decider_needs_no_reason_while_it_is_fresh_and_one_later(context: Flask) -> None:
    _bearing, decision = _removed(context)
    mo = moderator(context)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        with pytest.raises(Invalid, match="Say why"), transaction():
            undo(mo, decision)
        with transaction():
            undo(mo, decision, "I confused two posts.")


def test_another_moderator_undoes_with_a_reason_and_a_member_never(context: Flask) -> None:
    bearing, decision = _removed(context)
    other, ann = moderator(context, "other"), person(context, "ann", level=1)
    with pytest.raises(NotAllowed), transaction():
        undo(ann, decision, "I want it back.")
    with pytest.raises(Invalid, match="Say why"), transaction():
        undo(other, decision)
    with transaction():
        undo(other, decision, "It sells nothing.")
    assert bearing.status is Status.VISIBLE


def test_a_quote_taken_meanwhile_stands_in_the_way(context: Flask) -> None:
    bearing, decision = _removed(context)
    mo = moderator(context)
    claim = session.get_one(Contribution, bearing.target_id)
    posted(person(context, "eve", level=1), claim)
    with pytest.raises(Conflict, match="already listed"), transaction():
        undo(mo, decision)
    session.expire_all()
    assert bearing.status is Status.REMOVED
    assert session.scalars(select(Revision).where(Revision.contribution_id == bearing.id)).one().number == 1


def test_a_removed_item_weighs_as_if_never_posted_and_undo_brings_the_score_back_exactly(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    ann, raters = person(context, "ann", level=1), ("a", "b", "c")
    kept, gone = posted(ann, claim, "Rust."), posted(ann, claim, "Paint.", Side.AGAINST, citation="Paint report")

    def log_odds() -> float:
        session.expire_all()
        return session.get_one(Score, claim.id).log_odds

    def rated(bearing: Bearing, quarters: int) -> None:
        with transaction():
            for name in raters:
                make_rating(bearing, name, Dimension.RELEVANCE, quarters)
                make_rating(bearing, name, Dimension.STRENGTH, quarters)
                make_rating(item_of(bearing), name, Dimension.RELIABILITY, quarters)
            weights_due.send(claim.article)

    with transaction():
        for name, answer in zip(raters, Answer, strict=True):
            stand(Actor(id=name, level=1), claim, answer)
    rated(kept, 4)
    alone = log_odds()
    rated(gone, 3)
    both = log_odds()
    assert both != pytest.approx(alone, abs=1e-3)
    with transaction():
        decision = decide(mo, session.get_one(Bearing, gone.id), "remove", "misquoted", "It says 12.")
    assert log_odds() == pytest.approx(alone, abs=1e-9)
    with transaction():
        undo(mo, session.get_one(Decision, decision.id))
    assert log_odds() == pytest.approx(both, abs=1e-9)
