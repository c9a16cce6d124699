"""What people are told of moderation: decisions on their posts, flags, appeals, sources."""

from flask import Flask

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.signals import source_marked
from deliberate.evidence.models import Source
from deliberate.moderation.models import FlagReason
from deliberate.moderation.services import appeal, decide, decide_appeal, undo
from deliberate.notices.models import NoticeKind
from deliberate.weighting.models import Dimension
from tests.factories import make_rating
from tests.host import person
from tests.moderation.scenes import flagged, item_of, moderator, opened, posted
from tests.notices.scenes import kinds, read_all, sentences, told, wait

REASON = ("unsourced", "No source is named.")


def test_an_author_is_told_once_what_was_decided_and_why(context: Flask) -> None:
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decision = decide(mo, bearing, "remove", *REASON)
    (notice,) = told(ann)
    assert notice.kind is NoticeKind.DECIDED
    assert notice.target == bearing.public_id
    assert notice.data == {"action": "remove", "decision": str(decision.public_id)}
    wait()
    assert sentences(ann) == ["A moderator removed your item of evidence."]
    assert told(mo) == []


def test_nothing_is_seen_for_ten_seconds(context: Flask) -> None:
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decide(mo, bearing, "keep")
    wait(8)
    assert sentences(ann) == []
    wait(3)
    assert sentences(ann) == ["A moderator looked at your item of evidence and kept it."]


def test_what_is_undone_before_it_was_read_is_told_no_more(context: Flask) -> None:
    ann, bob, mo = person(context, "ann", level=1), person(context, "bob", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    flagged(bob, bearing)
    with transaction():
        decision = decide(mo, bearing, "remove", *REASON)
    assert (kinds(ann), kinds(bob)) == ([NoticeKind.DECIDED], [NoticeKind.FLAG_ANSWERED])
    with transaction():
        undo(mo, decision)
    assert (kinds(ann), kinds(bob)) == ([], [])


def test_whoever_read_it_is_told_that_it_is_undone(context: Flask) -> None:
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decision = decide(mo, bearing, "remove", *REASON)
    read_all()
    with transaction():
        undo(mo, decision)
    assert kinds(ann) == [NoticeKind.DECIDED, NoticeKind.UNDONE]
    wait()
    assert sentences(ann)[0] == "What was done to your item of evidence was undone: it stands as before."


def test_whoever_flagged_is_told_how_it_was_judged(context: Flask) -> None:
    bob, eve, mo = person(context, "bob", level=1), person(context, "eve", level=1), moderator(context)
    claim = opened(context)
    kept, removed = posted(person(context, "ann", level=1), claim), posted(person(context, "al", level=1), claim, "B.")
    flagged(bob, kept)
    flagged(eve, removed, FlagReason.SPAM)
    with transaction():
        decide(mo, kept, "keep")
        decide(mo, removed, "remove", "spam", "An advertisement.")
    wait()
    assert sentences(bob) == ["A moderator looked at what you flagged and kept it."]
    assert sentences(eve) == ["A moderator agreed with your flag."]


def test_what_flags_set_aside_is_told_as_done_by_the_system(context: Flask) -> None:
    ann = person(context, "ann", level=1)
    bearing = posted(ann, opened(context))
    for name in ("bob", "eve"):
        flagged(person(context, name, level=3), bearing, FlagReason.SPAM)
    wait()
    assert sentences(ann) == ["The system set your item of evidence aside until a moderator decides."]


def test_what_is_marked_on_an_item_is_told_with_the_bearing_it_was_posted_with(context: Flask) -> None:
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decide(mo, item_of(bearing), "dispute", "contested", "Others say otherwise.")
    assert [notice.target for notice in told(ann)] == [bearing.public_id]


def test_an_appeal_is_told_to_moderators_who_may_answer_and_its_end_to_all_it_touches(context: Flask) -> None:
    ann, mo, other = person(context, "ann", level=1), moderator(context), moderator(context, "moira")
    third = moderator(context, "milo")
    bearing = posted(ann, opened(context))
    with transaction():
        decision = decide(mo, bearing, "remove", *REASON)
    with transaction():
        case = appeal(ann, decision, "There is one.")
    assert (kinds(mo), kinds(other), kinds(third)) == ([], [NoticeKind.APPEAL_LODGED], [NoticeKind.APPEAL_LODGED])
    wait()
    assert sentences(other) == ["An appeal waits for a moderator."]
    with transaction():
        decide_appeal(other, case, True, "So there is.")
    assert (kinds(other), kinds(third)) == ([], [])
    wait()
    assert sentences(ann) == ["Your appeal was answered: what was decided is reversed."]
    assert sentences(mo) == ["An appeal against a decision of yours was answered: what was decided is reversed."]


def test_a_sole_moderator_is_told_of_an_appeal_against_their_own_decision(context: Flask) -> None:
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decision = decide(mo, bearing, "remove", *REASON)
    with transaction():
        appeal(ann, decision, "There is one.")
    assert kinds(mo) == [NoticeKind.APPEAL_LODGED]


def test_an_author_is_told_how_an_appeal_of_another_ended(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    mo, other = moderator(context), moderator(context, "moira")
    bearing = posted(ann, opened(context))
    flagged(bob, bearing)
    with transaction():
        decision = decide(mo, bearing, "keep")
    with transaction():
        case = appeal(bob, decision, "Look at page 3.")
    with transaction():
        decide_appeal(other, case, False, "It says so there.")
    wait()
    assert sentences(ann)[0] == "An appeal about what you posted was answered: what was decided stands."
    assert sentences(bob)[0] == "Your appeal was answered: what was decided stands."


def test_those_who_cited_or_weighed_a_source_are_told_how_it_is_marked(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    bearing = posted(ann, opened(context))
    source = session.get_one(Source, item_of(bearing).source_id)
    with transaction():
        make_rating(item_of(bearing), "bob", Dimension.RELIABILITY, 4)
    with transaction():
        source_marked.send(source, action="retract_source", people={"ann", "bob"}, articles=(bearing.article,))
    assert [(notice.target, notice.article_id) for notice in told(bob)] == [(source.public_id, bearing.article_id)]
    wait()
    assert sentences(ann) == ["A source that you cited or weighed was retracted."]


def test_a_notice_holds_no_words_that_anybody_wrote(context: Flask) -> None:
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decide(mo, bearing, "remove", "unsourced", "A reason in words of hers.")
    (notice,) = told(ann)
    assert "words of hers" not in str(notice.data)
    assert notice.created_at <= now()
