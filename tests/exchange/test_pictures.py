"""What is written and not read: the table, the network and the map."""

import csv
import io
from dataclasses import replace
from xml.dom import minidom

import pytest

from deliberate.exchange.graph import Claim, Document, Graph, Relation
from deliberate.exchange.selectors import Selector, resolve
from tests.exchange.graphs import whole_graph, written

HOSTILE = '</text><script>alert("x")</script> & \x0b\ufffe 😀'


def hostile() -> Graph:
    graph = whole_graph()
    first = replace(graph.claims[0], text=HOSTILE, anchors=())
    return replace(graph, document=replace(graph.document, title=HOSTILE), claims=(first, *graph.claims[1:]))


@pytest.mark.parametrize("name", ["svg", "graphml"])
def test_words_cannot_break_out_of_the_file(name: str) -> None:
    text = written(name, hostile()).text
    assert minidom.parseString(text).getElementsByTagName("script") == []
    assert "\x0b" not in text


def test_the_map_shows_every_claim_and_link_and_is_the_same_each_time() -> None:
    text = written("svg", whole_graph()).text
    page = minidom.parseString(text)
    assert len(page.getElementsByTagName("circle")) == len(whole_graph().relations) + len(whole_graph().bearings)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert text == written("svg", whole_graph()).text


def test_a_network_has_every_thing_and_both_ends_of_every_edge() -> None:
    page = minidom.parseString(written("graphml", whole_graph()).text)
    nodes = {node.getAttribute("id") for node in page.getElementsByTagName("node")}
    edges = page.getElementsByTagName("edge")
    assert {edge.getAttribute(end) for edge in edges for end in ("source", "target")} <= nodes
    joint = [edge for edge in edges if edge.getAttribute("target") == whole_graph().relations[0].id]
    assert len(joint) == 3  # two premises and an undercut


def test_a_spreadsheet_gets_no_formula() -> None:
    graph = Graph(
        Document("T"),
        claims=(Claim("a", "=1+1"), Claim("b", "  @sum")),
        relations=(Relation("r", "supports", ("a",), "b"),),
    )
    rows = list(csv.DictReader(io.StringIO(written("csv", graph).text)))
    assert [row["text"] for row in rows if row["row"] == "claim"] == ["'=1+1", "'  @sum"]
    assert rows[2]["from"] == "a"


def test_half_a_surrogate_pair_is_no_position() -> None:
    assert resolve("😀a", Selector(1, 3)) is None or resolve("😀a", Selector(1, 2)) == (1, 2)
