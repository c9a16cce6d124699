"""The network as nested lists."""

from collections import Counter

from deliberate.mapping.network import Link, Network, Node
from deliberate.mapping.outline import Again, Branch, Outline, Twig, outline_of
from tests.mapping.networks import network


def _lines(twigs: list[Twig] | tuple[Twig, ...], depth: int = 0) -> list[str]:
    """The outline as text, a line for each place."""
    lines = []
    for twig in twigs:
        also = ",".join(str(each.number) for each in twig.also)
        again = {None: f" also {also}" if also else "", Again.SHARED: f" = under {also}", Again.CIRCLE: " = back"}
        lines.append("  " * depth + f"{twig.node.number}{again[twig.again]}")
        for branch in twig.branches:
            lines += _branch_lines(branch, depth + 1)
    return lines


def _branch_lines(branch: Branch, depth: int) -> list[str]:
    lines = ["  " * depth + branch.link.words, *_lines(list(branch.twigs), depth + 1)]
    return lines + [line for each in branch.breaks for line in _branch_lines(each, depth + 1)]


def _outline(whole: Network) -> list[str]:
    return _lines(list(outline_of(whole).trees))


def test_what_bears_on_a_claim_stands_under_it_and_what_breaks_a_link_under_that() -> None:
    assert _outline(network(5, "2,3+1=a 4|a 5-2")) == [
        "1",
        "  together support",
        "    2",
        "      attacks",
        "        5",
        "    3",
        "    breaks the link",
        "      4",
    ]


def test_a_shared_claim_stands_in_full_once_and_names_its_other_places() -> None:
    assert _outline(network(4, "2+1 3+1 4-2 4+3")) == [
        "1",
        "  supports",
        "    2",
        "      attacks",
        "        4 also 3",
        "  supports",
        "    3",
        "      supports",
        "        4 = under 2",
    ]


def test_a_shared_claim_stands_where_the_shortest_way_leads() -> None:
    lines = _outline(network(4, "2+1 3+2 4+3 4-1"))
    assert lines[-2:] == ["  attacks", "    4 also 3"]
    assert [line.strip() for line in lines if "=" in line] == ["4 = under 1"]


def test_a_circle_leads_back() -> None:
    assert _outline(network(3, "2+1 1-2 3+1")) == [
        "1",
        "  supports",
        "    2",
        "      attacks",
        "        1 = back",
        "  supports",
        "    3",
    ]


def test_claims_that_hang_on_no_other_stand_apart() -> None:
    found = outline_of(network(4, "3+2"))
    assert [twig.node.number for twig in found.trees] == [2]
    assert [twig.node.number for twig in found.alone] == [1, 4]


def test_every_claim_and_every_link_is_read_once() -> None:
    whole = network(9, "2+1=a 3,4-1 4+2 1+4 5|a 6.5 7+6 7+1 8+9 9+8")
    outline = outline_of(whole)
    read = Counter(each.key for each in outline.order)
    assert read == Counter([*whole.nodes, *whole.links])
    assert _places(outline) == sum(len(link.premises) for link in whole.links.values()) + len(outline.trees)


def _places(outline: Outline) -> int:
    return sum(1 for _ in outline.twigs)


def test_the_order_is_the_same_each_time() -> None:
    whole = network(9, "2+1=a 3,4-1 4+2 1+4 5|a 6.5 7+6 7+1 8+9 9+8")
    names: list[list[Node | Link]] = [outline_of(whole).order, outline_of(whole).order]
    assert names[0] == names[1]
