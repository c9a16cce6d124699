"""All of an article that enters its weights, read in a fixed number of queries and handed to the pure model."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Executable, Select, bindparam, literal, or_, select, true
from sqlalchemy import case as when

from deliberate.articles.models import Article
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence
from deliberate.propositions.models import Answer, Proposition, Relation, Stance
from deliberate.weighting import case, inputs
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.models import ViewpointFactor
from deliberate.weighting.past import PRESENT, Past
from deliberate.weighting.ratings import room

_VIEWPOINTS = {
    Answer.AGREE: case.Viewpoint.AGREE,
    Answer.DISAGREE: case.Viewpoint.DISAGREE,
    Answer.UNSURE: case.Viewpoint.UNDECIDED,
}

#: Kinds of contributions that nothing takes weight from.
_NEVER_WEIGH = frozenset({"remark", "common_point"})


@dataclass(frozen=True)
class Gathered:
    """A case, and what is posted on the article itself: ratings of that, not of its evidence, bring people along."""

    case: case.Case
    own: frozenset[str]


def case_of(article: Article, model: WeightingModel) -> case.Case:
    """The article's argument as it stands: what is visible, with every rating that still counts.

    Evidence from another article that bears on this one brings its reliability and its challenges along.
    """
    return gather(article, model).case


def gather(article: Article, model: WeightingModel, past: Past = PRESENT) -> Gathered:
    """The whole article's case, as it stands or as it stood."""
    links = inputs.links_of(article, past=past)
    items = inputs.items(article, session.scalars(_bearings(), {"article": article.id}), past)
    relations = session.scalars(select(Relation.id).where(Relation.article_id == article.id)).all()
    rows = inputs.ratings_of({*items.bearings, *items.evidence, *relations}, past)
    viewpoints = viewpoints_of(article, past=past)
    own = frozenset(map(str, [*items.own, *relations]))
    answers = inputs.Answers(inputs.ratings(rows, viewpoints), own)
    at_home = answers.at_home()
    found = case.Case(
        propositions=inputs.propositions(_claims(article, past), links),
        items=items.shown,
        relations=inputs.relations(links),
        ratings=at_home,
        searches=inputs.searches(inputs.searches_in(article, past=past), viewpoints),
    )
    if len(answers.ratings) > len(at_home):
        found = replace(found, ratings=answers.ratings, room=frozenset(room(found, model)))
    return Gathered(found, own)


@cache
def _bearings() -> Executable:
    """The bearings of an article, and all that challenge or support them or their evidence, wherever posted."""
    own = Bearing.article_id == bindparam("article")
    return inputs.challenged(select(Bearing.id, Bearing.evidence_id).where(own))


def viewpoints_of(
    article: Article, people: Collection[str] | None = None, past: Past = PRESENT
) -> Mapping[str, case.Viewpoint]:
    """Each person's viewpoint group: as last read off the ratings where enough is rated for that (``viewpoints``), else
    their first recorded stance on the article's main proposition. Whoever is not named is undecided.

    With ``people``, only theirs.
    """
    some = people is not None
    of = {"article": article.id, "people": [*(people or ())]}
    is_fitted, fitted, stances = _fitted_any(), _fitted(of_some=some), _stances(of_some=some)
    if past is not PRESENT:
        then = past.until(ViewpointFactor.fitted_at)
        is_fitted, fitted = is_fitted.where(then), fitted.where(then)
        stances = stances.where(past.until(Stance.created_at))
    if session.scalar(is_fitted, of) is not None:
        return dict(session.execute(fitted, of).all())
    # The one made first comes last, and stays.
    return {actor: _VIEWPOINTS[answer] for actor, answer in session.execute(stances, of)}


@cache
def _fitted_any() -> Select[Any]:
    return select(ViewpointFactor.actor_id).where(ViewpointFactor.article_id == bindparam("article")).limit(1)


@cache
def _fitted(*, of_some: bool) -> Select[Any, Any]:
    some = ViewpointFactor.actor_id.in_(bindparam("people", expanding=True)) if of_some else true()
    of_article = ViewpointFactor.article_id == bindparam("article")
    return select(ViewpointFactor.actor_id, ViewpointFactor.group).where(of_article, some)


@cache
def _stances(*, of_some: bool) -> Select[Any, Any]:
    some = Stance.actor_id.in_(bindparam("people", expanding=True)) if of_some else true()
    return (
        select(Stance.actor_id, Stance.first_answer)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .where(Proposition.main_of_id == bindparam("article"), some)
        .order_by(Stance.id.desc())
    )


def articles_moved_by(contribution: Contribution) -> list[Article]:
    """The articles whose weights depend on a contribution, in the order of their ids. At most one query.

    An item of evidence counts wherever it bears, and so does what challenges it.
    """
    if contribution.kind in _NEVER_WEIGH:
        return []
    if not isinstance(contribution, Evidence | Bearing):
        return [contribution.article]
    return list(session.scalars(_moved_by(), {"contribution": contribution.id}))


@cache
def _moved_by() -> Executable:
    start = select(Contribution.id, literal(None, BigInteger).label("article_id"))
    moved = start.where(Contribution.id == bindparam("contribution")).cte("moved", recursive=True)
    # From an item of evidence to what it bears with, from a bearing to what it bears on.
    step = or_(Bearing.evidence_id == moved.c.id, Bearing.id == moved.c.id)
    ends = when((Bearing.id == moved.c.id, Bearing.target_id), else_=Bearing.id)
    moved = moved.union(select(ends, Bearing.article_id).select_from(Bearing).join(moved, step))
    return select(Article).where(Article.id.in_(select(moved.c.article_id))).order_by(Article.id)


def _claims(article: Article, past: Past) -> list[int]:
    found = select(Proposition.id, Proposition.status).where(
        Proposition.article_id == article.id,
        or_(Proposition.status == Status.VISIBLE, Proposition.id.in_(past.statuses)),
    )
    return [key for key, status in session.execute(found.order_by(Proposition.id)) if past.shows(key, status)]
