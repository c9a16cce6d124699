"""What each viewpoint answered about an item, for those whom it can no longer sway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.policy import Permission, may
from deliberate.core.wording import say
from deliberate.evidence.citations import Citation
from deliberate.evidence.models import Bearing, Evidence
from deliberate.weighting.balance import VIEWPOINT_WORDS
from deliberate.weighting.case import FITTED, STATED, Viewpoint, is_fitted
from deliberate.weighting.gathering import viewpoints_of
from deliberate.weighting.ledger import following_words
from deliberate.weighting.models import Dimension, Rating
from deliberate.weighting.questions import QUESTIONS
from deliberate.weighting.services import articles_seen
from deliberate.weighting.setting_aside import Waiting, waiting_on
from deliberate.weighting.weigh import DEFAULT_MODEL


@dataclass(frozen=True)
class Spread:
    """How many people of one viewpoint (None: everybody) gave each answer to a question, from the lowest answer up."""

    viewpoint: Viewpoint | None
    counts: Sequence[int]

    @property
    def whose(self) -> str:
        """Whose answers these are, and of how many people."""
        who = say("Everybody together") if self.viewpoint is None else say(VIEWPOINT_WORDS[self.viewpoint])
        return say("%(who)s, %(number)s", who=who, number=sum(self.counts))


@dataclass(frozen=True)
class RatingRow:
    """One question and what each viewpoint answered, in words; None where fewer than three people did."""

    question: str
    #: What the item bears on, where the question is about that.
    target: Contribution | None
    answers: Mapping[Viewpoint, str | None]
    cannot_judge: int
    #: What the answers are called, from the lowest up.
    choices: Sequence[str]
    #: The answers behind each mean, as far as they may be shown.
    spreads: Sequence[Spread]


@dataclass(frozen=True)
class Rated:
    """How many people weighed an item, and what they answered."""

    people: int
    #: How many people's answers are about older words.
    waiting: int
    #: Ratings that were put aside, of any bearing, and wait to be looked at.
    aside: Sequence[Waiting]
    #: How many people's answers follow each other, and as how many they count; None where that is of too few.
    following: str | None
    #: The viewpoints that the answers are shown by.
    viewpoints: Sequence[Viewpoint]
    #: None while this reader is to answer first.
    rows: Sequence[RatingRow] | None


def rated(actor: Actor, evidence: Evidence, cited: Sequence[Citation]) -> Rated:
    """The answers about an item and about all that it bears on, as far as this actor may see them. Five queries.

    What was put aside is counted for itself and told of nowhere else.
    """
    substance = {row.id: row.substance for row in [evidence, *(citation.bearing for citation in cited)]}
    counted = (Rating.contribution_id.in_(substance), Rating.set_aside.is_(False))
    given = session.scalars(select(Rating).where(*counted).order_by(Rating.id)).all()
    now = [row for row in given if row.revision >= substance[row.contribution_id]]
    people = {row.actor_id for row in now}
    shares = {row.actor_id: row.share for row in now if row.share < 1}
    viewpoints = viewpoints_of(evidence.article)
    return Rated(
        people=len(people),
        waiting=len({row.actor_id for row in given} - people),
        aside=list(waiting_on([citation.bearing.id for citation in cited]).values()),
        following=following_words(shares, DEFAULT_MODEL),
        viewpoints=FITTED if is_fitted(viewpoints) else STATED,
        rows=_rows(evidence, cited, now, viewpoints) if _may_see(actor, evidence, cited, now) else None,
    )


def _may_see(actor: Actor, evidence: Evidence, cited: Sequence[Citation], given: Sequence[Rating]) -> bool:
    """What others answered stays away from pages that are shared, and from whoever may yet answer themselves."""
    if not actor.signed_in:
        return False
    answered = {row.contribution_id for row in given if row.actor_id == actor.key}
    seen = articles_seen(actor, {citation.bearing.article_id for citation in cited})
    ahead = (each.bearing for each in cited if each.bearing.id not in answered and each.bearing.article_id not in seen)
    return not any(_may_rate(actor, evidence, bearing) for bearing in ahead)


def _may_rate(actor: Actor, evidence: Evidence, bearing: Bearing) -> bool:
    shows = bearing.status is evidence.status is Status.VISIBLE
    return shows and may(actor, Permission.RATE, bearing) and may(actor, Permission.RATE, evidence)


def _rows(
    evidence: Evidence, cited: Sequence[Citation], given: Sequence[Rating], viewpoints: Mapping[str, Viewpoint]
) -> list[RatingRow]:
    asked: list[tuple[Dimension, int, Contribution | None]] = [(Dimension.RELIABILITY, evidence.id, None)]
    for citation in cited:
        asked += [(each, citation.bearing.id, citation.target) for each in (Dimension.RELEVANCE, Dimension.STRENGTH)]
    return [
        _row(
            dimension,
            target,
            [row for row in given if (row.contribution_id, row.dimension) == (subject, dimension)],
            viewpoints,
        )
        for dimension, subject, target in asked
    ]


def _row(
    dimension: Dimension, target: Contribution | None, given: Sequence[Rating], viewpoints: Mapping[str, Viewpoint]
) -> RatingRow:
    answers: dict[Viewpoint, list[int]] = {view: [] for view in (FITTED if is_fitted(viewpoints) else STATED)}
    for row in given:
        if row.quarters is not None:
            answers[viewpoints.get(row.actor_id, Viewpoint.UNDECIDED)].append(row.quarters)
    return RatingRow(
        question=say(QUESTIONS[dimension].text),
        target=target,
        answers={view: _in_words(dimension, quarters) for view, quarters in answers.items()},
        cannot_judge=sum(row.quarters is None for row in given),
        choices=[say(each) for each in QUESTIONS[dimension].answers],
        spreads=_spreads({view: quarters for view, quarters in answers.items() if quarters}),
    )


def _spreads(answers: Mapping[Viewpoint, Sequence[int]]) -> list[Spread]:
    """Each viewpoint's answers where all that answered are of enough people; everybody's together where none is.

    In between there are none: the answers of the few could be told from everybody's and those of the many.
    """
    fewest, people = DEFAULT_MODEL.picture_people, [len(given) for given in answers.values()]
    if people and min(people) >= fewest:
        return [Spread(view, _counted(quarters)) for view, quarters in answers.items()]
    if sum(people) >= fewest > max(people):
        return [Spread(None, _counted([each for given in answers.values() for each in given]))]
    return []


def _counted(quarters: Sequence[int]) -> list[int]:
    return [quarters.count(each) for each in range(5)]


def _in_words(dimension: Dimension, quarters: Sequence[int]) -> str | None:
    """The answer nearest to the mean; of fewer than three people nothing is shown on its own."""
    if len(quarters) < DEFAULT_MODEL.picture_people:
        return None
    return say(QUESTIONS[dimension].answers[round(mean(quarters))])
