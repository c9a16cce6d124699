import json
from random import Random

import pytest

from deliberate.weighting.balance import LEAN_WORDS, Balance, Lean
from deliberate.weighting.case import Side
from deliberate.weighting.weigh import weigh
from tests.weighting.cases import random_case


@pytest.mark.parametrize("seed", range(20))
def test_a_balance_survives_being_stored_as_json(seed):
    for balance in weigh(random_case(Random(seed))).balances.values():
        stored = json.loads(json.dumps(balance.to_json()))
        assert Balance.from_json(stored) == balance
        assert stored["line"] == balance.line
        assert stored["counts"] == balance.counts


def test_every_lean_has_words_and_a_mirror_image():
    assert set(LEAN_WORDS) == set(Lean)
    for lean in Lean:
        assert lean.mirrored.mirrored is lean
        assert (lean.side is None) == (lean.mirrored is lean)


def test_a_lean_knows_its_side():
    assert Lean.CLEARLY_AGAINST.side is Side.AGAINST
    assert Lean.SLIGHTLY_FOR.side is Side.FOR
    assert Lean.TOO_LITTLE.side is None
