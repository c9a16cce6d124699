"""How answers agree with a key: examples worked out by hand, and what holds of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberate.classroom.exercises.materials import ALONE
from deliberate.classroom.exercises.models import Mark
from deliberate.classroom.exercises.scoring import (
    compare_grades,
    compare_origins,
    compare_ranges,
    compare_voice,
    compare_words,
    kappa,
)

RIGHT, NEAR, OTHER = Mark.RIGHT, Mark.NEAR, Mark.OTHER
TEXT = "The bridge is old, and it will fall. Nobody knows when. Trains  cross it twice a day!"


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_a_claim_is_found_by_its_words_whatever_stands_around_them() -> None:
    key = [at("The bridge is old"), at("it will fall"), at("Trains  cross it twice a day")]
    assert compare_ranges(TEXT, key, key).agreement == 1
    around = [at("The bridge is old,"), at(" it will fall. "), at("Trains  cross it twice a day!")]
    match = compare_ranges(TEXT, key, around)
    assert (match.marks, match.beside, match.agreement) == ((RIGHT,) * 3, (), 1)


def test_the_whole_sentence_finds_one_claim_of_it_in_part_and_what_is_in_none_is_beside() -> None:
    key = [at("The bridge is old"), at("it will fall")]
    match = compare_ranges(TEXT, key, [at("The bridge is old, and it will fall."), at("Nobody knows when")])
    assert match.marks == (NEAR, OTHER)
    assert match.beside == (at("Nobody knows when"),)
    # One half for the claim found in part, of two that were marked and of two there are.
    assert (match.precision, match.recall, match.agreement) == (0.25, 0.25, 0.25)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(41, len(TEXT))), max_size=4), st.data())
def test_each_range_is_of_one_claim_and_agrees_with_itself(ranges: list[tuple[int, int]], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.tuples(st.integers(0, 30), st.integers(41, len(TEXT))), max_size=4))
    match = compare_ranges(TEXT, ranges, others)
    assert 0 <= match.agreement <= 1
    assert len(ranges) - match.marks.count(OTHER) == len(others) - len(match.beside)
    assert compare_ranges(TEXT, ranges, ranges).agreement == (1 if ranges else 0)


@pytest.mark.parametrize(
    ("key", "said", "mark"),
    [
        ("The Mayor", "mayor", RIGHT),
        ("Ann Lund", "Lund, Ann", RIGHT),
        ("Ann Lund", "Lund", NEAR),
        ("the mayor | Ann Lund", "ann lund", RIGHT),
        ("Die Bürgermeisterin", "bürgermeisterin", RIGHT),
        ("", "", RIGHT),
        ("", "the", RIGHT),
        ("the mayor", "", OTHER),
        ("may", "might", OTHER),
    ],
)
def test_names_agree_whatever_their_case_order_and_articles(key: str, said: str, mark: Mark) -> None:
    assert compare_words(key, said) is mark


def test_a_voice_is_right_as_a_whole_where_all_three_parts_of_it_are() -> None:
    key = {"voice": "Ann", "hedge": "may", "firmness": "possible"}
    assert compare_voice(key, key).whole is RIGHT
    assert compare_voice(key, {**key, "firmness": "asserted"}).whole is NEAR
    assert compare_voice(key, {"voice": "Bo", "hedge": "", "firmness": "denied"}).whole is OTHER


def test_a_grade_one_step_off_is_near_and_not_known_is_near_to_none() -> None:
    assert [compare_grades("B", each) for each in "ABCDEF"] == [NEAR, RIGHT, NEAR, OTHER, OTHER, OTHER]
    assert compare_grades("F", "E") is OTHER


def test_origins_agree_by_pairs_under_whatever_letters() -> None:
    key = ["A", "A", "A", ALONE, ALONE]
    assert compare_origins(key, ["B", "B", "B", ALONE, ALONE]).agreement == 1
    match = compare_origins(key, ["A", "A", ALONE, "B", "B"])
    assert (match.pairs, match.found, match.beside) == (3, 1, 1)
    assert match.marks == (NEAR, NEAR, OTHER, OTHER, OTHER)
    assert match.agreement == pytest.approx(2 / 6 * 1.2)
    alone = [ALONE] * 5
    assert compare_origins(alone, alone).agreement == 1
    assert compare_origins(key, alone).agreement == compare_origins(alone, key).agreement == 0


def test_kappa_is_the_example_of_fifty_grants() -> None:
    """20 both yes, 15 both no, 5 and 10 apart: .4, as it is worked out wherever it is taught."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("for", "for")] * 4) is None
    assert kappa([]) is None
