"""What people are told of their conduct, their level, locks on what is theirs, findings, and appeals against these."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Audience, Group, GroupMember
from deliberate.articles.services import close
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.signals import source_marked
from deliberate.core.site import settings
from deliberate.core.standing import standing_of
from deliberate.evidence.models import Source
from deliberate.jobs.running import run_due
from deliberate.moderation.concluding import write_finding
from deliberate.moderation.conduct import Sanction
from deliberate.moderation.locking import lock
from deliberate.moderation.measures import undo_measure
from deliberate.moderation.rising import settle_all_levels
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide, decide_appeal, undo
from deliberate.notices.models import NoticeKind, Rhythm, Topic
from deliberate.notices.preferences import choose
from deliberate.notices.queries import to_mail, unread_count
from tests.factories import make_bearing
from tests.host import person
from tests.moderation.scenes import item_of, moderator, opened, posted
from tests.notices.scenes import kinds, read_all, sentences, told, wait


def sanctioned(by: Actor, name: str, **more: int) -> Sanction:
    with transaction():
        return sanction(by, SanctionDraft("ann", name, "abuse", "They shout.", **more))


def test_whoever_is_sanctioned_is_told_after_ten_seconds_under_no_article_and_by_mail(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)
    made = sanctioned(mo, "slow", days=3, minutes=30)
    assert sentences(ann) == []
    wait()
    assert made.until is not None
    assert sentences(ann) == [
        f"Your posts have to be further apart: 30 minutes, until {made.until.day} {made.until:%B %Y, %H:%M} UTC."
    ]
    (notice,) = told(ann)
    assert (notice.article_id, unread_count(ann), told(mo)) == (None, 1, [])
    with transaction():
        notice.mail_from = now()
    _waiting, lines = to_mail(ann, now(), 10)
    assert [(line.article, line.reason) for line in lines] == [(None, "They shout.")]
    with transaction():
        shown = set(Topic) - {Topic.CONDUCT}
        choose(ann, rhythm=Rhythm.NEVER, watches_own=True, in_app=shown, by_mail=shown)
    sanctioned(mo, "warn")
    assert len(told(ann)) == 1


def test_a_sanction_that_is_put_back_is_told_no_more_or_said_to_be_put_back(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)
    unread = sanctioned(mo, "warn")
    with transaction():
        undo_measure(mo, unread)
    assert told(ann) == []
    read = sanctioned(mo, "suspend", days=3)
    read_all()
    with transaction():
        undo_measure(mo, read)
    wait()
    assert sentences(ann)[0] == "Your suspension was put back."
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        run_due(now())
        assert kinds(ann) == [NoticeKind.SANCTIONED, NoticeKind.UNDONE]


def test_the_end_of_a_suspension_is_told_once(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)
    made = sanctioned(mo, "suspend", days=1)
    run_due(now())
    assert kinds(ann) == [NoticeKind.SANCTIONED]
    with time_machine.travel(made.until + timedelta(seconds=1), tick=False):
        run_due(now())
        run_due(now())
        wait()
        assert sentences(ann)[0] == "Your suspension is over."
    assert kinds(ann) == [NoticeKind.SANCTIONED, NoticeKind.SANCTION_ENDED]


def test_a_level_that_is_won_is_told_and_one_that_is_lost_comes_with_its_reasons(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann")
    claim = opened(context)
    with transaction():
        standing_of("ann").approved = settings.newcomer_posts_held - 1
    waiting = posted(ann, claim)
    with transaction():
        approved = decide(mo, waiting, "approve")
    wait()
    assert "Your level here is now basic." in sentences(ann)
    with transaction():
        undo(mo, approved)
    assert NoticeKind.LEVEL_MOVED not in kinds(ann)
    with transaction():
        standing_of("ann").level = 2
        for _each in range(settings.removals_cost_level):
            decide(mo, make_bearing(claim, author="ann"), "remove", "spam", "Shoes.")
    settle_all_levels()
    wait()
    assert sentences(ann)[0] == "You lost a level."


def test_a_lock_is_told_to_its_author_with_the_reason_and_taken_off_again(context: Flask) -> None:
    mo, ann = moderator(context), person(context, "ann", level=1)
    bearing = posted(ann, opened(context))
    with transaction():
        made = lock(mo, bearing, "abuse", "A quarrel.")
    wait()
    assert sentences(ann) == [
        "A moderator locked your item of evidence: nothing new is posted on it, and it is not weighed."
    ]
    (notice,) = told(ann)
    assert notice.article_id == bearing.article_id
    read_all()
    with transaction():
        undo_measure(mo, made)
    wait()
    assert sentences(ann)[0] == "The lock was taken off your item of evidence."


def test_a_finding_is_told_to_those_who_watch_in_its_newest_words_alone(context: Flask) -> None:
    ann, claim = person(context, "ann", level=1), opened(context)
    editor = person(context, "editor")
    posted(ann, claim)
    with transaction():
        close(editor, claim.article, "Enough.")
        write_finding(editor, claim.article, "Nobody knows.", 0)
        write_finding(editor, claim.article, "Nobody can know.", 1)
    wait()
    assert sentences(ann) == ["A finding was written on an article that you watch."]


def test_an_appeal_against_a_sanction_is_told_to_whoever_may_answer_and_its_answer_to_both(context: Flask) -> None:
    mo, other, ann = moderator(context), moderator(context, "max"), person(context, "ann", level=1)
    made = sanctioned(mo, "warn")
    with transaction():
        case = appeal(ann, made, "I did not.")
    assert (kinds(mo), kinds(other)) == ([], [NoticeKind.APPEAL_LODGED])
    wait()
    assert sentences(other) == ["An appeal waits for a moderator."]
    read_all()
    with transaction():
        decide_appeal(other, case, True, "They did not.")
    wait()
    assert sentences(ann)[0] == "Your appeal was answered: what was decided is reversed."
    assert sentences(mo) == ["An appeal against a decision of yours was answered: what was decided is reversed."]
    # That it was put back, they learn from the answer.
    assert NoticeKind.UNDONE not in kinds(ann)


def test_a_marked_source_is_told_in_an_article_that_one_may_read_or_in_none_and_then_without_its_words(
    context: Flask,
) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    closed, open_one = opened(context), opened(context)
    mine, bobs = posted(ann, closed), posted(bob, closed, "It had rusted for years.")
    also = posted(bob, open_one)
    source = session.get_one(Source, item_of(mine).source_id)
    assert {item_of(each).source_id for each in (bobs, also)} == {source.id}
    with transaction():
        group = Group(name="A class", join_code="code")
        session.add(group)
        session.flush()
        closed.article.audience, closed.article.group_id = Audience.GROUP, group.id
        assert session.scalars(select(GroupMember)).all() == []
        articles = (closed.article, open_one.article)
        source_marked.send(source, action="retract_source", people={"ann", "bob"}, articles=articles)
    assert [each.article_id for each in told(bob, kind=NoticeKind.SOURCE_MARKED)] == [open_one.article_id]
    (marked,) = told(ann, kind=NoticeKind.SOURCE_MARKED)
    assert marked.article_id is None
    with transaction():
        marked.mail_from = now()
    (line,) = to_mail(ann, now(), 10)[1]
    assert (line.about, line.link.endpoint) == (None, "deliberate.moderation.yours")
