"""What a change moves is weighed anew, and comes out as if everything had been."""

import uuid
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import STANDING, Contribution, Status, change_status
from deliberate.core.db import session, transaction
from deliberate.core.errors import DomainError
from deliberate.core.signals import contribution_changed
from deliberate.evidence.answering import report_search
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Bearing, Curation, Evidence, Side, Source
from deliberate.evidence.services import bear, edit_bearing, post_evidence
from deliberate.evidence.sources import link_origin
from deliberate.propositions.models import Act, Answer, Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.relations import RelationDraft, confirm_relation, relate, unrelate
from deliberate.propositions.splitting import merge
from deliberate.propositions.stances import state_stance
from deliberate.propositions.undoing import undo_act
from deliberate.weighting import keeping, parts
from deliberate.weighting.gathering import case_of
from deliberate.weighting.history import Cause
from deliberate.weighting.models import ItemScore, Score, Weighing
from deliberate.weighting.services import rate, reweigh
from deliberate.weighting.weigh import DEFAULT_MODEL, Outcome, weigh
from tests.factories import make_article, make_bearing, make_proposition, make_rating, rate_fully
from tests.host import person
from tests.moderation.curating.scenes import outlet, panel, weigh_all
from tests.moderation.scenes import draft, opened
from tests.queries import count_queries
from tests.weighting.rooms import ALL, K, P, R, article_of, log_odds, main_claim, weighs

#: How the main claim of a made-up article reads.
MAIN = "The bridge closed on Monday."


def furthest(article: Article) -> float:
    """How far what is stored of an article lies from what weighing it whole gives, in whatever differs most."""
    session.flush()
    outcome = weigh(case_of(article, DEFAULT_MODEL), DEFAULT_MODEL)
    return max(_furthest_balance(article, outcome), _furthest_item(article, outcome))


def _furthest_balance(article: Article, outcome: Outcome) -> float:
    scores = {str(each.proposition_id): each for each in session.query(Score).filter_by(article_id=article.id)}
    assert scores.keys() == outcome.balances.keys()
    apart = [0.0]
    for key, score in scores.items():
        assert score.balance == outcome.balances[key].to_json()
        apart.append(abs(score.log_odds - outcome.flow.sums[key].log_odds))
        whole = outcome.neighbour(key).to_json()
        assert score.passes_on["strengths"].keys() == whole["strengths"].keys()
        for view, amount in whole["strengths"].items():
            apart += [abs(a - b) for a, b in zip(score.passes_on["strengths"][view], amount, strict=True)]
        apart += [abs(score.passes_on["methods"][name] - value) for name, value in whole["methods"].items()]
    return max(apart)


def _furthest_item(article: Article, outcome: Outcome) -> float:
    own = {str(key) for key in session.scalars(select(Bearing.id).where(Bearing.article_id == article.id))}
    scores = {str(each.bearing_id): each for each in session.query(ItemScore).filter_by(article_id=article.id)}
    assert scores.keys() == own & outcome.items.keys()
    for key, score in scores.items():
        assert score.raters == outcome.flow.ballots.raters(key)
        assert score.detail == {"contested": key in outcome.contested}
    return max([0.0, *(abs(score.weight - outcome.items[key].weight) for key, score in scores.items())])


