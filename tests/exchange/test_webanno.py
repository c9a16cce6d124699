"""Web annotations, those of the standard and those of Hypothesis."""

import json

from tests.exchange.graphs import TEXT, read, whole_graph, written

EMOJI = "😀 The pier fell. 😀 The pier fell."


def note(start: int, end: int, exact: str, **around: str) -> str:
    selectors = [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {"type": "TextQuoteSelector", "exact": exact, **around},
    ]
    row = {"id": "x", "text": "It fell.", "target": [{"source": "https://example.org/p", "selector": selectors}]}
    return json.dumps({"total": 1, "rows": [row]})


def test_claims_and_every_anchor_come_back_with_their_roles() -> None:
    found = read("webanno", written("webanno", whole_graph()).text, text=TEXT)
    back = found.graph
    anchored = [claim for claim in whole_graph().claims if claim.anchors]
    assert [claim.text for claim in back.claims] == [claim.text for claim in anchored]
    in_text = [{each for each in claim.anchors if each.version is None} for claim in anchored]
    assert [set(claim.anchors) for claim in back.claims] == in_text
    assert found.report.sentences() == [
        "words that do not stand in the text, or more than once: 3 (Seals; swim around it; Nobody pays)"
    ]
    assert back.document.source_url == whole_graph().document.source_url


def test_positions_in_utf16_units_are_told_by_the_words_that_stand_there() -> None:
    for start, end in ((19, 33), (21, 35)):  # the second sentence: in code points, and as a browser counts
        (claim,) = read("webanno", note(start, end, "The pier fell."), text=EMOJI).graph.claims
        assert (claim.anchors[0].start, claim.anchors[0].end) == (19, 33)


def test_without_a_fitting_position_unique_words_or_their_neighbours_decide() -> None:
    (claim,) = read("webanno", note(900, 914, "The pier fell.", prefix="fell. 😀 "), text=EMOJI).graph.claims
    assert claim.anchors[0].start == 19
    found = read("webanno", note(900, 914, "The pier fell."), text=EMOJI)
    assert found.graph.claims[0].anchors == ()
    assert "more than once" in found.report.losses[0].what


def test_a_single_annotation_and_a_list_are_read() -> None:
    one = {
        "type": "Annotation",
        "body": "urn:x",
        "target": {"source": "urn:y", "selector": {"type": "TextQuoteSelector", "exact": "fell"}},
    }
    assert read("webanno", json.dumps(one)).graph.claims[0].text == "fell"
    assert len(read("webanno", json.dumps([one, one])).graph.claims) == 2
