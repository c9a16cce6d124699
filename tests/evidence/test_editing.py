"""Edits keep every wording; what waits for a moderator leaves the shown words alone; withdrawing."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import (
    Revision,
    Status,
    apply_revision,
    change_status,
    find_waiting_revision,
)
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.events import Event
from deliberate.evidence.models import Bearing, Evidence, Side, Source
from deliberate.evidence.services import (
    bear,
    bearing_draft,
    edit_bearing,
    edit_evidence,
    edit_remark,
    item_draft,
    post_evidence,
    post_remark,
    withdraw,
)
from deliberate.propositions.models import Proposition
from tests.evidence.drafts import QUOTE, bears, draft, item
from tests.factories import make_proposition
from tests.host import person


@pytest.fixture
def bearing(context: Flask, ann: Actor, claim: Proposition) -> Bearing:
    with transaction():
        return post_evidence(ann, claim, draft())


@pytest.fixture
def evidence(bearing: Bearing) -> Evidence:
    return session.get_one(Evidence, bearing.evidence_id)


def events_of(row: Evidence | Bearing) -> list[str]:
    return list(session.scalars(select(Event.action).where(Event.target == str(row.public_id)).order_by(Event.id)))


def test_an_edit_shows_at_once_and_keeps_the_old_words(context: Flask, ann: Actor, evidence: Evidence) -> None:
    with transaction():
        edit_evidence(ann, evidence, item("The cable was thin."), evidence.version)
    assert (evidence.quote, evidence.revision, evidence.substance) == ("The cable was thin.", 2, 2)
    kept = session.scalars(
        select(Revision.body).where(Revision.contribution_id == evidence.id).order_by(Revision.number)
    )
    assert [body["quote"] for body in kept] == [QUOTE, "The cable was thin."]
    assert events_of(evidence) == ["post", "edit"]


@pytest.mark.parametrize(
    ("new", "substantive"),
    [
        (item(observed_on=date(2025, 1, 1)), False),
        (item(QUOTE.replace(" ", "  ")), False),
        (item(link="https://bridges.example/report#page=3"), False),
        (item("Other words."), True),
        (item(link="https://elsewhere.example/"), True),
        (item(link=None, citation="The report"), True),
    ],
    ids=["date", "spacing", "fragment", "quote", "source", "citation"],
)
def test_only_another_quote_or_source_is_an_edit_of_substance(
    context: Flask, ann: Actor, evidence: Evidence, new: object, substantive: bool
) -> None:
    with transaction():
        revision = edit_evidence(ann, evidence, new, evidence.version)  # type: ignore[arg-type]
    assert revision.substantive is substantive
    assert evidence.substance == (2 if substantive else 1)


def test_another_quote_is_held_and_the_old_one_free_again(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition, evidence: Evidence
) -> None:
    with transaction():
        edit_evidence(ann, evidence, item("The cable was thin."), evidence.version)
        with pytest.raises(Conflict):
            post_evidence(ben, claim, draft(quote="The cable was thin."))
        assert post_evidence(ben, claim, draft())


def test_an_edit_into_the_quote_of_another_item_is_refused(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition, evidence: Evidence
) -> None:
    with transaction():
        post_evidence(ben, claim, draft(quote="The cable was thin."))
    with pytest.raises(Conflict, match="already listed"), transaction():
        edit_evidence(ann, evidence, item("The cable was thin."), evidence.version)


def test_a_stale_edit_is_told_the_present_words(context: Flask, ann: Actor, evidence: Evidence) -> None:
    opened_on = evidence.version
    with transaction():
        edit_evidence(ann, evidence, item("Newer words."), opened_on)
    with pytest.raises(StaleEdit) as stale, transaction():
        edit_evidence(ann, evidence, item("My words."), opened_on)
    assert stale.value.current == "Newer words."


def test_nobody_edits_what_another_wrote(context: Flask, ben: Actor, evidence: Evidence, bearing: Bearing) -> None:
    with pytest.raises(NotAllowed), transaction():
        edit_evidence(ben, evidence, item(), evidence.version)
    with pytest.raises(NotAllowed), transaction():
        edit_bearing(ben, bearing, bears(), bearing.version)
    with pytest.raises(NotAllowed), transaction():
        withdraw(ben, bearing)


def test_side_and_warrant_are_substance_of_a_bearing(context: Flask, ann: Actor, bearing: Bearing) -> None:
    with transaction():
        edit_bearing(ann, bearing, bears(Side.AGAINST, "It held **in spite** of that."), bearing.version)
    assert (bearing.side, bearing.substance) == (Side.AGAINST, 2)
    assert bearing.warrant_html == "<p>It held <strong>in spite</strong> of that.</p>"


def test_a_change_of_side_into_the_same_quote_is_refused(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition, bearing: Bearing
) -> None:
    with transaction():
        post_evidence(ben, claim, draft(Side.AGAINST))
    with pytest.raises(Conflict, match="against"), transaction():
        edit_bearing(ann, bearing, bears(Side.AGAINST), bearing.version)


def test_an_edit_that_is_held_waits_beside_the_shown_words_until_applied(
    context: Flask, ann: Actor, bearing: Bearing, evidence: Evidence, hold_all: None
) -> None:
    with transaction():
        revision = edit_evidence(ann, evidence, item("The cable was thin.", origin="Wire"), evidence.version)
        edit_bearing(ann, bearing, bears(Side.AGAINST, "No."), bearing.version)
    assert (evidence.quote, evidence.revision, revision.status) == (QUOTE, 1, Status.PENDING)
    assert (bearing.side, find_waiting_revision(bearing) is not None) == (Side.FOR, True)
    # The author goes on from their own last words.
    assert (item_draft(evidence).quote, bearing_draft(bearing).side) == ("The cable was thin.", Side.AGAINST)
    with transaction():
        apply_revision(evidence, revision)
        apply_revision(bearing, find_waiting_revision(bearing))  # type: ignore[arg-type]
    assert (evidence.quote, evidence.revision, evidence.substance) == ("The cable was thin.", 2, 2)
    assert (bearing.side, bearing.warrant_html, find_waiting_revision(bearing)) == (Side.AGAINST, "<p>No.</p>", None)


def test_a_later_edit_takes_the_place_of_one_that_waits(
    context: Flask, ann: Actor, evidence: Evidence, hold_all: None
) -> None:
    with transaction():
        first = edit_evidence(ann, evidence, item("One."), evidence.version)
        second = edit_evidence(ann, evidence, item("Two."), evidence.version)
    assert (first.status, find_waiting_revision(evidence)) == (Status.WITHDRAWN, second)


def test_in_a_premoderated_article_and_after_a_decision_edits_wait(
    app: Flask, context: Flask, ann: Actor, evidence: Evidence, bearing: Bearing
) -> None:
    moderator = person(app, "mo", "moderator")
    with transaction():
        change_status(bearing, moderator, Status.VISIBLE, "keep", reason_code="fine")
        edit_bearing(ann, bearing, bears(Side.AGAINST), bearing.version)
    assert bearing.side is Side.FOR
    with transaction():
        evidence.article.premoderated = True
        edit_evidence(ann, evidence, item("Later."), evidence.version)
    assert evidence.quote == QUOTE


def test_what_was_returned_goes_back_to_the_queue_with_its_new_words(
    app: Flask, context: Flask, ann: Actor, evidence: Evidence
) -> None:
    moderator = person(app, "mo", "moderator")
    with transaction():
        change_status(evidence, moderator, Status.RETURNED, "return", reason_code="unsourced", reason="Which page?")
        posted_at = evidence.created_at
        edit_evidence(ann, evidence, item("Page 3: thin."), evidence.version)
    assert (evidence.status, evidence.quote, evidence.created_at) == (Status.PENDING, "Page 3: thin.", posted_at)


def test_an_item_returned_with_its_bearing_goes_back_with_it(
    app: Flask, context: Flask, ann: Actor, bearing: Bearing, evidence: Evidence
) -> None:
    moderator = person(app, "mo", "moderator")
    for edit in ("evidence", "bearing"):
        with transaction():
            for row in (bearing, evidence):
                change_status(row, moderator, Status.RETURNED, "return", reason_code="unsourced", reason="Which page?")
            if edit == "evidence":
                edit_evidence(ann, evidence, item("Page 3: thin."), evidence.version)
            else:
                edit_bearing(ann, bearing, bears(warrant="It broke."), bearing.version)
        assert {bearing.status, evidence.status} == {Status.PENDING}


def test_another_quote_lets_what_was_said_of_its_bearing_wait_too(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition, bearing: Bearing, evidence: Evidence
) -> None:
    with transaction():
        other = bear(ben, evidence, make_proposition(claim.article, "Rust."), bears(Side.AGAINST))
        edit_evidence(ann, evidence, item(observed_on=date(2025, 1, 1)), evidence.version)
        assert (bearing.substance, other.substance) == (1, 1)
        edit_evidence(ann, evidence, item("The cable was thin."), evidence.version)
    for row in (bearing, other):
        assert (row.revision, row.substance, row.warrant) == (2, 2, bears().warrant)
        assert events_of(row) == ["post", "edit"]


def test_an_edit_of_a_bearing_that_waits_outlives_another_quote(
    context: Flask, ann: Actor, bearing: Bearing, evidence: Evidence, hold_all: None
) -> None:
    with transaction():
        edit_bearing(ann, bearing, bears(Side.AGAINST, "No."), bearing.version)
        apply_revision(evidence, edit_evidence(ann, evidence, item("Other words."), evidence.version))
        waiting = find_waiting_revision(bearing)
        assert waiting is not None
        assert (bearing.revision, bearing.side, waiting.body["side"]) == (3, Side.FOR, "against")


def test_a_source_is_corrected_only_by_whoever_alone_cites_it(
    context: Flask, ann: Actor, ben: Actor, claim: Proposition, evidence: Evidence
) -> None:
    source = session.get_one(Source, evidence.source_id)
    with transaction():
        edit_evidence(ann, evidence, item(citation="Report", published_on=date(2025, 1, 1)), evidence.version)
        edit_evidence(ann, evidence, item(citation="Repport", published_on=date(2025, 2, 1)), evidence.version)
        assert (source.citation, source.published_on) == ("Repport", date(2025, 2, 1))
        post_evidence(ben, claim, draft(quote="Another."))
        edit_evidence(ann, evidence, item(citation="Mine", published_on=date(2025, 3, 1)), evidence.version)
    assert (source.citation, source.published_on) == ("Repport", date(2025, 2, 1))


def test_a_withdrawn_bearing_takes_its_item_along_unless_that_bears_on_more(
    context: Flask, ann: Actor, claim: Proposition, bearing: Bearing, evidence: Evidence
) -> None:
    with transaction():
        second = bear(ann, evidence, make_proposition(claim.article, "Rust."), bears())
        withdraw(ann, second)
        assert (second.status, second.quote_key, evidence.status) == (Status.WITHDRAWN, None, Status.VISIBLE)
        withdraw(ann, bearing)
    assert (bearing.status, evidence.status) == (Status.WITHDRAWN, Status.WITHDRAWN)
    assert events_of(evidence) == ["post", "withdraw"]
    with transaction():
        withdraw(ann, bearing)
    assert events_of(bearing) == ["post", "withdraw"]
    with pytest.raises(Conflict, match="cannot be edited"), transaction():
        edit_bearing(ann, bearing, bears(), bearing.version)


def test_a_restored_item_takes_its_quote_back_or_says_who_has_it(
    app: Flask, context: Flask, ann: Actor, ben: Actor, claim: Proposition, bearing: Bearing, evidence: Evidence
) -> None:
    moderator = person(app, "mo", "moderator")
    key = bearing.quote_key
    with transaction():
        change_status(evidence, moderator, Status.REMOVED, "remove", reason_code="spam")
        assert bearing.quote_key is None
        change_status(evidence, moderator, Status.VISIBLE, "undo")
        assert bearing.quote_key == key
        change_status(evidence, moderator, Status.REMOVED, "remove", reason_code="spam")
        post_evidence(ben, claim, draft())
    with pytest.raises(Conflict, match="already listed"), transaction():
        change_status(evidence, moderator, Status.VISIBLE, "undo")
    assert session.get_one(Evidence, evidence.id).status is Status.REMOVED


def test_a_claim_others_argue_about_is_not_withdrawn(app: Flask, claim: Proposition) -> None:
    editor = person(app, "editor")
    with pytest.raises(Conflict, match="editor can set it aside"), transaction():
        withdraw(editor, claim)


def test_a_remark_is_edited_and_never_emptied(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        remark = post_remark(ann, claim.article, claim, "Wich Monday?")
        edit_remark(ann, remark, "Which *Monday*?", remark.version)
    assert (remark.html, remark.revision) == ("<p>Which <em>Monday</em>?</p>", 2)
    with pytest.raises(Invalid), transaction():
        edit_remark(ann, remark, "  ", remark.version)