class Town:
    """Two articles that share some evidence, people of every level, and whatever may happen to them, at random."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.random = Random(seed)
        self.editor = Actor(id="editor", roles=frozenset({"editor"}), level=3)
        self.people = [person(app, f"person {n}", level=n % 4) for n in range(9)]
        with transaction():
            self.articles = [make_article(premoderated=False).id for _ in range(2)]
            for article in self.articles:
                for n in range(5):
                    claim = make_proposition(
                        session.get_one(Article, article), f"Claim {n}.", main_of_id=None if n else article
                    )
                    contribution_changed.send(claim, action="accept")
        self.done: dict[str, int] = {}

    def live(self) -> None:
        """One thing happens, if it may."""
        kinds = (
            *([self.rates] * 8),
            *([self.posts] * 3),
            *([self.relates] * 2),
            *(self.challenges, self.borrows, self.edits, self.withdraws, self.removes, self.restores, self.restores),
            *(self.merges, self.undoes, self.undoes, self.links, self.retracts, self.disputes, self.confirms),
            *(self.takes_back, self.stands, self.stands, self.searches),
        )
        act = self.random.choice(kinds)
        try:
            with session.begin_nested():
                act()
        except (DomainError, IndexError):
            return
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1

    def _any(self, kind: type, *conditions: object) -> Contribution:
        keys = session.scalars(select(kind.id).where(*conditions).order_by(kind.id)).all()  # type: ignore[attr-defined]
        found = session.get(kind, self.random.choice(keys))
        assert found is not None
        return found

    def _claim(self) -> Proposition:
        found = self._any(Proposition, Proposition.status == Status.VISIBLE)
        assert isinstance(found, Proposition)
        return found

    def rates(self) -> None:
        given = {each: self.random.choice([None, 0, 1, 2, 3, 4, 4]) for each in self.random.sample(ALL, 2)}
        rate(self.random.choice(self.people), self._any(Bearing, Bearing.status == Status.VISIBLE), given)

    def posts(self) -> None:
        said = draft(
            f"Quote {uuid.uuid4().hex}",
            self.random.choice(list(Side)),
            citation=f"Source {self.random.randrange(12)}",
            origin=self.random.choice([None, None, "Wire 1", "Wire 2"]),
        )
        post_evidence(self.random.choice(self.people), self._claim(), said)

    def challenges(self) -> None:
        target = self._any(Contribution, Contribution.kind.in_(["bearing", "evidence"]))
        post_evidence(self.random.choice(self.people), target, draft(f"Quote {uuid.uuid4().hex}", Side.AGAINST))

    def borrows(self) -> None:
        bear(self.random.choice(self.people), self._any(Evidence), self._claim(), BearingDraft(Side.FOR, "It fits."))

    def edits(self) -> None:
        bearing = self._any(Bearing)
        side = self.random.choice(list(Side))
        edit_bearing(Actor(id=bearing.author_id), bearing, BearingDraft(side, uuid.uuid4().hex), bearing.version)

    def withdraws(self) -> None:
        bearing = self._any(Bearing, Bearing.status.in_(STANDING))
        change_status(bearing, Actor(id=bearing.author_id), Status.WITHDRAWN, "withdraw")

    def removes(self) -> None:
        found = self._any(Contribution, Contribution.status == Status.VISIBLE)
        if isinstance(found, Proposition) and found.main_of_id is not None:
            raise IndexError
        change_status(found, self.editor, Status.REMOVED, "remove")

    def restores(self) -> None:
        gone = (Status.REMOVED, Status.WITHDRAWN)
        change_status(self._any(Contribution, Contribution.status.in_(gone)), self.editor, Status.VISIBLE, "restore")

    def merges(self) -> None:
        first, second = self._claim(), self._claim()
        merge(self.editor, [first, second], first)

    def undoes(self) -> None:
        acts = session.query(Act).filter(Act.undone_at.is_(None)).order_by(Act.id).all()
        undo_act(self.editor, acts[-1])

    def links(self) -> None:
        evidence = self._any(Evidence)
        assert isinstance(evidence, Evidence)
        link_origin(self.editor, evidence, self.random.choice(["Wire 1", "Wire 2", "Wire 3"]))
        contribution_changed.send(evidence, action="link")

    def retracts(self) -> None:
        evidence = self._any(Evidence)
        assert isinstance(evidence, Evidence)
        source = session.get_one(Source, evidence.source_id)
        source.retracted_at = None if source.retracted_at else now()
        for each in session.query(Evidence).filter_by(source_id=source.id):
            contribution_changed.send(each, action="mark_retracted")

    def disputes(self) -> None:
        evidence = self._any(Evidence)
        assert isinstance(evidence, Evidence)
        evidence.curation = self.random.choice(list(Curation))
        evidence.curated_at = now()
        contribution_changed.send(evidence, action="dispute")

    def relates(self) -> None:
        target = self._claim()
        others = session.query(Proposition).filter_by(article_id=target.article_id, status=Status.VISIBLE).all()
        premises = self.random.sample(others, min(len(others), self.random.choice([1, 1, 2])))
        kind = self.random.choice([RelationKind.SUPPORTS, RelationKind.SUPPORTS, *RelationKind])
        onto = target.public_id
        if kind is RelationKind.UNDERCUTS:
            conditions = (Contribution.kind.in_(["bearing", "relation"]), Contribution.article_id == target.article_id)
            onto = self._any(Contribution, *conditions).public_id
        said = RelationDraft(kind, tuple(each.public_id for each in premises), onto)
        relate(self.random.choice([self.editor, *self.people]), target.article, said)

    def confirms(self) -> None:
        relation = self._any(Relation, Relation.confirmed_by.is_(None))
        assert isinstance(relation, Relation)
        confirm_relation(self.editor, relation)

    def takes_back(self) -> None:
        relation = self._any(Relation)
        assert isinstance(relation, Relation)
        unrelate(self.editor, relation)

    def stands(self) -> None:
        state_stance(self.random.choice(self.people), self._claim(), self.random.choice(list(Answer)))

    def searches(self) -> None:
        report_search(self.random.choice(self.people), self._claim(), self.random.choice(list(Side)))


def _live_and_compare(app: Flask, seed: int, steps: int, each: int) -> Town:
    town = Town(app, seed)
    for step in range(0, steps, each):
        with transaction():
            for _ in range(each):
                town.live()
            for key in town.articles:
                assert furthest(session.get_one(Article, key)) <= 1e-12, f"after step {step + each} of seed {seed}"
    return town


@pytest.mark.parametrize("seed", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in (1, 2))])
def test_whatever_happens_what_is_stored_is_what_weighing_everything_gives(context: Flask, seed: int) -> None:
    town = _live_and_compare(context, seed, 120, 4)
    assert len(town.done) > 10, town.done


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_thousands_of_things_happen_and_nothing_drifts(context: Flask, seed: int) -> None:
    """Five thousand, half of them on each database; with other seeds it was ten thousand on each."""
    _live_and_compare(context, seed, 250, 25)


@pytest.fixture
def wholes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The articles that are weighed whole, as it happens."""
    found: list[int] = []

    def noted(article: Article, cause: Cause | None = None) -> Outcome:
        found.append(article.id)
        return reweigh(article, cause)

    monkeypatch.setattr(keeping, "reweigh", noted)
    return found


