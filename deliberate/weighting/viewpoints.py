"""An article's viewpoint groups beyond stances: read off the ratings where there are enough, worked out once a day.

Only people who are no newcomers, and whose ratings follow nobody's, draw the line; the others are placed on it by what
they rated, so that a crowd of new accounts cannot turn it. Whoever begins to rate after it was drawn is in between
until the next day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.weighting.balance import VIEWPOINT_WORDS
from deliberate.weighting.case import FITTED, STATED, Viewpoint
from deliberate.weighting.factoring import Factor, FactorGroup, factor_ready, fit_factor, group_of
from deliberate.weighting.gathering import viewpoints_of
from deliberate.weighting.models import Dimension, Rating, ViewpointFactor, ViewpointGroups
from deliberate.weighting.weigh import DEFAULT_MODEL

GROUPS = {
    FactorGroup.ONE: Viewpoint.ONE_WAY,
    FactorGroup.OTHER: Viewpoint.OTHER_WAY,
    FactorGroup.BETWEEN: Viewpoint.UNDECIDED,
}
#: How many said so.
ANSWER_WORDS = {
    Answer.AGREE: N_("%(count)s agree"),
    Answer.DISAGREE: N_("%(count)s disagree"),
    Answer.UNSURE: N_("%(count)s not sure"),
}
#: What somebody who is placed on the line is drawn to its middle by, in ratings: as in fitting it.
RIDGE = 1.0
#: So many answers are fetched at a time.
_AT_A_TIME = 1000

#: Rater, item, value in [0, 1].
Rated = tuple[str, str, float]


class Ballot(NamedTuple):
    """Everything rated on an article: all of it, and what those gave who may draw the line."""

    everybody: Sequence[Rated]
    drawing: Sequence[Rated]


def ballot_of(article: Article) -> Ballot:
    """Each person's answers about the article's items, those on their evidence's reliability with each item they
    rated. Two queries."""
    given: list[Rated] = []
    drawing: list[Rated] = []
    answered: dict[tuple[str, int], set[int]] = defaultdict(set)
    for person, dimension, quarters, level, share, rated, evidence in _live_ratings(article):
        # Those about bearings come first.
        if dimension is Dimension.RELIABILITY:
            items = sorted(answered[person, evidence])
        else:
            items = [rated]
            answered[person, evidence].add(rated)
        said = [(person, str(item), quarters / 4) for item in items]
        given += said
        if level >= DEFAULT_MODEL.settled_level and share == 1:
            drawing += said
    return Ballot(given, drawing)


def _live_ratings(article: Article) -> Iterator[Any]:
    """The answers that weigh, on the article's bearings and then on the evidence of these, with that evidence's id."""
    answer = (Rating.actor_id, Rating.dimension, Rating.quarters, Rating.level, Rating.share, Rating.contribution_id)
    counts = (Rating.quarters.is_not(None), Rating.set_aside.is_(False))
    on_bearings = (
        select(*answer, Bearing.evidence_id)
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(Bearing.article_id == article.id, Rating.revision >= Bearing.substance, *counts)
        .order_by(Rating.id)
    )
    cited = select(Bearing.evidence_id).where(Bearing.article_id == article.id)
    on_evidence = (
        select(*answer, Rating.contribution_id)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(Rating.contribution_id.in_(cited), Rating.revision >= Contribution.substance, *counts)
        .order_by(Rating.id)
    )
    for query in (on_bearings, on_evidence):
        yield from session.execute(query.execution_options(yield_per=_AT_A_TIME))


def places_of(ballot: Ballot, earlier: Mapping[str, float]) -> Mapping[str, float]:
    """Everybody's place on the line; nobody's where there is too little to draw one from, or it is not settled."""
    if not factor_ready(ballot.drawing):
        return {}
    factor = fit_factor(ballot.drawing, earlier)
    if not factor.settled or not any(factor.raters.values()):
        return {}
    others: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for rater, item, value in ballot.everybody:
        if rater not in factor.raters and item in factor.items:
            others[rater].append((item, value))
    return {**factor.raters, **{rater: placed(given, factor) for rater, given in others.items()}}


def placed(given: Sequence[tuple[str, float]], factor: Factor) -> float:
    """Where answers put somebody on a line they had no part in drawing: least squares over their own bias and place,
    drawn towards 0 as the line's own people are."""
    slopes = [factor.items[item] for item, _ in given]
    left = [value - factor.mean - factor.item_biases[item] for item, value in given]
    square = fsum(slope * slope for slope in factor.items.values()) / len(factor.items)
    count, sum_of = len(given) + RIDGE, fsum(slopes)
    squares = fsum(slope * slope for slope in slopes) + RIDGE * square
    together = fsum(slope * rest for slope, rest in zip(slopes, left, strict=True))
    spread = count * squares - sum_of * sum_of
    return (count * together - sum_of * fsum(left)) / spread if spread else 0.0


