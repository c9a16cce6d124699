"""What moderation did, in figures anybody can check against the log: of the site or of one article, ever or in a month.

Every figure comes out of a fixed number of queries; where one reads rows, the newest ``MOST`` of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from deliberate.articles.models import Article
from deliberate.core.actors import ADMIN, EDITOR, MODERATOR, SYSTEM_ID, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.languages import SOURCE
from deliberate.core.wording import N_, language, number, say
from deliberate.moderation.actions import RULES, actions, rule_in_words
from deliberate.moderation.bias_check import removals_by_viewpoint
from deliberate.moderation.conduct import Finding, Lock
from deliberate.moderation.figures import MOST, Scope, Table
from deliberate.moderation.log_questions import EVERYTHING, Question, conditions
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag
from deliberate.moderation.purging.models import Purge, PurgeState
from deliberate.moderation.reports.figures import decided_reports
from deliberate.moderation.reports.models import ReportedThing, Review

NONE = N_("none")
#: So many months are offered.
MONTHS = 24

REPORTED, FOUND, AUTOMATED = "reported", "found", "automated"
_ORIGINS = (REPORTED, FOUND, AUTOMATED)
#: By role, as the log names it.
_BY = {
    "member": N_("By members"),
    EDITOR: N_("By editors"),
    MODERATOR: N_("By moderators"),
    ADMIN: N_("By admins"),
    SYSTEM_ID: N_("By the system"),
}


def tables_of(scope: Scope) -> list[Table]:
    """Everything, in the order of the page."""
    return [
        _decisions(scope),
        _times(scope),
        _appeals(scope),
        removals_by_viewpoint(scope),
        _self_reviews(scope),
        decided_reports(scope),
        _purges(scope),
    ]


def as_cells(tables: Sequence[Table]) -> Iterator[tuple[str, str, str, str]]:
    """Table, row, column and figure, one for each cell."""
    for table in tables:
        for label, *cells in table.rows:
            for head, cell in zip(table.heads[1:], cells, strict=True):
                yield table.title, label, head, cell


def months_of(actor: Actor, article: Article | None) -> list[date]:
    """The first days of the months there are figures of, the newest first."""
    known = conditions(actor, Question(article=article) if article else EVERYTHING)
    first = session.scalar(select(func.min(Event.at)).where(*known))
    if first is None:
        return []
    found: list[date] = []
    month = now().date().replace(day=1)
    while month >= first.date().replace(day=1) and len(found) < MONTHS:
        found.append(month)
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return found


def _decided(scope: Scope) -> list[ColumnElement[bool]]:
    """Of decisions on posts: what came along with another is counted with that."""
    return [
        Decision.lead_id.is_(None),
        Decision.action.in_(actions.names()),
        scope.here(Contribution.article_id),
        scope.during(Decision.created_at),
    ]


def _decisions(scope: Scope) -> Table:
    by_readers = exists().where(Flag.settled_by_id == Decision.id, Flag.actor_id != SYSTEM_ID)
    by_rule = or_(Decision.actor_id == SYSTEM_ID, Decision.before == Status.PENDING.value, Decision.reported)
    origin = case(
        (and_(Decision.actor_id != SYSTEM_ID, by_readers), REPORTED), (by_rule, AUTOMATED), else_=FOUND
    ).label("origin")
    found = session.execute(
        select(Decision.reason_code, origin, func.count(), func.count(Decision.undone_by_id))
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .where(*_decided(scope))
        .group_by(Decision.reason_code, origin)
    )
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for code, where, count, undone in found:
        for name, more in ((where, count), ("all", count), ("undone", undone)):
            counts[code][name] += more
            counts["all"][name] += more
    known = [(code, rule_in_words(code) or code) for code in (*RULES, *sorted(counts.keys() - {*RULES, "all"}))]
    rows = [(code, words) for code, words in known if code in counts]
    columns = (*_ORIGINS, "all", "undone")
    return Table(
        "decisions",
        say("Decisions, by reason and by what brought them up"),
        (
            say("Reason"),
            say("Reported by readers"),
            say("Found by moderators"),
            say("Brought up by a fixed rule"),
            say("All"),
            say("Put back since"),
        ),
        [
            (words, *(str(counts[code][column]) for column in columns))
            for code, words in (*rows, *([("all", say("All reasons"))] if rows else []))
        ],
        say("A fixed rule is a limit, the list of watched words, or enough reports at once."),
    )


def _times(scope: Scope) -> Table:
    reported = (
        select(Flag.settled_by_id.label("decision"), func.min(Flag.created_at).label("since"))
        .where(Flag.settled_by_id.is_not(None))
        .group_by(Flag.settled_by_id)
        .subquery()
    )
    found = session.execute(
        select(Decision.created_at, Decision.before, Decision.prior, reported.c.since, Contribution.created_at)
        .add_columns(Revision.created_at)
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .outerjoin(reported, reported.c.decision == Decision.id)
        .outerjoin(
            Revision,
            and_(Revision.contribution_id == Decision.contribution_id, Revision.number == Decision.revision),
        )
        .where(*_decided(scope), Decision.actor_id != SYSTEM_ID)
        .where(or_(reported.c.since.is_not(None), Decision.before == Status.PENDING.value))
        .order_by(Decision.id.desc())
        .limit(MOST)
    )
    hours: dict[str, list[float]] = {
        say("From the first report"): [],
        say("From posting, of what waits to be looked at"): [],
    }
    first_report, posting = hours
    for decided, before, prior, since, created, revised in found:
        if since is not None:
            hours[first_report].append((decided - since).total_seconds() / 3600)
        if before == Status.PENDING.value:
            # An edit has its own age; what is rewritten while it waits keeps the age it had.
            began = revised if prior.get("waiting") and revised is not None else created
            hours[posting].append((decided - began).total_seconds() / 3600)
    return Table(
        "times",
        say("Time until a moderator decided"),
        (say("What"), say("Decisions"), say("Median hours")),
        [(what, str(len(each)), _one_digit(median(each)) if each else say(NONE)) for what, each in hours.items()],
    )


def _one_digit(value: float) -> str:
    """As the language writes it; in English without a mark between thousands, as a spreadsheet reads it."""
    return f"{value:.1f}" if language() == SOURCE else number(value, 1)


def _appeals(scope: Scope) -> Table:
    on_posts = (
        select(Appeal.state, func.count())
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .where(scope.here(Contribution.article_id), scope.during(Appeal.created_at))
        .group_by(Appeal.state)
    )
    locks = (
        select(Lock.public_id)
        .join(Contribution, Contribution.id == Lock.contribution_id)
        .where(scope.here(Contribution.article_id))
    )
    findings = select(Finding.public_id).where(scope.here(Finding.article_id))
    articles = scope.here(ReportedThing.article_id)
    reviews = (
        select(Review.public_id)
        .join(ReportedThing)
        .where(articles if scope.article is not None else or_(articles, ReportedThing.article_id.is_(None)))
    )

    def against(measures: Any) -> Any:
        known = (scope.during(Appeal.created_at), Appeal.measure_id.in_(measures))
        return select(Appeal.state, func.count()).where(*known).group_by(Appeal.state)

    asked = {
        say("On posts"): on_posts,
        say("On locks and findings"): against(locks.union(findings)),
        say("On reports of articles, sources and names"): against(reviews),
    }
    if scope.article is None:
        asked[say("On sanctions of people")] = (
            select(Appeal.state, func.count())
            .where(scope.during(Appeal.created_at), Appeal.measure_kind == "sanction")
            .group_by(Appeal.state)
        )
    rows = []
    for what, query in asked.items():
        counts: Mapping[AppealState, int] = dict(session.execute(query).all())
        states = (AppealState.UPHELD, AppealState.MODIFIED, AppealState.OVERTURNED, AppealState.OPEN)
        rows.append((what, str(sum(counts.values())), *(str(counts.get(state, 0)) for state in states)))
    heads = (
        say("Against decisions"),
        say("Lodged"),
        say("Upheld"),
        say("Made milder"),
        say("Overturned"),
        say("Waiting"),
    )
    return Table("appeals", say("Appeals"), heads, rows)


def _self_reviews(scope: Scope) -> Table:
    known = conditions(scope.actor, Question(article=scope.article))
    found = session.execute(
        select(Event.role, func.count())
        .where(*known, Event.self_review, scope.during(Event.at))
        .group_by(Event.role)
        .order_by(Event.role)
    ).all()
    rows = [(say(_BY[role]), str(count)) for role, count in found]
    return Table(
        "self-reviews",
        say("Decisions in a matter of one’s own"),
        (say("Who"), say("Lines in the log")),
        rows or [(say("By anybody"), "0")],
        say("They happen only where nobody else could decide, and the log says so of each."),
    )


def _purges(scope: Scope) -> Table:
    where = scope.here(Purge.article_id)
    if scope.article is None:
        where = or_(where, Purge.article_id.is_(None))
    counted = session.execute(
        select(Purge.reason_code, func.count())
        .where(Purge.state == PurgeState.DONE, where, scope.during(Purge.decided_at))
        .group_by(Purge.reason_code)
    )
    counts: Mapping[str, int] = dict(counted.all())
    rows = [(rule_in_words(code), str(counts.get(code, 0))) for code in ("illegal", "personal_data")]
    return Table("purges", say("Erased for good"), (say("Reason"), say("Purges")), rows)
