"""Each move of a balance leaves one row, which nobody can change and which names nobody."""

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from deliberate.core.actors import Actor
from deliberate.core.contributions import Status, change_status
from deliberate.core.db import session, transaction
from deliberate.core.signals import weighed_together
from deliberate.evidence.models import Bearing, Side
from deliberate.evidence.services import post_evidence
from deliberate.propositions.models import Answer, Proposition
from deliberate.propositions.stances import state_stance
from deliberate.weighting.history import digest_of
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.models import Parameters, Score, ScoreEvent
from deliberate.weighting.services import rate, reweigh
from deliberate.weighting.weigh import DEFAULT_MODEL
from tests.factories import make_bearing
from tests.host import person
from tests.moderation.scenes import draft
from tests.weighting.rooms import ALL, main_claim, weighs


def events_of(claim: Proposition) -> list[ScoreEvent]:
    return session.query(ScoreEvent).filter_by(proposition=claim.public_id).order_by(ScoreEvent.id).all()


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    with transaction():
        claim = main_claim()
        made = make_bearing(claim)
        reweigh(claim.article)
    return made


def _claim(bearing: Bearing) -> Proposition:
    return session.get_one(Proposition, bearing.target_id)


def test_a_rating_that_moves_a_claim_is_set_down_with_where_it_stands_and_names_the_item_alone(
    app: Flask, bearing: Bearing
) -> None:
    ann, ben = person(app, "ann", level=2), person(app, "ben", level=2)
    weighs(ann, bearing)
    weighs(ben, bearing)
    last = events_of(_claim(bearing))[-1]
    score = session.get_one(Score, bearing.target_id)
    assert (last.log_odds, last.lean) == (score.log_odds, score.balance["lean"])
    assert last.log_odds > 0
    assert last.variance > 0
    assert (last.cause, last.contribution) == ("rating", bearing.public_id)
    told = " ".join(str(getattr(last, column.key)) for column in ScoreEvent.__table__.columns)
    assert "ann" not in told
    assert "ben" not in told


def test_a_unit_of_work_leaves_at_most_one_row_for_a_claim(app: Flask, bearing: Bearing) -> None:
    ann = person(app, "ann", level=2)
    claim = _claim(bearing)
    before = len(events_of(claim))
    with transaction():
        post_evidence(ann, claim, draft("One."))
        post_evidence(ann, claim, draft("Two."))
    assert len(events_of(claim)) == before + 1
    with transaction(), weighed_together():
        post_evidence(ann, claim, draft("Three."))
    assert len(events_of(claim)) == before + 2


def test_a_savepoint_within_a_unit_makes_no_further_row(app: Flask, bearing: Bearing) -> None:
    ann = person(app, "ann", level=2)
    claim = _claim(bearing)
    before = len(events_of(claim))
    with transaction():
        post_evidence(ann, claim, draft("One."))
        with session.begin_nested():
            post_evidence(ann, claim, draft("Two."))
        post_evidence(ann, claim, draft("Three."))
    assert len(events_of(claim)) == before + 1


def test_what_a_savepoint_took_back_never_moved(app: Flask, bearing: Bearing) -> None:
    ann = person(app, "ann", level=2)
    claim = _claim(bearing)
    before = len(events_of(claim))
    with transaction():
        post_evidence(ann, claim, draft("One."))
        with session.begin_nested() as first:
            post_evidence(ann, claim, draft("Two."))
            with session.begin_nested():
                post_evidence(ann, claim, draft("Three.", Side.AGAINST))
            first.rollback()
    (last,) = events_of(claim)[before:]
    score = session.get_one(Score, claim.id, populate_existing=True)
    assert (last.log_odds, last.lean) == (score.log_odds, score.balance["lean"])
    one = session.query(Bearing).order_by(Bearing.id.desc()).first()
    assert last.contribution == one.public_id


def test_what_does_not_move_leaves_no_row(app: Flask, bearing: Bearing) -> None:
    ann = person(app, "ann", level=2)
    weighs(ann, bearing, 4)
    before = session.query(ScoreEvent).count()
    weighs(ann, bearing, 4)
    with transaction():
        reweigh(session.get_one(Bearing, bearing.id).article)
    assert session.query(ScoreEvent).count() == before


def test_a_unit_that_is_rolled_back_leaves_no_row_nor_does_the_next_one_for_it(app: Flask, bearing: Bearing) -> None:
    ann = person(app, "ann", level=2)
    before = session.query(ScoreEvent).count()
    with pytest.raises(RuntimeError), transaction():
        rate(ann, session.get_one(Bearing, bearing.id), dict.fromkeys(ALL, 4))
        raise RuntimeError("the unit fails")
    with transaction():
        session.get_one(Bearing, bearing.id).warrant = "Because."
    assert session.query(ScoreEvent).count() == before


def test_a_claim_that_goes_is_set_down_as_not_weighed(app: Flask, bearing: Bearing) -> None:
    claim = _claim(bearing)
    with transaction():
        change_status(session.get_one(Proposition, claim.id), Actor(id="editor"), Status.REMOVED, "remove")
    last = events_of(claim)[-1]
    assert (last.log_odds, last.variance, last.lean, last.cause) == (None, None, None, "remove")


def test_a_stance_moves_balances_without_saying_whose(app: Flask, bearing: Bearing) -> None:
    ann, ben = person(app, "ann", level=2), person(app, "ben", level=2)
    weighs(ann, bearing)
    weighs(ben, bearing)
    with transaction():
        state_stance(ann, _claim(bearing), Answer.AGREE)
    last = events_of(_claim(bearing))[-1]
    assert (last.cause, last.contribution) == ("stance", None)


def test_the_parameters_are_kept_once_and_give_the_model_back(app: Flask, bearing: Bearing) -> None:
    weighs(person(app, "ann", level=2), bearing)
    kept = session.query(Parameters).all()
    assert [each.digest for each in kept] == [digest_of(DEFAULT_MODEL)]
    assert WeightingModel.from_parameters(kept[0].parameters) == DEFAULT_MODEL
    assert digest_of(WeightingModel.classroom()) != digest_of(DEFAULT_MODEL)


@pytest.mark.parametrize("table", [ScoreEvent, Parameters])
def test_the_database_refuses_to_change_or_delete_what_was_set_down(
    app: Flask, bearing: Bearing, table: type[ScoreEvent] | type[Parameters]
) -> None:
    weighs(person(app, "ann", level=2), bearing)
    for statement in (update(table).values(**{"model" if table is ScoreEvent else "version": "other"}), delete(table)):
        with pytest.raises(DatabaseError, match="append-only"), transaction():
            session.execute(statement)
    assert session.query(table).count()


def test_on_sqlite_a_row_cannot_be_replaced_either(app: Flask, bearing: Bearing, database: str) -> None:
    if database != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    weighs(person(app, "ann", level=2), bearing)
    replacing = text("INSERT OR REPLACE INTO deliberate_score_event SELECT * FROM deliberate_score_event LIMIT 1")
    with pytest.raises(DatabaseError, match="append-only"), transaction():
        session.execute(replacing)


def test_rows_refer_to_nothing_so_that_an_article_can_be_erased_whatever_was_said_of_it() -> None:
    assert not ScoreEvent.__table__.foreign_keys
    assert not Parameters.__table__.foreign_keys
