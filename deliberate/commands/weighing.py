"""Weighing from the command line: everything on the site anew, or a graph in a file."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session
from deliberate.core.registry import UnknownName
from deliberate.weighting.graph_files import GraphFileError, read_graph
from deliberate.weighting.methods import METHODS, Method, door
from deliberate.weighting.models import ScoreEvent
from deliberate.weighting.recounting import ALARM, Drift, articles_after, recount_each, weigh_overdue
from deliberate.weighting.replaying import replays
from deliberate.weighting.solving import Solution, solve


def _moment(_ctx: click.Context, _param: click.Parameter, text: str | None) -> datetime | None:
    """A date, for the end of that day, or a date and time; in UTC unless it says otherwise."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date or time such as 2026-11-27 or 2026-11-27T12:00.") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment + timedelta(days=1, microseconds=-1) if len(text) <= len("2026-11-27") else moment


@click.command("recount")
@click.option("--article", "slug", help="Only the article with this address.")
@click.option("--as-of", "moment", callback=_moment, metavar="WHEN", help="Show what was said then; change nothing.")
def recount_command(slug: str | None, moment: datetime | None) -> None:
    """Weigh every article anew and say how far what was stored had drifted. Exit code 1 where that is too far.

    With --as-of, print for each claim what was stored at that moment (2026-11-27, for the end of that day, or
    2026-11-27T12:00, in UTC), and whether the same comes out of what can still be read of it.
    """
    keys = articles_after() if slug is None else [_get_article(slug).id]
    if moment is not None:
        _replay(keys, moment)
        return
    weigh_overdue()
    drift = Drift()
    unseen = not sys.stderr.isatty()
    with click.progressbar(length=len(keys), label="Weighing", file=sys.stderr, hidden=unseen) as bar:
        for found in recount_each(keys):
            drift = drift.and_then(found)
            bar.update(1)
    click.echo(drift.sentence)
    if drift.furthest > ALARM:
        click.echo(f"A balance had drifted by more than {ALARM}: it was not kept in step. It is right now.", err=True)
    if drift.is_alarming:
        sys.exit(1)


def _get_article(slug: str) -> Article:
    found = session.scalar(select(Article).where(Article.slug == slug))
    if found is None:
        raise click.ClickException(f"There is no article with the address {slug}.")
    return found


def _replay(keys: Sequence[int], moment: datetime) -> None:
    replayed = shown = 0
    for key in keys:
        article = session.get(Article, key)
        for each in replays(article, moment) if article is not None else ():
            shown += 1
            replayed += each.is_replayed
            click.echo(f"{_standing(each.event)}  {each.text}")
            click.echo(f"    since {each.event.at:%Y-%m-%d %H:%M:%S} UTC; {each.sentence}")
        session.rollback()
    click.echo(f"{shown} balances as of {moment:%Y-%m-%d %H:%M:%S} UTC; {replayed} worked out again to the same sum.")


def _standing(event: ScoreEvent) -> str:
    if event.log_odds is None or event.lean is None:
        return "not weighed"
    return f"{event.log_odds:+.6f}  {event.lean.replace('_', ' ')}"


def _method(_ctx: click.Context, _param: click.Parameter, name: str) -> Method:
    """One of ours, or of a package that is installed beside us."""
    left_out = {each.name: each for each in door.open()}
    try:
        return METHODS.get(name)
    except UnknownName as unknown:
        raise click.BadParameter(f"{unknown} {left_out.get(name, '')}".strip()) from None


@click.command("weigh")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--semantics",
    callback=_method,
    metavar="NAME",
    default="ledger",
    show_default=True,
    help=f"{', '.join(METHODS.names())}, or what another package brings.",
)
@click.option("--continuous", is_flag=True, help="Follow circles as a flow: it settles in more graphs.")
@click.option("--json", "as_data", is_flag=True, help="Print one JSON object.")
def weigh_command(path: Path, semantics: Method, continuous: bool, as_data: bool) -> None:
    """Work out the strength of each argument in a graph: a .json or .bag file. It needs no database.

    Where circles never settle it says so; the strengths are then where the last sweep ended.
    """
    try:
        graph = read_graph(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not a text in UTF-8.") from error
    except GraphFileError as error:
        raise click.ClickException(f"{path}: {error}") from error
    solution = solve(graph.bases, graph.edges, semantics, continuous=continuous)
    if as_data:
        found = {"converged": solution.converged, "sweeps": solution.sweeps, "strengths": dict(solution.strengths)}
        click.echo(json.dumps(found))
        return
    for name, strength in solution.strengths.items():
        click.echo(f"{strength:.6f}  {name}")
    if not solution.converged:
        click.echo(_unsettled(solution), err=True)


def _unsettled(solution: Solution) -> str:
    return f"It did not converge in {solution.sweeps} sweeps: these strengths are no answer. Try --continuous."
