"""Articles, sources and names are reported, kept or acted on, undone and appealed, like what people post."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article, State
from deliberate.articles.services import close, reopen, unpublish
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from deliberate.core.events import Event, verify_chain
from deliberate.core.personal_data import Remains, forget, sections
from deliberate.moderation.accuracy import accuracies_of
from deliberate.moderation.conduct_pages import reviews_on
from deliberate.moderation.figures import Scope
from deliberate.moderation.flagging import REPORTS_BY_VISITORS
from deliberate.moderation.measures import undo_measure
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.purging.models import Purge, PurgeState
from deliberate.moderation.purging.services import call_off_purge
from deliberate.moderation.queue import Entry, queue_page
from deliberate.moderation.queue_models import Bucket
from deliberate.moderation.reports.acts import acts_on
from deliberate.moderation.reports.deciding import decide_reports, reviews_of
from deliberate.moderation.reports.figures import decided_reports
from deliberate.moderation.reports.models import ReportedThing, Review
from deliberate.moderation.reports.raising import report
from deliberate.moderation.reports.things import (
    Subject,
    find_reported,
    of_article,
    of_author,
    of_name,
    of_source,
    revision_of,
    says,
)
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide_appeal
from deliberate.moderation.statements import yours_page
from deliberate.notices.models import Notice, NoticeKind
from deliberate.propositions.models import Proposition
from tests.host import person
from tests.moderation.curating.scenes import source_of
from tests.moderation.scenes import moderator, opened, posted

ABUSE, ILLEGAL, SPAM = FlagReason.ABUSE, FlagReason.ILLEGAL, FlagReason.SPAM


def reported(actor: Actor, subject: Subject, reason: FlagReason = ABUSE) -> ReportedThing:
    with transaction():
        report(actor, subject, reason, "Look at it.")
    found = find_reported(subject)
    assert found is not None
    return found


def decided(actor: Actor, thing: ReportedThing, act: str, code: str = "abuse", reason: str = "It is so.") -> Review:
    with transaction():
        return decide_reports(actor, thing, act, code, reason, revision=revision_of(thing))


def entries(mo: Actor) -> list[Entry]:
    session.expire_all()
    return list(queue_page(mo).entries)


def told(actor: Actor) -> list[NoticeKind]:
    return list(session.scalars(select(Notice.kind).where(Notice.actor_id == actor.key).order_by(Notice.id)))


def kinds_of_thing(claim: Proposition, ann: Actor) -> dict[str, Subject]:
    bearing = posted(ann, claim)
    return {
        "article": of_article(claim.article),
        "source": of_source(ann, source_of(bearing)),
        "name": of_author(bearing),
    }


@pytest.mark.parametrize("sort", ["article", "source", "name"])
def test_each_sort_waits_in_the_queue_until_it_is_kept_and_its_reporter_told(context: Flask, sort: str) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=2)
    thing = reported(ben, kinds_of_thing(opened(context), ann)[sort])
    (entry,) = entries(mo)
    assert (entry.bucket, entry.case, entry.terms["flags"]) == (Bucket.REPORTED, thing, 1.5)
    assert next(iter(says(thing).values())) in entry.title
    before = session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1)) or 0
    kept = decided(mo, thing, "keep_reported", "", "")
    assert decided(mo, thing, "keep_reported", "", "") is kept
    (event,) = session.scalars(select(Event).where(Event.id > before))
    assert (event.action, event.reason_code) == ("keep_reported", "no_breach")
    assert (entries(mo), thing.kept_revision) == ([], thing.revision)
    assert told(ben) == [NoticeKind.FLAG_ANSWERED]
    (mine,) = yours_page(ben).reports
    assert (mine.decision, mine.appealable, accuracies_of([ben.key])[ben.key].handled) == (kept, True, 1)
    assert verify_chain().fault is None


def test_what_was_kept_is_not_reported_again_for_the_same_reason_until_it_says_something_else(context: Flask) -> None:
    mo, claim = moderator(context), opened(context)
    ben, cat = person(context, "ben", level=1), person(context, "cat", level=1)
    thing = reported(ben, of_article(claim.article))
    decided(mo, thing, "keep_reported", "", "")
    with transaction(), pytest.raises(Conflict, match="kept it"):
        report(cat, of_article(claim.article), ABUSE)
    with transaction():
        claim.article.title = "A ruder title"
    with transaction():
        report(cat, of_article(claim.article), ABUSE)
    assert thing.revision == 2
    with transaction(), pytest.raises(Conflict, match="something else now"):
        decide_reports(mo, thing, "keep_reported", revision=1)


def test_what_is_illegal_comes_first_and_visitors_report_that_alone_and_not_without_end(context: Flask) -> None:
    mo, claim = moderator(context), opened(context)
    things = list(kinds_of_thing(claim, person(context, "ann", level=1)).values())
    with transaction():
        with pytest.raises(NotAllowed):
            report(VISITOR, things[0], ABUSE, "Rude.", network="192.0.2.7")
        for each in things:
            report(VISITOR, each, ILLEGAL, "It names her.", network="192.0.2.7")
    assert [each.bucket for each in entries(mo)] == [Bucket.URGENT] * 3
    assert all(each.terms["urgent"] == 10 for each in entries(mo))
    with transaction():
        for number in range(REPORTS_BY_VISITORS - len(things)):
            claim.article.title = f"Title {number}"
            report(VISITOR, things[0], ILLEGAL, "It names her.", network="192.0.2.7")
        claim.article.title = "The last"
        with pytest.raises(TooMany):
            report(VISITOR, things[0], ILLEGAL, "It names her.", network="192.0.2.7")


def test_a_day_has_so_many_flags_whatever_they_are_on(context: Flask) -> None:
    claim, ben, ann = opened(context), person(context, "ben", level=1), person(context, "ann", level=1)
    bearing = posted(ann, claim)
    with transaction():
        for number in range(10):
            claim.article.title = f"Title {number}"
            report(ben, of_article(claim.article), SPAM)
        with pytest.raises(TooMany):
            report(ben, of_author(bearing), SPAM)


def test_nobody_reports_or_decides_on_what_is_their_own(context: Flask) -> None:
    claim = opened(context, author="mo")
    mo, other, ben = moderator(context), moderator(context, "moses"), person(context, "ben", level=1)
    with transaction(), pytest.raises(NotAllowed):
        report(mo, of_article(claim.article), ABUSE)
    thing = reported(ben, of_article(claim.article))
    with transaction(), pytest.raises(NotAllowed):
        decide_reports(mo, thing, "keep_reported", revision=thing.revision)
    with transaction():
        report(other, of_article(claim.article), ABUSE)
    # Nobody else is left, so that either may, as self-review.
    assert decided(mo, thing, "keep_reported", "", "").self_review


CLOSING: list[tuple[str, State]] = [("close_reported", State.CLOSED), ("unpublish_reported", State.DRAFT)]


@pytest.mark.parametrize(("act", "state"), CLOSING)
def test_an_article_is_closed_or_taken_from_view_and_undone(context: Flask, act: str, state: State) -> None:
    claim, editor = opened(context), person(context, "editor")
    mo, ben = moderator(context), person(context, "ben", level=1)
    thing = reported(ben, of_article(claim.article))
    with pytest.raises(Invalid):
        decided(mo, thing, act, "abuse", " ")
    made = decided(mo, thing, act)
    assert (claim.article.state, told(editor), told(ben)) == (state, [NoticeKind.DECIDED], [NoticeKind.FLAG_ANSWERED])
    assert [each.reason for each in reviews_on(editor)] == ["It is so."]
    assert accuracies_of(["ben"])["ben"].agreed == 1
    with transaction():
        undo_measure(mo, made)
    assert (claim.article.state, len(entries(mo))) == (State.OPEN, 1)
    assert (accuracies_of(["ben"])["ben"].handled, told(editor), told(ben)) == (0, [], [])
    assert verify_chain().fault is None


def test_an_appeal_that_succeeds_opens_the_article_and_tells_that_its_reporter_was_wrong(context: Flask) -> None:
    claim, editor = opened(context), person(context, "editor")
    mo, other, ben = moderator(context), moderator(context, "moses"), person(context, "ben", level=1)
    made = decided(mo, reported(ben, of_article(claim.article)), "close_reported")
    with transaction():
        with pytest.raises(NotAllowed):
            appeal(ben, made, "It was right.")
        case = appeal(editor, made, "Nobody is attacked.")
    with transaction():
        decide_appeal(other, case, overturn=True, reply="So it is.")
    session.expire_all()
    (flag,) = session.scalars(select(Flag))
    assert (claim.article.state, flag.upheld, made.is_undone) == (State.OPEN, False, True)
    assert NoticeKind.APPEAL_ANSWERED in told(editor)


def test_what_somebody_changed_since_is_not_undone_over_it(context: Flask) -> None:
    mo, claim = moderator(context), opened(context)
    thing = reported(person(context, "ben", level=1), of_article(claim.article))
    made = decided(mo, thing, "close_reported")
    with transaction():
        session.get_one(Article, claim.article_id).state = State.ARCHIVED
    with transaction(), pytest.raises(Conflict, match="archived"):
        undo_measure(mo, made)


def test_only_an_admin_has_an_article_erased_and_a_second_confirms(context: Flask) -> None:
    mo, claim, ada = moderator(context), opened(context), person(context, "ada", "admin")
    thing = reported(person(context, "ben", level=1), of_article(claim.article), ILLEGAL)
    assert {each.name for each in acts_on(ada, thing)} - {each.name for each in acts_on(mo, thing)} == {
        "purge_text_reported",
        "purge_title_reported",
    }
    with pytest.raises(Conflict, match="not open to you"):
        decided(mo, thing, "purge_text_reported", "illegal")
    with pytest.raises(Invalid):
        decided(ada, thing, "purge_text_reported", "spam")
    made = decided(ada, thing, "purge_title_reported", "illegal")
    (purge,) = session.scalars(select(Purge))
    assert (purge.state, purge.thing) == (PurgeState.WAITING, "article title")
    with transaction():
        call_off_purge(ada, purge)
    with transaction():
        undo_measure(mo, made, "Another look.")
    assert [each.case for each in entries(mo)] == [thing]


def test_whoever_is_asked_to_go_by_another_name_is_told_and_may_appeal(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=1)
    thing = reported(ben, kinds_of_thing(opened(context), ann)["name"])
    assert [each.name for each in acts_on(mo, thing)] == ["keep_reported", "gone_reported", "act_on_person"]
    ask: Callable[[object], str] = lambda _self: "/name"  # noqa: E731
    monkeypatch.setattr(type(context.extensions["deliberate"].identity), "renaming_page", ask, raising=False)
    made = decided(mo, thing, "ask_rename")
    assert told(ann) == [NoticeKind.DECIDED]
    with transaction():
        appeal(ann, made, "It is my name.")
    assert [each["what_was_done"] for each in sections.get("reports of them")("ann")] == ["ask_rename"]
    with transaction():
        forget(ann, Remains.ALL)
    assert thing.digest == ""


def test_reports_of_a_name_or_a_source_are_agreed_with_once_something_was_done(context: Flask) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=1)
    subjects = kinds_of_thing(opened(context), ann)
    name, source = reported(ben, subjects["name"]), reported(ben, subjects["source"])
    for thing, act in ((name, "act_on_person"), (source, "act_on_source")):
        with pytest.raises(Conflict, match="first"):
            decided(mo, thing, act)
    with transaction():
        sanction(mo, SanctionDraft("ann", "warn", "abuse", "Choose another name."))
    made = decided(mo, name, "act_on_person")
    assert reviews_of(name) == [made]
    with transaction(), pytest.raises(NotAllowed):
        appeal(ann, made, "No.")


def test_nobody_is_reported_who_goes_by_no_name(context: Flask) -> None:
    claim = opened(context)
    with pytest.raises(NotFound):
        of_author(claim)


def test_what_was_decided_on_reports_is_counted_for_the_site_and_for_an_article(context: Flask) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=2)
    claim = opened(context)
    subjects = kinds_of_thing(claim, ann)
    decided(mo, reported(ben, subjects["name"]), "keep_reported", "", "")
    closed = decided(mo, reported(ben, subjects["article"]), "close_reported")
    assert decided_reports(Scope(VISITOR, claim.article)).rows == [("This article", "0", "1", "0")]
    with transaction():
        undo_measure(mo, closed, "Another look.")
    rows = decided_reports(Scope(VISITOR)).rows
    assert rows == [("Articles", "0", "1", "1"), ("Sources", "0", "0", "0"), ("Names", "1", "0", "0")]


def test_a_name_is_reported_from_the_page_of_whoever_posted_something_one_may_read(context: Flask) -> None:
    claim, ben = opened(context), person(context, "ben", level=1)
    posted(person(context, "ann", level=1), claim)
    assert of_name(ben, "ann").row == "ann"
    with pytest.raises(NotFound):
        of_name(ben, "nobody")
    claim.article.state = State.DRAFT
    with pytest.raises(NotFound):
        of_name(ben, "ann")


def test_what_a_moderator_closed_is_not_opened_again_by_its_editor(context: Flask) -> None:
    mo, ben = moderator(context), person(context, "ben", level=1)
    article = opened(context).article
    editor = person(context, article.author_id, "editor")
    closed = decided(mo, reported(ben, of_article(article)), "close_reported")
    (event,) = session.scalars(select(Event).where(Event.action == "close"))
    assert (event.reason_code, event.revision, event.self_review) == ("abuse", closed.revision, False)
    with transaction(), pytest.raises(NotAllowed):
        reopen(editor, article, "It is mine.")
    with transaction():
        reopen(mo, article, "It was mended.")
        close(editor, article, "We are done.")
    with transaction():
        reopen(editor, article, "We go on.")
    with transaction(), pytest.raises(Conflict, match="changed the article since"):
        undo_measure(mo, closed, "Another look.")


def test_a_report_of_words_that_were_changed_is_not_held_against_whoever_made_it(context: Flask) -> None:
    mo, ben, cat = moderator(context), person(context, "ben", level=1), person(context, "cat", level=1)
    article = opened(context).article
    reported(ben, of_article(article))
    with transaction():
        article.title = "A kinder title"
    thing = reported(cat, of_article(article))
    made = decided(mo, thing, "keep_reported", "", "")
    verdicts = session.execute(select(Flag.actor_id, Flag.upheld).order_by(Flag.id)).all()
    assert verdicts == [("ben", None), ("cat", False)]
    answered = {each.actor_id: each.data["upheld"] for each in session.query(Notice).filter_by(target=made.public_id)}
    assert answered == {"ben": None, "cat": False}
    assert accuracies_of(["ben"])["ben"].handled == 0


def test_what_was_dealt_with_already_is_said_to_be_and_judges_nobody(context: Flask) -> None:
    mo, ben = moderator(context), person(context, "ben", level=1)
    article = opened(context).article
    thing = reported(ben, of_article(article))
    editor = person(context, article.author_id, "editor")
    with transaction():
        unpublish(editor, article, "I saw it.")
    made = decided(mo, thing, "gone_reported")
    (mine,) = yours_page(ben).reports
    assert (mine.flag.upheld, mine.title) == (None, "An article")
    assert made.action == "gone_reported"


def test_what_an_admin_asked_to_have_erased_is_called_off_by_admins_alone(context: Flask) -> None:
    ada, mo, ben = person(context, "ada", "admin"), moderator(context), person(context, "ben", level=1)
    article = opened(context).article
    editor = person(context, article.author_id, "editor")
    made = decided(ada, reported(ben, of_article(article), ILLEGAL), "purge_title_reported", "illegal")
    with transaction(), pytest.raises(Conflict, match="An admin has to call that off first"):
        undo_measure(mo, made, "No.")
    with transaction(), pytest.raises(NotAllowed):
        appeal(editor, made, "No.")
    actions = list(session.scalars(select(Event.action).order_by(Event.id.desc()).limit(2)))
    assert actions == ["agree_to_purge", "ask_purge"]


def test_once_somebody_has_left_nothing_waits_about_their_name_and_its_reporter_was_not_wrong(context: Flask) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=1)
    thing = reported(ben, kinds_of_thing(opened(context), ann)["name"])
    with transaction():
        forget(ann, Remains.ALL)
    assert [each for each in entries(mo) if each.case == thing] == []
    assert accuracies_of(["ben"])["ben"].handled == 0
    with transaction(), pytest.raises(Conflict, match="Nothing is reported"):
        decide_reports(mo, thing, "keep_reported", revision=thing.revision)
