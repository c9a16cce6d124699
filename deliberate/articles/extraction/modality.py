"""How firmly a statement is held: its hedge words and the modality they give it."""

from collections.abc import Iterable
from dataclasses import dataclass

from deliberate.articles.extraction.phrasing import Phrasing, Span

LADDER = ("asserted", "reported", "possible", "hypothetical", "denied")
"""From weakest to strongest; the strongest that applies holds."""


@dataclass(frozen=True)
class Hedge:
    """A hedge's token span and the modality it stands for."""

    span: Span
    modality: str


def hedges_in(phrasing: Phrasing, spans: Iterable[Span]) -> list[Hedge]:
    """The hedges among the words of the spans, longest phrases first, in order."""
    found = []
    for start, end in spans:
        index = start
        while index < end:
            match = phrasing.lexicon.hedges.match(phrasing.norms, index)
            if match is None or index + match[0] > end:
                index += 1
                continue
            length, modality = match
            if modality != "not_a_hedge" and not another_sense(phrasing, index):
                found.append(Hedge((index, index + length), modality))
            index += length
    return found


def another_sense(phrasing: Phrasing, index: int) -> bool:
    """Whether a hedge word is here something else: the month of May, "if" for "whether"."""
    norm = phrasing.norms[index]
    if norm == "may":
        after = phrasing.tokens[index + 1] if index + 1 < len(phrasing.tokens) else None
        return phrasing.tokens[index].is_capital and (index > 0 or (after is not None and after.kind == "number"))
    return (
        norm == "if"
        and index > 0
        and phrasing.norms[index - 1]
        in {"ask", "asks", "asked", "know", "wonder", "wonders", "wondered", "sure", "see"}
    )


def strongest(modalities: Iterable[str]) -> str:
    """The strongest of some modalities."""
    return max(modalities, key=LADDER.index, default="asserted")
