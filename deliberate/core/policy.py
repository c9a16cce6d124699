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
from deliberate.core.wording import N_, say


class Permission(enum.StrEnum):
    """Each thing a person may ask to do; the value is how a refusal names it: “You may not …”."""

    READ_ARTICLE = N_("read this article")
    READ_CONTRIBUTION = N_("read this contribution")
    WATCH_ARTICLE = N_("watch or mute this article")
    KEEP_PLACE = N_("have your place in this article kept")
    IMPORT_ARTICLE = N_("import an article")
    JOIN_GROUP = N_("join a group")
    MAKE_CLASS = N_("make a class")
    LEAVE_CLASS = N_("leave or delete a class")
    SEE_CLASS = N_("see this class")
    SEE_CLASS_NAMES = N_("see who is who in this class")
    CHANGE_CLASS = N_("change this class")
    SET_ASSIGNMENT = N_("set this class an assignment")
    DO_ASSIGNMENT = N_("do this assignment")
    GIVE_FEEDBACK = N_("say of students what their work is worth")
    SET_EXERCISE = N_("make this class an exercise")
    DO_EXERCISE = N_("try this exercise")
    EDIT_ARTICLE = N_("edit this article's claims")
    PUBLISH_ARTICLE = N_("publish, close or reopen this article")
    PROPOSE_CLAIM = N_("propose a claim")
    ADD_CLAIM = N_("add a claim that stands at once")
    POST_EVIDENCE = N_("post evidence")
    POST_REMARK = N_("post a remark")
    PROPOSE_POINT = N_("propose what both sides may accept")
    ANSWER_POINT = N_("say whether you accept this")
    EDIT_CONTRIBUTION = N_("edit this contribution")
    WITHDRAW_CONTRIBUTION = N_("withdraw this contribution")
    STATE_STANCE = N_("say where you stand")
    REPORT_SEARCH = N_("say that you searched and found none")
    WEIGH = N_("weigh evidence here")
    RATE = N_("weigh this")
    SEE_LEDGER = N_("see how it adds up")
    FLAG = N_("flag this")
    REPORT_ILLEGAL = N_("report illegal content or personal data")
    SEE_QUEUE = N_("see the moderators' queue")
    TAKE_ACTION = N_("decide on this contribution")
    REVIEW_OWN = N_("decide on a matter of your own, as self-review")
    APPEAL = N_("appeal this decision")
    DECIDE_APPEAL = N_("decide this appeal")
    REVIEW_OWN_APPEAL = N_("decide an appeal in a matter of your own, as self-review")
    SEE_MODERATORS = N_("see which moderator decided")
    SUGGEST_ORIGIN = N_("suggest that sources go back to one")
    LINK_ORIGIN = N_("decide whether sources go back to one")
    CURATE_SOURCE = N_("mark this source")
    SUGGEST_CURATION = N_("ask for a source or say that an item is here already")
    PROPOSE_CURATION = N_("propose what should become of an item")
    TAKE_BACK_PROPOSAL = N_("take back this proposal")
    CURATE_ITEM = N_("decide what becomes of this item")
    SET_PROFILE = N_("set a publisher's profile")
    MANAGE_SOURCE_LISTS = N_("import and withdraw lists of sources")
    SANCTION = N_("act on this person's conduct")
    WATCH_WORDS = N_("see and set the words watched in this article")
    WATCH_SITE_WORDS = N_("see and set the words watched on the whole site")
    SET_WEBHOOKS = N_("have other programs told of what changes in this article")
    SET_SITE_WEBHOOKS = N_("have other programs told of what changes on the whole site")
    SIGN_FINDING = N_("write and sign what an article came to")
    PURGE = N_("see what is to be erased for good, and call off what you asked for")
    PURGE_THIS = N_("have this erased for good, or call that off")
    MANAGE_PEOPLE = N_("manage people")
    MANAGE_LTI = N_("say which learning platforms there are")
    MANAGE_JOBS = N_("see background jobs and decide on those that failed")


