"""Claims and how they bear on each other."""

from tests.mapping.networks import network


def test_a_link_whose_end_is_not_there_is_left_out_with_what_hangs_on_it() -> None:
    whole = network(4, "2+1 3+9=gone 4|gone")
    assert [link.premises for link in whole.links.values()] == [(2,)]


def test_a_link_that_breaks_another_is_shown_with_all_that_this_one_needs() -> None:
    whole = network(4, "2,3+1=a 4|a")
    breaking = whole.links[1002]
    assert set(whole.ends(breaking)) == {1, 2, 3, 4}
    assert whole.end_of(breaking).number == 1
    assert breaking.key not in whole.among({1, 2, 4}).links


def test_claims_that_hang_together_are_one_group() -> None:
    assert network(7, "2+1 3-2 5.4 7|1002").groups() == [[1, 2, 3, 7], [4, 5], [6]]


def test_circles_are_named_and_what_leads_into_them_is_not_in_them() -> None:
    circles = network(6, "2+1 1-2 3+2 5+4").circles()
    assert [[node.number for node in circle] for circle in circles] == [[1, 2]]


def test_a_circle_over_a_thousand_claims_is_found() -> None:
    links = " ".join(f"{key}+{key % 1000 + 1}" for key in range(1, 1001))
    (circle,) = network(1000, links).circles()
    assert [node.number for node in circle] == list(range(1, 1001))


def test_a_link_says_whether_it_takes_all_its_claims_together_and_on_what() -> None:
    whole = network(5, "2+1=a 3,4-1 5|a 4.2")
    assert [whole.said(link) for link in whole.links.values()] == [
        "supports 1",
        "together attack 1",
        "breaks the link",
        "is a detail of 2",
    ]
