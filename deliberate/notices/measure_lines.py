"""Sentences about people's conduct, levels, locks, findings and webhooks, and how appeals ended."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import LEVEL_NAMES, Actor
from deliberate.core.db import session
from deliberate.core.times import moment_in_words
from deliberate.moderation.concluding import article_of
from deliberate.moderation.conduct import Finding, Lock, Sanction
from deliberate.moderation.conduct_pages import Told, told_of
from deliberate.moderation.measures import kinds
from deliberate.moderation.reports.models import Review
from deliberate.moderation.sanctions import kinds as sanctions
from deliberate.moderation.wording import KIND_WORDS
from deliberate.notices.models import Notice, NoticeKind


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
    level = LEVEL_NAMES[notice.data["after"]]
    lost = notice.data["after"] < notice.data["before"]
    sentence = (
        f"Your level here is {level} again: an approval was taken back." if lost else f"Your level here is now {level}."
    )
    return sentence, None, Link("deliberate.moderation.yours", {}), None


def of_webhook(notice: Notice) -> Parts:
    """A webhook that was switched off, and why."""
    link = Link("deliberate.webhooks.webhook", {"webhook": notice.target})
    return _OF_WEBHOOKS[notice.data["because"]], None, link, None


_OF_WEBHOOKS = {
    "failing": "A webhook of yours was switched off: for five days, nothing could be delivered to it.",
    "gone": "A webhook of yours was switched off: its address answered that it is gone for good.",
}


def of_measure(actor: Actor, notice: Notice, told: Measured) -> Parts:
    """A sanction, a lock or a finding: that it was decided, is over, was put back, or what an appeal came to."""
    link = _page_of(told)
    if notice.kind is NoticeKind.APPEAL_ANSWERED:
        if notice.data["part"] == "decider":
            link = Link("deliberate.moderation.decide_appeal", {"appeal": notice.data["appeal"]})
        return of_answer(notice), None, link, None
    gives_reason = {NoticeKind.SANCTIONED, NoticeKind.LOCKED, NoticeKind.DECIDED}
    reason = told.reason if notice.kind in gives_reason else None
    if isinstance(told.measure, Review) and _to_flagger(notice):
        link = Link("deliberate.moderation.yours", {"_anchor": "flags"})
    return _sentence(notice, told), _about(actor, notice, told), link, reason


_ENDED = {
    "upheld": "what was decided stands",
    "modified": "something milder takes the place of what was decided",
    "overturned": "what was decided is reversed",
}


def of_answer(notice: Notice) -> str:
    """How an appeal ended, as it is said to whoever had a part in it."""
    # Older notices know only whether it was reversed.
    became = notice.data.get("became", "overturned" if notice.data.get("overturned") else "upheld")
    ended = _ENDED[became]
    return {
        "appellant": f"Your appeal was answered: {ended}.",
        "author": f"An appeal about what you posted was answered: {ended}.",
        "decider": f"An appeal against a decision of yours was answered: {ended}.",
    }[notice.data["part"]]


def _sentence(notice: Notice, told: Measured) -> str:
    measure, undone = told.measure, notice.kind is NoticeKind.UNDONE
    if isinstance(measure, Sanction):
        noun = sanctions.get(measure.name).noun
        if undone:
            return f"{noun} was put back."
        if notice.kind is NoticeKind.SANCTION_ENDED:
            return f"{noun} is over."
        return f"{told.did}, until {moment_in_words(told.until)}." if told.until else f"{told.did}."
    if isinstance(measure, Lock):
        yours = f"your {KIND_WORDS[told.thing.kind]}" if told.thing is not None else "what you posted"
        if undone:
            return f"The lock was taken off {yours}."
        ends = f", until {moment_in_words(told.until)}" if told.until else ""
        return f"A {measure.role} locked {yours}: nothing new is posted on it, and it is not weighed{ends}."
    if isinstance(measure, Review):
        return _of_review(notice, told)
    if undone:
        return "The finding on an article that you watch was withdrawn."
    return "A finding was written on an article that you watch."


def _to_flagger(notice: Notice) -> bool:
    """Whether it is told to whoever reported something, and not to whose it is."""
    return NoticeKind.FLAG_ANSWERED in {notice.kind, notice.data.get("was")}


_BECAME = {
    True: "agreed with you and acted",
    False: "looked at it and kept it",
    None: "found that it was changed, or dealt with, meanwhile",
}


def _of_review(notice: Notice, told: Measured) -> str:
    if notice.kind is NoticeKind.UNDONE:
        whose = "what you reported" if _to_flagger(notice) else "your article or your name"
        return f"What was decided on reports of {whose} was undone."
    if notice.kind is NoticeKind.FLAG_ANSWERED:
        return f"What you reported was decided on: a moderator {_BECAME[notice.data['upheld']]}."
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
