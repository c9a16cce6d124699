import pytest

from deliberate.weighting.case import CaseError, Proposition, Relation, RelationKind
from deliberate.weighting.graph import EvidenceCircle, Graph, components, evidence_circle
from deliberate.weighting.model import WeightingModel
from tests.weighting.cases import FOR, case, item

MODEL = WeightingModel()
SUPPORTS, ATTACKS, UNDERCUTS = RelationKind
CLAIMS = [Proposition(name) for name in "pqr"]


def link(name, premises, target, kind=SUPPORTS, confirmed=True):
    return Relation(name, kind, tuple(premises), target, confirmed)


def graph_of(*items, relations=()):
    return Graph(case(*items, propositions=CLAIMS, relations=relations), MODEL)


def test_components_come_after_what_they_depend_on():
    inputs = {"a": ["b"], "b": ["c", "d"], "c": ["b"], "d": [], "e": ["e"]}
    found = components(inputs, inputs.__getitem__)
    assert found == [("d",), ("b", "c"), ("a",), ("e",)]


def test_a_long_chain_needs_no_recursion():
    found = components(map(str, range(5000)), lambda node: [str(int(node) + 1)] if int(node) < 4999 else [])
    assert found[0] == ("4999",)
    assert len(found) == 5000


def test_a_circle_of_claims_is_one_component():
    graph = graph_of(relations=[link("a", "p", "q"), link("b", "q", "p"), link("c", "q", "r")])
    assert graph.order == [(("p", "q"), True), (("r",), False)]


def test_a_claim_that_supports_itself_is_a_circle():
    assert graph_of(relations=[link("a", "p", "p")]).order[0] == (("p",), True)


def test_unconfirmed_relations_are_not_in_the_graph():
    assert graph_of(relations=[link("a", "p", "q", confirmed=False)]).relations == {}


def test_what_hangs_on_something_hidden_is_left_out():
    hidden = item("hidden", states=("removed",))
    graph = graph_of(hidden, item("challenge", target="hidden"), relations=[link("a", ["gone"], "p")])
    assert set(graph.items) == {"challenge"}
    assert graph.relations == {}
    assert graph.bearing_on("p") == []


def test_a_challenge_to_evidence_reaches_every_item_of_it():
    items = [item("a", evidence="photo"), item("b", evidence="photo", target="q"), item("c", target="photo")]
    graph = graph_of(*items)
    assert graph.bearing_on("a") == graph.bearing_on("b") == [items[2]]


def test_evidence_may_not_close_a_circle_and_the_reason_names_it():
    items, back = [item("a")], link("back", "p", "a", ATTACKS)
    with pytest.raises(EvidenceCircle, match="a, p"):
        _ = graph_of(*items, relations=[back]).order
    assert evidence_circle(case(*items, propositions=CLAIMS, relations=[back]), MODEL) == ("a", "p")
    assert evidence_circle(case(*items, propositions=CLAIMS), MODEL) == ()


def test_a_circle_that_confirming_or_restoring_would_close_is_seen_before():
    back = link("back", "p", "a", ATTACKS, confirmed=False)
    waiting = case(item("a", states=("pending",)), propositions=CLAIMS, relations=[back])
    assert evidence_circle(waiting, MODEL) == ("a", "p")


def test_items_that_challenge_each_other_are_a_circle():
    assert evidence_circle(case(item("a", target="b"), item("b", target="a")), MODEL) == ("a", "b")


def test_links_that_undercut_each_other_are_a_circle():
    knot = [link("a", "p", "b", UNDERCUTS), link("b", "q", "a", UNDERCUTS), link("c", "r", "p"),
            link("d", "q", "c", UNDERCUTS), link("e", "r", "d", UNDERCUTS)]  # fmt: skip
    assert evidence_circle(case(propositions=CLAIMS, relations=knot), MODEL) == ("a", "b")
    assert evidence_circle(case(propositions=CLAIMS, relations=knot[2:]), MODEL) == ()


def test_an_undercutter_in_the_circle_and_a_joint_group_count_once_each_against_the_cap():
    relations = [link("a", "pq", "r"), link("b", "r", "a", UNDERCUTS), link("c", "r", "p"), link("d", "r", "q")]
    graph = graph_of(relations=relations)
    circle = frozenset("pqr")
    assert graph.load(relations[0], circle) == 2
    assert graph.load(relations[2], circle) == 1
    assert graph.load(relations[2], frozenset("pq")) == 0


@pytest.mark.parametrize(
    ("items", "relations"),
    [
        ([item("a", undercuts=True)], []),
        ([item("a", FOR, "link")], [link("link", "q", "p")]),
        ([], [link("link", "q", "p", UNDERCUTS)]),
        ([], [link("link", "q", "p"), link("other", "r", "link")]),
        ([], [link("link", "", "p")]),
    ],
)
def test_what_cannot_be_meant_is_refused(items, relations):
    with pytest.raises(CaseError, match=r"cannot (undercut|bear on|act on)"):
        graph_of(*items, relations=relations)
