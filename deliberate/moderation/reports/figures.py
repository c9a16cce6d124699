"""How reports of articles, sources and names were decided on, in figures."""

from collections import Counter
from typing import Any

from sqlalchemy import func, or_, select

from deliberate.core.db import session
from deliberate.core.wording import N_, say
from deliberate.moderation.figures import Scope, Table
from deliberate.moderation.reports.acts import KEEP
from deliberate.moderation.reports.models import ReportedThing, Review

_HEADS = (N_("Of"), N_("Kept"), N_("Acted on"), N_("Of these, undone"))
#: Sources and names are of no article, so they are counted for the site only.
_NOTE = N_("Reports of a source or a name are about no article, and count for the site.")


def decided_reports(scope: Scope) -> Table:
    """One row for each sort of thing, however many of them were decided on; one query."""
    columns = (
        ReportedThing.article_id.is_not(None),
        ReportedThing.source_id.is_not(None),
        Review.action,
        Review.undone_at.is_not(None),
    )
    here = scope.here(ReportedThing.article_id)
    where = here if scope.article is not None else or_(here, ReportedThing.article_id.is_(None))
    found: Any = session.execute(
        select(*columns, func.count())
        .join(ReportedThing, ReportedThing.id == Review.reported_id)
        .where(where, scope.during(Review.created_at))
        .group_by(*columns)
    )
    kept, acted, undone = Counter[str](), Counter[str](), Counter[str]()
    for of_article, of_source, action, is_undone, number in found:
        sort = "article" if of_article else "source" if of_source else "name"
        (kept if action == KEEP else acted)[sort] += number
        undone[sort] += number if is_undone else 0
    names = {"article": say("Articles"), "source": say("Sources"), "name": say("Names")}
    if scope.article is not None:
        names = {"article": say("This article")}
    rows = [(words, str(kept[sort]), str(acted[sort]), str(undone[sort])) for sort, words in names.items()]
    note = "" if scope.article is not None else say(_NOTE)
    heads = [say(each) for each in _HEADS]
    return Table("reports", say("Reports of articles, sources and names"), heads, rows, note)
