"""Kialo's text export."""

from deliberate.exchange.graph import Bearing, Claim, Document, Evidence, Graph, Relation, Source
from tests.exchange.graphs import GOLDEN, links, read, texts, written

FILE = (GOLDEN / "kialo.txt").read_text(encoding="utf-8")


def test_a_file_is_written_as_it_was_read() -> None:
    assert written("kialo", read("kialo", FILE).graph).text == FILE
    assert written("kialo", read("kialo", FILE.rstrip("\n")).graph).text == FILE.rstrip("\n")


def test_a_link_makes_no_second_claim_and_may_point_ahead() -> None:
    graph = read("kialo", FILE).graph
    assert "1.1.2" not in texts(graph)
    assert ("supports", ("1.3",), "1.1") in links(graph)
    assert ("attacks", ("1.1.1",), "1.2") in links(graph)


def test_brackets_are_read_without_their_escapes_and_links_keep_theirs() -> None:
    found = texts(read("kialo", FILE).graph)
    assert found["1.1"] == "It would bring back the ferry (which stopped in 2019)."
    assert "](https://example.org/ferry_\\(2020\\))" in found["1.1.1"]


def test_a_child_without_a_side_is_a_detail_of_its_parent() -> None:
    assert ("detail_of", ("1.3.1",), "1.3") in links(read("kialo", FILE).graph)


def test_evidence_is_written_as_a_leaf_and_joint_premises_are_named_as_lost() -> None:
    claims = (Claim("a", "A."), Claim("b", "B."), Claim("c", "C."))
    graph = Graph(
        Document("T"),
        claims=claims,
        relations=(Relation("r", "supports", ("b", "c"), "a"), Relation("u", "undercuts", ("c",), "r")),
        sources=(Source("s", "S"),),
        evidence=(Evidence("e", "s", "They say so."),),
        bearings=(Bearing("x", "e", "a", "against", "w"),),
    )
    done = written("kialo", graph)
    assert "1.3. Con: They say so." in done.text
    said = {loss.what for loss in done.report.losses}
    assert {"joint premises", "undercuts", "why evidence bears on a claim", "sources"} <= said


def test_what_hangs_together_in_a_circle_is_written_once() -> None:
    relations = (Relation("r", "supports", ("a",), "b"), Relation("s", "attacks", ("b",), "a"))
    graph = Graph(Document("T"), claims=(Claim("a", "A."), Claim("b", "B.")), relations=relations)
    lines = written("kialo", graph).text.splitlines()[2:]
    assert lines == ["1. A.", "1.1. Con: B.", "1.1.1. Pro: -> See 1."]


def test_sources_after_the_claims_are_kept_and_named() -> None:
    file = FILE + "\nSources:\n[1] https://example.org\n"
    found = read("kialo", file)
    assert found.report.losses[0].count == 2
    assert "[1] https://example.org" in written("kialo", found.graph).text


def test_a_link_that_points_deep_into_a_later_branch_waits_for_its_number() -> None:
    file = (
        "Discussion Title: T\n\n1. A.\n1.1. Pro: B.\n1.1.1. Con: -> See 1.2.1.1.\n"
        "1.2. Con: C.\n1.2.1. Pro: D.\n1.2.1.1. Con: E.\n"
    )
    assert written("kialo", read("kialo", file).graph).text == file