in_audience = fact("in_audience", N_("in audience"))
article_editor = fact("an_editor_of_this_article", N_("an editor of this article"))
shut = fact("shut_by_a_moderator", N_("shut by a moderator"))
involved = fact("involved_in_it", N_("involved in it"))
only_moderator = fact("the_only_moderator_who_could", N_("the only moderator who could"))
touched = fact("touched_by_the_decision", N_("touched by the decision"))
took_the_action = fact("the_one_who_decided", N_("the one who decided"))
only_admin = fact("the_only_admin_who_could", N_("the only admin who could"))
in_class = fact("in_this_class", N_("in this class"))
class_staff = fact("teaching_this_class", N_("teaching this class"))
class_student = fact("a_student_of_this_class", N_("a student of this class"))
post_first = fact("to_post_before_they_see_it", N_("to post before they see it"))
class_teacher = fact("a_teacher_of_this_class", N_("a teacher of this class"))

beneath = fact("they_are_of_a_lower_rank", N_("they are of a lower rank"))

free = signed_in & ~suspended
editing = article_editor & ~suspended
moderating = moderator & ~suspended
administering = admin & ~suspended
taking_part = free & published & in_audience & open_article

POLICY: Mapping[Permission, Rule] = {
    Permission.READ_ARTICLE: published & in_audience | article_editor | moderator,
    Permission.READ_CONTRIBUTION: visible & ~post_first | author | article_editor | moderator,
    Permission.WATCH_ARTICLE: signed_in & (published & in_audience | article_editor | moderator),
    Permission.KEEP_PLACE: signed_in & (published & in_audience | article_editor | moderator),
    Permission.IMPORT_ARTICLE: free & (level(2) | editor),
    Permission.JOIN_GROUP: free,
    Permission.MAKE_CLASS: free & (level(2) | editor),
    Permission.LEAVE_CLASS: signed_in,
    Permission.SEE_CLASS: in_class,
    Permission.SEE_CLASS_NAMES: class_staff,
    Permission.CHANGE_CLASS: class_teacher & ~suspended,
    Permission.SET_ASSIGNMENT: class_staff & ~suspended,
    Permission.DO_ASSIGNMENT: class_student & ~suspended,
    Permission.GIVE_FEEDBACK: class_staff & ~suspended,
    Permission.SET_EXERCISE: class_staff & ~suspended,
    Permission.DO_EXERCISE: class_student & ~suspended,
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
    Permission.SET_WEBHOOKS: editing | administering,
    Permission.SET_SITE_WEBHOOKS: admin,
    Permission.SIGN_FINDING: editing | moderating,
    Permission.PURGE: administering,
    Permission.PURGE_THIS: administering & (~involved | only_admin),
    Permission.MANAGE_PEOPLE: admin,
    Permission.MANAGE_LTI: admin,
    Permission.MANAGE_JOBS: admin,
}


def may(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Whether the actor may."""
    return POLICY[permission](actor, subject)


def authorize(actor: Actor, permission: Permission, subject: Any = None) -> None:
    """Return if the actor may; raise NotSignedIn or NotAllowed, in words, if not."""
    if may(actor, permission, subject):
        return
    asked = say(permission.value)
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to %(do_it)s.", do_it=asked))
    if actor.is_suspended and may(replace(actor, suspended_until=None, barred=False), permission, subject):
        if actor.barred:
            raise NotAllowed(say("You take no part here: this site keeps your account from it. You may go on reading."))
        until_then = say("So you may not %(do_it)s until then.", do_it=asked)
        raise NotAllowed(f"{suspension_of(actor)} {until_then}")
    if locked(actor, subject) and locked.words in POLICY[permission].words:
        raise NotAllowed(say("It is locked: nothing new is posted on it and it is not weighed. Its page says why."))
    rule = POLICY[permission].said()
    raise NotAllowed(say("You may not %(do_it)s. It is open to: %(rule)s.", do_it=asked, rule=rule))


def suspension_of(actor: Actor) -> str:
    """What somebody who is suspended is told wherever they are kept from something."""
    until = actor.suspended_until
    if until is None:
        raise ValueError("they are not suspended")
    return say(
        "You are suspended until %(moment)s. “Yours” says why, and lets you appeal. "
        "You can read, report what breaks the law, appeal, withdraw what you posted, and take along or delete what is "
        "kept of you.",
        moment=moment_in_words(until),
    )
