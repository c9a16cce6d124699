"""The network as a picture."""

import re
from itertools import combinations

from deliberate.mapping.drawing import Box, Picture, Sign, draw
from deliberate.mapping.network import Network
from deliberate.mapping.outline import outline_of
from tests.mapping.networks import network

LARGE = "2+1=a 3,4-1 4+2 1+4 5|a 6.5 7+6 7+1 8+9 9+8 10+1 11+10 12-10"


def _drawn(whole: Network, folded: dict[int, int] | None = None) -> Picture:
    return draw(whole, outline_of(whole), folded or {})


def _boxes(picture: Picture) -> dict[int, Box]:
    return {thing.node.key: thing for thing in picture.things if isinstance(thing, Box)}


def _signs(picture: Picture) -> dict[int, Sign]:
    return {thing.link.key: thing for thing in picture.things if isinstance(thing, Sign)}


def test_nothing_lies_on_anything_else_or_outside() -> None:
    picture = _drawn(network(20, LARGE), {2: 7, 15: 1})
    for one, other in combinations(picture.things, 2):
        apart = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y, (one, other)
    for thing in picture.things:
        assert 0 <= thing.x <= thing.x + thing.width <= picture.width
        assert 0 <= thing.y <= thing.y + thing.height <= picture.height


def test_what_bears_on_a_claim_stands_to_its_right_and_a_sign_between() -> None:
    picture = _drawn(network(3, "2+1 3-2"))
    boxes, signs = _boxes(picture), _signs(picture)
    assert boxes[1].x < signs[1001].x < boxes[2].x < signs[1002].x < boxes[3].x


def test_what_is_first_stands_in_the_upper_left_corner_beside_the_first_of_what_bears_on_it() -> None:
    boxes = _boxes(_drawn(network(12, " ".join(f"{key}+1" for key in range(2, 13)))))
    assert boxes[1].middle == boxes[2].middle
    assert boxes[1].x == min(box.x for box in boxes.values())
    assert [boxes[key].y for key in range(2, 13)] == sorted(boxes[key].y for key in range(2, 13))


def test_a_line_leads_from_each_premise_and_one_to_the_target() -> None:
    picture = _drawn(network(4, "2,3+1=a 4|a"))
    assert [(edge.link.key, edge.head) for edge in picture.edges] == [
        (1001, False),
        (1001, False),
        (1001, True),
        (1002, False),
        (1002, True),
    ]


def test_a_sign_names_both_ends_in_a_sentence_and_says_where_a_circle_closes() -> None:
    signs = _signs(_drawn(network(4, "2,3+1=a 4|a 1-3")))
    assert signs[1001].sentence == "Claim 2 and claim 3 together support claim 1."
    assert signs[1002].sentence == "Claim 4 breaks the link from claim 2 and claim 3 to claim 1."
    assert [key for key, sign in signs.items() if sign.leads_back] == [1003]


def test_a_shared_claim_is_drawn_once_and_says_where_else_it_stands() -> None:
    boxes = _boxes(_drawn(network(4, "2+1 3+1 4-2 4+3")))
    assert [node.number for node in boxes[4].also] == [3]


def test_claims_that_hang_on_no_other_stand_below_the_rest() -> None:
    picture = _drawn(network(9, "2+1"))
    assert picture.alone_at is not None
    boxes = _boxes(picture)
    assert min(boxes[key].y for key in range(3, 10)) > picture.alone_at > boxes[2].y + boxes[2].height
    assert _drawn(network(2, "2+1")).alone_at is None
    assert _boxes(_drawn(network(3)))[1].y > 0


def test_folded_claims_are_counted_in_the_box_and_have_room_there() -> None:
    plain, folded = (_boxes(_drawn(network(2, "2+1"), counts))[2] for counts in ({}, {2: 5}))
    assert folded.folded == 5
    assert folded.height > plain.height


def test_a_line_that_leads_back_goes_round_below_both_its_ends_and_through_neither() -> None:
    picture = _drawn(network(3, "2+1 1-2"))
    boxes, sign = _boxes(picture), _signs(picture)[1002]
    (back,) = [edge for edge in picture.edges if edge.link.key == 1002 and not edge.head]
    low = int(re.findall(r"V(\d+)", back.path)[0])
    ends = [boxes[1], boxes[2], sign]
    assert all(thing.y + thing.height < low for thing in ends)
    assert low < boxes[3].y
    assert low < picture.height
