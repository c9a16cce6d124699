"""Whether it was said; and the claim that it was, where that is disputed."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Revision, Status, change_status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.events import Event, verify_chain
from deliberate.propositions.models import Act, Answer, Check, Kind, Modality, Proposition, SayingReport
from deliberate.propositions.queries import merged_into, with_parts
from deliberate.propositions.sayings import (
    LONGEST_REASON,
    check_saying,
    checks_of,
    find_saying,
    report_saying,
    reports_of,
)
from deliberate.propositions.services import merge, reword, state_stance
from deliberate.propositions.undoing import log_end, undo_act
from deliberate.propositions.voicing import sayings_of, speaker_names
from tests.factories import make_article, make_proposition
from tests.propositions.claims import voiced

ORIGINAL = "https://example.org/original"
REASON = "The minutes do not have it."


def check(actor: Actor, claim: Proposition, said: Check, **more: Any) -> None:
    check_saying(actor, claim, said, claim.version, **more)


def disputed(actor: Actor, *names: str, **fields: Any) -> Proposition:
    claim = voiced(make_article(), *(names or ("Engineers",)), **fields)
    check(actor, claim, Check.DISPUTED, reason=REASON)
    return claim


def test_a_check_needs_a_link_to_the_original_and_a_dispute_a_reason(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = voiced(make_article(), "Engineers")
        for said, given, field in (
            (Check.CHECKED, {"reason": REASON}, "said_url"),
            (Check.CHECKED, {"url": "javascript:alert(1)"}, "said_url"),
            (Check.DISPUTED, {"url": ORIGINAL}, "said_reason"),
            (Check.DISPUTED, {"reason": "x" * (LONGEST_REASON + 1)}, "said_reason"),
        ):
            with pytest.raises(Invalid) as refusal:
                check(editor, claim, said, **given)
            assert refusal.value.field == field
        check(editor, claim, Check.CHECKED, url=ORIGINAL)
        assert (claim.said, claim.said_url, claim.said_reason) == (Check.CHECKED, ORIGINAL, None)
        check(editor, claim, Check.DISPUTED, reason=f" {REASON} ")
        assert (claim.said, claim.said_url, claim.said_reason) == (Check.DISPUTED, None, REASON)


def test_only_editors_say_whether_it_was_said(context: Flask, ann: Actor) -> None:
    with transaction(), pytest.raises(NotAllowed):
        check(ann, voiced(make_article(author="somebody"), "Engineers"), Check.CHECKED, url=ORIGINAL)


def test_each_check_stands_in_the_log_with_its_reason_and_a_double_click_stands_once(
    context: Flask, editor: Actor
) -> None:
    with transaction():
        claim = voiced(make_article(), "Engineers")
        opened_at = claim.version
        check_saying(editor, claim, Check.CHECKED, opened_at, url=ORIGINAL)
        check_saying(editor, claim, Check.CHECKED, opened_at, url=ORIGINAL)
        check(editor, claim, Check.DISPUTED, reason=REASON, url=ORIGINAL)
        found = checks_of([claim.public_id])
        assert [(each.found, each.reason) for each in found] == [
            (Check.DISPUTED, f"{REASON} {ORIGINAL}"),
            (Check.CHECKED, ORIGINAL),
        ]
        first, second = session.scalars(select(Event).where(Event.target == str(claim.public_id)).order_by(Event.id))
        assert (first.before, first.after, second.before, second.after) == (
            *("unchecked", "checked"),
            *("checked", "disputed"),
        )


def test_whoever_was_overtaken_is_told_what_is_recorded_now(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = voiced(make_article(), "Engineers")
        opened_at = claim.version
        check_saying(editor, claim, Check.DISPUTED, opened_at, reason=REASON)
        with pytest.raises(StaleEdit) as refusal:
            check_saying(editor, claim, Check.CHECKED, opened_at, url=ORIGINAL)
        assert refusal.value.current == f"Disputed\n{REASON}"


def test_a_check_leaves_wordings_and_whatever_waits_alone(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = disputed(editor)
        assert (claim.revision, claim.substance, claim.status) == (1, 1, Status.VISIBLE)
        count = select(func.count()).select_from(Revision).where(Revision.contribution_id == claim.id)
        assert session.scalar(count) == 1


@pytest.mark.parametrize("status", [Status.REJECTED, Status.REMOVED, Status.WITHDRAWN])
def test_what_no_longer_stands_is_not_checked(context: Flask, editor: Actor, status: Status) -> None:
    with transaction(), pytest.raises(Conflict):
        check(editor, voiced(make_article(), "Engineers", status=status), Check.CHECKED, url=ORIGINAL)


def test_a_denial_that_joined_the_claim_it_denies_is_checked_like_the_assertion(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        asserted = voiced(article, "The north", text="It was hit.")
        denied = voiced(article, "The south", text="It was hit.", modality=Modality.DENIED)
        merge(editor, [asserted, denied], asserted)
        check(editor, asserted, Check.CHECKED, url=ORIGINAL)
        check(editor, denied, Check.DISPUTED, reason=REASON)
        report = report_saying(editor, denied)
        found = reports_of([asserted.id, denied.id])
        lines = sayings_of([with_parts(asserted)], merged_into(asserted), found)[asserted.id]
        assert [(line.tellers[0].name, line.said, line.report) for line in lines] == [
            ("The north", Check.CHECKED, None),
            ("The south", Check.DISPUTED, report.public_id),
        ]
        assert report.text == "The south denied that it was hit."
        assert find_saying(report) is asserted


def test_where_it_is_disputed_a_claim_is_made_of_it_that_stands_on_the_same_words(
    context: Flask, editor: Actor
) -> None:
    with transaction():
        claim = disputed(editor, text="The cable had rusted.", words="the cable had rusted")
        before = (claim.version, claim.revision, claim.text, claim.said)
        report = with_parts(report_saying(editor, claim))
        assert (report.text, report.claim_kind, report.status) == (
            "Engineers said that the cable had rusted.",
            Kind.REPORT,
            Status.VISIBLE,
        )
        assert speaker_names(report) == ()
        assert [anchor.exact for anchor in report.anchors] == ["the cable had rusted"]
        assert (claim.version, claim.revision, claim.text, claim.said) == before
        assert reports_of([claim.id]) == {claim.id: report.public_id}
        assert find_saying(report) is claim


def test_who_passed_it_on_says_that_it_was_said(context: Flask, editor: Actor) -> None:
    with transaction():
        report = with_parts(report_saying(editor, disputed(editor, "RT", "Officials", text="Rust was found.")))
        assert report.text == "Officials said that Rust was found."
        assert (speaker_names(report), report.modality) == (("RT",), Modality.REPORTED)


def test_a_double_click_makes_one_report(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = disputed(editor)
        assert report_saying(editor, claim) is report_saying(editor, claim)
        assert session.scalar(select(func.count()).select_from(SayingReport)) == 1


def test_a_report_that_no_longer_stands_is_not_made_anew(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = disputed(editor)
        change_status(report_saying(editor, claim), editor, Status.REMOVED, "remove")
        with pytest.raises(Conflict, match="Restore"):
            report_saying(editor, claim)
        assert reports_of([claim.id]) == {}


def test_nothing_is_made_of_what_is_not_disputed_or_of_the_article_s_own_words(
    context: Flask, editor: Actor, ann: Actor
) -> None:
    with transaction():
        article = make_article()
        own = make_proposition(article, "The bridge closed.")
        check(editor, own, Check.DISPUTED, reason=REASON)
        with pytest.raises(Conflict):
            report_saying(editor, own)
        claim = voiced(article, "Engineers")
        with pytest.raises(Conflict):
            report_saying(editor, claim)
        check(editor, claim, Check.CHECKED, url=ORIGINAL)
        with pytest.raises(Conflict):
            report_saying(editor, claim)
        with pytest.raises(NotAllowed):
            report_saying(ann, disputed(editor))


def newest() -> Act:
    return session.scalars(select(Act).order_by(Act.id.desc())).first() or pytest.fail("nothing was noted")


def test_a_check_is_taken_back_to_the_letter_and_the_history_says_so(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = voiced(make_article(), "Engineers")
        check(editor, claim, Check.CHECKED, url=ORIGINAL, reason="Page 3.")
        first = newest()
        check(editor, claim, Check.DISPUTED, reason=REASON)
        with pytest.raises(Conflict, match="“said” by a"):
            undo_act(editor, first)
        end = log_end()
        undo_act(editor, newest())
        assert (claim.said, claim.said_url, claim.said_reason) == (Check.CHECKED, ORIGINAL, "Page 3.")
        assert log_end() == end + 1
        undo_act(editor, first)
        assert (claim.said, claim.said_url, claim.said_reason) == (Check.UNCHECKED, None, None)
        told = [(each.found, each.taken_back) for each in checks_of([claim.public_id])]
        assert told == [
            (Check.UNCHECKED, True),
            (Check.CHECKED, True),
            (Check.DISPUTED, False),
            (Check.CHECKED, False),
        ]
    assert verify_chain().fault is None


def test_a_rewording_since_does_not_keep_a_check_from_being_taken_back(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = disputed(editor)
        act = newest()
        reword(editor, claim, "It rusted.", claim.version)
        undo_act(editor, act)
        assert (claim.said, claim.text) == (Check.UNCHECKED, "It rusted.")


def test_a_claim_that_it_was_said_rests_on_the_dispute_and_is_named(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = disputed(editor)
        act = newest()
        report = report_saying(editor, claim)
        with pytest.raises(Conflict, match=re.escape(f"the claim “{report.text}”")):
            undo_act(editor, act)
        undo_act(editor, newest())
        assert report.status is Status.WITHDRAWN
        assert session.scalars(select(SayingReport)).all() == []
        undo_act(editor, act)
        assert claim.said is Check.UNCHECKED


def test_a_claim_that_it_was_said_can_be_made_again_after_it_was_undone(context: Flask, editor: Actor) -> None:
    with transaction():
        claim = disputed(editor)
        first = report_saying(editor, claim)
        undo_act(editor, newest())
        again = report_saying(editor, claim)
        assert again is not first
        assert again.is_visible
        assert find_saying(again) is claim


def test_a_claim_that_it_was_said_stays_once_it_was_answered(context: Flask, editor: Actor, ann: Actor) -> None:
    with transaction():
        report = report_saying(editor, disputed(editor))
        state_stance(ann, report, Answer.AGREE)
        with pytest.raises(Conflict, match="1 stance"):
            undo_act(editor, newest())
        assert reports_of([session.scalars(select(SayingReport.saying_id)).one()])
