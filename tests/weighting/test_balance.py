import json
from random import Random

import pytest
from flask import Flask

from deliberate.weighting.balance import LEAN_WORDS, Balance, Lean
from deliberate.weighting.case import Side
from deliberate.weighting.weigh import weigh
from deliberate.weighting.wording import Note, note
from tests.weighting.cases import random_case


@pytest.mark.parametrize("seed", range(20))
def test_a_balance_survives_being_stored_as_json(seed):
    for balance in weigh(random_case(Random(seed))).balances.values():
        stored = json.loads(json.dumps(balance.to_json()))
        assert Balance.from_json(stored) == balance
        assert stored["line"] == balance.line
        assert stored["counts"] == balance.counts


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_balance_is_stored_in_english_and_read_in_the_language_of_whoever_reads(app: Flask) -> None:
    case = random_case(Random(1))
    plain = {key: balance.to_json() for key, balance in weigh(case).balances.items()}
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert {key: balance.to_json() for key, balance in weigh(case).balances.items()} == plain
        assert Balance.from_json(next(iter(plain.values()))).counts.startswith("Dafür: ")
        few = note("few_people", people=1, needed=3)
        assert (few.english, few.sentence) == (
            "Weighed by 1 of the 3 people needed.",
            "Abgewogen von 1 der nötigen 3 Personen.",
        )
        assert "Belege dagegen" in note("side_empty", Side.AGAINST).sentence
        assert Note("few_people", "Words of an earlier release.").sentence == "Words of an earlier release."


def test_every_lean_has_words_and_a_mirror_image():
    assert set(LEAN_WORDS) == set(Lean)
    for lean in Lean:
        assert lean.mirrored.mirrored is lean
        assert (lean.side is None) == (lean.mirrored is lean)


def test_a_lean_knows_its_side():
    assert Lean.CLEARLY_AGAINST.side is Side.AGAINST
    assert Lean.SLIGHTLY_FOR.side is Side.FOR
    assert Lean.TOO_LITTLE.side is None
