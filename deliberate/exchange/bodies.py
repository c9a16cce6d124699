"""What a file says of a claim or an item, as its first revision keeps it."""

from typing import Any

from deliberate.exchange import graph


def claim_body(claim: graph.Claim) -> dict[str, Any]:
    """As ``propositions.wording.snapshot`` has it."""
    return {
        "text": claim.text,
        "kind": claim.kind,
        "modality": claim.modality,
        "scope": claim.scope,
        "voices": [{"speaker": each.speaker, "cue": each.cue, "class": each.cue_class} for each in claim.voices],
    }


def item_body(item: graph.Evidence, source: graph.Source) -> dict[str, Any]:
    """As ``evidence.posting.item_body`` has it."""
    return {
        "quote": item.quote,
        "kind": item.kind,
        "link": source.url,
        "citation": source.citation,
        "observed_on": item.observed_on,
        "published_on": source.published_on,
        "origin": source.origin,
        "speaker": source.speaker,
    }
