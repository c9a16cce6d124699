"""CSV for a spreadsheet: claims, relations and evidence, one row each."""

import csv
import io
from collections.abc import Iterator

from deliberate.core.sheets import harmless
from deliberate.core.wording import N_
from deliberate.exchange.formats import Format, Written
from deliberate.exchange.graph import Graph
from deliberate.exchange.losses import PARTS

COLUMNS = (
    *("row", "id", "text", "kind", "modality", "speakers", "scope", "side", "from", "to"),
    *("source", "address", "published", "why"),
)


def write(graph: Graph) -> Written:
    """A head and a row for each thing; cells that a spreadsheet would take for a formula begin with an apostrophe."""
    page = io.StringIO()
    sheet = csv.DictWriter(page, COLUMNS, restval="", lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows({name: harmless(value) for name, value in row.items()} for row in _rows(graph))
    return Written(page.getvalue())


def _rows(graph: Graph) -> Iterator[dict[str, str]]:
    for claim in graph.standing:
        speakers = " → ".join(voice.speaker or "somebody not named" for voice in claim.voices)
        yield {
            "row": "claim",
            "id": claim.id,
            "text": claim.text,
            "kind": claim.kind,
            "modality": claim.modality,
            "speakers": speakers,
            "scope": claim.scope or "",
        }
    for relation in graph.relations:
        ends = {"from": " + ".join(relation.premises), "to": relation.target}
        yield {"row": "relation", "id": relation.id, "kind": relation.kind, **ends}
    sources = {source.id: source for source in graph.sources}
    items = {item.id: item for item in graph.evidence}
    for bearing in graph.bearings:
        item = items[bearing.evidence]
        source = sources[item.source]
        yield {
            "row": "evidence",
            "id": bearing.id,
            "text": item.quote,
            "kind": item.kind,
            "side": bearing.side,
            "from": item.id,
            "to": bearing.target,
            "source": source.citation,
            "address": source.url or "",
            "published": source.published_on or "",
            "why": bearing.warrant,
        }


CARRIES = frozenset(
    set(PARTS)
    - {
        *("the article's text", "earlier versions of the text", "merged claims and their voices", "remarks"),
        *("byline, publisher, date, language, address and licence", "speakers' part in the dispute", "ratings"),
        *("whether it was said", "anchors in the text", "counts of stances", "earlier wordings", "entries of the log"),
        *("what is known of sources beyond citation and address", "where words stood in earlier versions"),
        "what became of words in newer versions",
    }
)

FORMAT = Format("csv", N_("CSV table"), (".csv",), "text/csv", CARRIES, write=write)
