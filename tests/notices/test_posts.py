"""What people are told of posts: news on what they watch, answers, changes to what is theirs."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask

from deliberate.articles.models import Audience, Group, GroupMember, State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.evidence.services import edit_evidence, item_draft, post_evidence, post_remark, withdraw
from deliberate.moderation.services import decide, undo
from deliberate.notices.models import NoticeKind, Topic, WatchState
from deliberate.notices.preferences import choose
from deliberate.notices.queries import notices_page, unread_count
from deliberate.notices.telling import GATHERING
from deliberate.notices.watching import find_watch, set_watch, watched
from deliberate.propositions.models import Act
from deliberate.propositions.services import merge, reword
from deliberate.propositions.undoing import undo_act
from deliberate.weighting.models import Dimension
from tests.factories import make_article, make_proposition, make_rating
from tests.host import person
from tests.moderation.scenes import draft, item_of, moderator, opened, posted
from tests.notices.scenes import kinds, read_all, sentences, told, wait

ALL = {"in_app": set(Topic), "by_mail": set(Topic)}


def watching(actor: Actor, claim: object) -> None:
    with transaction():
        set_watch(actor, claim.article, WatchState.WATCHED)  # type: ignore[attr-defined]


def test_whoever_posts_on_an_article_watches_it_and_hears_of_what_others_post(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    posted(ann, claim)
    watch = find_watch(ann, claim.article)
    assert watch is not None
    assert watch.state is WatchState.WATCHED
    posted(bob, claim, "It was inspected.", Side.AGAINST)
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE]
    assert kinds(bob) == []
    wait()
    assert sentences(ann) == ["New evidence against “The bridge closed on Monday.”"]


def test_posting_watches_nothing_for_somebody_who_does_not_want_it(context: Flask) -> None:
    ann, claim = person(context, "ann", level=1), opened(context)
    with transaction():
        choose(ann, rhythm="daily", watches_own=False, **ALL)  # type: ignore[arg-type]
    posted(ann, claim)
    assert watched(ann) == []


def test_who_has_muted_an_article_hears_of_decisions_on_their_own_and_of_nothing_else(context: Flask) -> None:
    ann, bob, mo = person(context, "ann", level=1), person(context, "bob", level=1), moderator(context)
    claim = opened(context)
    bearing = posted(ann, claim)
    with transaction():
        set_watch(ann, claim.article, WatchState.MUTED)
    posted(bob, claim, "It was inspected.")
    with transaction():
        post_evidence(bob, item_of(bearing), draft("It was another bridge."))
        decide(mo, bearing, "keep")
    assert kinds(ann) == [NoticeKind.DECIDED]
    posted(ann, claim, "A third quote.")
    watch = find_watch(ann, claim.article)
    assert watch is not None
    assert watch.state is WatchState.MUTED


def test_a_challenge_and_a_remark_are_answers_to_whoever_posted_what_they_are_on(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    bearing = posted(ann, claim)
    with transaction():
        post_evidence(bob, item_of(bearing), draft("It was another bridge.", Side.AGAINST))
    wait()
    assert sentences(ann) == ["Somebody posted evidence against your quote."]
    with transaction():
        post_remark(bob, claim.article, item_of(bearing), "Which page?")
    assert kinds(ann) == [NoticeKind.ANSWERED]
    assert sentences(ann) == ["2 answers to what you posted came in."]


def test_what_comes_within_an_hour_is_one_notice(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    watching(ann, claim)
    for number in range(12):
        posted(bob, claim, f"Quote {number}.")
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE]
    wait()
    assert sentences(ann) == ["12 new items of evidence were posted."]
    assert unread_count(ann) == 1
    wait(GATHERING / timedelta(seconds=1))
    posted(bob, claim, "Quote 13.")
    assert len(told(ann)) == 2


def test_what_comes_after_it_was_read_is_a_notice_of_its_own(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    watching(ann, claim)
    posted(bob, claim)
    read_all()
    posted(bob, claim, "Another.")
    assert len(told(ann)) == 2


def test_what_waits_for_a_moderator_is_news_once_it_is_approved(context: Flask) -> None:
    ann, new, mo = person(context, "ann", level=1), person(context, "newcomer"), moderator(context)
    claim = opened(context)
    watching(ann, claim)
    bearing = posted(new, claim)
    assert bearing.status is Status.PENDING
    assert kinds(ann) == []
    with transaction():
        decision = decide(mo, bearing, "approve")
    assert kinds(ann) == [NoticeKind.NEW_EVIDENCE]
    assert kinds(new) == [NoticeKind.DECIDED]
    with transaction():
        undo(mo, decision)
    assert (kinds(ann), kinds(new)) == ([], [])


def test_what_is_taken_back_or_removed_is_news_no_more(context: Flask) -> None:
    ann, bob, mo = person(context, "ann", level=1), person(context, "bob", level=1), moderator(context)
    claim = opened(context)
    watching(ann, claim)
    one, two = posted(bob, claim), posted(bob, claim, "Another.")
    with transaction():
        withdraw(bob, one)
    wait()
    assert sentences(ann) == ["New evidence for “The bridge closed on Monday.”"]
    with transaction():
        decide(mo, two, "remove", "spam", "It advertises.")
    assert told(ann) == []


def test_what_hangs_on_something_hidden_is_not_told(context: Flask) -> None:
    ann, bob, mo = person(context, "ann", level=1), person(context, "bob", level=1), moderator(context)
    claim = opened(context)
    bearing = posted(person(context, "cy", level=1), claim)
    watching(ann, claim)
    with transaction():
        post_evidence(bob, bearing, draft("It was another bridge."))
    wait()
    assert len(sentences(ann)) == 1
    with transaction():
        decide(mo, bearing, "remove", "spam", "It advertises.")
    assert sentences(ann) == []


def test_what_hangs_in_the_end_on_something_hidden_is_not_told(context: Flask) -> None:
    ann, bob, mo = person(context, "ann", level=1), person(context, "bob", level=1), moderator(context)
    claim = opened(context)
    with transaction():
        other = make_proposition(claim.article, text="The cable had rusted.")
    bearing = posted(person(context, "cy", level=1), other)
    watching(ann, claim)
    with transaction():
        post_evidence(bob, bearing, draft("It was another bridge."))
    wait()
    assert len(sentences(ann)) == 1
    with transaction():
        decide(mo, other, "remove", "spam", "It advertises.")
    assert bearing.is_visible
    assert sentences(ann) == []


def test_nobody_is_told_of_an_article_they_may_no_longer_read(context: Flask) -> None:
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    with transaction():
        group = Group(name="Class", join_code="in")
        session.add(group)
        session.flush()
        session.add_all([GroupMember(group_id=group.id, actor_id=each) for each in ("ann", "bob")])
        article = make_article(audience=Audience.GROUP, group_id=group.id)
        claim = make_proposition(article)
    posted(ann, claim)
    posted(bob, claim, "Another.")
    wait()
    assert unread_count(ann) == len(sentences(ann)) == 1
    with transaction():
        session.delete(session.get_one(GroupMember, (group.id, "ann")))
    assert (unread_count(ann), sentences(ann), watched(ann)) == (0, [], [])


def test_nobody_is_told_of_an_article_that_was_unpublished(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    watching(ann, claim)
    posted(bob, claim)
    wait()
    with transaction():
        claim.article.state = State.DRAFT
    assert (unread_count(ann), sentences(ann)) == (0, [])


def test_those_who_weighed_an_item_are_asked_once_it_says_something_else(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    bearing = posted(ann, claim)
    with transaction():
        make_rating(item_of(bearing), "bob", Dimension.RELIABILITY)
    item = item_of(bearing)
    with transaction():
        edit_evidence(ann, item, replace(item_draft(item), quote="No rust was found."), item.version)
    assert kinds(bob) == [NoticeKind.CONFIRM]
    wait()
    assert sentences(bob) == ["What you weighed says something else now. Does your answer still hold?"]


def test_an_author_is_told_that_an_editor_reworded_or_merged_their_claim(context: Flask) -> None:
    editor, ann = person(context, "editor"), person(context, "ann", level=2)
    keep = opened(context)
    with transaction():
        mine = make_proposition(keep.article, "It closed on a Monday.", author_id="ann")
    with transaction():
        reword(editor, mine, "It closed on Monday.", mine.version)
    assert kinds(ann) == [NoticeKind.REWORDED]
    with transaction():
        merge(editor, [mine, keep], keep)
    assert kinds(ann) == [NoticeKind.REWORDED, NoticeKind.MERGED]
    wait()
    assert sentences(ann) == [
        "Somebody merged your claim with one that says the same.",
        "An editor reworded your claim.",
    ]
    with transaction():
        act = session.query(Act).order_by(Act.id.desc()).first()
        assert act is not None
        undo_act(editor, act)
    assert kinds(ann) == [NoticeKind.REWORDED]


def test_topics_that_somebody_leaves_out_are_not_told(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    watching(ann, claim)
    with transaction():
        choose(ann, rhythm="daily", watches_own=True, in_app=set(Topic) - {Topic.EVIDENCE}, by_mail=set())  # type: ignore[arg-type]
    posted(bob, claim)
    assert notices_page(ann).days == []
    assert told(ann) == []
