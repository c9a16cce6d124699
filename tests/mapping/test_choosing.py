"""Which part of a network is shown."""

import uuid

import pytest

from deliberate.core.errors import NotFound
from deliberate.mapping.choosing import DEEPEST, MOST, WHOLE, Asked, choose
from tests.mapping.networks import network


def _id(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def _star(claims: int) -> str:
    return " ".join(f"{key}+1" for key in range(2, claims + 1))


def test_a_small_network_is_shown_whole() -> None:
    chosen = choose(network(MOST, "2+1 4-3"), Asked())
    assert chosen.focus is None
    assert len(chosen.shown.nodes) == MOST
    assert not chosen.folded
    assert not chosen.alone
    assert not chosen.may_show_whole


def test_of_a_large_one_what_is_near_the_first_claim_is_shown_and_the_rest_counted() -> None:
    chosen = choose(network(MOST + 40, "2+1 3+2 4+3 5+3 7+6"), Asked())
    assert chosen.focus is not None
    assert chosen.focus.number == 1
    assert set(chosen.shown.nodes) == {1, 2, 3}
    assert chosen.folded == {3: 2}
    assert [(group.first.number, group.size) for group in chosen.elsewhere] == [(6, 2)]
    assert len(chosen.alone) == MOST + 40 - 7


@pytest.mark.parametrize(("depth", "shown"), [(1, {2, 3, 4}), (2, {1, 2, 3, 4, 5}), (3, {1, 2, 3, 4, 5, 6})])
def test_a_neighbourhood_goes_both_ways(depth: int, shown: set[int]) -> None:
    chosen = choose(network(6, "2+1 3-2 4+3 5+4 6+5"), Asked(_id(3), depth))
    assert set(chosen.shown.nodes) == shown


def test_claims_that_hold_only_together_are_shown_together() -> None:
    assert set(choose(network(5, "2,3+1 4+3 5+4"), Asked(_id(2), 1)).shown.nodes) == {1, 2, 3}


def test_a_claim_of_many_links_is_shown_in_parts_which_together_leave_none_out() -> None:
    many = 3 * MOST
    whole = network(many, _star(many))
    seen: set[int] = set()
    start = 0
    for _ in range(4):
        chosen = choose(whole, Asked(_id(1), 1, start=start))
        assert len(chosen.shown.nodes) <= MOST
        seen |= set(chosen.shown.nodes)
        if chosen.further is None:
            break
        start, links = chosen.further
        assert links == many - 1
    assert seen == set(whole.nodes)


def test_more_premises_than_a_page_holds_are_shown_all_the_same() -> None:
    premises = ",".join(str(key) for key in range(2, 3 * MOST))
    chosen = choose(network(3 * MOST, f"{premises}+1"), Asked(_id(1), 1))
    assert len(chosen.shown.links) == 1
    assert chosen.further is None


def test_everything_is_shown_to_those_who_ask_unless_it_is_too_much() -> None:
    assert len(choose(network(MOST + 1, "2+1"), Asked(whole=True)).shown.nodes) == MOST + 1
    too_much = choose(network(WHOLE + 1, "2+1"), Asked(whole=True))
    assert not too_much.may_show_whole
    assert set(too_much.shown.nodes) == {1, 2}


def test_a_very_long_chain_is_folded_at_its_end() -> None:
    long = 3 * DEEPEST
    chosen = choose(network(long, " ".join(f"{key + 1}+{key}" for key in range(1, long))), Asked(whole=True))
    assert len(chosen.shown.nodes) == DEEPEST + 1
    assert chosen.folded == {DEEPEST + 1: 1}


def test_a_claim_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        choose(network(3, "2+1"), Asked(_id(99)))


def test_an_article_without_claims_has_an_empty_map() -> None:
    assert not choose(network(0), Asked()).shown.nodes
