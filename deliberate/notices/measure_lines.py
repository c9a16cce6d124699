"""Sentences about people's conduct, levels, locks, findings and webhooks, and how appeals ended."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import ADMIN, LEVEL_NAMES, MODERATOR, Actor
from deliberate.core.db import session
from deliberate.core.stored_words import say_stored
from deliberate.core.times import moment_in_words
from deliberate.core.wording import N_, say
from deliberate.moderation.concluding import article_of
from deliberate.moderation.conduct import Finding, Lock, Sanction
from deliberate.moderation.conduct_pages import Told, told_of
from deliberate.moderation.measures import kinds
from deliberate.moderation.reports.models import Review
from deliberate.moderation.sanctions import kinds as sanctions
from deliberate.notices.models import Notice, NoticeKind
from deliberate.notices.wording import yours_in_words


@dataclass(frozen=True)
class Link:
    """A page, as ``url_for`` takes it."""

    endpoint: str
    values: Mapping[str, Any]


Measured = Told
#: A sentence, the words it is about, where it leads, and a moderator's reason.
Parts = tuple[str, str | None, Link, str | None]


def measures_in(notices: Sequence[Notice]) -> Mapping[uuid.UUID, Measured]:
    """The measures that notices tell of, in words; a fixed number of queries for each kind."""
    found: dict[uuid.UUID, Measured] = {}
    for name in kinds.names():
        wanted = {notice.target for notice in notices if notice.data.get("measure") == name}
        if wanted:
            model = kinds.get(name).model
            measures = session.scalars(select(model).where(model.public_id.in_(wanted))).all()
            found |= {told.measure.public_id: told for told in told_of(measures).values()}
    return found


def of_level(notice: Notice) -> Parts:
    """A level that was won, or that went with the approval it rested on."""
    before, after = notice.data["before"], notice.data["after"]
    level = say(LEVEL_NAMES[after])
    if after < before:
        sentence = say("Your level here is %(level)s again: an approval was taken back.", level=level)
    else:
        sentence = say("Your level here is now %(level)s.", level=level)
    return sentence, None, Link("deliberate.moderation.yours", {}), None


def of_webhook(notice: Notice) -> Parts:
    """A webhook that was switched off, and why."""
    link = Link("deliberate.webhooks.webhook", {"webhook": notice.target})
    words = _OF_WEBHOOKS[notice.data["because"]]
    return say(words), None, link, None


def of_feedback(notice: Notice) -> Parts:
    """That there is feedback on somebody's work in a class, and where: of what it says, nothing."""
    link = Link("deliberate.classroom.assignment", {"assignment": notice.target})
    return say("There is feedback on your work."), None, link, None


#: Notices about nothing that anybody posted.
ALONE = {
    NoticeKind.LEVEL_MOVED: of_level,
    NoticeKind.WEBHOOK_OFF: of_webhook,
    NoticeKind.FEEDBACK: of_feedback,
}

_OF_WEBHOOKS = {
    "failing": N_("A webhook of yours was switched off: for five days, nothing could be delivered to it."),
    "gone": N_("A webhook of yours was switched off: its address answered that it is gone for good."),
}


def of_measure(actor: Actor, notice: Notice, told: Measured) -> Parts:
    """A sanction, a lock or a finding: that it was decided, is over, was put back, or what an appeal came to."""
    link = _page_of(told)
    if notice.kind is NoticeKind.APPEAL_ANSWERED:
        if notice.data["part"] == "decider":
            link = Link("deliberate.moderation.decide_appeal", {"appeal": notice.data["appeal"]})
        return of_answer(notice), None, link, None
    gives_reason = {NoticeKind.SANCTIONED, NoticeKind.LOCKED, NoticeKind.DECIDED}
    given = say_stored(told.reason) if told.automatic else told.reason
    reason = given if notice.kind in gives_reason else None
    if isinstance(told.measure, Review) and _to_flagger(notice):
        link = Link("deliberate.moderation.yours", {"_anchor": "flags"})
    return _sentence(notice, told), _about(actor, notice, told), link, reason


