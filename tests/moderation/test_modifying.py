"""The third answer to an appeal: something milder takes the place of what was decided."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event, EventReason, verify_chain
from deliberate.core.standing import standing_of
from deliberate.core.times import moment_in_words
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Bearing, Curation, Side
from deliberate.evidence.services import bear, edit_bearing
from deliberate.jobs.models import Job
from deliberate.moderation.conduct import Lock, Sanction
from deliberate.moderation.figures import Scope
from deliberate.moderation.locking import end_locks, find_lock, lock
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag
from deliberate.moderation.modifying import SAME, SHORTER, Change, milder_than
from deliberate.moderation.reviewing import Answers, answers_by_reviewer
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide, decide_appeal, undo
from deliberate.moderation.statements import yours_page
from deliberate.moderation.transparency import tables_of
from deliberate.notices.models import NoticeKind
from tests.factories import make_proposition
from tests.host import person, send, sign_in
from tests.moderation.scenes import events_of, flagged, item_of, moderator, opened, posted
from tests.notices.scenes import kinds, sentences, told, wait


@pytest.fixture
def ann(context: Flask) -> Actor:
    return person(context, "ann", level=2)


@pytest.fixture
def mo(context: Flask) -> Actor:
    return moderator(context)


@pytest.fixture
def other(context: Flask) -> Actor:
    return moderator(context, "other")


def appealed(ann: Actor, mo: Actor, bearing: Bearing, action: str = "remove", code: str = "spam") -> Appeal:
    with transaction():
        return appeal(ann, decide(mo, bearing, action, code, "Shoes."), "There are no shoes in it.")


def answered(other: Actor, case: Appeal, name: str, **more: Any) -> None:
    with transaction():
        decide_appeal(other, case, False, "It is a report, if a bad one.", change=Change(name, **more))


def newest(bearing: Bearing) -> Decision:
    found = select(Decision).where(Decision.contribution_id == bearing.id).order_by(Decision.id.desc())
    return session.scalars(found.limit(1)).one()


def test_what_was_removed_is_returned_instead_with_what_came_along(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    bob = person(context, "bob", level=1)
    flagged(bob, bearing)
    case = appealed(ann, mo, bearing)
    first = newest(bearing)
    for _twice in range(2):
        answered(other, case, "return")
    assert case.state is AppealState.MODIFIED
    assert (bearing.status, item_of(bearing).status) == (Status.RETURNED, Status.RETURNED)
    steps = [(each.action, each.before, each.after, each.case) for each in events_of(bearing)][3:]
    named = str(case.public_id)
    assert steps == [("modify", "removed", "visible", named), ("return", "visible", "returned", named)]
    made = newest(bearing)
    assert (made.action, made.actor_id, made.reason, made.reason_code) == (
        "return",
        other.key,
        "It is a report, if a bad one.",
        "spam",
    )
    assert (first.is_undone, made.replaces_id, made.reported) == (True, first.id, True)
    assert session.scalars(select(Flag.upheld)).all() == [True]
    assert verify_chain().fault is None


def test_the_author_has_a_new_statement_of_reasons_and_no_second_appeal_and_all_sides_are_told(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    bob = person(context, "bob", level=1)
    flagged(bob, bearing)
    case = appealed(ann, mo, bearing)
    wait()
    answered(other, case, "return", reason_code="unsourced")
    statement = yours_page(ann).own[0].restriction
    assert statement is not None
    assert (statement.decision.action, statement.rule) == ("return", "It gives no source that others could check.")
    assert statement.appeal is case
    assert not yours_page(ann).own[0].appealable
    with pytest.raises(Conflict, match="each is looked at again once"), transaction():
        appeal(ann, newest(bearing), "Once more.")
    wait()
    became = "something milder takes the place of what was decided."
    assert f"Your appeal was answered: {became}" in sentences(ann)
    assert f"An appeal against a decision of yours was answered: {became}" in sentences(mo)
    assert told(ann, kind=NoticeKind.DECIDED)[-1].data["action"] == "return"
    assert kinds(bob) == [NoticeKind.FLAG_ANSWERED]


def test_what_was_removed_is_marked_instead_and_weighs_again(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    case = appealed(ann, mo, bearing)
    answered(other, case, "request_source")
    assert (bearing.status, item_of(bearing).curation) == (Status.VISIBLE, Curation.SOURCE_REQUESTED)
    made = newest(item_of(bearing))
    with pytest.raises(Conflict, match="Decide anew"), transaction():
        undo(other, made)
    with transaction():
        decide(mo, bearing, "clear")
    assert (bearing.status, item_of(bearing).curation) == (Status.VISIBLE, Curation.ACTIVE)


def test_an_item_that_the_decision_left_alone_is_marked_for_nobody(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    claim, cyd = opened(context), person(context, "cyd", level=2)
    item = item_of(posted(ann, claim))
    with transaction():
        elsewhere = bear(cyd, item, make_proposition(claim.article), BearingDraft(Side.FOR, "Here as well."))
    case = appealed(cyd, mo, elsewhere)
    assert set(milder_than(newest(elsewhere))) == {"return", SAME}
    with pytest.raises(Invalid, match="Choose what should take its place"):
        answered(other, case, "mark_stale")
    assert item.curation is Curation.ACTIVE


def test_a_mark_takes_the_place_of_a_removal_only_where_it_starts_from_what_there_was(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    with transaction():
        decide(mo, bearing, "mark_retracted", "withdrawn_source", "Gone.", address="https://example.org/notice")
    case = appealed(ann, mo, bearing)
    assert set(milder_than(newest(bearing))) == {"return", SAME}
    with pytest.raises(Invalid, match="Choose what should take its place"):
        answered(other, case, "dispute")


def test_what_flags_had_set_aside_is_shown_with_the_mark_that_takes_the_place_of_its_removal(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    for number in range(3):
        flagged(person(context, f"flagger {number}", level=3), bearing)
    assert bearing.status is Status.QUARANTINED
    case = appealed(ann, mo, bearing)
    answered(other, case, "dispute")
    assert (bearing.status, item_of(bearing).status) == (Status.VISIBLE, Status.VISIBLE)
    assert item_of(bearing).curation is Curation.DISPUTED
    assert [(each.action, each.before, each.after) for each in events_of(bearing)][-1] == (
        *("modify", "removed", "visible"),
    )
    assert session.scalars(select(Flag.upheld)).all() == [True] * 3


def test_the_same_on_another_rule_stands_on_that_and_not_on_the_one_it_had(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    case = appealed(ann, mo, bearing)
    for code in ("spam", "", "no_breach"):
        with pytest.raises(Invalid, match="Choose another rule"):
            answered(other, case, SAME, reason_code=code)
    assert (bearing.status, case.state) == (Status.REMOVED, AppealState.OPEN)
    answered(other, case, SAME, reason_code="off_topic")
    assert (bearing.status, newest(bearing).reason_code) == (Status.REMOVED, "off_topic")


def test_an_edit_that_was_rejected_is_returned_and_readers_see_what_they_saw(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    with transaction():
        decide(mo, bearing, "keep")
    with transaction():
        edit_bearing(ann, bearing, BearingDraft(Side.FOR, "It shows more."), bearing.version)
    case = appealed(ann, mo, bearing, "reject")
    answered(other, case, "return")
    assert (bearing.status, bearing.warrant) == (Status.VISIBLE, "It shows why.")
    assert newest(bearing).after == "returned"


def test_what_has_nothing_milder_stands_or_falls(context: Flask, ann: Actor, mo: Actor, other: Actor) -> None:
    bearing = posted(ann, opened(context))
    bob = person(context, "bob", level=1)
    flagged(bob, bearing)
    with transaction():
        case = appeal(bob, decide(mo, bearing, "keep"), "Page 3 says otherwise.")
    assert milder_than(newest(bearing)) == {}
    with pytest.raises(Invalid, match="Choose what should take its place"):
        answered(other, case, "return")


def test_a_suspension_is_shortened_and_its_end_is_told_then(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    with transaction():
        made = sanction(mo, SanctionDraft("ann", "suspend", "abuse", "They shout.", days=14))
        case = appeal(ann, made, "I whispered.")
    for days in (None, 0, 14):
        with pytest.raises(Invalid, match="from one to 13"):
            answered(other, case, SHORTER, days=days)
    answered(other, case, SHORTER, days=3)
    made = session.scalars(select(Sanction)).one()
    assert made.until == made.created_at + timedelta(days=3) == standing_of("ann").suspended_until
    assert (case.state, made.is_undone) == (AppealState.MODIFIED, False)
    assert made.until in session.scalars(select(Job.due_at)).all()
    with pytest.raises(Conflict, match="appealed already"), transaction():
        appeal(ann, made, "Still.")


def test_the_log_has_the_rule_that_a_warning_rested_on_and_the_one_it_rests_on_now(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    with transaction():
        case = appeal(ann, sanction(mo, SanctionDraft("ann", "warn", "abuse", "They shout.")), "I whispered.")
    answered(other, case, SAME, reason_code="spam")
    event = session.scalars(select(Event).where(Event.action == "modify")).one()
    assert (event.before, event.after) == ("abuse", "spam")


def test_a_lock_that_is_given_an_end_is_taken_off_by_the_clock(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    with transaction():
        case = appeal(ann, lock(mo, bearing, "abuse", "It heats up."), "It does not.")
    answered(other, case, SHORTER, days=2, reason_code="off_topic")
    made = session.scalars(select(Lock)).one()
    assert (made.reason_code, made.until) == ("off_topic", made.created_at + timedelta(days=2))
    ends = f"it is not weighed, until {moment_in_words(made.until)}."
    assert ends in context.test_client().get(f"/deliberate/evidence/{item_of(bearing).public_id}").text
    wait()
    assert ends in " ".join(sentences(ann))
    modified = events_of(bearing)[-1]
    assert (modified.before, modified.after) == ("abuse", f"off_topic {made.until.date().isoformat()}")
    end_locks()
    assert find_lock(bearing) is not None
    with time_machine.travel(now() + timedelta(days=2, minutes=1)):
        end_locks()
    session.expire_all()
    assert find_lock(bearing) is None
    assert [(each.action, each.role) for each in events_of(bearing)][-2:] == [
        ("modify", "moderator"),
        ("unlock", "system"),
    ]


def test_it_is_counted_by_itself_for_reviewers_and_in_the_figures(
    context: Flask, ann: Actor, mo: Actor, other: Actor
) -> None:
    case = appealed(ann, mo, posted(ann, opened(context)))
    answered(other, case, "return")
    assert answers_by_reviewer() == [Answers("other", 1, 0, 1, 0)]
    table = next(each for each in tables_of(Scope(ann)) if each.key == "appeals")
    assert dict(zip(table.heads, table.rows[0], strict=True)) == {
        "Against decisions": "On posts",
        "Lodged": "1",
        "Upheld": "0",
        "Made milder": "1",
        "Overturned": "0",
        "Waiting": "0",
    }
    assert "It is a report, if a bad one." in session.scalars(select(EventReason.text)).all()


def test_the_page_offers_what_there_is_and_says_what_is_missing(
    context: Flask, client: FlaskClient, ann: Actor, mo: Actor, other: Actor
) -> None:
    bearing = posted(ann, opened(context))
    case = appealed(ann, mo, bearing)
    sign_in(client, other)
    url = f"/deliberate/appeals/{case.public_id}"
    page = client.get(url).text
    assert "Something milder takes its place" in page
    assert "Return it to its author for changes" in page
    fields = {"verdict": "modify", "reply": "It is a report, if a bad one.", "version": str(case.version)}
    refused = send(client, url, fields)
    assert refused.status_code == 422
    assert "Choose what should take its place." in refused.text
    assert send(client, url, {**fields, "milder": "return"}).status_code == 303
    assert "A milder decision took its place." in client.get(url).text
    assert "/undo" not in client.get("/deliberate/queue").text
    assert "/undo" not in client.get(f"/deliberate/contributions/{bearing.public_id}/decide").text
    sign_in(client, ann)
    assert "A milder decision took its place." in client.get("/deliberate/yours").text
