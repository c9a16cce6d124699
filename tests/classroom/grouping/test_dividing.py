"""By lot: even, mixed where asked, and never the same by design."""

from collections import Counter

import pytest

from deliberate.classroom.grouping.dividing import by_lot, groups_for, mixed

PEOPLE = [f"student{number}" for number in range(23)]


@pytest.mark.parametrize(("people", "number", "groups"), [(23, 4, 6), (24, 4, 6), (3, 10, 1), (0, 4, 1)])
def test_no_group_has_more_people_than_asked_for(people: int, number: int, groups: int) -> None:
    assert groups_for(people, number, is_size=True) == groups
    assert groups_for(people, number, is_size=False) == number


@pytest.mark.parametrize("groups", [1, 2, 5, 23, 30])
def test_everybody_is_in_one_group_and_sizes_differ_by_one_at_most(groups: int) -> None:
    drawn = by_lot(PEOPLE, groups)
    assert sorted(person for group in drawn for person in group) == sorted(PEOPLE)
    sizes = {len(group) for group in drawn}
    assert max(sizes) - min(sizes) <= 1


def test_each_draw_is_another_and_anybody_may_come_into_any_group() -> None:
    drawn = [by_lot(PEOPLE, 4) for _ in range(200)]
    assert len({tuple(map(frozenset, each)) for each in drawn}) > 190
    where = Counter(number for each in drawn for number, group in enumerate(each) if PEOPLE[0] in group)
    # A quarter of 200 each; beyond eight standard deviations off it were no lot.
    assert min(where[number] for number in range(4)) > 3


def test_every_stance_and_those_without_one_are_spread_over_all_groups_alike() -> None:
    kinds = {person: ("agree", "disagree", "unsure", None)[min(number // 5, 3)] for number, person in enumerate(PEOPLE)}
    for _ in range(20):
        drawn = mixed(kinds, 4)
        assert {len(group) for group in drawn} == {5, 6}
        for kind in set(kinds.values()):
            counts = [sum(kinds[person] == kind for person in group) for group in drawn]
            assert max(counts) - min(counts) <= 1
