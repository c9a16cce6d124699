"""Weighing from the command line: everything on the site anew, or a graph in a file."""

import json
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.weighting.graph_files import GraphFileError, read_graph
from deliberate.weighting.keeping import reweigh
from deliberate.weighting.methods import METHODS
from deliberate.weighting.models import Score
from deliberate.weighting.solving import Solution, solve


@dataclass(frozen=True)
class Drift:
    """What a recount found: how many balances there are, how many moved, and the furthest, in log-odds."""

    balances: int = 0
    moved: int = 0
    furthest: float = 0.0

    def and_then(self, other: "Drift") -> "Drift":
        """Both together."""
        return Drift(self.balances + other.balances, self.moved + other.moved, max(self.furthest, other.furthest))


@click.command("recount")
def recount_command() -> None:
    """Weigh every article anew and say how far what was stored had drifted."""
    drift = Drift()
    for article_id in session.scalars(select(Article.id).order_by(Article.id)).all():
        # One unit of work for each: nobody waits for the whole site.
        with transaction():
            article = session.get(Article, article_id)
            if article is not None:
                drift = drift.and_then(recount(article))
    click.echo(
        f"Weighed {drift.balances} balances anew; {drift.moved} moved, "
        f"the furthest by {drift.furthest:.6f} in log-odds."
    )


def recount(article: Article) -> Drift:
    """Weigh an article anew and compare with what was stored; a balance that comes or goes has moved from zero."""
    before = _stored(article)
    reweigh(article)
    after = _stored(article)
    moves = {
        key: abs(after.get(key, (0.0, None))[0] - before.get(key, (0.0, None))[0])
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    return Drift(len(after), len(moves), max(moves.values(), default=0.0))


def _stored(article: Article) -> dict[int, tuple[float, object]]:
    scores = session.scalars(select(Score).where(Score.article_id == article.id))
    return {score.proposition_id: (score.log_odds, score.balance) for score in scores}


@click.command("weigh")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--semantics", type=click.Choice(METHODS.names()), default="ledger", show_default=True)
@click.option("--continuous", is_flag=True, help="Follow circles as a flow: it settles in more graphs.")
@click.option("--json", "as_data", is_flag=True, help="Print one JSON object.")
def weigh_command(path: Path, semantics: str, continuous: bool, as_data: bool) -> None:
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
    solution = solve(graph.bases, graph.edges, METHODS.get(semantics), continuous=continuous)
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
