"""How a class weighs: everybody alike, from the first rating on, and in the same minute."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.classroom.models import Classroom
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import Lean
from deliberate.weighting.models import Dimension, ItemScore, Rating, Score
from deliberate.weighting.services import rate
from deliberate.weighting.setting_aside import set_bursts_aside
from tests.classroom.scenes import a_class, an_article_of, enter
from tests.databases import SQLITE
from tests.factories import make_article, make_bearing, make_proposition, rate_fully
from tests.host import person, sign_in

pytestmark = pytest.mark.usefixtures("context")

FULL = dict.fromkeys(Dimension, 4)


@pytest.fixture
def database() -> str:
    return SQLITE


def items_of(article: Article, count: int = 10) -> list[int]:
    """So many items on its main claim, the sides in turn."""
    claim = make_proposition(article, main_of_id=article.id)
    return [make_bearing(claim, Side.AGAINST if number % 2 else Side.FOR).id for number in range(count)]


def scores(ids: list[int]) -> list[float]:
    found = {each.bearing_id: each.weight for each in session.scalars(select(ItemScore)).all()}
    return [found.get(each, 0.0) for each in ids]


def test_35_new_people_who_weigh_five_in_the_same_minute_are_a_class_and_no_brigade(
    app: Flask, client: FlaskClient
) -> None:
    classroom = a_class(app)
    students = [person(app, f"student{number}") for number in range(35)]
    for each in students:
        enter(each, classroom)
    with transaction():
        ids = items_of(an_article_of(session.get_one(Classroom, classroom.id)))
        public = items_of(make_article(slug="square"))
    for number, student in enumerate(students):
        with transaction():
            for step in range(5):
                rate(student, session.get_one(Bearing, ids[(number + step) % 5]), FULL)
    with transaction():
        # The same people on one item of an article that anybody reads.
        singled_out = session.get_one(Bearing, public[0])
        session.refresh(singled_out, ["evidence"])
        for student in students:
            rate_fully(singled_out, student.key, 4, 0)
    with transaction():
        assert set_bursts_aside(now()) == 1
    aside = select(Rating.contribution_id).where(Rating.set_aside)
    assert public[0] in set(session.scalars(aside))
    assert not set(ids) & set(session.scalars(aside))
    # They are of one viewpoint: no lean is told, and each item they weighed shows its weight.
    assert all(each > 0 for each in scores(ids[:5]))
    assert scores(ids[5:]) == [0.0] * 5
    claim = session.scalars(select(Proposition).join(Article).where(Article.slug == "bridge")).one()
    balance = session.get_one(Score, claim.id).balance
    assert balance["lean"] == Lean.TOO_LITTLE
    assert session.get_one(Score, claim.id).model == "ledger-2-classroom"
    sign_in(client, person(app, "tess", level=2))
    page = client.get(f"/deliberate/claims/{claim.public_id}").text
    assert "35" in page
    assert session.scalar(select(func.count()).select_from(Rating).where(Rating.set_aside)) == 35 * 3


def test_one_rating_is_enough_and_nobodys_level_counts(app: Flask) -> None:
    classroom = a_class(app, students=())
    people = person(app, "new", level=0), person(app, "old", level=3)
    for each in people:
        enter(each, classroom)
    with transaction():
        ids = items_of(an_article_of(session.get_one(Classroom, classroom.id)), 2)
    for who, bearing in zip(people, ids, strict=True):
        with transaction():
            rate(who, session.get_one(Bearing, bearing), FULL)
    first, second = scores(ids)
    assert first > 0
    assert first == pytest.approx(second)
