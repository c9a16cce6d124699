"""The page of figures about moderation, and the same figures as a file."""

import csv
import io
from datetime import date

from flask import Response, render_template, request

from deliberate.articles.services import get_readable as get_article
from deliberate.core.errors import Invalid
from deliberate.core.languages import SOURCE
from deliberate.core.wording import say, speaking
from deliberate.moderation.figures import Scope
from deliberate.moderation.pages import Page, blueprint
from deliberate.moderation.transparency import as_cells, months_of, tables_of
from deliberate.web.identity import current_actor


@blueprint.get("/transparency")
def transparency() -> Page:
    """What moderation did, in figures."""
    scope = _scope()
    return render_template(
        "deliberate/moderation/transparency.html",
        scope=scope,
        tables=tables_of(scope),
        months=months_of(scope.actor, scope.article),
        asked=_asked(scope),
    )


@blueprint.get("/transparency.csv")
def transparency_data() -> Response:
    """The same figures, one in each row."""
    page = io.StringIO()
    sheet = csv.writer(page, lineterminator="\r\n")
    sheet.writerow(("table", "row", "column", "figure"))
    with speaking(SOURCE):
        # A file is read by programs, which do not know what language somebody reads.
        sheet.writerows(as_cells(tables_of(_scope())))
    response = Response(page.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="transparency.csv"'
    return response


def _scope() -> Scope:
    actor, slug = current_actor(), request.args.get("article")
    return Scope(actor, get_article(actor, slug) if slug else None, _month())


def _month() -> date | None:
    """The month in the address. Raises Invalid."""
    words = request.args.get("month", "").strip()
    if not words:
        return None
    try:
        found = date.fromisoformat(f"{words}-01")
    except ValueError:
        found = date.max
    if found.year == date.max.year:
        raise Invalid(say("Write the month as year and month: 2026-03."), "month")
    return found


def _asked(scope: Scope) -> dict[str, str]:
    """What the address asks for, without what it does not."""
    asked = {
        "article": scope.article.slug if scope.article else "",
        "month": f"{scope.month:%Y-%m}" if scope.month else "",
    }
    return {name: value for name, value in asked.items() if value}
