"""Who may do what: the whole of it, in one table."""

import enum
from collections.abc import Mapping
from typing import Any

from deliberate.core.actors import Actor
from deliberate.core.errors import NotAllowed, NotSignedIn
from deliberate.core.rules import (
    Rule,
    admin,
    author,
    editor,
    fact,
    level,
    moderator,
    open_article,
    published,
    signed_in,
    visible,
)


class Permission(enum.StrEnum):
    """Each thing a person may ask to do; the value is how a refusal names it."""

    READ_ARTICLE = "read this article"
    READ_CONTRIBUTION = "read this contribution"
    WATCH_ARTICLE = "watch or mute this article"
    IMPORT_ARTICLE = "import an article"
    JOIN_GROUP = "join a group"
    EDIT_ARTICLE = "edit this article's claims"
    PUBLISH_ARTICLE = "publish, close or reopen this article"
    PROPOSE_CLAIM = "propose a claim"
    ADD_CLAIM = "add a claim that stands at once"
    POST_EVIDENCE = "post evidence"
    POST_REMARK = "post a remark"
    EDIT_CONTRIBUTION = "edit this contribution"
    WITHDRAW_CONTRIBUTION = "withdraw this contribution"
    STATE_STANCE = "say where you stand"
    REPORT_SEARCH = "say that you searched and found none"
    WEIGH = "weigh evidence here"
    RATE = "weigh this"
    SEE_LEDGER = "see how it adds up"
    FLAG = "flag this"
    REPORT_ILLEGAL = "report illegal content or personal data"
    SEE_QUEUE = "see the moderators' queue"
    TAKE_ACTION = "decide on this contribution"
    REVIEW_OWN = "decide on a matter of your own, as self-review"
    APPEAL = "appeal this decision"
    DECIDE_APPEAL = "decide this appeal"
    REVIEW_OWN_APPEAL = "decide an appeal in a matter of your own, as self-review"
    SEE_MODERATORS = "see which moderator decided"
    SUGGEST_ORIGIN = "suggest that sources go back to one"
    LINK_ORIGIN = "decide whether sources go back to one"
    CURATE_SOURCE = "mark this source"
    SET_PROFILE = "set a publisher's profile"
    MANAGE_SOURCE_LISTS = "import and withdraw lists of sources"
    MANAGE_PEOPLE = "manage people"
    MANAGE_JOBS = "see background jobs and decide on those that failed"


in_audience = fact("in_audience")
article_editor = fact("an_editor_of_this_article")
involved = fact("involved_in_it")
only_moderator = fact("the_only_moderator_who_could")
touched = fact("touched_by_the_decision")
took_the_action = fact("the_one_who_decided")

taking_part = signed_in & published & in_audience & open_article

POLICY: Mapping[Permission, Rule] = {
    Permission.READ_ARTICLE: published & in_audience | article_editor | moderator,
    Permission.READ_CONTRIBUTION: visible | author | article_editor | moderator,
    Permission.WATCH_ARTICLE: signed_in & (published & in_audience | article_editor | moderator),
    Permission.IMPORT_ARTICLE: signed_in & (level(2) | editor),
    Permission.JOIN_GROUP: signed_in,
    Permission.EDIT_ARTICLE: article_editor,
    Permission.PUBLISH_ARTICLE: article_editor | moderator,
    Permission.PROPOSE_CLAIM: taking_part & level(1),
    Permission.ADD_CLAIM: taking_part & level(2) | article_editor,
    Permission.POST_EVIDENCE: taking_part,
    Permission.POST_REMARK: taking_part,
    Permission.EDIT_CONTRIBUTION: author & taking_part,
    Permission.WITHDRAW_CONTRIBUTION: author,
    Permission.STATE_STANCE: taking_part,
    Permission.REPORT_SEARCH: taking_part,
    Permission.WEIGH: taking_part,
    Permission.RATE: taking_part & ~author,
    Permission.SEE_LEDGER: published & in_audience | article_editor | moderator,
    Permission.FLAG: signed_in & published & in_audience & level(1) & ~author,
    Permission.REPORT_ILLEGAL: signed_in & published & in_audience & ~author,
    Permission.SEE_QUEUE: moderator,
    Permission.TAKE_ACTION: moderator & ~involved,
    Permission.REVIEW_OWN: moderator & involved & only_moderator,
    Permission.APPEAL: touched,
    Permission.DECIDE_APPEAL: moderator & ~took_the_action & ~involved,
    Permission.REVIEW_OWN_APPEAL: moderator & (took_the_action | involved) & only_moderator,
    Permission.SEE_MODERATORS: moderator,
    Permission.SUGGEST_ORIGIN: signed_in & published & in_audience & level(1),
    Permission.LINK_ORIGIN: (moderator | signed_in & published & in_audience & level(3)) & ~involved,
    Permission.CURATE_SOURCE: moderator & ~involved,
    Permission.SET_PROFILE: moderator,
    Permission.MANAGE_SOURCE_LISTS: admin,
    Permission.MANAGE_PEOPLE: admin,
    Permission.MANAGE_JOBS: admin,
}


def may(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Whether the actor may."""
    return POLICY[permission](actor, subject)


def authorize(actor: Actor, permission: Permission, subject: Any = None) -> None:
    """Return if the actor may; raise NotSignedIn or NotAllowed, in words, if not."""
    if may(actor, permission, subject):
        return
    if not actor.signed_in:
        raise NotSignedIn(f"Sign in to {permission.value}.")
    raise NotAllowed(f"You may not {permission.value}. It is open to: {POLICY[permission].words}.")
