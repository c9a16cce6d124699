"""Who may do what: a row for every permission, a column for every sort of person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from deliberate.articles.models import Audience, Group, GroupMember, State
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotAllowed, NotSignedIn
from deliberate.core.policy import POLICY, Permission, authorize, may
from deliberate.evidence.models import Bearing
from deliberate.moderation.facts import Conduct
from deliberate.moderation.models import Appeal, Decision, FlagReason
from deliberate.moderation.services import appeal, decide, raise_flag
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person

WHO = ("visitor", "new", "basic", "regular", "curator", "editor", "article editor", "author", "moderator", "admin")

#: On an open, public article, and an item in it that is visible and nobody's but its author's business.
#: x may, - may not, in the order of WHO.
TABLE: Mapping[Permission, str] = {
    Permission.READ_ARTICLE: "xxxxx xxx xx",
    Permission.READ_CONTRIBUTION: "xxxxx xxx xx",
    Permission.WATCH_ARTICLE: "-xxxx xxx xx",
    Permission.KEEP_PLACE: "-xxxx xxx xx",
    Permission.IMPORT_ARTICLE: "---xx x-- xx",
    Permission.JOIN_GROUP: "-xxxx xxx xx",
    Permission.MAKE_CLASS: "---xx x-- xx",
    Permission.LEAVE_CLASS: "-xxxx xxx xx",
    # An item is of no class; tests/classroom has who may do what in one.
    Permission.SEE_CLASS: "----- --- --",
    Permission.SEE_CLASS_NAMES: "----- --- --",
    Permission.CHANGE_CLASS: "----- --- --",
    Permission.SET_ASSIGNMENT: "----- --- --",
    Permission.DO_ASSIGNMENT: "----- --- --",
    Permission.GIVE_FEEDBACK: "----- --- --",
    Permission.SET_EXERCISE: "----- --- --",
    Permission.DO_EXERCISE: "----- --- --",
    Permission.EDIT_ARTICLE: "----- -x- --",
    Permission.PUBLISH_ARTICLE: "----- -x- xx",
    Permission.PROPOSE_CLAIM: "--xxx --x xx",
    Permission.ADD_CLAIM: "---xx -x- xx",
    Permission.POST_EVIDENCE: "-xxxx xxx xx",
    Permission.POST_REMARK: "-xxxx xxx xx",
    Permission.PROPOSE_POINT: "-xxxx xxx xx",
    Permission.ANSWER_POINT: "-xxxx xx- xx",
    Permission.EDIT_CONTRIBUTION: "----- --x --",
    Permission.WITHDRAW_CONTRIBUTION: "----- --x --",
    Permission.STATE_STANCE: "-xxxx xxx xx",
    Permission.REPORT_SEARCH: "-xxxx xxx xx",
    Permission.WEIGH: "-xxxx xxx xx",
    Permission.RATE: "-xxxx xx- xx",
    Permission.SEE_LEDGER: "xxxxx xxx xx",
    Permission.FLAG: "--xxx --- xx",
    Permission.REPORT_ILLEGAL: "xxxxx xx- xx",
    Permission.SEE_QUEUE: "----- --- xx",
    Permission.TAKE_ACTION: "----- --- xx",
    Permission.REVIEW_OWN: "----- --- --",
    Permission.APPEAL: "----- --x --",
    Permission.DECIDE_APPEAL: "----- --- xx",
    Permission.REVIEW_OWN_APPEAL: "----- --- --",
    Permission.SEE_MODERATORS: "----- --- xx",
    Permission.SUGGEST_ORIGIN: "--xxx --x xx",
    Permission.LINK_ORIGIN: "----x --- xx",
    Permission.CURATE_SOURCE: "----- --- xx",
    Permission.SUGGEST_CURATION: "--xxx --x xx",
    Permission.PROPOSE_CURATION: "---xx --- xx",
    Permission.TAKE_BACK_PROPOSAL: "----- --x --",
    Permission.CURATE_ITEM: "----x --- xx",
    Permission.SET_PROFILE: "----- --- xx",
    Permission.MANAGE_SOURCE_LISTS: "----- --- -x",
    Permission.SANCTION: "----- --- xx",
    Permission.WATCH_WORDS: "----- -x- xx",
    Permission.WATCH_SITE_WORDS: "----- --- -x",
    Permission.SET_WEBHOOKS: "----- -x- -x",
    Permission.SET_SITE_WEBHOOKS: "----- --- -x",
    Permission.SIGN_FINDING: "----- -x- xx",
    Permission.PURGE: "----- --- -x",
    Permission.PURGE_THIS: "----- --- -x",
    Permission.MANAGE_PEOPLE: "----- --- -x",
    Permission.MANAGE_LTI: "----- --- -x",
    Permission.MANAGE_JOBS: "----- --- -x",
}

OF_THE_ARTICLE = {
    *(Permission.READ_ARTICLE, Permission.WATCH_ARTICLE, Permission.EDIT_ARTICLE, Permission.PUBLISH_ARTICLE),
    *(Permission.WATCH_WORDS, Permission.SIGN_FINDING, Permission.KEEP_PLACE),
    Permission.SET_WEBHOOKS,
}
#: What somebody who is suspended may still do, where they might otherwise.
LEFT_TO_THE_SUSPENDED = {
    *(Permission.READ_ARTICLE, Permission.READ_CONTRIBUTION, Permission.SEE_LEDGER, Permission.SEE_MODERATORS),
    *(Permission.WITHDRAW_CONTRIBUTION, Permission.APPEAL, Permission.WATCH_ARTICLE, Permission.REPORT_ILLEGAL),
    # Nobody can suspend an admin.
    *(Permission.MANAGE_PEOPLE, Permission.MANAGE_JOBS, Permission.MANAGE_LTI, Permission.WATCH_SITE_WORDS),
    Permission.SET_SITE_WEBHOOKS,
    *(Permission.MANAGE_SOURCE_LISTS, Permission.TAKE_BACK_PROPOSAL, Permission.KEEP_PLACE),
    Permission.LEAVE_CLASS,
}
#: What a lock keeps everybody from.
LOCKED = {
    *(Permission.POST_EVIDENCE, Permission.POST_REMARK, Permission.REPORT_SEARCH, Permission.RATE),
    *(Permission.PROPOSE_POINT, Permission.ANSWER_POINT),
}
OF_AN_APPEAL = {Permission.DECIDE_APPEAL, Permission.REVIEW_OWN_APPEAL}


@dataclass(frozen=True)
class Scene:
    """Everybody, and what they ask about."""

    people: Mapping[str, Actor]
    item: Bearing
    decision: Decision
    case: Appeal

    def subject_of(self, permission: Permission) -> Any:
        if permission in OF_THE_ARTICLE:
            return self.item.article
        if permission is Permission.APPEAL:
            return self.decision
        if permission is Permission.SANCTION:
            return Conduct("author")
        return self.case if permission in OF_AN_APPEAL else self.item


@pytest.fixture
def scene(context: Flask) -> Scene:
    people = {
        "visitor": VISITOR,
        "new": person(context, "new"),
        "basic": person(context, "basic", level=1),
        "regular": person(context, "regular", level=2),
        "curator": person(context, "curator", level=3),
        "editor": person(context, "an editor", "editor"),
        "article editor": person(context, "article editor"),
        "author": person(context, "author", level=1),
        "moderator": person(context, "moderator", "moderator"),
        "admin": person(context, "admin", "admin"),
    }
    decider = person(context, "decider", "moderator")
    with transaction():
        claim = make_proposition(make_article(author="article editor"))
        item, removed = make_bearing(claim, author="author"), make_bearing(claim, author="author")
        decision = decide(decider, removed, "remove", "spam", "Shoes.")
        case = appeal(people["author"], decision, "No shoes.")
    return Scene(people, item, decision, case)


def allowed(scene: Scene, permission: Permission, subject: Any = None) -> str:
    """A row of the table as it really is."""
    subject = subject or scene.subject_of(permission)
    marks = "".join("x" if may(scene.people[who], permission, subject) else "-" for who in WHO)
    return f"{marks[:5]} {marks[5:8]} {marks[8:]}"


def test_every_permission_has_a_rule_and_a_row() -> None:
    assert set(POLICY) == set(TABLE) == set(Permission)


@pytest.mark.parametrize("permission", list(Permission))
def test_a_permission_is_open_to_those_in_its_row(scene: Scene, permission: Permission) -> None:
    assert allowed(scene, permission) == TABLE[permission]


@pytest.mark.parametrize("permission", list(Permission))
def test_whoever_is_suspended_reads_withdraws_appeals_and_does_nothing_else(
    scene: Scene, permission: Permission
) -> None:
    until = now() + timedelta(days=1)
    people = {
        who: replace(actor, suspended_until=until) if actor.signed_in else actor for who, actor in scene.people.items()
    }
    row = allowed(replace(scene, people=people), permission)
    assert row == (TABLE[permission] if permission in LEFT_TO_THE_SUSPENDED else "----- --- --")
    over = {who: replace(actor, suspended_until=now() - timedelta(seconds=1)) for who, actor in scene.people.items()}
    assert allowed(replace(scene, people=over), permission) == TABLE[permission]


def test_whoever_is_suspended_is_told_until_when_and_what_is_left_to_them(scene: Scene) -> None:
    suspended = replace(scene.people["regular"], suspended_until=datetime(2999, 5, 4, 12, 30, tzinfo=UTC))
    with pytest.raises(NotAllowed, match=r"until 4 May 2999, 12:30 UTC.*report.*appeal.*may not post evidence"):
        authorize(suspended, Permission.POST_EVIDENCE, scene.item)
    # What was never theirs to do is refused for what it is.
    with pytest.raises(NotAllowed, match="It is open to: a moderator"):
        authorize(suspended, Permission.SEE_QUEUE)


@pytest.mark.parametrize("permission", list(Permission))
def test_a_lock_keeps_everybody_from_posting_and_weighing_and_from_nothing_else(
    scene: Scene, permission: Permission
) -> None:
    with transaction():
        scene.item.locked_at = now()
    if scene.subject_of(permission) is scene.item:
        assert allowed(scene, permission) == ("----- --- --" if permission in LOCKED else TABLE[permission])


def test_whoever_is_kept_from_what_is_locked_is_told_so(scene: Scene) -> None:
    with transaction():
        scene.item.locked_at = now()
    with pytest.raises(NotAllowed, match="It is locked"):
        authorize(scene.people["regular"], Permission.POST_EVIDENCE, scene.item)


@pytest.mark.parametrize(
    ("who", "whom", "allowed"),
    [
        *(("moderator", "author", True), ("moderator", "article editor", True), ("moderator", "moderator", False)),
        *(("moderator", "decider", False), ("moderator", "admin", False), ("admin", "moderator", True)),
        *(("admin", "admin", False), ("curator", "author", False)),
    ],
)
def test_nobody_is_sanctioned_by_themselves_by_their_equals_or_from_below(
    scene: Scene, who: str, whom: str, allowed: bool
) -> None:
    assert may(scene.people[who], Permission.SANCTION, Conduct(whom)) is allowed


def test_a_sanction_about_an_item_is_not_for_those_involved_in_it_unless_nobody_else_could(context: Flask) -> None:
    mo, poster = person(context, "mo", "moderator"), person(context, "poster", level=1)
    with transaction():
        item = make_bearing(make_proposition(make_article()), author=poster.key)
        raise_flag(mo, item, FlagReason.SPAM)
    conduct = Conduct(poster.key, item)
    assert may(mo, Permission.SANCTION, conduct)
    second = person(context, "second", "moderator")
    assert not may(mo, Permission.SANCTION, conduct)
    assert may(second, Permission.SANCTION, conduct)


def test_a_sole_moderator_decides_in_matters_of_their_own_until_there_is_a_second(context: Flask) -> None:
    sole, poster = person(context, "sole", "moderator"), person(context, "poster", level=1)
    with transaction():
        claim = make_proposition(make_article(author="article editor"))
        own = make_bearing(claim, author="sole")
        case = appeal(
            poster, decide(sole, make_bearing(claim, author="poster"), "remove", "spam", "Shoes."), "No shoes."
        )
    matters = {Permission.REVIEW_OWN: own, Permission.REVIEW_OWN_APPEAL: case}
    assert not may(sole, Permission.TAKE_ACTION, own)
    assert not may(sole, Permission.DECIDE_APPEAL, case)
    for permission, matter in matters.items():
        assert may(sole, permission, matter)
        assert not any(may(who, permission, matter) for who in (VISITOR, poster))
    second = person(context, "second", "moderator")
    for permission, matter in matters.items():
        assert not any(may(who, permission, matter) for who in (sole, second))
    assert may(second, Permission.TAKE_ACTION, own)
    assert may(second, Permission.DECIDE_APPEAL, case)


def test_a_sole_moderator_has_no_self_review_in_other_peoples_matters(context: Flask) -> None:
    sole = person(context, "sole", "moderator")
    with transaction():
        item = make_bearing(make_proposition(make_article()), author="poster")
    assert may(sole, Permission.TAKE_ACTION, item)
    assert not may(sole, Permission.REVIEW_OWN, item)


ONLY_ITS_PEOPLE = "----- -x- xx"


@pytest.mark.parametrize("state", [State.DRAFT, State.TAKEN_DOWN])
def test_an_article_that_is_not_published_is_for_its_editors_and_moderators(scene: Scene, state: State) -> None:
    scene.item.article.state = state
    assert allowed(scene, Permission.READ_ARTICLE) == ONLY_ITS_PEOPLE
    assert allowed(scene, Permission.SEE_LEDGER) == ONLY_ITS_PEOPLE
    assert allowed(scene, Permission.FLAG) == "----- --- --"


TAKES_PART = [
    Permission.PROPOSE_CLAIM,
    Permission.POST_EVIDENCE,
    Permission.POST_REMARK,
    Permission.EDIT_CONTRIBUTION,
    Permission.STATE_STANCE,
    Permission.REPORT_SEARCH,
    Permission.RATE,
]


@pytest.mark.parametrize("permission", TAKES_PART)
def test_a_closed_article_is_read_and_no_more(scene: Scene, permission: Permission) -> None:
    scene.item.article.state = State.CLOSED
    assert allowed(scene, permission) == "----- --- --"
    assert allowed(scene, Permission.READ_ARTICLE) == "xxxxx xxx xx"


@pytest.mark.parametrize("permission", [Permission.READ_ARTICLE, Permission.POST_EVIDENCE, Permission.FLAG])
def test_a_groups_article_is_for_its_people(scene: Scene, permission: Permission) -> None:
    group = Group(name="Ours", join_code="ours")
    session.add(group)
    session.flush()
    scene.item.article.audience, scene.item.article.group_id = Audience.GROUP, group.id
    session.add(GroupMember(group_id=group.id, actor_id="regular"))
    session.flush()
    expected = "---x- -x- xx" if permission is Permission.READ_ARTICLE else "---x- --- --"
    assert allowed(scene, permission) == expected
    session.rollback()


@pytest.mark.parametrize("status", [status for status in Status if status not in {Status.VISIBLE, Status.QUARANTINED}])
def test_what_readers_do_not_see_is_for_its_author_the_editors_and_moderators(scene: Scene, status: Status) -> None:
    scene.item.status = status
    assert allowed(scene, Permission.READ_CONTRIBUTION) == "----- -xx xx"


def test_a_refusal_says_who_may(scene: Scene) -> None:
    with pytest.raises(NotAllowed, match="You may not see the moderators' queue"):
        authorize(scene.people["curator"], Permission.SEE_QUEUE)


def test_a_visitor_is_asked_to_sign_in(scene: Scene) -> None:
    with pytest.raises(NotSignedIn, match="Sign in to post evidence"):
        authorize(VISITOR, Permission.POST_EVIDENCE, scene.item)


def test_what_is_allowed_passes_in_silence(scene: Scene) -> None:
    authorize(scene.people["new"], Permission.POST_EVIDENCE, scene.item)
