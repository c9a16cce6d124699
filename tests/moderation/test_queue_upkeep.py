"""The rows of the queue follow what they are about, whoever changes it, and time."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import OriginSuggestion, SuggestionState
from deliberate.moderation.models import Decision, Flag
from deliberate.moderation.priorities import RIPE_AFTER
from deliberate.moderation.queue import Place, queue_page
from deliberate.moderation.queue_models import Bucket, EntryKind, QueueEntry
from deliberate.moderation.queue_upkeep import recount_queue, tend_queue
from deliberate.moderation.services import appeal, decide, decide_appeal, undo
from tests.factories import make_bearing
from tests.host import person
from tests.moderation.curating.scenes import suggested
from tests.moderation.scenes import flagged, moderator, opened, posted


def waiting() -> list[tuple[EntryKind, Bucket]]:
    session.expire_all()
    rows = session.execute(select(QueueEntry.kind, QueueEntry.bucket).order_by(QueueEntry.id))
    return [(kind, Bucket(bucket)) for kind, bucket in rows]


PENDING = [(EntryKind.CONTRIBUTION, Bucket.PENDING)]
REPORTED = [(EntryKind.CONTRIBUTION, Bucket.REPORTED)]
APPEALED = [(EntryKind.APPEAL, Bucket.APPEALS)]


def test_a_post_that_waits_comes_in_and_a_decision_takes_it_out_and_undoing_brings_it_back(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann")
    bearing = posted(ann, opened(context))
    assert waiting() == PENDING
    with transaction():
        decision = decide(mo, bearing, "approve")
    assert waiting() == []
    with transaction():
        undo(mo, session.get_one(Decision, decision.id))
    assert waiting() == PENDING


def test_a_flag_comes_in_and_its_answer_takes_it_out(context: Flask) -> None:
    mo, bearing = moderator(context), posted(person(context, "ann", level=1), opened(context))
    assert waiting() == []
    flagged(person(context, "bob", level=1), bearing)
    assert waiting() == REPORTED
    with transaction():
        decide(mo, bearing, "keep")
    assert waiting() == []


def test_an_appeal_waits_until_it_is_answered(context: Flask) -> None:
    ann, mo, other = person(context, "ann", level=1), moderator(context), moderator(context, "other")
    bearing = posted(ann, opened(context))
    with transaction():
        case = appeal(ann, decide(mo, bearing, "remove", "spam", "Shoes."), "No shoes.")
    assert waiting() == APPEALED
    with transaction():
        decide_appeal(other, session.merge(case), False, "There are shoes.", version=case.version)
    assert waiting() == []


def test_a_unit_that_fails_leaves_the_queue_as_it_was(context: Flask) -> None:
    claim = opened(context)

    class Stopped(Exception):
        pass

    with pytest.raises(Stopped), transaction():
        make_bearing(session.merge(claim), status=Status.PENDING)
        session.flush()
        raise Stopped
    with transaction():
        pass
    assert waiting() == []


def test_what_has_waited_longest_adds_no_more_and_comes_by_its_terms(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)
    claim = opened(context)
    plain, urgent = posted(ann, claim, "Plain."), posted(ann, claim, "With more flags.")
    flagged(person(context, "bob", level=1), plain)
    flagged(person(context, "bob", level=1), urgent)
    flagged(person(context, "eve", level=3), urgent)
    older = now() - 2 * RIPE_AFTER
    _age(plain.id, older - timedelta(days=9))
    _age(urgent.id, older)
    tend_queue()
    assert all(session.scalars(select(QueueEntry.ripe)))
    entries = queue_page(mo).entries
    assert [each.title for each in entries] == ["With more flags.", "Plain."]
    assert [each.terms["waiting"] for each in entries] == [12.0, 12.0]


def _age(contribution_id: int, since: datetime) -> None:
    """Have the entry and the flags it comes from be from then."""
    with transaction():
        for flag in session.scalars(select(Flag).where(Flag.contribution_id == contribution_id)):
            flag.created_at = since


def test_a_page_goes_on_after_its_last_though_ripe_and_unripe_are_mixed(context: Flask) -> None:
    mo, claim = moderator(context), opened(context)
    with transaction():
        for number in range(120):
            made = make_bearing(session.merge(claim), status=Status.PENDING, quote=f"Q{number:03}.")
            made.created_at = now() - timedelta(hours=number)
    tend_queue()
    seen: list[str] = []
    place: Place | None = None
    for _page in range(5):
        page = queue_page(mo, after=place)
        seen += [each.title for each in page.entries]
        if page.next is None:
            break
        place = Place.read(str(page.next))
    assert len(seen) == len(set(seen)) == 120
    unripe = [title for title in seen if int(title[1:4]) < 48]
    assert unripe == sorted(unripe, reverse=True)
    assert {int(title[1:4]) for title in seen[:72]} == set(range(48, 120))


def test_working_it_all_out_anew_changes_nothing(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    flagged(person(context, "bob", level=1), bearing)
    posted(person(context, "newcomer"), opened(context, slug="other"))

    def rows() -> list[object]:
        session.expire_all()
        columns = (QueueEntry.kind, QueueEntry.subject_id, QueueEntry.bucket, QueueEntry.rank, QueueEntry.version)
        return [tuple(row) for row in session.execute(select(*columns).order_by(QueueEntry.id))]

    before = rows()
    recount_queue()
    tend_queue()
    assert rows() == before


def test_what_is_about_no_post_is_worked_out_by_itself_and_all_of_it_once_an_hour(context: Flask) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    posts = [posted(ann, claim, f"Quote {number}.", citation=f"Report {number}") for number in range(5)]
    old, looked_at = [suggested(posts[0], each).id for each in posts[1:4]], 0

    def loaded(_entry: QueueEntry, _context: object) -> None:
        nonlocal looked_at
        looked_at += 1

    assert waiting() == [(EntryKind.SUGGESTION, Bucket.CURATION)] * 3
    session.expire_all()
    event.listen(QueueEntry, "load", loaded)
    try:
        new = suggested(posts[0], posts[4]).id
        tend_queue()
    finally:
        event.remove(QueueEntry, "load", loaded)
    assert looked_at == 0
    with transaction():
        session.get_one(OriginSuggestion, new).state = SuggestionState.DECLINED
        # As another program would.
        declined = {"state": SuggestionState.DECLINED}
        session.execute(update(OriginSuggestion).where(OriginSuggestion.id == old[0]).values(**declined))
    assert len(waiting()) == 3
    recount_queue()
    assert set(session.scalars(select(QueueEntry.subject_id))) == {old[1], old[2]}


def test_what_is_about_no_post_ripens_too(context: Flask) -> None:
    claim, ann = opened(context), person(context, "ann", level=2)
    made = suggested(*(posted(ann, claim, f"Quote {number}.", citation=f"Report {number}") for number in range(2)))
    with transaction():
        made.created_at = now() - 2 * RIPE_AFTER
    with transaction():
        session.scalars(select(QueueEntry)).one().ripe = False
    tend_queue()
    session.expire_all()
    assert session.scalars(select(QueueEntry)).one().ripe