def earlier_places(article: Article) -> dict[str, float]:
    """The places as they are stored."""
    found = select(ViewpointFactor.actor_id, ViewpointFactor.value).where(ViewpointFactor.article_id == article.id)
    return dict(session.execute(found).all())


def store_places(article: Article, places: Mapping[str, float]) -> bool:
    """Keep these places, and no others. Returns whether anybody's group is another now."""
    stored = select(ViewpointFactor.actor_id, ViewpointFactor.group).where(ViewpointFactor.article_id == article.id)
    before = dict(session.execute(stored).all())
    after = {actor: GROUPS[group_of(value)] for actor, value in places.items()}
    session.execute(delete(ViewpointFactor).where(ViewpointFactor.article_id == article.id))
    session.add_all(
        ViewpointFactor(
            article_id=article.id, actor_id=actor, value=value, group=after[actor], model=DEFAULT_MODEL.version
        )
        for actor, value in sorted(places.items())
    )
    session.flush()
    return before != after


def store_groups(article: Article) -> None:
    """Count who rated, group by group, and what they first said of the main claim."""
    viewpoints, stances = viewpoints_of(article), _first_answers(article)
    raters = session.scalars(
        select(Rating.actor_id)
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(Bearing.article_id == article.id, Rating.quarters.is_not(None), Rating.set_aside.is_(False))
        .distinct()
    ).all()
    answers: dict[Viewpoint, Counter[str]] = defaultdict(Counter)
    people: Counter[Viewpoint] = Counter()
    for rater in raters:
        group = viewpoints.get(rater, Viewpoint.UNDECIDED)
        people[group] += 1
        if (answer := stances.get(rater)) is not None:
            answers[group][answer.value] += 1
    counted = {group.value: {"people": people[group], "answers": dict(answers[group])} for group in sorted(people)}
    fitted = bool(earlier_places(article))
    groups = session.get(ViewpointGroups, article.id)
    if groups is None:
        groups = ViewpointGroups(article_id=article.id)
        session.add(groups)
    groups.fitted, groups.people, groups.worked_out_at = fitted, counted, now()
    session.flush()


def _first_answers(article: Article) -> dict[str, Answer]:
    rows = session.execute(
        select(Stance.actor_id, Stance.first_answer)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .where(Proposition.main_of_id == article.id)
        .order_by(Stance.id.desc())
    )
    return dict(rows.all())


@dataclass(frozen=True)
class GroupShown:
    """One group as a page shows it: None wherever fewer than three people stand behind a number."""

    words: str
    people: int | None
    answers: Mapping[Answer, int | None]

    @property
    def told(self) -> list[str]:
        """How they answered on the main claim, as far as that may be told."""
        return [say(ANSWER_WORDS[answer], count=count) for answer, count in self.answers.items() if count is not None]


@dataclass(frozen=True)
class Composition:
    """Who makes up an article's viewpoints, in numbers; never who."""

    fitted: bool
    worked_out_at: datetime
    groups: Sequence[GroupShown]


def composition_of(article: Article) -> Composition | None:
    """The groups as they were last worked out; None before that. One query."""
    stored = session.get(ViewpointGroups, article.id)
    if stored is None:
        return None
    shown = [
        _shown(say(VIEWPOINT_WORDS[group]), stored.people.get(group.value, {}), fitted=stored.fitted)
        for group in (FITTED if stored.fitted else STATED)
    ]
    return Composition(stored.fitted, stored.worked_out_at, shown)


def _shown(words: str, counted: Mapping[str, object], *, fitted: bool) -> GroupShown:
    people, given = counted.get("people", 0), counted.get("answers", {})
    if not isinstance(people, int) or not isinstance(given, dict) or people < DEFAULT_MODEL.picture_people:
        return GroupShown(words, None, {})
    return GroupShown(
        words, people, told({each: given.get(each.value, 0) for each in Answer}, people) if fitted else {}
    )


def told(answers: Mapping[Answer, int], people: int) -> dict[Answer, int | None]:
    """What may be told of how a group answered: no number of fewer than three, none that subtracting would give, and
    nothing at all where it would say what all of them answered."""
    least = DEFAULT_MODEL.picture_people
    cells = [*answers.values(), people - sum(answers.values())]
    hidden = {count for count in cells if count < least}
    if any(hidden):
        # What is hidden is what the others leave over, so the smallest of these goes too.
        hidden.add(min((count for count in cells if count >= least), default=0))
    if sum(count not in hidden for count in cells) < 2:
        hidden.update(cells)
    return {answer: None if count in hidden else count for answer, count in answers.items()}
