"""Who may do what: the whole of it, in one table."""

import enum
from collections.abc import Mapping
from dataclasses import replace
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
    locked,
    moderator,
    open_article,
    published,
    signed_in,
    suspended,
    visible,
)
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say


class Permission(enum.StrEnum):
    """Each thing a person may ask to do; the value is how a refusal names it."""

    READ_ARTICLE = "read this article"
    READ_CONTRIBUTION = "read this contribution"
    WATCH_ARTICLE = "watch or mute this article"
    KEEP_PLACE = "have your place in this article kept"
    IMPORT_ARTICLE = "import an article"
    JOIN_GROUP = "join a group"
    EDIT_ARTICLE = "edit this article's claims"
    PUBLISH_ARTICLE = "publish, close or reopen this article"
    PROPOSE_CLAIM = "propose a claim"
    ADD_CLAIM = "add a claim that stands at once"
    POST_EVIDENCE = "post evidence"
    POST_REMARK = "post a remark"
    PROPOSE_POINT = "propose what both sides may accept"
    ANSWER_POINT = "say whether you accept this"
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
    SUGGEST_CURATION = "ask for a source or say that an item is here already"
    PROPOSE_CURATION = "propose what should become of an item"
    TAKE_BACK_PROPOSAL = "take back this proposal"
    CURATE_ITEM = "decide what becomes of this item"
    SET_PROFILE = "set a publisher's profile"
    MANAGE_SOURCE_LISTS = "import and withdraw lists of sources"
    SANCTION = "act on this person's conduct"
    WATCH_WORDS = "see and set the words watched in this article"
    WATCH_SITE_WORDS = "see and set the words watched on the whole site"
    SIGN_FINDING = "write and sign what an article came to"
    PURGE = "see what is to be erased for good, and call off what you asked for"
    PURGE_THIS = "have this erased for good, or call that off"
    MANAGE_PEOPLE = "manage people"
    MANAGE_JOBS = "see background jobs and decide on those that failed"


in_audience = fact("in_audience")
article_editor = fact("an_editor_of_this_article")
shut = fact("shut_by_a_moderator")
involved = fact("involved_in_it")
only_moderator = fact("the_only_moderator_who_could")
touched = fact("touched_by_the_decision")
took_the_action = fact("the_one_who_decided")
only_admin = fact("the_only_admin_who_could")

beneath = fact("they_are_of_a_lower_rank")

free = signed_in & ~suspended
editing = article_editor & ~suspended
moderating = moderator & ~suspended
administering = admin & ~suspended
taking_part = free & published & in_audience & open_article

POLICY: Mapping[Permission, Rule] = {
    Permission.READ_ARTICLE: published & in_audience | article_editor | moderator,
    Permission.READ_CONTRIBUTION: visible | author | article_editor | moderator,
    Permission.WATCH_ARTICLE: signed_in & (published & in_audience | article_editor | moderator),
    Permission.KEEP_PLACE: signed_in & (published & in_audience | article_editor | moderator),
    Permission.IMPORT_ARTICLE: free & (level(2) | editor),
    Permission.JOIN_GROUP: free,
    Permission.EDIT_ARTICLE: editing,
    Permission.PUBLISH_ARTICLE: editing & ~shut | moderating,
    Permission.PROPOSE_CLAIM: taking_part & level(1),
    Permission.ADD_CLAIM: taking_part & level(2) | editing,
    Permission.POST_EVIDENCE: taking_part & ~locked,
    Permission.POST_REMARK: taking_part & ~locked,
    Permission.PROPOSE_POINT: taking_part & ~locked,
    Permission.ANSWER_POINT: taking_part & ~locked & ~author,
    Permission.EDIT_CONTRIBUTION: author & taking_part,
    Permission.WITHDRAW_CONTRIBUTION: author,
    Permission.STATE_STANCE: taking_part,
    Permission.REPORT_SEARCH: taking_part & ~locked,
    Permission.WEIGH: taking_part,
    Permission.RATE: taking_part & ~locked & ~author,
    Permission.SEE_LEDGER: published & in_audience | article_editor | moderator,
    Permission.FLAG: free & published & in_audience & level(1) & ~author,
    Permission.REPORT_ILLEGAL: published & in_audience & ~author,
    Permission.SEE_QUEUE: moderating,
    Permission.TAKE_ACTION: moderating & ~involved,
    Permission.REVIEW_OWN: moderating & involved & only_moderator,
    Permission.APPEAL: touched,
    Permission.DECIDE_APPEAL: moderating & ~took_the_action & ~involved,
    Permission.REVIEW_OWN_APPEAL: moderating & (took_the_action | involved) & only_moderator,
    Permission.SEE_MODERATORS: moderator,
    Permission.SUGGEST_ORIGIN: free & published & in_audience & level(1),
    Permission.LINK_ORIGIN: (moderating | free & published & in_audience & level(3)) & ~involved,
    Permission.CURATE_SOURCE: moderating & ~involved,
    Permission.SUGGEST_CURATION: free & published & in_audience & level(1),
    Permission.PROPOSE_CURATION: free & published & in_audience & level(2),
    Permission.TAKE_BACK_PROPOSAL: author,
    Permission.CURATE_ITEM: (moderating | free & published & in_audience & level(3)) & ~involved,
    Permission.SET_PROFILE: moderating,
    Permission.MANAGE_SOURCE_LISTS: admin,
    Permission.SANCTION: moderating & beneath & (~involved | only_moderator),
    Permission.WATCH_WORDS: editing | moderating,
    Permission.WATCH_SITE_WORDS: admin,
    Permission.SIGN_FINDING: editing | moderating,
    Permission.PURGE: administering,
    Permission.PURGE_THIS: administering & (~involved | only_admin),
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
    if actor.is_suspended and may(replace(actor, suspended_until=None, barred=False), permission, subject):
        if actor.barred:
            raise NotAllowed(say("You take no part here: this site keeps your account from it. You may go on reading."))
        raise NotAllowed(f"{suspension_of(actor)} So you may not {permission.value} until then.")
    if locked(actor, subject) and locked.words in POLICY[permission].words:
        raise NotAllowed("It is locked: nothing new is posted on it and it is not weighed. Its page says why.")
    raise NotAllowed(f"You may not {permission.value}. It is open to: {POLICY[permission].words}.")


def suspension_of(actor: Actor) -> str:
    """What somebody who is suspended is told wherever they are kept from something."""
    until = actor.suspended_until
    if until is None:
        raise ValueError("they are not suspended")
    return (
        f"You are suspended until {moment_in_words(until)}. “Yours” says why, and lets you appeal. "
        "You can read, report what breaks the law, appeal, withdraw what you posted, and take along or delete what is "
        "kept of you."
    )
