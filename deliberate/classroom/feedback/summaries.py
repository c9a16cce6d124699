"""What somebody contributed to an assignment, gathered from what is there: beside a judgement, never in its place."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from deliberate.classroom.grouping.queries import articles_of_assignment
from deliberate.classroom.models import Assignment, Verdict, VoiceCheck
from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Contribution, Status
from deliberate.core.db import session
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence, Reliability, Remark, Side
from deliberate.evidence.queries import SOURCE_PARTS, shown_bearings
from deliberate.moderation.loading import titles_of
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.reading.items import ShownItem, shown_items
from deliberate.weighting.models import Rating

#: Whatever stands against an item or a link.
_A_CHALLENGE = (Bearing.status.in_(STANDING), Bearing.side == Side.AGAINST)


@dataclass(frozen=True)
class Piece:
    """One item that somebody posted, and what it bears on."""

    shown: ShownItem
    target: str
    #: Whether it speaks for or against a claim; else it challenges an item or a link.
    on_claim: bool

    @property
    def bearing(self) -> Bearing:
        return self.shown.bearing

    @property
    def stands(self) -> bool:
        """Whether it is there to be read; of the rest, no more is shown than that it was there."""
        return self.bearing.status in STANDING and self.shown.evidence.status in STANDING


@dataclass(frozen=True)
class Summary:
    """What one student did on the articles of an assignment."""

    pieces: Sequence[Piece] = ()
    #: How many items they weighed.
    weighed: int = 0
    #: How many challenges their items met, and how many of these they answered by an item or a remark.
    challenged: int = 0
    answered: int = 0
    #: What they found who looked voices up.
    voices: Mapping[Verdict, int] = field(default_factory=dict)
    #: How many claims they found in the text; with how many its words are marked, and with how many a hedge.
    claims: int = 0
    with_words: int = 0
    with_hedge: int = 0
    #: When they were at it: the first time, the last, and on how many days.
    first_at: datetime | None = None
    last_at: datetime | None = None
    days: int = 0

    @property
    def for_it(self) -> int:
        """How many items for claims stand."""
        return self._on_claims(Side.FOR)

    @property
    def against(self) -> int:
        """How many items against claims stand."""
        return self._on_claims(Side.AGAINST)

    def _on_claims(self, side: Side) -> int:
        return sum(each.stands and each.on_claim and each.bearing.side is side for each in self.pieces)

    @property
    def challenges(self) -> int:
        """How many challenges of theirs stand."""
        return sum(each.stands and not each.on_claim for each in self.pieces)

    @property
    def sources(self) -> Mapping[Reliability | None, int]:
        """How many sources of what stands are of publishers of each grade; None counts those without a publisher."""
        kept = {each.shown.evidence.source_id: each.shown.evidence.source for each in self.pieces if each.stands}
        found = Counter(each.publisher.reliability if each.publisher else None for each in kept.values())
        return {grade: found[grade] for grade in (*Reliability, None) if found[grade]}


def summaries_of(assignment: Assignment, people: Collection[str]) -> Mapping[str, Summary]:
    """What each of these people did. As many queries for a class as for one."""
    articles = articles_of_assignment(assignment)
    pieces = _pieces(articles, people)
    challenged, answered = _challenges(pieces)
    weighed, moments = _activity(articles, people)
    voices = _voices(articles, people)
    claims = _claims(articles, people)

    def summary(person: str) -> Summary:
        times = sorted(moments[person])
        found = claims[person]
        return Summary(
            pieces=pieces[person],
            weighed=weighed[person],
            challenged=challenged[person],
            answered=answered[person],
            voices=voices[person],
            claims=found["all"],
            with_words=found[AnchorRole.STATEMENT],
            with_hedge=found[AnchorRole.HEDGE],
            first_at=times[0] if times else None,
            last_at=times[-1] if times else None,
            days=len({each.date() for each in times}),
        )

    return {person: summary(person) for person in people}


def pieces_to_review(actor: Actor, assignment: Assignment, person: str) -> Sequence[Piece]:
    """What somebody posted, as far as a fellow student is shown it: nothing, while they are to post first. Six
    queries."""
    posted = shown_bearings(actor).where(
        Bearing.article_id.in_(articles_of_assignment(assignment)), Bearing.author_id == person
    )
    return _as_pieces(session.scalars(posted).all())


def _pieces(articles: Collection[int], people: Collection[str]) -> Mapping[str, Sequence[Piece]]:
    """What they posted, the newest last, with all that is said of it. Six queries."""
    item = aliased(Evidence, flat=True)
    posted = (
        select(Bearing)
        .join(Bearing.evidence.of_type(item))
        .options(contains_eager(Bearing.evidence.of_type(item)).options(joinedload(item.source).options(*SOURCE_PARTS)))
        .where(Bearing.article_id.in_(articles), Bearing.author_id.in_(people), Bearing.status != Status.PURGED)
        .order_by(Bearing.created_at, Bearing.id)
    )
    found: dict[str, list[Piece]] = defaultdict(list)
    for each in _as_pieces(session.scalars(posted).all()):
        found[each.bearing.author_id].append(each)
    return found


def _as_pieces(bearings: Sequence[Bearing]) -> list[Piece]:
    targets = session.scalars(select(Contribution).where(Contribution.id.in_({each.target_id for each in bearings})))
    by_id = {each.id: each for each in targets}
    titles = titles_of([each for each in by_id.values() if each.status in STANDING])
    gone = say("something that is not shown any more")
    shown = {each.bearing.id: each for each in shown_items(bearings, _challenges_by_target(bearings))}
    return [
        Piece(shown[each.id], titles.get(each.target_id, gone), by_id[each.target_id].kind == "proposition")
        for each in bearings
    ]


def _challenges_by_target(bearings: Sequence[Bearing]) -> Counter[int]:
    """How much stands against each of these items and links. One query."""
    subjects = {each.id for each in bearings} | {each.evidence_id for each in bearings}
    rows = select(Bearing.target_id).where(Bearing.target_id.in_(subjects), *_A_CHALLENGE)
    return Counter(session.scalars(rows))


def _challenges(pieces: Mapping[str, Sequence[Piece]]) -> tuple[Counter[str], Counter[str]]:
    """How many challenges of others the items of each met, and how many of these they answered. Two queries."""
    owners = {
        subject: person
        for person, theirs in pieces.items()
        for each in theirs
        for subject in (each.bearing.id, each.bearing.evidence_id)
    }
    rows = select(Bearing.id, Bearing.evidence_id, Bearing.target_id, Bearing.author_id).where(
        Bearing.target_id.in_(owners), *_A_CHALLENGE
    )
    met = [
        (bearing, evidence, owners[target])
        for bearing, evidence, target, author in session.execute(rows)
        if author != owners[target]
    ]
    about = {subject for bearing, evidence, _ in met for subject in (bearing, evidence)}
    answering, remark = aliased(Bearing, flat=True), aliased(Remark, flat=True)
    answers = (
        select(Contribution.author_id, func.coalesce(answering.target_id, remark.target_id))
        .outerjoin(answering, answering.id == Contribution.id)
        .outerjoin(remark, remark.id == Contribution.id)
        .where(
            or_(answering.target_id.in_(about), remark.target_id.in_(about)),
            Contribution.author_id.in_(pieces),
            Contribution.status.in_(STANDING),
        )
    )
    given = {(author, target) for author, target in session.execute(answers)}
    return (
        Counter(person for _, _, person in met),
        Counter(person for bearing, evidence, person in met if given & {(person, bearing), (person, evidence)}),
    )


def _activity(
    articles: Collection[int], people: Collection[str]
) -> tuple[Counter[str], Mapping[str, Sequence[datetime]]]:
    """How many items each weighed, and the moments at which each posted, weighed or looked something up. Three
    queries."""
    moments: dict[str, list[datetime]] = defaultdict(list)
    rated = (
        select(Rating.actor_id, Bearing.id, func.max(Rating.created_at))
        .join(Bearing, Bearing.id == Rating.contribution_id)
        .where(Bearing.article_id.in_(articles), Rating.actor_id.in_(people))
        .group_by(Rating.actor_id, Bearing.id)
    )
    weighed: Counter[str] = Counter()
    for person, _, at in session.execute(rated):
        weighed[person] += 1
        moments[person].append(at)
    posted = select(Contribution.author_id, Contribution.created_at).where(
        Contribution.article_id.in_(articles), Contribution.author_id.in_(people)
    )
    checked = (
        select(VoiceCheck.actor_id, VoiceCheck.at)
        .join(Proposition, Proposition.id == VoiceCheck.claim_id)
        .where(Proposition.article_id.in_(articles), VoiceCheck.actor_id.in_(people))
    )
    for rows in (posted, checked):
        for person, at in session.execute(rows):
            moments[person].append(at)
    return weighed, moments


def _voices(articles: Collection[int], people: Collection[str]) -> Mapping[str, Counter[Verdict]]:
    """How often each found what. One query."""
    found: dict[str, Counter[Verdict]] = defaultdict(Counter)
    rows = (
        select(VoiceCheck.actor_id, VoiceCheck.verdict, func.count())
        .join(Proposition, Proposition.id == VoiceCheck.claim_id)
        .where(Proposition.article_id.in_(articles), VoiceCheck.actor_id.in_(people))
        .group_by(VoiceCheck.actor_id, VoiceCheck.verdict)
    )
    for person, verdict, count in session.execute(rows):
        found[person][verdict] = count
    return found


def _claims(articles: Collection[int], people: Collection[str]) -> Mapping[str, Counter[str]]:
    """How many claims each proposed that stand, and with how many of them words of which role are marked. One query."""
    marked = (AnchorRole.STATEMENT, AnchorRole.HEDGE)
    rows = (
        select(Proposition.author_id, Anchor.role, func.count(Proposition.id.distinct()))
        .outerjoin(Anchor, and_(Anchor.proposition_id == Proposition.id, Anchor.role.in_(marked)))
        .where(
            Proposition.article_id.in_(articles), Proposition.author_id.in_(people), Proposition.status.in_(STANDING)
        )
        .group_by(Proposition.author_id, Anchor.role)
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for person, role, count in session.execute(rows):
        found[person][role] = count
    # Without marked words they come in one row, else in one for each role.
    total = (
        select(Proposition.author_id, func.count())
        .where(
            Proposition.article_id.in_(articles), Proposition.author_id.in_(people), Proposition.status.in_(STANDING)
        )
        .group_by(Proposition.author_id)
    )
    for person, count in session.execute(total):
        found[person]["all"] = count
    return found
