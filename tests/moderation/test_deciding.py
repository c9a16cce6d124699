"""What a decision needs, what it changes, and the record it leaves."""

import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Contribution, Revision, Status, find_waiting_revision
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn, StaleEdit
from deliberate.core.events import Event, verify_chain
from deliberate.core.signals import contribution_changed
from deliberate.core.standing import Standing
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Curation, Evidence, Side, Source
from deliberate.evidence.services import bear, edit_bearing
from deliberate.moderation.models import Decision, Flag, FlagReason
from deliberate.moderation.services import appeal, decide, decide_appeal, undo
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Dimension, Score
from tests.factories import make_proposition, make_rating
from tests.host import person
from tests.moderation.scenes import events_of, flagged, item_of, moderator, opened, posted


def test_removing_an_item_takes_its_only_evidence_along_with_one_event_each(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    mo = moderator(context)
    with transaction():
        decision = decide(mo, bearing, "remove", "misquoted", "The report says 12.")
    assert (bearing.status, item_of(bearing).status) == (Status.REMOVED, Status.REMOVED)
    acts = [[event.action for event in events_of(each)] for each in (bearing, item_of(bearing))]
    assert acts == [["post", "remove"], ["post", "remove"]]
    batches = {events_of(each)[1].batch for each in (bearing, item_of(bearing))}
    assert len(batches) == 1
    assert None not in batches
    assert decision.contribution_id == bearing.id
    assert verify_chain().fault is None


def test_an_item_that_bears_elsewhere_too_stays_there(context: Flask) -> None:
    ann, claim = person(context, "ann", level=1), opened(context)
    bearing = posted(ann, claim)
    mo = moderator(context)
    with transaction():
        other = make_proposition(claim.article, "The cable had rusted.")
        second = bear(ann, item_of(bearing), other, BearingDraft(Side.FOR, "It names the cable."))
        decide(mo, bearing, "remove", "off_topic", "It is about the cable.")
    assert bearing.status is Status.REMOVED
    assert (item_of(bearing).status, second.status) == (Status.VISIBLE, Status.VISIBLE)


def test_the_decision_is_a_statement_of_reasons(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    flag = flagged(person(context, "bob", level=1), bearing)
    mo = moderator(context)
    with transaction():
        decision = decide(mo, bearing, "remove", "misquoted", "The report says 12.")
    assert (decision.action, decision.before, decision.after) == ("remove", "visible", "removed")
    assert (decision.reason_code, decision.reason, decision.revision) == ("misquoted", "The report says 12.", 1)
    assert decision.reported
    assert not decision.self_review
    assert (flag.upheld, flag.settled_by_id) == (True, decision.id)
    event = session.get_one(Event, decision.event_id)
    assert (event.action, event.reason_code, event.role) == ("remove", "misquoted", "moderator")


def test_keeping_turns_the_flags_down_and_remembers_the_revision(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    flag = flagged(person(context, "bob", level=1), bearing)
    mo = moderator(context)
    with transaction():
        decide(mo, bearing, "keep")
    assert (bearing.status, bearing.kept_revision, flag.upheld) == (Status.VISIBLE, 1, False)


def test_approving_twice_makes_a_newcomer_a_member_and_the_log_says_so(context: Flask) -> None:
    ann, claim, mo = person(context, "ann"), opened(context), moderator(context)
    first, second = posted(ann, claim, "Rust."), posted(ann, claim, "More rust.")
    assert {first.status, second.status, item_of(first).status} == {Status.PENDING}
    with transaction():
        decide(mo, first, "approve")
    assert session.get_one(Standing, "ann").level == 0
    with transaction():
        decide(mo, second, "approve")
    standing = session.get_one(Standing, "ann")
    assert (standing.level, standing.approved) == (1, 2)
    assert (first.status, item_of(first).status, first.held_because) == (Status.VISIBLE, Status.VISIBLE, None)
    promoted = session.scalars(select(Event).where(Event.action == "promote")).one()
    assert (promoted.actor, promoted.target_kind, promoted.before, promoted.after) == ("system", "person", "0", "1")
    assert "ann" not in promoted.target
    assert posted(replace(ann, level=1), claim, "Still more rust.").status is Status.VISIBLE


def test_a_returned_post_can_be_edited_and_waits_again_at_its_original_age(context: Flask) -> None:
    ann, claim, mo = person(context, "ann"), opened(context), moderator(context)
    bearing = posted(ann, claim)
    born = bearing.created_at
    with transaction():
        decide(mo, bearing, "return", "unsourced", "Which page?")
    assert (bearing.status, item_of(bearing).status) == (Status.RETURNED, Status.RETURNED)
    with transaction():
        edit_bearing(ann, bearing, BearingDraft(Side.FOR, "It shows why, on page 3."), bearing.version)
    assert (bearing.status, bearing.created_at) == (Status.PENDING, born)


@pytest.mark.parametrize(
    ("action", "warrant", "revision"), [("approve", "Better words.", 2), ("reject", "It shows why.", 1)]
)
def test_an_edit_that_waits_is_taken_over_or_dropped(context: Flask, action: str, warrant: str, revision: int) -> None:
    ann, claim, mo = person(context, "ann", level=1), opened(context, premoderated=True), moderator(context)
    bearing = posted(ann, claim)
    with transaction():
        decide(mo, bearing, "approve")
        edit_bearing(ann, bearing, BearingDraft(Side.FOR, "Better words."), bearing.version)
    assert find_waiting_revision(bearing) is not None
    with transaction():
        decision = decide(mo, bearing, action, "off_topic", "No better.")
    assert (bearing.status, bearing.warrant, bearing.revision) == (Status.VISIBLE, warrant, revision)
    assert decision.revision == 2
    assert find_waiting_revision(bearing) is None
    assert [event.action for event in events_of(bearing)][-1] == action


def test_removing_what_an_edit_waits_for_drops_the_edit_too(context: Flask) -> None:
    ann, claim, mo = person(context, "ann", level=1), opened(context, premoderated=True), moderator(context)
    bearing = posted(ann, claim)
    with transaction():
        decide(mo, bearing, "approve")
        edit_bearing(ann, bearing, BearingDraft(Side.FOR, "Shoes."), bearing.version)
        decide(mo, bearing, "remove", "spam", "It sells shoes.")
    edit = session.scalars(select(Revision).where(Revision.contribution_id == bearing.id, Revision.number == 2)).one()
    assert edit.status is Status.REMOVED


def test_a_decision_says_how_the_balance_moved(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearing = posted(person(context, "ann", level=1), claim)
    with transaction():
        session.merge(
            Score(
                proposition_id=claim.id,
                article_id=claim.article_id,
                log_odds=1.0,
                balance={"lean": "slightly_for"},
                model="x",
            )
        )

    def reweigh(contribution: Contribution, **_news: object) -> None:
        score = session.get_one(Score, claim.id)
        score.balance = {"lean": "too_little" if contribution.status is Status.REMOVED else "slightly_for"}
        session.flush()

    with contribution_changed.connected_to(reweigh), transaction():
        decision = decide(mo, bearing, "remove", "spam", "Shoes.")
    effect = {"proposition": str(claim.public_id), "before": "slightly_for", "after": "too_little"}
    assert effect in decision.effects


def test_nobody_but_a_moderator_decides(context: Flask) -> None:
    ann = person(context, "ann", level=3)
    bearing = posted(ann, opened(context))
    for actor, refusal in ((VISITOR, NotSignedIn), (ann, NotAllowed), (person(context, "ed", "editor"), NotAllowed)):
        with pytest.raises(refusal), transaction():
            decide(actor, bearing, "remove", "spam", "Shoes.")


@pytest.mark.parametrize("involvement", ["wrote", "rated", "rated the evidence", "flagged", "challenged"])
def test_a_moderator_does_not_decide_on_a_matter_of_their_own(context: Flask, involvement: str) -> None:
    claim, mo = opened(context), moderator(context)
    moderator(context, "another")
    bearing = posted(mo if involvement == "wrote" else person(context, "ann", level=1), claim)
    with transaction():
        if involvement == "rated":
            make_rating(bearing, "mo", Dimension.RELEVANCE)
        if involvement == "rated the evidence":
            make_rating(item_of(bearing), "mo", Dimension.RELIABILITY)
    if involvement == "flagged":
        flagged(mo, bearing)
    if involvement == "challenged":
        posted(mo, bearing, "It was paint.", Side.AGAINST)
    with pytest.raises(NotAllowed, match="involved"), transaction():
        decide(mo, bearing, "remove", "spam", "Shoes.")


def test_the_only_moderator_may_decide_on_their_own_matter_and_it_is_logged_as_self_review(context: Flask) -> None:
    mo = moderator(context)
    bearing = posted(mo, opened(context))
    with transaction():
        decision = decide(mo, bearing, "remove", "misquoted", "I misread it.")
    assert decision.self_review
    assert events_of(bearing)[-1].self_review
    assert verify_chain().fault is None


def test_a_moderator_whose_colleague_is_involved_too_is_the_only_one_who_could(context: Flask) -> None:
    mo, second = moderator(context), moderator(context, "second")
    bearing = posted(mo, opened(context))
    flagged(second, bearing)
    with transaction():
        assert decide(mo, bearing, "keep").self_review


@pytest.mark.parametrize(
    ("code", "words", "field"),
    [("", "Shoes.", "reason_code"), ("made up", "Shoes.", "reason_code"), ("spam", " ", "reason")],
)
def test_a_restriction_without_a_reason_is_refused(context: Flask, code: str, words: str, field: str) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    with pytest.raises(Invalid) as refusal, transaction():
        decide(mo, bearing, "remove", code, words)
    assert refusal.value.field == field
    assert session.scalars(select(Decision)).all() == []


@pytest.mark.parametrize("action", ["quarantine", "explode"])
def test_an_action_that_is_no_moderators_is_refused(context: Flask, action: str) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    with pytest.raises(Invalid), transaction():
        decide(mo, bearing, action, "spam", "Shoes.")


def test_an_action_from_another_state_says_what_happened_meanwhile(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    with transaction():
        decide(mo, bearing, "remove", "spam", "Shoes.")
    with pytest.raises(Conflict, match="removed"), transaction():
        decide(mo, bearing, "keep")


def test_a_page_that_was_opened_before_another_decision_is_stale(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    second, seen = moderator(context, "second"), bearing.version
    with transaction():
        decide(mo, bearing, "keep", version=seen)
    with pytest.raises(StaleEdit, match="looked at it and kept it"), transaction():
        decide(second, bearing, "remove", "spam", "Shoes.", version=seen)


def test_keeping_what_was_just_kept_is_no_second_decision(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    second = moderator(context, "second")
    with transaction():
        decide(mo, bearing, "keep")
    with pytest.raises(Conflict, match="kept"), transaction():
        decide(second, bearing, "keep")


def test_two_moderators_at_once_make_one_decision_and_one_conflict(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    public_id, version = bearing.public_id, bearing.version
    people = [moderator(context, name) for name in ("mo", "second")]
    session.rollback()
    start, outcomes = threading.Barrier(2), []

    def act(actor: object) -> None:
        with context.app_context():
            start.wait()
            try:
                with transaction():
                    item = session.scalars(select(Contribution).where(Contribution.public_id == public_id)).one()
                    decide(actor, item, "remove", "spam", "Shoes.", version=version)  # type: ignore[arg-type]
                outcomes.append("decided")
            except Conflict:
                outcomes.append("conflict")

    threads = [threading.Thread(target=act, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "decided"]
    assert len(session.scalars(select(Decision).where(Decision.lead_id.is_(None))).all()) == 1


def _curated(context: Flask, action: str, address: str | None = None) -> Evidence:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    with transaction():
        decide(mo, bearing, action, "contested", "Two labs disagree.", address=address)
    return item_of(bearing)


def test_curation_asked_for_on_a_bearing_is_of_its_evidence(context: Flask) -> None:
    evidence = _curated(context, "dispute")
    assert (evidence.curation, evidence.status) == (Curation.DISPUTED, Status.VISIBLE)
    assert evidence.curated_at is not None
    last = events_of(evidence)[-1]
    assert (last.action, last.before, last.after) == ("dispute", "active", "disputed")


def test_a_claim_cannot_be_marked_as_evidence_is(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    with pytest.raises(Invalid, match="evidence"), transaction():
        decide(mo, claim, "dispute", "contested", "Two labs disagree.")


@pytest.mark.parametrize("address", [None, "", "javascript:alert(1)"])
def test_a_retraction_names_the_address_that_shows_it(context: Flask, address: str | None) -> None:
    with pytest.raises(Invalid) as refusal:
        _curated(context, "mark_retracted", address)
    assert refusal.value.field == "address"


def test_a_retraction_marks_all_that_cites_the_source_and_is_cleared_with_it(context: Flask) -> None:
    ann, claim, mo = person(context, "ann", level=1), opened(context), moderator(context)
    one, two = posted(ann, claim, "Rust."), posted(ann, claim, "More rust.")
    other = posted(ann, claim, "Paint.", citation="Paint report")
    with transaction():
        decide(mo, one, "mark_retracted", "withdrawn_source", "See there.", address="https://example.org/note")
    source = session.get_one(Source, item_of(one).source_id)
    assert source.retraction_url == "https://example.org/note"
    assert source.retracted_at is not None
    curations = [item_of(each).curation for each in (one, two, other)]
    assert curations == [Curation.RETRACTED, Curation.RETRACTED, Curation.ACTIVE]
    assert [len(events_of(item_of(each))) for each in (one, two, other)] == [2, 2, 1]
    with transaction():
        decide(mo, two, "clear")
    assert (source.retracted_at, source.retraction_url) == (None, None)
    assert item_of(one).curation is Curation.ACTIVE


def test_what_is_removed_can_be_shown_again(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    with transaction():
        decide(mo, bearing, "remove", "spam", "Shoes.")
        decide(mo, bearing, "restore")
    assert (bearing.status, item_of(bearing).status) == (Status.VISIBLE, Status.VISIBLE)


def test_a_claim_is_removed_alone_and_what_hangs_on_it_keeps_its_own_state(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearing = posted(person(context, "ann", level=1), claim)
    with transaction():
        decide(mo, session.get_one(Proposition, claim.id), "remove", "not_neutral", "It takes a side.")
    assert (claim.status, bearing.status) == (Status.REMOVED, Status.VISIBLE)


def test_flags_on_other_things_stay_open(context: Flask) -> None:
    ann, bob, claim, mo = (
        person(context, "ann", level=1),
        person(context, "bob", level=1),
        opened(context),
        moderator(context),
    )
    one, two = posted(ann, claim, "Rust."), posted(ann, claim, "More rust.")
    flagged(bob, one)
    flagged(bob, two)
    with transaction():
        decide(mo, one, "keep")
    left = session.scalars(select(Flag).where(Flag.settled_at.is_(None))).all()
    assert [flag.contribution_id for flag in left] == [two.id]


def test_a_mark_on_the_evidence_answers_a_flag_on_its_quote_and_leaves_a_graver_one_open(context: Flask) -> None:
    bearing, mo = posted(person(context, "ann", level=1), opened(context)), moderator(context)
    misquoted = flagged(person(context, "bob", level=1), bearing)
    illegal = flagged(person(context, "eve", level=1), bearing, FlagReason.ILLEGAL)
    with transaction():
        decide(mo, bearing, "request_source", "unsourced", "Which page?")
    assert (misquoted.upheld, illegal.settled_at) == (True, None)


def test_nobody_decides_on_their_own_item_by_way_of_anothers_that_cites_the_same_source(context: Flask) -> None:
    mo, other, third = moderator(context), moderator(context, "other"), moderator(context, "third")
    ann, claim = person(context, "ann", level=1), opened(context)
    theirs, own = posted(ann, claim), posted(mo, claim, "Another sentence of it.")
    notice = {"address": "https://example.org/notice"}
    item = item_of(theirs)
    with pytest.raises(NotAllowed), transaction():
        decide(mo, item, "mark_retracted", "withdrawn_source", "They withdrew it.", **notice)
    with transaction():
        marked = decide(other, item, "mark_retracted", "withdrawn_source", "They withdrew it.", **notice)
    assert item_of(own).curation is Curation.RETRACTED
    with pytest.raises(NotAllowed), transaction():
        decide(mo, item, "clear")
    with pytest.raises(NotAllowed), transaction():
        undo(mo, marked, "They did not.")
    with transaction():
        case = appeal(ann, marked, "They did not.")
    with pytest.raises(NotAllowed), transaction():
        decide_appeal(mo, case, True, "They did not.")
    with transaction():
        decide_appeal(third, case, True, "They did not.")
    assert item_of(own).curation is Curation.ACTIVE


def test_where_each_is_a_party_to_something_of_one_source_somebody_may_all_the_same(context: Flask) -> None:
    mo, other, claim = moderator(context), moderator(context, "other"), opened(context)
    first, _second = posted(mo, claim), posted(other, claim, "Another sentence of it.")
    with transaction():
        marked = decide(
            mo, item_of(first), "mark_retracted", "withdrawn_source", "They did.", address="https://example.org/notice"
        )
        assert marked.self_review
        assert undo(other, marked, "They did not.").self_review
