"""Rating, and balances that keep in step with everything."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status, change_status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn, TooMany
from deliberate.evidence.models import Bearing, Curation, Evidence, Side
from deliberate.evidence.services import post_evidence
from deliberate.propositions.models import Answer, Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.stances import state_stance
from deliberate.weighting.choosing import find_bearing
from deliberate.weighting.models import ItemScore, LedgerSeen, Rating, Score
from deliberate.weighting.services import has_seen_ledger, rate, reweigh, show_ledger
from tests.factories import make_bearing, make_proposition
from tests.host import People, make_host, person
from tests.moderation.scenes import draft
from tests.weighting.rooms import ALL, K, P, R, log_odds, main_claim, weighs


@pytest.fixture
def ann(app: Flask) -> Actor:
    return person(app, "ann", level=2)


@pytest.fixture
def ben(app: Flask) -> Actor:
    return person(app, "ben", level=2)


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    """An item for the main claim of an open article."""
    with transaction():
        claim = main_claim()
        made = make_bearing(claim)
        reweigh(claim.article)
    return made


def _ratings(name: str) -> dict[str, int | None]:
    return {each.dimension.value: each.quarters for each in session.query(Rating).filter_by(actor_id=name)}


def _target(bearing: Bearing) -> Proposition:
    return session.get_one(Proposition, bearing.target_id)


def _weight(bearing: Bearing) -> float:
    return session.get_one(ItemScore, bearing.id, populate_existing=True).weight


def test_an_author_cannot_rate_their_own_evidence(app: Flask, bearing: Bearing, ann: Actor) -> None:
    with pytest.raises(NotAllowed):
        weighs(person(app, "poster"), bearing)
    with transaction():
        second = make_proposition(bearing.article, "It was old.")
        again = make_bearing(second, evidence=session.get_one(Evidence, bearing.evidence_id), author="ann")
    with pytest.raises(NotAllowed):
        weighs(ann, again)
    with pytest.raises(NotAllowed, match="You posted this evidence"):
        weighs(person(app, "poster"), again)


def test_whoever_imported_the_article_may_rate_in_it(app: Flask, bearing: Bearing) -> None:
    weighs(person(app, "editor", level=1), bearing)
    assert len(_ratings("editor")) == 3


def test_a_visitor_cannot_rate(bearing: Bearing) -> None:
    with pytest.raises(NotSignedIn):
        weighs(VISITOR, bearing)


def test_a_second_answer_replaces_the_first(bearing: Bearing, ann: Actor) -> None:
    weighs(ann, bearing, 4)
    weighs(ann, bearing, 1)
    assert _ratings("ann") == {"relevance": 1, "reliability": 1, "strength": 1}


def test_cannot_judge_is_stored_and_counts_nothing(bearing: Bearing, ann: Actor, ben: Actor) -> None:
    weighs(ann, bearing, 4)
    with transaction():
        before = reweigh(bearing.article)
    weighs(ben, bearing, None)
    with transaction():
        after = reweigh(bearing.article)
    assert _ratings("ben") == {"relevance": None, "reliability": None, "strength": None}
    assert after.items == before.items
    assert session.get_one(ItemScore, bearing.id).raters == 1


@pytest.mark.parametrize("status", [Status.PENDING, Status.QUARANTINED, Status.REMOVED])
@pytest.mark.parametrize("what", ["item", "evidence", "claim"])
def test_what_does_not_show_cannot_be_rated(bearing: Bearing, ann: Actor, status: Status, what: str) -> None:
    with transaction():
        found = find_bearing(bearing.id)
        assert found
        hidden = {"item": found, "evidence": found.evidence, "claim": _target(found)}[what]
        hidden.status = status
    with pytest.raises(Conflict):
        weighs(ann, bearing)


def test_an_answer_that_is_not_on_the_list_is_refused(bearing: Bearing, ann: Actor) -> None:
    with pytest.raises(Invalid):
        weighs(ann, bearing, 5)
    assert _ratings("ann") == {}


def test_a_day_has_its_limit_and_the_next_day_another(empty_database: Path, tmp_path: Path, people: People) -> None:
    path = tmp_path / "limited.db"
    path.write_bytes(empty_database.read_bytes())
    app = make_host(f"sqlite:///{path}", people, DELIBERATE_RATINGS_PER_DAY=4)
    ann = person(app, "ann")
    with app.app_context():
        with transaction():
            claim = main_claim()
            first, second = make_bearing(claim), make_bearing(claim)
        weighs(ann, first)
        with pytest.raises(TooMany):
            weighs(ann, second)
        assert len(_ratings("ann")) == 3
        with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
            weighs(ann, second)
        app.extensions["sqlalchemy"].engine.dispose()


def test_a_rating_keeps_the_wording_the_level_and_the_weight_it_was_given_with(bearing: Bearing, ann: Actor) -> None:
    with transaction():
        session.merge(bearing).revision = 3
    weighs(ann, bearing)
    rating = session.query(Rating).filter_by(actor_id="ann", dimension=R).one()
    assert (rating.revision, rating.level, rating.weight, rating.saw_ledger) == (3, 2, 1.0, False)


def _at_once(app: Flask, *works: Callable[[], None]) -> None:
    """Each in a thread and a context of its own, let go at the same moment."""
    gate = threading.Barrier(len(works))
    troubles: list[Exception] = []

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            gate.wait()
            try:
                work()
            except Exception as trouble:  # told to the test below
                troubles.append(trouble)
            session.remove()  # type: ignore[attr-defined]

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles


def _rates(actor: Actor, bearing_id: int, quarters: int) -> Callable[[], None]:
    def work() -> None:
        with transaction():
            rate(actor, session.get_one(Bearing, bearing_id), dict.fromkeys(ALL, quarters))

    return work


def test_two_people_at_once_have_one_rating_per_question_each_and_the_score_is_that_of_a_recount(
    context: Flask, bearing: Bearing, ann: Actor, ben: Actor
) -> None:
    key, claim = bearing.id, bearing.target_id
    for quarters in (4, 3, 2):
        _at_once(context, _rates(ann, key, quarters), _rates(ben, key, quarters))
    session.rollback()
    assert _ratings("ann") == _ratings("ben") == {"relevance": 2, "reliability": 2, "strength": 2}
    stored = session.get_one(Score, claim).log_odds
    assert session.get_one(ItemScore, key).raters == 2
    with transaction():
        assert reweigh(session.get_one(Bearing, key).article).flow.sums[str(claim)].log_odds == stored


def test_one_person_in_two_tabs_at_once_has_one_rating(context: Flask, bearing: Bearing, ann: Actor) -> None:
    _at_once(context, _rates(ann, bearing.id, 4), _rates(ann, bearing.id, 1))
    session.rollback()
    assert session.query(Rating).filter_by(actor_id="ann").count() == 3
    assert len(set(_ratings("ann").values())) == 1


def test_balances_move_in_the_same_unit_and_roll_back_with_it(bearing: Bearing, ann: Actor, ben: Actor) -> None:
    weighs(ann, bearing)
    before = log_odds(_target(bearing))
    with pytest.raises(RuntimeError), transaction():
        rate(ben, session.get_one(Bearing, bearing.id), dict.fromkeys(ALL, 4))
        assert _weight(bearing) > 0
        raise RuntimeError("the unit fails")
    assert _weight(bearing) == 0
    assert log_odds(_target(bearing)) == before
    assert _ratings("ben") == {}


def test_what_did_not_move_is_not_written_again(bearing: Bearing, ann: Actor) -> None:
    with transaction():
        at = session.get_one(Score, bearing.target_id).at
    with time_machine.travel(now() + timedelta(hours=1)), transaction():
        reweigh(session.get_one(Bearing, bearing.id).article)
    assert session.get_one(Score, bearing.target_id).at == at


def test_posting_removing_and_restoring_move_the_balance(app: Flask, bearing: Bearing, ann: Actor, ben: Actor) -> None:
    weighs(ann, bearing)
    weighs(ben, bearing)
    full = log_odds(_target(bearing))
    moderator = person(app, "mo", "moderator")
    for after, expected in ((Status.REMOVED, 0.0), (Status.VISIBLE, full)):
        with transaction():
            change_status(session.get_one(Bearing, bearing.id), moderator, after, "remove")
        assert log_odds(_target(bearing)) == expected
    assert full > 0


def test_a_claim_that_goes_takes_its_balance_along(app: Flask, bearing: Bearing) -> None:
    with transaction():
        change_status(_target(bearing), Actor(id="editor"), Status.REMOVED, "remove")
    assert session.get(Score, bearing.target_id) is None


def test_new_evidence_is_counted_as_soon_as_it_is_posted(app: Flask, bearing: Bearing, ann: Actor) -> None:
    with transaction():
        post_evidence(ann, _target(bearing), draft(side=Side.AGAINST))
    assert session.get_one(Score, bearing.target_id).balance["against"]["items"] == 1


def test_a_stance_moves_the_balance_at_once(bearing: Bearing, ann: Actor, ben: Actor) -> None:
    weighs(ann, bearing)
    weighs(ben, bearing)
    before = _weight(bearing)
    with transaction():
        state_stance(ann, _target(bearing), Answer.AGREE)
        state_stance(ben, _target(bearing), Answer.DISAGREE)
    # Two groups of one each draw more strongly towards the prior than one group of two.
    assert 0 <= _weight(bearing) < before


def test_reliability_given_on_one_article_moves_the_other(bearing: Bearing, ann: Actor, ben: Actor) -> None:
    with transaction():
        other = main_claim()
        used = make_bearing(other, evidence=session.get_one(Evidence, bearing.evidence_id))
        reweigh(other.article)
    for each in (ann, ben):
        weighs(each, used, 4)
    before = _weight(used)
    for each in (ann, ben):
        weighs(each, bearing, 0, K)
    assert _weight(used) < before


def test_a_link_that_would_run_in_a_circle_through_evidence_is_refused(bearing: Bearing) -> None:
    with pytest.raises(Conflict, match="circle"), transaction():
        relation = Relation(
            article=bearing.article,
            author_id="editor",
            status=Status.VISIBLE,
            relation_kind=RelationKind.UNDERCUTS,
            target_id=bearing.id,
            confirmed_by="editor",
            premises=[RelationPremise(proposition_id=bearing.target_id)],
        )
        session.add(relation)
        reweigh(bearing.article)


def test_show_me_is_noted_once_for_an_article_and_later_ratings_say_so(bearing: Bearing, ann: Actor) -> None:
    weighs(ann, bearing, 4, R)
    for _ in range(2):
        with transaction():
            show_ledger(ann, session.get_one(Bearing, bearing.id).article)
    assert session.query(LedgerSeen).count() == 1
    assert has_seen_ledger(ann, bearing)
    weighs(ann, bearing, 4, P)
    saw = {each.dimension: each.saw_ledger for each in session.query(Rating).filter_by(actor_id="ann")}
    assert saw == {R: False, P: True}


def test_a_visitor_has_seen_no_ledger(bearing: Bearing) -> None:
    assert not has_seen_ledger(VISITOR, bearing)


def test_a_retracted_item_weighs_nothing_and_keeps_no_weight(bearing: Bearing, ann: Actor, ben: Actor) -> None:
    weighs(ann, bearing)
    weighs(ben, bearing)
    with transaction():
        found = find_bearing(bearing.id)
        assert found
        found.evidence.curation = Curation.RETRACTED
        reweigh(found.article)
    assert session.get(ItemScore, bearing.id) is None
    assert log_odds(_target(bearing)) == 0


def test_what_is_said_of_evidence_after_its_sums_were_seen_elsewhere_earns_nothing(
    app: Flask, bearing: Bearing, ann: Actor
) -> None:
    with transaction():
        elsewhere = make_bearing(main_claim(), evidence=session.get_one(Evidence, bearing.evidence_id))
        show_ledger(ann, session.get_one(Bearing, bearing.id).article)
    weighs(ann, elsewhere)
    seen = {each.dimension: each.saw_ledger for each in session.query(Rating).filter_by(actor_id="ann")}
    assert seen == {K: True, R: False, P: False}
