import numpy as np
import pytest

from deliberate.weighting.methods import METHODS
from deliberate.weighting.methods_arrays import ARRAY_METHODS

BASES = [0.0, 1e-9, 0.2, 0.5, 0.9, 1 - 1e-9, 1.0]
SHARES = [[0.0], [0.3], [-0.4, 0.2], [0.5, 0.5, -1.0], [2.0, -3.0], [900.0], [-900.0], [1e200, -0.5]]


def test_each_method_of_ours_has_its_form_for_arrays():
    assert [METHODS.get(name) in ARRAY_METHODS for name in METHODS.names()] == [True] * 5


@pytest.mark.parametrize("name", METHODS.names())
def test_the_form_for_arrays_gives_the_same(name):
    method, form = METHODS.get(name), ARRAY_METHODS[METHODS.get(name)]
    begins = np.cumsum([0, *map(len, SHARES)])[:-1]
    gathered = form.gather(np.array([share for row in SHARES for share in row]), begins)
    for base in BASES:
        moved = form.influence(np.full(len(SHARES), base), gathered)
        expected = [method.influence(base, method.gather(row)) for row in SHARES]
        assert moved.tolist() == pytest.approx(expected, abs=1e-14)
    assert form.passes_on(np.array(BASES)).tolist() == list(map(method.passes_on, BASES))
