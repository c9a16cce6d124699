"""Argdown, read and written."""

from tests.exchange.graphs import GOLDEN, links, read, texts, whole_graph, written

FILE = (GOLDEN / "map.argdown").read_text(encoding="utf-8")


def test_the_subset_is_read() -> None:
    found = read("argdown", FILE)
    graph = found.graph
    assert graph.document.title == "The pier, in a map"
    assert texts(graph)["Closed"] == "The pier should stay closed."
    assert texts(graph)["No ferry"] == "It stopped in 2019, see Closed."
    assert texts(graph)["<Cracks>"] == "Two piles are cracked."
    assert "Counts" not in texts(graph)
    found_links = links(graph)
    assert ("supports", ("<Cracks>",), "Closed") in found_links
    assert ("supports", ("Untitled 2", "Untitled 3"), "Closed") in found_links
    assert ("supports", ("Oak", "Untitled 1"), "Untitled 2") in found_links
    assert ("undercuts", ("Steel",), "<Load>") in found_links
    assert ("attacks", ("Untitled 2",), "Ferry") in found_links
    assert {("attacks", ("Ferry",), "Closed"), ("attacks", ("Closed",), "Ferry")} <= set(found_links)
    assert ("attacks", ("No ferry",), "Ferry") in found_links
    cracks = next(each.id for each in graph.relations if each.premises == ("<Cracks>",))
    assert ("undercuts", ("<Torch>",), cracks) in found_links
    assert [loss.what for loss in found.report.losses] == ["headings and lists"]


def test_what_is_written_reads_as_the_same_graph() -> None:
    for graph in (read("argdown", FILE).graph, read("kialo", (GOLDEN / "kialo.txt").read_text()).graph):
        back = read("argdown", written("argdown", graph).text).graph
        assert links(back) == [
            (kind, premises, target) for kind, premises, target in _by_written_ids(graph, back, links(graph))
        ]
        assert sorted(texts(back).values()) == sorted(" ".join(each.split()) for each in texts(graph).values())


def _by_written_ids(graph, back, found):  # type: ignore[no-untyped-def]
    """Relations that something bears on keep their ids; the others are compared by what they join."""
    mine = {each.id: (each.kind, tuple(sorted(each.premises)), each.target) for each in graph.relations}
    theirs = {(each.kind, tuple(sorted(each.premises)), each.target): each.id for each in back.relations}
    return sorted((kind, premises, theirs.get(mine.get(target), target)) for kind, premises, target in found)


def test_undercuts_joint_premises_details_and_evidence_survive() -> None:
    graph = whole_graph()
    done = written("argdown", graph)
    back = read("argdown", done.text).graph
    assert texts(back) == texts(graph)
    bearing = back.bearings[0].id
    expected = sorted(
        (kind, premises, bearing if target == graph.bearings[0].id else target)
        for kind, premises, target in links(graph)
    )
    # One item bears on a claim and on a relation: an undercut of it is one of both.
    assert set(expected) <= set(links(back))
    assert [(each.id, each.quote, each.kind) for each in back.evidence] == [
        (each.id, each.quote, each.kind) for each in graph.evidence
    ]
    assert [(each.target, each.side) for each in back.bearings] == [(each.target, each.side) for each in graph.bearings]
    assert any("undercuts of one bearing" in sentence for sentence in done.report.sentences())
    voices = {claim.id: [voice.speaker for voice in claim.voices] for claim in back.claims}
    assert voices == {claim.id: [voice.speaker for voice in claim.voices] for claim in graph.claims}


def test_tags_data_and_front_matter_come_back() -> None:
    back = written("argdown", read("argdown", FILE).graph).text
    assert "author: A. Writer" in back
    assert "#safety #(old town)" in back
    assert "pages: [3, 4]" in back
