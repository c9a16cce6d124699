"""Which item somebody is asked to weigh next."""

from datetime import timedelta

import pytest

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Curation, Side
from deliberate.propositions.models import Relation
from deliberate.weighting.choosing import answers_of, least_weighed, target_words
from deliberate.weighting.services import reweigh
from tests.factories import make_bearing, make_proposition, rate_fully
from tests.weighting.rooms import K, P, R, article_of, main_claim

pytestmark = pytest.mark.usefixtures("context")

ANN = Actor(id="ann", name="Ann", level=1)


def _next(bearing: Bearing, last: Side | None = None) -> Bearing | None:
    session.flush()
    return least_weighed(ANN, bearing.article, last)


def test_the_item_with_the_fewest_raters_comes_first_and_of_those_the_oldest() -> None:
    with transaction():
        claim = main_claim()
        weighed, oldest, newest = (make_bearing(claim) for _ in range(3))
        oldest.created_at = now() - timedelta(days=1)
        rate_fully(weighed, "ben")
        reweigh(article_of(claim))
        assert _next(weighed) is oldest
        rate_fully(oldest, "ann")
        assert _next(weighed) is newest
        rate_fully(newest, "ann")
        assert _next(weighed) is weighed
        rate_fully(weighed, "ann")
        assert _next(weighed) is None


def test_the_sides_take_turns_while_both_have_something_waiting() -> None:
    with transaction():
        claim = main_claim()
        first, second = make_bearing(claim), make_bearing(claim)
        against = make_bearing(claim, Side.AGAINST)
        assert _next(first) is first
        assert _next(first, Side.FOR) is against
        assert _next(first, Side.AGAINST) is first
        rate_fully(against, "ann")
        rate_fully(first, "ann")
        assert _next(first, Side.FOR) is second


def test_nobody_is_asked_about_what_they_posted() -> None:
    with transaction():
        claim = main_claim()
        own = make_bearing(claim, author="ann")
        make_bearing(make_proposition(claim.article, "It was old."), author="ben", evidence=own.evidence)
        assert _next(own) is None


@pytest.mark.parametrize("what", ["bearing", "evidence", "target", "curation", "source"])
def test_nobody_is_asked_about_what_could_not_count(what: str) -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim)
        if what == "bearing":
            bearing.status = Status.PENDING
        elif what == "evidence":
            bearing.evidence.status = Status.REMOVED
        elif what == "target":
            claim.status = Status.QUARANTINED
        elif what == "curation":
            bearing.evidence.curation = Curation.RETRACTED
        else:
            bearing.evidence.source.retracted_at = now()
        assert _next(bearing) is None


def test_a_new_wording_is_asked_about_again() -> None:
    with transaction():
        bearing = make_bearing(main_claim())
        rate_fully(bearing, "ann")
        assert _next(bearing) is None
        bearing.revision = bearing.substance = 2
        assert _next(bearing) is bearing
        assert answers_of(ANN, bearing) == {K: 4}


def test_answers_are_those_of_the_person_on_this_item() -> None:
    with transaction():
        bearing = make_bearing(main_claim())
        rate_fully(bearing, "ann", 3)
        rate_fully(bearing, "ben", 1)
        assert answers_of(ANN, bearing) == {R: 3, K: 3, P: 3}


def test_every_sort_of_target_has_words() -> None:
    with transaction():
        claim = main_claim()
        bearing = make_bearing(claim, quote="Rust was found.", warrant="It was there.")
        assert target_words(claim) == claim.text
        assert target_words(bearing.evidence) == "“Rust was found.”"
        assert target_words(bearing) == "that “It was there.”"
        assert target_words(Relation()) == "the link between two claims"