#: How an appeal ended, by the part that somebody had in it.
_ENDED = {
    "appellant": {
        "upheld": N_("Your appeal was answered: what was decided stands."),
        "modified": N_("Your appeal was answered: something milder takes the place of what was decided."),
        "overturned": N_("Your appeal was answered: what was decided is reversed."),
    },
    "author": {
        "upheld": N_("An appeal about what you posted was answered: what was decided stands."),
        "modified": N_(
            "An appeal about what you posted was answered: something milder takes the place of what was decided."
        ),
        "overturned": N_("An appeal about what you posted was answered: what was decided is reversed."),
    },
    "decider": {
        "upheld": N_("An appeal against a decision of yours was answered: what was decided stands."),
        "modified": N_(
            "An appeal against a decision of yours was answered: something milder takes the place of what was decided."
        ),
        "overturned": N_("An appeal against a decision of yours was answered: what was decided is reversed."),
    },
}


def of_answer(notice: Notice) -> str:
    """How an appeal ended, as it is said to whoever had a part in it."""
    # Older notices know only whether it was reversed.
    became = notice.data.get("became", "overturned" if notice.data.get("overturned") else "upheld")
    part = notice.data["part"]
    return say(_ENDED[part][became])


def _sentence(notice: Notice, told: Measured) -> str:
    measure, undone = told.measure, notice.kind is NoticeKind.UNDONE
    if isinstance(measure, Sanction):
        noun = say(sanctions.get(measure.name).noun)
        if undone:
            return say("%(what)s was put back.", what=noun)
        if notice.kind is NoticeKind.SANCTION_ENDED:
            return say("%(what)s is over.", what=noun)
        if told.until:
            return say("%(did)s, until %(moment)s.", did=told.did, moment=moment_in_words(told.until))
        return f"{told.did}."
    if isinstance(measure, Lock):
        return _of_lock(measure, told, undone=undone)
    if isinstance(measure, Review):
        return _of_review(notice, told)
    if undone:
        return say("The finding on an article that you watch was withdrawn.")
    return say("A finding was written on an article that you watch.")


_LOCKED = {
    MODERATOR: N_("A moderator locked %(yours)s: nothing new is posted on it, and it is not weighed."),
    ADMIN: N_("An admin locked %(yours)s: nothing new is posted on it, and it is not weighed."),
}
_LOCKED_UNTIL = {
    MODERATOR: N_(
        "A moderator locked %(yours)s: nothing new is posted on it, and it is not weighed, until %(moment)s."
    ),
    ADMIN: N_("An admin locked %(yours)s: nothing new is posted on it, and it is not weighed, until %(moment)s."),
}


def _of_lock(made: Lock, told: Measured, *, undone: bool) -> str:
    yours = yours_in_words(told.thing)
    if undone:
        return say("The lock was taken off %(yours)s.", yours=yours)
    if told.until:
        return say(_LOCKED_UNTIL[made.role], yours=yours, moment=moment_in_words(told.until))
    return say(_LOCKED[made.role], yours=yours)


def _to_flagger(notice: Notice) -> bool:
    """Whether it is told to whoever reported something, and not to whose it is."""
    return NoticeKind.FLAG_ANSWERED in {notice.kind, notice.data.get("was")}


_BECAME = {
    True: N_("What you reported was decided on: a moderator agreed with you and acted."),
    False: N_("What you reported was decided on: a moderator looked at it and kept it."),
    None: N_("What you reported was decided on: a moderator found that it was changed, or dealt with, meanwhile."),
}


def _of_review(notice: Notice, told: Measured) -> str:
    if notice.kind is NoticeKind.UNDONE:
        if _to_flagger(notice):
            return say("What was decided on reports of what you reported was undone.")
        return say("What was decided on reports of your article or your name was undone.")
    if notice.kind is NoticeKind.FLAG_ANSWERED:
        upheld = notice.data["upheld"]
        return say(_BECAME[upheld])
    return f"{told.did}."


def _page_of(told: Measured) -> Link:
    measure = told.measure
    if isinstance(measure, Finding):
        return Link("deliberate.moderation.finding", {"slug": article_of(measure).slug})
    if isinstance(measure, Lock) and told.thing is not None:
        return Link("deliberate.reading.contribution", {"contribution": told.thing.public_id})
    return Link("deliberate.moderation.yours", {"_anchor": f"measure-{measure.public_id}"})


def _about(actor: Actor, notice: Notice, told: Measured) -> str | None:
    """The words of what was locked: one's own, or what readers see; what an article is called that can be read."""
    if isinstance(told.measure, Review):
        return None if notice.article_id is None and notice.data.get("of") == "article" else told.title
    thing = told.thing if isinstance(told.measure, Lock) else None
    return told.title if thing is not None and (thing.author_id == actor.id or thing.is_visible) else None
