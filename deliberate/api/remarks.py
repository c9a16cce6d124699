"""Remarks, and reports: what asks a moderator to look."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from flask import request
from pydantic import Field
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from deliberate.api.authentication import Caller
from deliberate.api.operations import Decorated, operation, submission
from deliberate.api.paces import Pace
from deliberate.api.shapes import (
    ContributionShown,
    Forwards,
    Given,
    Page,
    Shown,
    cut,
    next_address,
    of_contribution,
    people,
    public_ids,
    telling,
    words,
)
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.evidence import services
from deliberate.evidence.citations import get_source
from deliberate.evidence.drafts import LONGEST
from deliberate.evidence.models import Remark
from deliberate.evidence.queries import get_target, shown_target
from deliberate.evidence.queries import shown as shows
from deliberate.moderation import loading
from deliberate.moderation.flagging import LONGEST_NOTE
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.reports.raising import report
from deliberate.moderation.reports.things import Subject, of_article, of_author, of_name, of_source
from deliberate.moderation.services import raise_flag
from deliberate.web.networks import network_of

REMARKS, REPORTS = "Remarks", "Reports"


class RemarkShown(ContributionShown):
    """A question or an aside. It never weighs."""

    text: str
    target: UUID | None = Field(description="What it is about; null: the article.")


class NewRemark(Given):
    """A question or an aside."""

    text: str = words(LONGEST["text"])
    target: UUID | None = None


class RemarkText(Given):
    """Another wording."""

    text: str = words(LONGEST["text"])


class Report(Given):
    """What is wrong with it. Visitors and newcomers report what cannot wait: what is illegal, and personal data."""

    reason: Literal["spam", "abuse", "off topic", "misquoted", "duplicate", "illegal", "personal data"]
    note: str = words(LONGEST_NOTE, 0, default="", description="Where to look; only moderators read it.")


class ReportShown(Shown):
    """A report that was taken."""

    reason: FlagReason
    settled: bool


def _remarks(caller: Caller, *remarks: Remark) -> list[RemarkShown]:
    """Remarks as they are answered. Three queries."""
    who, targets = people({each.author_id for each in remarks}), public_ids([each.target_id for each in remarks])
    told = telling(caller.actor.id, remarks)
    return [
        RemarkShown(
            **of_contribution(each, who[each.author_id], told),
            text=each.text,
            target=targets.get(each.target_id),
        )
        for each in remarks
    ]


@operation("GET", "/articles/<slug>/remarks", tag=REMARKS, query=Forwards, answer=Page[RemarkShown])
def list_remarks(caller: Caller, slug: str, query: Forwards) -> Page[RemarkShown]:
    """The remarks on an article and on what is in it, the oldest first."""
    article = get_readable(caller.actor, slug)
    target = aliased(Contribution, flat=True)
    found = (
        select(Remark)
        .outerjoin(target, target.id == Remark.target_id)
        .where(Remark.article_id == article.id, Remark.id > query.after, shows(caller.actor, Remark))
        .where(or_(target.id.is_(None), shown_target(caller.actor, target)))
    )
    rows, more = cut(list(session.scalars(found.order_by(Remark.id).limit(query.limit + 1))), query.limit)
    return Page(items=_remarks(caller, *rows), next=next_address(after=rows[-1].id) if more else None)


@operation(
    "POST",
    "/articles/<slug>/remarks",
    tag=REMARKS,
    body=NewRemark,
    answer=RemarkShown,
    status=201,
    made_at="get_remark",
    pace=Pace.POSTS,
)
def post_remark(caller: Caller, slug: str, body: NewRemark) -> RemarkShown:
    """Add a remark on an article, or on something in it."""
    article = get_readable(caller.actor, slug)
    target = get_target(caller.actor, body.target) if body.target is not None else None
    return _remarks(caller, services.post_remark(caller.actor, article, target, body.text, submission()))[0]


@operation("GET", "/remarks/<uuid:remark>", tag=REMARKS, answer=RemarkShown)
def get_remark(caller: Caller, remark: UUID) -> RemarkShown:
    """One remark."""
    return _remarks(caller, get_target(caller.actor, remark, Remark))[0]


@operation("PUT", "/remarks/<uuid:remark>", tag=REMARKS, body=RemarkText, answer=RemarkShown, revises=get_remark)
def edit_remark(caller: Caller, remark: UUID, body: RemarkText) -> RemarkShown:
    """Change a remark of one's own."""
    own = get_target(caller.actor, remark, Remark)
    services.edit_remark(caller.actor, own, body.text, own.version)
    return _remarks(caller, own)[0]


def _reporting(place: str) -> Callable[[Decorated], Decorated]:
    """An operation that asks moderators to look at something; what cannot wait, visitors may report too."""
    return operation(
        "POST",
        f"{place}/reports",
        tag=REPORTS,
        body=Report,
        answer=ReportShown,
        status=201,
        for_visitors=True,
        pace=Pace.FLAGS,
    )


def _taken(flag: Flag) -> ReportShown:
    return ReportShown(reason=flag.reason, settled=flag.settled_at is not None)


def _network() -> str:
    return network_of(request.remote_addr)


@_reporting("/contributions/<uuid:contribution>")
def report_contribution(caller: Caller, contribution: UUID, body: Report) -> ReportShown:
    """Ask a moderator to look at something that was posted."""
    thing = loading.get_readable(caller.actor, contribution)
    return _taken(raise_flag(caller.actor, thing, FlagReason(body.reason), body.note, network=_network()))


def _report(actor: Actor, subject: Subject, body: Report) -> ReportShown:
    return _taken(report(actor, subject, FlagReason(body.reason), body.note, network=_network()))


@_reporting("/articles/<slug>")
def report_article(caller: Caller, slug: str, body: Report) -> ReportShown:
    """Ask a moderator to look at an article."""
    return _report(caller.actor, of_article(get_readable(caller.actor, slug)), body)


@_reporting("/sources/<uuid:source>")
def report_source(caller: Caller, source: UUID, body: Report) -> ReportShown:
    """Ask a moderator to look at a source."""
    return _report(caller.actor, of_source(caller.actor, get_source(caller.actor, source).source), body)


@_reporting("/contributions/<uuid:contribution>/author")
def report_author(caller: Caller, contribution: UUID, body: Report) -> ReportShown:
    """Ask a moderator to look at the name of whoever posted something."""
    return _report(caller.actor, of_author(loading.get_readable(caller.actor, contribution)), body)


@_reporting("/people/<path:person>")
def report_name(caller: Caller, person: str, body: Report) -> ReportShown:
    """Ask a moderator to look at the name of somebody whose public page one may read."""
    return _report(caller.actor, of_name(caller.actor, person), body)
