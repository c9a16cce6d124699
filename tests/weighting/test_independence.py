import pytest

from deliberate.weighting.independence import cluster_weight, discounts
from deliberate.weighting.model import WeightingModel
from tests.weighting.cases import item

MODEL = WeightingModel()


def total(items, weights):
    found = discounts(items, weights, MODEL)
    return sum(weights[each.id] * found[each.id].factor for each in items)


@pytest.mark.parametrize(("overlap", "expected"), [(0, 3.6), (0.5, 2.325), (1, 1.5)])
def test_a_cluster_adds_up_to_the_published_digits(overlap, expected):
    assert cluster_weight([1.2, 0.9, 1.5], overlap) == pytest.approx(expected, abs=1e-12)


def test_ten_outlets_of_one_origin_weigh_as_the_best_of_them():
    outlets = [item(f"outlet {n}", origin="wire", publisher=f"paper {n}") for n in range(10)]
    weights = {each.id: 1 + n / 10 for n, each in enumerate(outlets)}
    found = discounts(outlets, weights, MODEL)
    assert total(outlets, weights) == pytest.approx(1.9)
    assert found["outlet 9"].factor == 1
    assert [reason.code for reason in found["outlet 3"].reasons] == ["origin"]
    assert found["outlet 3"].reasons[0].ref == "outlet 9"
    assert not found["outlet 3"].counts


def test_two_quotes_from_one_document_are_one_origin():
    quotes = [item("a", source="report"), item("b", source="report")]
    assert total(quotes, {"a": 1.0, "b": 0.5}) == 1.0


def test_pieces_of_one_publisher_count_less_and_less():
    pieces = [item(name, publisher="gazette") for name in "abc"]
    assert total(pieces, {"a": 1.5, "b": 1.2, "c": 0.9}) == pytest.approx(2.325)


def test_where_there_is_no_publisher_the_author_takes_its_place():
    pieces = [item(name, author="smith") for name in "ab"]
    assert total(pieces, {"a": 1.0, "b": 1.0}) == 1.5
    assert total([item("a", author="smith", publisher="one"), item("b", author="smith", publisher="two")], {
        "a": 1.0, "b": 1.0,
    }) == 2.0  # fmt: skip


def test_one_persons_items_count_less_from_the_fourth_strongest_on():
    items = [item(f"item {n}", contributor="ann") for n in range(6)]
    weights = {each.id: 1.0 for each in items}
    assert total(items, weights) == pytest.approx(3 + 0.5 + 0.25 + 0.125)


def test_the_contributor_comes_before_the_origin_and_the_origin_before_the_publisher():
    strong = [item(f"strong {n}", contributor="ann") for n in range(3)]
    by_ann = item("by ann", contributor="ann", origin="wire", publisher="gazette")
    by_bob = item("by bob", contributor="bob", origin="wire", publisher="gazette")
    other = item("other", contributor="eve", publisher="gazette")
    weights = {each.id: 2.0 for each in strong} | {"by ann": 1.5, "by bob": 1.0, "other": 0.8}
    found = discounts([*strong, by_ann, by_bob, other], weights, MODEL)
    assert [reason.code for reason in found["by ann"].reasons] == ["contributor", "origin"]
    assert found["by bob"].factor == 1, "once halved, ann's copy is weaker than bob's"
    assert found["other"].factor == 0.5


def test_what_weighs_nothing_cuts_no_other_but_is_cut_itself():
    items = [item("a", origin="wire"), item("b", origin="wire"), item("c", origin="wire")]
    found = discounts(items, {"a": 0.0, "b": 1.0, "c": 0.0}, MODEL)
    assert [found[name].factor for name in "abc"] == [0, 1, 0]


def test_equal_weights_are_ordered_by_anything_but_time():
    items = [item(name, origin="wire", publisher=name) for name in "cab"]
    weights = dict.fromkeys("abc", 1.0)
    assert discounts(items, weights, MODEL) == discounts(items[::-1], weights, MODEL)


def test_a_raised_item_that_takes_over_its_origin_may_lower_its_side():
    """The exception that docs/weighting.md states: the new representative shares a publisher, the old one did not."""
    items = [
        item("a", origin="wire", publisher="one"),
        item("b", origin="wire", publisher="two"),
        item("c", publisher="two"),
    ]
    assert total(items, {"a": 1.0, "b": 0.9, "c": 2.0}) == pytest.approx(3.0)
    assert total(items, {"a": 1.0, "b": 1.05, "c": 2.0}) == pytest.approx(2.525)


def test_ones_own_duplicate_takes_a_place_among_ones_own_items():
    """The exception that docs/weighting.md states: contributors come before origins."""
    items = [item(name, contributor="ann") for name in "abc"]
    weights = {"a": 1.0, "b": 0.8, "c": 0.6}
    copy = item("copy", contributor="ann", origin=items[0].origin_key)
    assert total([*items, copy], weights | {"copy": 0.9}) == pytest.approx(2.4 - 0.3)