def _grown(claims: int, items: int) -> Bearing:
    """An item on one of several claims that bear on the main one; every item has been rated."""
    with transaction():
        main = main_claim()
        bearings = []
        for n in range(claims):
            claim = make_proposition(main.article, f"Claim {n}.")
            session.add(
                Relation(
                    article=main.article,
                    author_id="editor",
                    status=Status.VISIBLE,
                    relation_kind=RelationKind.SUPPORTS,
                    target_id=main.id,
                    confirmed_by="editor",
                    premises=[RelationPremise(proposition_id=claim.id)],
                )
            )
            bearings += [make_bearing(claim) for _ in range(items)]
        for bearing in bearings:
            rate_fully(bearing, "ann")
            rate_fully(bearing, "ben")
        reweigh(main.article)
        return bearings[0]


def test_the_number_of_queries_of_a_rating_is_the_same_in_an_article_of_any_size(
    context: Flask, wholes: list[int]
) -> None:
    cem = person(context, "cem", level=2)
    small, large = _grown(2, 1), _grown(12, 6)
    counts = [count_queries(context, lambda bearing=bearing: weighs(cem, bearing)) for bearing in (small, large)]
    assert counts[0] == counts[1]
    assert not wholes


def test_a_rating_moves_all_that_lies_downstream_and_nothing_aside(context: Flask, wholes: list[int]) -> None:
    bearing = _grown(3, 2)
    before = {each.proposition_id: (each.log_odds, each.at) for each in session.query(Score)}
    weighs(person(context, "cem", level=2), bearing, 1)
    moved = {each.proposition_id for each in session.query(Score) if before[each.proposition_id][0] != each.log_odds}
    main = session.query(Proposition).filter_by(main_of_id=bearing.article_id).one()
    assert moved == {bearing.target_id, main.id}
    assert not wholes


