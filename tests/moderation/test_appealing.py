"""Appeals: by whom a decision touches, once, in time, answered by somebody else with a reply."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import EventReason, verify_chain
from deliberate.evidence.models import Bearing, Curation
from deliberate.moderation.appealing import appeal_until
from deliberate.moderation.models import Appeal, AppealState, Decision, FlagReason
from deliberate.moderation.services import appeal, decide, decide_appeal, undo
from tests.host import person
from tests.moderation.scenes import events_of, flagged, item_of, moderator, opened, posted


def removed(app: Flask) -> tuple[Bearing, Decision]:
    bearing, mo = posted(person(app, "ann", level=1), opened(app)), moderator(app)
    with transaction():
        return bearing, decide(mo, bearing, "remove", "spam", "Shoes.")


def appealed(app: Flask) -> tuple[Bearing, Appeal]:
    bearing, decision = removed(app)
    ann = person(app, "ann", level=1)
    with transaction():
        return bearing, appeal(ann, decision, "It is a report.")


def test_an_appeal_leaves_everything_as_it_is_and_is_in_the_log(context: Flask) -> None:
    bearing, case = appealed(context)
    assert (bearing.status, case.state) == (Status.REMOVED, AppealState.OPEN)
    last = events_of(bearing)[-1]
    assert (last.action, last.case, last.before, last.after) == ("appeal", str(case.public_id), "removed", "removed")


def test_what_the_author_writes_in_an_appeal_is_not_in_the_public_log(context: Flask) -> None:
    appealed(context)
    assert "It is a report." not in session.scalars(select(EventReason.text)).all()


def test_only_whom_it_touches_may_appeal(context: Flask) -> None:
    _bearing, decision = removed(context)
    for name in ("bob", "mo"):
        actor = person(context, name, *(["moderator"] if name == "mo" else []), level=1)
        with pytest.raises(NotAllowed), transaction():
            appeal(actor, decision, "It is a report.")


def test_who_flagged_what_was_kept_may_appeal_and_its_author_need_not(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    bearing, mo = posted(ann, opened(context)), moderator(context)
    flag = flagged(bob, bearing)
    with transaction():
        decision = decide(mo, bearing, "keep")
    with pytest.raises(NotAllowed), transaction():
        appeal(ann, decision, "Why not?")
    with transaction():
        case = appeal(bob, decision, "Look at page 3.")
    other = moderator(context, "other")
    with transaction():
        decide_appeal(other, case, True, "You are right, we look again.")
    assert (bearing.kept_revision, flag.settled_at) == (None, None)


def test_an_appeal_is_made_once_and_a_double_click_finds_it(context: Flask) -> None:
    _bearing, case = appealed(context)
    ann = person(context, "ann", level=1)
    decision = session.get_one(Decision, case.decision_id)
    with transaction():
        assert appeal(ann, decision, "It is a report.").id == case.id
    with pytest.raises(Conflict, match="already"), transaction():
        appeal(ann, decision, "And another thing.")


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        (datetime(2026, 1, 15, 9, tzinfo=UTC), datetime(2026, 7, 15, 9, tzinfo=UTC)),
        (datetime(2025, 8, 31, 9, tzinfo=UTC), datetime(2026, 2, 28, 9, tzinfo=UTC)),
        (datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2027, 6, 1, 9, tzinfo=UTC)),
    ],
)
def test_six_months_end_on_the_same_day(decided: datetime, until: datetime) -> None:
    assert appeal_until(Decision(created_at=decided)) == until


def test_after_six_months_it_is_too_late(context: Flask) -> None:
    _bearing, decision = removed(context)
    ann = person(context, "ann", level=1)
    later = time_machine.travel(now() + timedelta(days=190), tick=False)
    with later, pytest.raises(Conflict, match="6 months"), transaction():
        appeal(ann, decision, "It is a report.")


def test_what_was_undone_or_decided_anew_cannot_be_appealed(context: Flask) -> None:
    bearing, decision = removed(context)
    ann, mo = person(context, "ann", level=1), moderator(context)
    with transaction():
        undo(mo, decision)
    with pytest.raises(Conflict, match="put back"), transaction():
        appeal(ann, decision, "It is a report.")
    with transaction():
        first = decide(mo, bearing, "remove", "spam", "Shoes.")
        decide(mo, bearing, "restore")
    with pytest.raises(Conflict, match="newer"), transaction():
        appeal(ann, first, "It is a report.")


def test_the_original_decider_never_answers(context: Flask) -> None:
    _bearing, case = appealed(context)
    moderator(context, "other")
    with pytest.raises(NotAllowed, match="the one who decided"), transaction():
        decide_appeal(first_decider(context), case, False, "It stays.")


def first_decider(app: Flask) -> Actor:
    known: Actor = app.extensions["deliberate"].identity.known["mo"]
    return known


def test_overturning_puts_back_the_exact_state_with_a_reply_and_one_event_each(context: Flask) -> None:
    bearing, case = appealed(context)
    other = moderator(context, "other")
    with transaction():
        decide_appeal(other, case, True, "It is a report indeed.")
    assert (bearing.status, item_of(bearing).status) == (Status.VISIBLE, Status.VISIBLE)
    assert (case.state, case.decided_by, case.reply) == (AppealState.OVERTURNED, "other", "It is a report indeed.")
    assert [event.action for event in events_of(bearing)] == ["post", "remove", "appeal", "overturn"]
    assert [event.action for event in events_of(item_of(bearing))] == ["post", "remove", "overturn"]
    assert events_of(bearing)[-1].case == str(case.public_id)
    assert session.get_one(Decision, case.decision_id).undone_by_id is not None
    assert verify_chain().fault is None


def test_upholding_leaves_it_and_says_why(context: Flask) -> None:
    bearing, case = appealed(context)
    other = moderator(context, "other")
    with transaction():
        decide_appeal(other, case, False, "It does sell shoes.")
    assert (bearing.status, case.state) == (Status.REMOVED, AppealState.UPHELD)
    assert events_of(bearing)[-1].action == "uphold"


def test_flags_that_a_reversed_removal_had_upheld_turn_out_wrong(context: Flask) -> None:
    ann = person(context, "ann", level=1)
    bearing, mo, other = posted(ann, opened(context)), moderator(context), moderator(context, "other")
    flag = flagged(person(context, "bob", level=1), bearing)
    with transaction():
        decision = decide(mo, bearing, "remove", "misquoted", "It says 12.")
        case = appeal(ann, decision, "It says 13.")
        decide_appeal(other, case, True, "It says 13.")
    assert flag.upheld is False


def test_a_reply_is_required(context: Flask) -> None:
    _bearing, case = appealed(context)
    other = moderator(context, "other")
    with pytest.raises(Invalid) as refusal, transaction():
        decide_appeal(other, case, False, "  ")
    assert refusal.value.field == "reply"


def test_an_appeal_is_answered_once(context: Flask) -> None:
    _bearing, case = appealed(context)
    other = moderator(context, "other")
    with transaction():
        decide_appeal(other, case, False, "It stays.")
    with pytest.raises(Conflict, match="answered meanwhile"), transaction():
        decide_appeal(other, case, True, "It comes back.")


def test_a_sole_moderator_answers_as_self_review(context: Flask) -> None:
    bearing, case = appealed(context)
    with transaction():
        decide_appeal(first_decider(context), case, True, "I was wrong.")
    assert case.self_review
    assert events_of(bearing)[-1].self_review
    assert bearing.status is Status.VISIBLE


@pytest.mark.parametrize(("premoderated", "status"), [(False, Status.VISIBLE), (True, Status.PENDING)])
def test_a_rejected_post_is_shown_on_appeal_but_waits_again_where_all_do(
    context: Flask, premoderated: bool, status: Status
) -> None:
    ann, mo, other = person(context, "ann"), moderator(context), moderator(context, "other")
    bearing = posted(ann, opened(context, premoderated=premoderated))
    with transaction():
        decision = decide(mo, bearing, "reject", "spam", "Shoes.")
        decide_appeal(other, appeal(ann, decision, "No shoes."), True, "No shoes indeed.")
    assert (bearing.status, item_of(bearing).status) == (status, status)


def test_what_was_removed_out_of_quarantine_is_shown_on_appeal(context: Flask) -> None:
    ann, mo, other = person(context, "ann", level=1), moderator(context), moderator(context, "other")
    bearing = posted(ann, opened(context))
    for name in "ab":
        flagged(person(context, name, level=3), bearing, FlagReason.SPAM)
    assert bearing.status is Status.QUARANTINED
    with transaction():
        decision = decide(mo, bearing, "remove", "spam", "Shoes.")
        decide_appeal(other, appeal(ann, decision, "No shoes."), True, "No shoes indeed.")
    assert bearing.status is Status.VISIBLE


def test_while_an_appeal_waits_the_removal_is_not_taken_back_behind_it(context: Flask) -> None:
    bearing, _case = appealed(context)
    other = moderator(context, "other")
    with pytest.raises(Conflict, match="appeal"), transaction():
        decide(other, bearing, "restore")


def test_two_authors_of_one_retraction_appeal_and_the_first_to_win_puts_all_back(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    mo, other = moderator(context), moderator(context, "other")
    one, two = posted(ann, claim, "Rust."), posted(bob, claim, "More rust.")
    with transaction():
        lead = decide(mo, one, "mark_retracted", "withdrawn_source", "See.", address="https://example.org/note")
        along = session.scalars(select(Decision).where(Decision.lead_id == lead.id)).one()
        first, second = appeal(bob, along, "It was only corrected."), appeal(ann, lead, "It stands.")
        decide_appeal(other, first, True, "It was corrected, not withdrawn.")
    assert {item_of(one).curation, item_of(two).curation} == {Curation.ACTIVE}
    with pytest.raises(Conflict, match="already"), transaction():
        decide_appeal(other, second, True, "As above.")
    with transaction():
        assert decide_appeal(other, second, False, "It was put back already.").state is AppealState.UPHELD


def test_a_mark_that_is_reversed_on_appeal_shows_nothing_that_waits_for_another_reason(context: Flask) -> None:
    ann, mo, other = person(context, "ann", level=1), moderator(context), moderator(context, "other")
    claim = opened(context)
    marked, aside = posted(ann, claim), posted(ann, claim, "Another sentence of it.")
    held = posted(person(context, "newcomer"), claim, "A third one of it.")
    for name in ("eve", "zoe"):
        flagged(person(context, name, level=3), aside, FlagReason.SPAM)
    with transaction():
        decision = decide(
            mo,
            item_of(marked),
            "mark_retracted",
            "withdrawn_source",
            "They withdrew it.",
            address="https://example.org",
        )
    items = [item_of(each) for each in (marked, aside, held)]
    assert {each.curation for each in items} == {Curation.RETRACTED}
    with transaction():
        decide_appeal(other, appeal(ann, decision, "They did not."), True, "It was another one.")
    assert {each.curation for each in items} == {Curation.ACTIVE}
    assert [each.status for each in items] == [Status.VISIBLE, Status.QUARANTINED, Status.PENDING]
