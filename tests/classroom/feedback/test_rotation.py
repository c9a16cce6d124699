"""Who reviews whom, by any number of people, and after any coming and going."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberate.classroom.feedback.rotation import Pair, mended, rotation


def counts(pairs: set[Pair] | list[Pair]) -> tuple[Counter[str], Counter[str]]:
    return Counter(giver for giver, _ in pairs), Counter(taker for _, taker in pairs)


@pytest.mark.parametrize(("people", "each", "expected"), [(2, 2, 1), (3, 2, 2), (7, 3, 3), (35, 2, 2), (1, 2, 0)])
def test_everybody_writes_and_is_given_as_many_nobody_their_own_and_no_pair_twice(
    people: int, each: int, expected: int
) -> None:
    names = [f"s{number}" for number in range(people)]
    pairs = rotation(names, each)
    written, given_ = counts(pairs)
    assert len(set(pairs)) == len(pairs)
    assert all(giver != taker for giver, taker in pairs)
    assert all(written[name] == given_[name] == expected for name in names)


def test_whoever_comes_later_is_put_between_two_and_nobody_else_writes_more() -> None:
    names = [f"s{number}" for number in range(6)]
    pairs = rotation(names, 2)
    done, begun = set(pairs[:3]), set(pairs[3:])
    open_ = mended(done, begun, [*names, "late"], 2)
    written, given_ = counts(done | open_)
    assert set(written.values()) == set(given_.values()) == {2}
    assert len(begun - open_) == 2


def test_whoever_comes_once_all_is_written_is_looked_at_all_the_same() -> None:
    names = [f"s{number}" for number in range(4)]
    open_ = mended(set(rotation(names, 2)), set(), [*names, "late"], 2)
    written, given_ = counts(open_)
    assert written["late"] == given_["late"] == 2
    assert len(open_) == 4


@given(st.integers(2, 9), st.integers(1, 4), st.sets(st.integers(0, 8)), st.integers(0, 4), st.sets(st.integers(0, 40)))
def test_after_any_coming_and_going_everybody_there_writes_and_is_given_enough(
    count: int, each: int, gone: set[int], came: int, written: set[int]
) -> None:
    names = [f"s{number}" for number in range(count)]
    pairs = rotation(names, each)
    done = {pair for number, pair in enumerate(pairs) if number in written}
    present = [name for number, name in enumerate(names) if number not in gone] + [
        f"n{number}" for number in range(came)
    ]
    if len(present) < 2:
        return
    open_ = mended(done, set(pairs) - done, present, each)
    gave, got = counts(done | open_)
    wanted = min(each, len(present) - 1)
    assert not open_ & done
    assert all(giver != taker and {giver, taker} <= set(present) for giver, taker in open_)
    assert all(got[name] >= wanted for name in present)
    assert all(gave[name] >= wanted for name in present)
