"""Keeping every balance in step with what is posted, rated and decided, in the same unit of work.

A change moves what lies downstream of it, and only that is weighed anew. The whole article is where what everything
rests on changes: the viewpoints in the room, the main claim, the model.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, or_, select

from deliberate.articles.models import Article
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.signals import contribution_changed, waits_to_be_weighed, weights_due
from deliberate.core.wording import say
from deliberate.evidence.models import EmptySearch, Evidence, Source
from deliberate.propositions.models import Proposition
from deliberate.weighting.case import Case
from deliberate.weighting.gathering import articles_moved_by, gather
from deliberate.weighting.graph import EvidenceCircle
from deliberate.weighting.history import Cause, digest_of
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.models import Rating, Score, Weighing
from deliberate.weighting.neighbour import Neighbour
from deliberate.weighting.parts import Part, part_around
from deliberate.weighting.presets import model_of
from deliberate.weighting.storing import shown_in_room, store_part, store_whole
from deliberate.weighting.weigh import NOBODY_ELSE, Outcome, weigh

#: What an editor does to claims that moves the ends of what hangs on them.
_MOVES_ENDS = frozenset({"merge", "split", "undo", "make_main"})


def one_at_a_time(articles: Collection[Article]) -> None:
    """Hold these articles until the unit of work ends: of two people who rate at once the second sees the first's.

    SQLite has one writer at a time as it is, and is not asked.
    """
    if session.connection().dialect.name == "sqlite":
        return
    held = select(Article.id).where(Article.id.in_([article.id for article in articles]))
    session.execute(held.order_by(Article.id).with_for_update())


def reweigh(article: Article, cause: Cause | None = None) -> Outcome:
    """Work out every balance of an article anew and store those that moved.

    Raises Conflict where something posted, confirmed or restored would have an item help to decide its own weight.
    """
    session.flush()
    one_at_a_time([article])
    model = model_of(article)
    gathered = gather(article, model)
    outcome = _weighed(gathered.case, model)
    store_whole(article, outcome, gathered, _main_of(article), cause or Cause("recount"))
    session.flush()
    return outcome


def reweigh_around(articles: Iterable[Article], seeds: Collection[int], cause: Cause) -> None:
    """Work out anew, in each of these articles, what a change of these contributions moves. Raises as ``reweigh``."""
    for article in articles:
        if waits_to_be_weighed(article):
            continue
        session.flush()
        one_at_a_time([article])
        kept = session.get(Weighing, article.id)
        part = part_around(article, seeds, kept.room.keys()) if kept and _still_holds(article, kept) else None
        if kept is None or part is None or (room := _room_after(article, kept, part)) is None:
            reweigh(article, cause)
            continue
        store_part(article, _weighed(part.case, model_of(article), part.neighbours), part, cause)
        if kept.room != room:
            kept.room = room
        session.flush()


@dataclass(frozen=True)
class Weighed:
    """A case with what it starts from and what comes out."""

    case: Case
    neighbours: Mapping[str, Neighbour]
    outcome: Outcome


def weighed_now(proposition: Proposition) -> Weighed:
    """A claim weighed with all that gives it weight, and what it moves; nothing is stored.

    What lies aside is taken as it stands, so it costs no more in a large article.
    """
    article = proposition.article
    kept, model = session.get(Weighing, article.id), model_of(article)
    part = part_around(article, {proposition.id}, kept.room.keys()) if kept and _still_holds(article, kept) else None
    found, neighbours = (part.case, part.neighbours) if part else (gather(article, model).case, NOBODY_ELSE)
    return Weighed(found, neighbours, _weighed(found, model, neighbours))


def _weighed(case: Case, model: WeightingModel, neighbours: Mapping[str, Neighbour] = NOBODY_ELSE) -> Outcome:
    try:
        return weigh(case, model, neighbours)
    except EvidenceCircle:
        raise Conflict(
            say("This would run in a circle: an item of evidence would help to decide how much it weighs itself.")
        ) from None


def _main_of(article: Article) -> int | None:
    found: int | None = session.scalar(_main_claim(), {"article": article.id})
    return found


@cache
def _main_claim() -> Executable:
    return select(Proposition.id).where(Proposition.main_of_id == bindparam("article"))


def _still_holds(article: Article, kept: Weighing) -> bool:
    return kept.parameters == digest_of(model_of(article)) and kept.main_id == _main_of(article)


def _room_after(article: Article, kept: Weighing, part: Part) -> dict[str, str] | None:
    """The same room, each viewpoint with something that shows it is there still; None where it may be another room."""
    shown = shown_in_room(part, model_of(article))
    room = {}
    for view, rated in kept.room.items():
        still = shown.get(view) if rated is None or rated in part.own else rated
        if still is None:
            return None
        room[view] = still
    strangers = {rating.rater for rating in part.case.ratings if rating.viewpoint not in room}
    return None if strangers and _may_enter(article, strangers) else room


def _may_enter(article: Article, people: Collection[str]) -> bool:
    """Whether somebody of these ever gave an answer that could bring their viewpoint along."""
    settled = {"people": [*people], "article": article.id, "level": model_of(article).settled_level}
    return session.scalar(_answers_that_settle(), settled) is not None


@cache
def _answers_that_settle() -> Executable:
    return (
        select(Rating.id)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(
            Rating.actor_id.in_(bindparam("people", expanding=True)),
            Rating.level >= bindparam("level"),
            Rating.quarters.is_not(None),
            or_(Contribution.article_id == bindparam("article"), Contribution.kind == "evidence"),
        )
        .limit(1)
    )


@contribution_changed.connect
def _weigh_after_change(contribution: Contribution, action: str, **_: Any) -> None:
    if _never_weighed(contribution) or (action == "post" and isinstance(contribution, Evidence)):
        # A new item bears on nothing yet.
        return
    cause = Cause(action, contribution.public_id)
    if isinstance(contribution, Proposition) and action in _MOVES_ENDS:
        _weigh_whole(contribution.article, cause)
        return
    reweigh_around(articles_moved_by(contribution), _seeds_of(contribution), cause)


def _seeds_of(contribution: Contribution) -> set[int]:
    """It, and for an item of evidence whatever else cites its source, which may have changed, or shares its origin."""
    seeds = {contribution.id}
    if isinstance(contribution, Evidence):
        cited = select(Source.origin_id).where(Source.id == contribution.source_id).scalar_subquery()
        kin = select(Source.id).where(or_(Source.id == contribution.source_id, Source.origin_id == cited))
        seeds |= set(session.scalars(select(Evidence.id).where(Evidence.source_id.in_(kin))))
    return seeds


def _weigh_whole(article: Article, cause: Cause) -> None:
    if not waits_to_be_weighed(article):
        reweigh(article, cause)


def _never_weighed(contribution: Contribution) -> bool:
    """Whether this is a claim that stands in no sum and stood in none: an import suggests a thousand of them."""
    return (
        isinstance(contribution, Proposition)
        and contribution.status is not Status.VISIBLE
        and session.get(Score, contribution.id) is None
    )


@weights_due.connect
def _weigh_when_due(
    article: Article, cause: str = "update", about: Contribution | None = None, person: str | None = None, **_: Any
) -> None:
    """Where it is about one contribution, or about what one person said, only that moves."""
    if about is not None:
        reweigh_around([article], _seeds_of(about), Cause(cause, about.public_id))
    elif person is not None:
        reweigh_around([article], _said_by(person, article), Cause(cause))
    else:
        _weigh_whole(article, Cause(cause))


def _said_by(person: str, article: Article) -> set[int]:
    """What somebody rated in an article, and the claims of it on which they searched in vain."""
    searched = (
        select(EmptySearch.proposition_id)
        .join(Proposition, Proposition.id == EmptySearch.proposition_id)
        .where(EmptySearch.actor_id == person, Proposition.article_id == article.id)
    )
    here = or_(Contribution.article_id == article.id, Contribution.kind == "evidence")
    rated = (
        select(Rating.contribution_id)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(Rating.actor_id == person, here)
    )
    return {*session.scalars(rated), *session.scalars(searched)}
