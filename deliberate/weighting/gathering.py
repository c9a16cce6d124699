"""Everything about an article that enters its weights, read in a fixed number of queries and handed to the pure model.

Ids in a case are contribution ids as strings; actors stay actor ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import CTE, or_, select, union_all
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Curation, EmptySearch, Evidence, Publisher, Source
from deliberate.evidence.models import Side as StoredSide
from deliberate.propositions.models import Answer, Party, Proposition, Relation, Speaker, Stance
from deliberate.propositions.models import RelationKind as StoredKind
from deliberate.propositions.queries import relations_of
from deliberate.weighting import case
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.models import Rating, ViewpointFactor
from deliberate.weighting.ratings import room

#: After so long without an answer, a requested source halves the item once more.
SOURCE_OVERDUE = timedelta(days=7)

_VIEWPOINTS = {
    Answer.AGREE: case.Viewpoint.AGREE,
    Answer.DISAGREE: case.Viewpoint.DISAGREE,
    Answer.UNSURE: case.Viewpoint.UNDECIDED,
}


def case_of(article: Article, model: WeightingModel) -> case.Case:
    """The article's argument as it stands: what is visible, with every rating that still counts.

    Evidence from another article that bears on this one brings its reliability and its challenges along.
    """
    claims = _claims(article)
    relations = relations_of(article, (Status.VISIBLE,))
    viewpoints = viewpoints_of(article)
    reached = _reached_from(article)
    ratings, at_home = _ratings(article, reached, viewpoints)
    found = case.Case(
        propositions=_propositions(claims, relations),
        items=_items(reached),
        relations=[_relation(each) for each in relations if each.relation_kind is not StoredKind.DETAIL_OF],
        ratings=at_home,
        searches=_searches(article, viewpoints),
    )
    if len(ratings) == len(at_home):
        return found
    return replace(found, ratings=ratings, room=frozenset(room(found, model)))


def viewpoints_of(article: Article) -> Mapping[str, case.Viewpoint]:
    """Each person's viewpoint group: as last read off the ratings where enough is rated for that (``viewpoints``), else
    their first recorded stance on the article's main proposition. Whoever is not named is undecided."""
    fitted = session.execute(
        select(ViewpointFactor.actor_id, ViewpointFactor.group).where(ViewpointFactor.article_id == article.id)
    )
    if places := dict(fitted.all()):
        return places
    stances = session.execute(
        select(Stance.actor_id, Stance.first_answer)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .where(Proposition.main_of_id == article.id)
        .order_by(Stance.id.desc())
    )
    # The one made first comes last, and stays.
    return {actor: _VIEWPOINTS[answer] for actor, answer in stances}


def articles_moved_by(contribution: Contribution) -> list[Article]:
    """The articles whose weights depend on a contribution, in the order of their ids. At most one query.

    An item of evidence counts wherever it bears, and so does what challenges it.
    """
    if contribution.kind == "remark":
        return []
    if not isinstance(contribution, Evidence | Bearing):
        return [contribution.article]
    steps = union_all(
        select(Bearing.evidence_id.label("start"), Bearing.id.label("end")),
        select(Bearing.id.label("start"), Bearing.target_id.label("end")),
    ).subquery()
    moved = select(Contribution.id).where(Contribution.id == contribution.id).cte("moved", recursive=True)
    moved = moved.union(select(steps.c.end).where(steps.c.start == moved.c.id))
    bearing = select(Bearing.article_id).where(Bearing.id.in_(select(moved.c.id)))
    return list(session.scalars(select(Article).where(Article.id.in_(bearing)).order_by(Article.id)))


def _claims(article: Article) -> Sequence[Proposition]:
    found = select(Proposition).where(Proposition.article_id == article.id, Proposition.status == Status.VISIBLE)
    return session.scalars(found.order_by(Proposition.id)).all()


def _propositions(claims: Iterable[Proposition], relations: Iterable[Relation]) -> list[case.Proposition]:
    whole = {
        premise.proposition_id: str(relation.target_id)
        for relation in relations
        if relation.relation_kind is StoredKind.DETAIL_OF
        for premise in relation.premises
    }
    return [case.Proposition(str(claim.id), detail_of=whole.get(claim.id)) for claim in claims]


def _relation(relation: Relation) -> case.Relation:
    return case.Relation(
        id=str(relation.id),
        kind=case.RelationKind(relation.relation_kind.value),
        premises=tuple(sorted(str(each.proposition_id) for each in relation.premises)),
        target=str(relation.target_id),
        confirmed=relation.confirmed_by is not None,
        author=relation.author_id,
    )


def _reached_from(article: Article) -> CTE:
    """The bearings of an article, and all that challenge or support them or their evidence, wherever posted."""
    reached = (
        select(Bearing.id, Bearing.evidence_id).where(Bearing.article_id == article.id).cte("reached", recursive=True)
    )
    return reached.union(
        select(Bearing.id, Bearing.evidence_id).join(
            reached, Bearing.target_id.in_((reached.c.id, reached.c.evidence_id))
        )
    )


