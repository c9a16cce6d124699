"""Whether suggestions begin and end where the annotated units of a microtext do."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from bench.tallies import Tally
from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction import Suggestion, extract


@dataclass
class Boundaries:
    """The inner unit boundaries of microtexts: those that suggestions make, and those within one split of them."""

    found: Tally
    reachable: int = 0

    def __iadd__(self, other: "Boundaries") -> "Boundaries":
        self.found += other.found
        self.reachable += other.reachable
        return self


def boundaries(path: Path) -> Boundaries:
    """The unit boundaries of one microtext, as far as the suggestions make them or let one split make them."""
    root = ElementTree.parse(path).getroot()
    text = path.with_suffix(".txt").read_text("utf-8").strip()
    wanted, position = [], 0
    for edu in root.iter("edu"):
        words = (edu.text or "").strip()
        position = text.index(words, position)
        wanted.append(position)
        position += len(words)
    wanted = wanted[1:]
    suggestions = extract(text, paragraphs(text))
    spans = sorted(span for each in suggestions for span in each.ranges)
    gaps = [(before, after) for (_, before), (after, _) in pairwise(spans) if before <= after]
    made = [start for start in wanted if any(before <= start <= after for before, after in gaps)]
    hit = sum(any(before <= start <= after for start in wanted) for before, after in gaps)
    # One ends there and nothing begins: what follows is no claim, such as a question.
    ended = [start for start in set(wanted) - set(made) if any(_ends_at(text, end, start) for _, end in spans)]
    reachable = len(made) + len(ended) + splits(suggestions, set(wanted) - {*made, *ended})
    return Boundaries(Tally(len(gaps), len(wanted), hit), reachable)


def _ends_at(text: str, end: int, start: int) -> bool:
    """Whether no word stands between the end of a suggestion and a boundary."""
    return end <= start and not any(letter.isalnum() for letter in text[end:start])


def splits(suggestions: Iterable[Suggestion], missing: Iterable[int]) -> int:
    """How many boundaries can be made where each suggestion is split once at most.

    A boundary lies in whichever suggestion's words go on before and after it.
    """
    free = [(each.ranges[0][0], each.ranges[-1][1]) for each in suggestions if each.ranges]
    reached = 0
    for start in sorted(missing):
        around = next((each for each in free if each[0] < start < each[1]), None)
        if around is not None:
            free.remove(around)
            reached += 1
    return reached