def test_the_first_rater_of_a_viewpoint_has_the_whole_article_weighed_and_the_second_has_not(
    context: Flask, wholes: list[int]
) -> None:
    bearing = _grown(2, 2)
    for name, expected in (("cem", 1), ("dan", 0)):
        someone = person(context, name, level=2)
        with transaction():
            state_stance(someone, session.query(Proposition).filter_by(text=MAIN).one(), Answer.AGREE)
        wholes.clear()
        weighs(someone, bearing, 1)
        assert len(wholes) == expected
        with transaction():
            assert furthest(session.get_one(Bearing, bearing.id).article) <= 1e-12


def test_the_last_rater_of_a_viewpoint_who_takes_it_back_has_the_whole_article_weighed(
    context: Flask, wholes: list[int]
) -> None:
    bearing = _grown(2, 2)
    cem = person(context, "cem", level=2)
    with transaction():
        state_stance(cem, session.query(Proposition).filter_by(text=MAIN).one(), Answer.AGREE)
    weighs(cem, bearing, 1)
    wholes.clear()
    weighs(cem, bearing, None)
    assert wholes == [bearing.article_id]
    with transaction():
        article = session.get_one(Bearing, bearing.id).article
        assert session.get_one(Weighing, article.id).room.keys() == {"undecided"}
        assert furthest(article) <= 1e-12


def test_somebody_who_opens_no_viewpoint_has_nothing_weighed_whole(context: Flask, wholes: list[int]) -> None:
    bearing, newcomer = _grown(2, 2), person(context, "cem", level=0)
    with transaction():
        state_stance(newcomer, session.query(Proposition).filter_by(text=MAIN).one(), Answer.AGREE)
    weighs(newcomer, bearing, 1)
    assert not wholes


def test_a_stance_on_another_claim_than_the_main_one_weighs_nothing_anew(context: Flask, wholes: list[int]) -> None:
    bearing = _grown(2, 2)
    ann = person(context, "ann", level=2)

    def states() -> None:
        with transaction():
            state_stance(ann, session.get_one(Proposition, bearing.target_id), Answer.AGREE)

    assert count_queries(context, states) < 15
    assert not wholes


def test_where_much_moves_at_once_the_whole_article_is_weighed(
    context: Flask, wholes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bearing = _grown(2, 2)
    monkeypatch.setattr(parts, "MOST", 2)
    weighs(person(context, "cem", level=2), bearing)
    assert wholes == [bearing.article_id]


def test_an_article_of_before_is_weighed_whole_once(context: Flask, wholes: list[int]) -> None:
    bearing, cem = _grown(2, 2), person(context, "cem", level=2)
    with transaction():
        session.execute(delete(Weighing))
        session.execute(update(Score).values(passes_on=None))
    for _ in range(2):
        weighs(cem, bearing)
    assert wholes == [bearing.article_id]


def test_a_rating_of_reliability_moves_every_article_that_the_evidence_bears_in(
    context: Flask, wholes: list[int]
) -> None:
    bearing = _grown(2, 2)
    with transaction():
        other = main_claim()
        used = make_bearing(other, evidence=session.get_one(Evidence, bearing.evidence_id))
        for name in ("ann", "ben"):
            make_rating(used, name, R)
            make_rating(used, name, P)
        reweigh(other.article)
    before = session.get_one(ItemScore, used.id).weight
    weighs(person(context, "cem", level=2), bearing, 0, K)
    assert session.get_one(ItemScore, used.id, populate_existing=True).weight < before
    assert not wholes
    with transaction():
        for key in (bearing.article_id, used.article_id):
            assert furthest(session.get_one(Article, key)) <= 1e-12


def test_an_origin_stated_with_an_item_counts_wherever_its_source_is_cited(context: Flask) -> None:
    claim = opened(context)
    told, retold = outlet(context, claim, 1), outlet(context, claim, 2, origin="The wire")
    weigh_all(panel(context, claim), [told, retold])
    apart = log_odds(claim)
    outlet(context, opened(context), 1, origin="The wire")
    assert log_odds(claim) < apart
    assert furthest(article_of(claim)) < 1e-12