def _items(reached: CTE) -> list[case.Item]:
    """The items that hang on something visible; what bears on a hidden thing is gone with it."""
    target = aliased(Contribution, flat=True)
    item = aliased(Evidence, flat=True)
    rows = session.execute(
        select(Bearing, item, Source, Publisher, Speaker, target.kind, target.status)
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .join(target, target.id == Bearing.target_id)
        .outerjoin(Publisher, Publisher.id == Source.publisher_id)
        .outerjoin(Speaker, Speaker.id == Source.speaker_id)
        .where(Bearing.id.in_(select(reached.c.id)))
        .order_by(Bearing.id)
    )
    found: list[case.Item] = []
    hidden: set[int] = set()
    # A challenge is posted after what it challenges, so by now its target is known to be hidden or not.
    for bearing, evidence, source, publisher, speaker, kind, status in rows:
        shows = {bearing.status, evidence.status, status} == {Status.VISIBLE}
        if not shows or bearing.target_id in hidden:
            hidden.add(bearing.id)
        elif _can_weigh(kind, bearing.side):
            found.append(_item(bearing, evidence, source, publisher, speaker, undercuts=kind == "relation"))
    return found


def _can_weigh(target_kind: str, side: StoredSide) -> bool:
    """What is brought against a link breaks it; the model has nothing that makes a link firmer."""
    return target_kind != "relation" or side is StoredSide.AGAINST


def _item(
    bearing: Bearing,
    evidence: Evidence,
    source: Source,
    publisher: Publisher | None,
    speaker: Speaker | None,
    *,
    undercuts: bool,
) -> case.Item:
    party = None if speaker is None or speaker.party is Party.UNKNOWN else speaker.party is Party.YES
    return case.Item(
        id=str(bearing.id),
        evidence=str(evidence.id),
        target=str(bearing.target_id),
        side=case.Side(bearing.side.value),
        contributor=bearing.author_id,
        evidence_author=evidence.author_id,
        source=f"source {source.id}",
        origin=f"origin {source.origin_id}" if source.origin_id else None,
        publisher=f"publisher {publisher.id}" if publisher else None,
        author=source.author,
        profile=publisher.reliability.value if publisher else None,
        states=tuple(_states(evidence, source)),
        undercuts=undercuts,
        party=party,
    )


def _states(evidence: Evidence, source: Source) -> Iterable[str]:
    if source.retracted_at is not None:
        yield "retracted"
    if evidence.curation is Curation.BROKEN_LINK and source.archived_url:
        yield "archived_link"
    elif evidence.curation is Curation.SOURCE_REQUESTED and _overdue(evidence):
        yield "source_overdue"
    elif evidence.curation is not Curation.ACTIVE:
        yield evidence.curation.value


def _overdue(evidence: Evidence) -> bool:
    return evidence.curated_at is not None and now() - evidence.curated_at > SOURCE_OVERDUE


def _ratings(
    article: Article, reached: CTE, viewpoints: Mapping[str, case.Viewpoint]
) -> tuple[list[case.Rating], list[case.Rating]]:
    """Every answer that still counts here, and those among them of people who weighed something of this article.

    Only the latter open the room to a viewpoint: a source judged elsewhere brings nobody along.
    """
    here = or_(
        Contribution.article_id == article.id,
        Contribution.id.in_(select(reached.c.evidence_id)),
        Contribution.id.in_(select(reached.c.id)),
    )
    rows = session.execute(
        select(Rating, Contribution.kind, Contribution.article_id)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(here, Rating.revision >= Contribution.substance, Rating.set_aside.is_(False))
        .order_by(Rating.id)
    ).all()
    people = {rating.actor_id for rating, kind, home in rows if home == article.id and kind != "evidence"}
    ratings = [_rating(rating, viewpoints) for rating, *_ in rows]
    return ratings, [rating for rating in ratings if rating.rater in people]


def _rating(rating: Rating, viewpoints: Mapping[str, case.Viewpoint]) -> case.Rating:
    return case.Rating(
        subject=str(rating.contribution_id),
        dimension=case.Dimension(rating.dimension.value),
        rater=rating.actor_id,
        viewpoint=viewpoints.get(rating.actor_id, case.Viewpoint.UNDECIDED),
        value=None if rating.quarters is None else rating.quarters / 4,
        weight=rating.weight,
        level=rating.level,
        share=rating.share,
    )


def _searches(article: Article, viewpoints: Mapping[str, case.Viewpoint]) -> list[case.Search]:
    rows = session.scalars(
        select(EmptySearch)
        .join(Proposition, Proposition.id == EmptySearch.proposition_id)
        .where(Proposition.article_id == article.id)
        .order_by(EmptySearch.id)
    )
    return [
        case.Search(
            proposition=str(row.proposition_id),
            person=row.actor_id,
            viewpoint=viewpoints.get(row.actor_id, case.Viewpoint.UNDECIDED),
            side=case.Side(row.side.value),
        )
        for row in rows
    ]
