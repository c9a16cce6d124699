"""AIF JSON and its wrapper."""

import json

from tests.exchange.graphs import GOLDEN, links, nodeset, read, texts, whole_graph, written

FILE = (GOLDEN / "nodeset.aif").read_text(encoding="utf-8")


def test_no_node_and_no_edge_is_lost_on_the_way_and_back() -> None:
    graph = read("aif", FILE).graph
    assert json.loads(written("aif", graph).text) == json.loads(FILE)
    through_json = read("json", written("json", graph).text).graph
    assert nodeset(written("aif", through_json).text) == nodeset(FILE)


def test_joint_premises_and_undercuts_are_relations() -> None:
    found = read("aif", FILE)
    assert links(found.graph) == [("attacks", ("4",), "3"), ("supports", ("2", "3"), "1"), ("undercuts", ("4",), "5")]
    (loss,) = found.report.losses
    assert (loss.count, loss.examples[0]) == (4, "L 8")


def test_a_locution_that_asserts_a_claim_is_its_voice() -> None:
    (said,) = (claim for claim in read("aif", FILE).graph.claims if claim.id == "2")
    assert said.voices[0].speaker == "Dora"


def test_a_reworded_claim_changes_its_node_and_nothing_else() -> None:
    edited = written("json", read("aif", FILE).graph).text.replace("Two piles are cracked", "Three piles are cracked")
    body = json.loads(edited)
    del body["release"]
    body["extras"]["aif"]["nodes"][1]["text"] = "Two piles are cracked"
    back = json.loads(written("aif", read("json", json.dumps(body)).graph).text)
    assert [node["text"] for node in back["nodes"] if node["nodeID"] == 2] == ["Three piles are cracked"]
    assert len(back["nodes"]) == 12


def test_the_wrapper_and_its_text_come_back() -> None:
    wrapped = json.dumps(
        {"AIF": json.loads(FILE), "text": '<span id="node1">The pier</span> is closed', "dialog": True}
    )
    graph = read("aif", wrapped).graph
    assert graph.document.text == "The pier is closed"
    assert json.loads(written("aif", graph).text) == json.loads(wrapped)


def test_a_graph_from_elsewhere_keeps_undercuts_and_joint_premises() -> None:
    back = read("aif", written("aif", whole_graph()).text).graph
    kinds = [(kind, len(premises)) for kind, premises, _ in links(back)]
    assert kinds.count(("supports", 2)) == 1
    assert [kind for kind, _ in kinds].count("undercuts") == 3
    assert ("detail_of", 1) in kinds
    assert set(texts(whole_graph()).values()) < set(texts(back).values())


def test_what_travelled_beside_a_graph_and_makes_no_sense_is_left_aside() -> None:
    body = json.loads(written("json", read("aif", FILE).graph).text)
    del body["release"]
    for nonsense in (
        [],
        {"nodes": 3},
        {"nodes": [{"nodeID": 1}], "edges": 7},
        {"nodes": [], "edges": [[]]},
        {"rest": 1},
    ):
        body["extras"]["aif"] = nonsense
        assert len(json.loads(written("aif", read("json", json.dumps(body)).graph).text)["nodes"]) >= 8
