"""The question for a class: leans appear, each way, and reasons where none does."""

import pytest
from flask import Flask

from deliberate.core.actors import VISITOR
from deliberate.evidence.queries import bearings_of
from deliberate.weighting.balance import Lean
from tests.demo.finding import SCHOOLS, balance, claims


@pytest.mark.parametrize(
    ("claim", "lean"),
    [
        ("Secondary schools should start at 8.30 in the morning or later.", Lean.DIFFER),
        ("Most secondary pupils sleep less than is recommended on school nights.", Lean.CLEARLY_FOR),
        ("Pupils sleep longer on school nights when school starts later.", Lean.CLEARLY_FOR),
        ("Pupils use a later start to go to bed later, and gain no sleep.", Lean.CLEARLY_AGAINST),
        ("A later start raises grades and test scores.", Lean.DIFFER),
        ("A later start leads to fewer crashes among young drivers.", Lean.SLIGHTLY_FOR),
        ("Later hours make school transport more expensive.", Lean.TOO_LITTLE),
        ("Cheaper changes, such as better school food, would help pupils as much.", Lean.TOO_LITTLE),
    ],
)
def test_each_claim_leans_as_its_ratings_say(demo: Flask, claim: str, lean: Lean) -> None:
    assert balance(claims(SCHOOLS)[claim]).lean is lean


def test_a_news_report_of_a_study_shares_its_origin(demo: Flask) -> None:
    found = balance(claims(SCHOOLS)["Pupils sleep longer on school nights when school starts later."])
    assert (found.for_.items, found.for_.origins) == (3, 2)


def test_a_retracted_item_counts_for_nothing(demo: Flask) -> None:
    found = balance(claims(SCHOOLS)["Cheaper changes, such as better school food, would help pupils as much."])
    assert found.for_.items == 0


def test_one_item_bears_on_two_claims_with_opposite_sides(demo: Flask) -> None:
    found = claims(SCHOOLS)
    sleep = found["Pupils sleep longer on school nights when school starts later."]
    bed = found["Pupils use a later start to go to bed later, and gain no sleep."]
    bearings = bearings_of(VISITOR, [sleep.id, bed.id])
    sides = [{each.evidence_id: each.side for each in bearings[claim.id]} for claim in (sleep, bed)]
    shared = sides[0].keys() & sides[1].keys()
    assert shared
    assert all(sides[0][item] is sides[1][item].other for item in shared)
