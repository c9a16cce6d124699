"""Measure the default extractor on annotated texts: who says what, and where statements begin and end.

    python bench/extraction.py [--shared DIR] [--errors KIND] [--files N] [--publishers NAME,NAME]

Attribution: `corpora/attribution/` (brat standoff, one .txt and .ann each). A predicted span counts once if it overlaps
an annotated span not yet taken; exact match is printed beside it. A cue holds its auxiliaries and adverbs ("has
strongly denied"), a source its apposition, a content its quotation marks. Each publisher (the file name up to the first
"_") is scored by itself too: nothing is learnt from the texts, so a publisher whose errors nobody reads while the rules
are worked on (--publishers names those to read) tells what to expect of a new one. Segmentation:
`corpora/microtexts/`, the inner boundaries of the annotated units, hit if they fall between two suggestions (marks and
joining words belong to neither).
"""

import argparse
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction import Suggestion, Voice, extract

Spans = tuple[tuple[int, int], ...]
PARTS = ("cue", "source", "content")


@dataclass
class Tally:
    """Counts of one kind of span."""

    predicted: int = 0
    annotated: int = 0
    hit: int = 0

    def __iadd__(self, other: "Tally") -> "Tally":
        self.predicted += other.predicted
        self.annotated += other.annotated
        self.hit += other.hit
        return self

    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        spans = self.predicted + self.annotated
        return 2 * self.hit / spans if spans else 0.0

    def line(self) -> str:
        """Precision, recall and F1 as one line."""
        precision = self.hit / self.predicted if self.predicted else 0.0
        recall = self.hit / self.annotated if self.annotated else 0.0
        counts = f"({self.hit} of {self.predicted} predicted, {self.annotated} annotated)"
        return f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1():.3f}  {counts}"


def annotated(path: Path) -> dict[str, set[Spans]]:
    """The cue, source and content spans of a brat file that stand in an attribution."""
    texts: dict[str, Spans] = {}
    found: dict[str, set[Spans]] = {part: set() for part in PARTS}
    lines = path.read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("T"):
            name, described, *_ = line.split("\t")
            _, _, offsets = described.partition(" ")
            texts[name] = tuple((int(a), int(b)) for a, b in (each.split() for each in offsets.split(";")))
    for line in lines:
        if line.startswith("E"):
            for role in line.split("\t")[1].split()[1:]:
                part, name = role.split(":")
                part = re.sub(r"\d+$", "", part).lower()
                if part in found and name in texts:
                    found[part].add(texts[name])
    return found


def predicted(suggestions: Iterable[Suggestion]) -> dict[str, set[Spans]]:
    """The spans of every voice, each cue's once; the content of a cue is all that its suggestions give it."""
    by_cue: dict[tuple[Spans, Spans], set[tuple[int, int]]] = {}
    for suggestion in suggestions:
        voice: Voice | None = suggestion.voice
        while voice is not None:
            by_cue.setdefault((voice.cue, voice.source), set()).update(voice.content)
            voice = voice.inner
    return {
        "cue": {cue for cue, _ in by_cue},
        "source": {source for _, source in by_cue if source},
        "content": {tuple(sorted(content)) for content in by_cue.values() if content},
    }


def tally(found: Iterable[Spans], wanted: Iterable[Spans], *, exact: bool) -> tuple[Tally, list[Spans], list[Spans]]:
    """Match each predicted span with at most one annotated span; what is left on either side is returned too."""
    free = sorted(wanted)
    total = len(free)
    extra = []
    spans = sorted(found)
    for span in spans:
        match = next((each for each in free if (each == span if exact else overlap(each, span))), None)
        if match is None:
            extra.append(span)
        else:
            free.remove(match)
    return Tally(len(spans), total, len(spans) - len(extra)), extra, free


def overlap(one: Spans, other: Spans) -> bool:
    """Whether two span sets share a character."""
    return any(a < d and c < b for a, b in one for c, d in other)


def boundary_tally(path: Path) -> Tally:
    """The unit boundaries of one microtext, and those that the suggestions make."""
    root = ElementTree.parse(path).getroot()
    text = path.with_suffix(".txt").read_text("utf-8").strip()
    units, position = [], 0
    for edu in root.iter("edu"):
        words = (edu.text or "").strip()
        position = text.index(words, position)
        units.append((position, position + len(words)))
        position += len(words)
    wanted = [start for start, _ in units[1:]]
    spans = sorted(span for each in extract(text, paragraphs(text)) for span in each.ranges)
    gaps = [(before, after) for (_, before), (after, _) in pairwise(spans) if before <= after]
    hit = sum(any(before <= start <= after for start in wanted) for before, after in gaps)
    return Tally(len(gaps), len(wanted), hit)


def show(label: str, spans: Sequence[Spans], text: str) -> None:
    """Print spans with the words around them."""
    for span in spans:
        start, end = span[0][0], span[-1][1]
        print(
            f"  {label} …{text[max(0, start - 50) : start]}[{text[start:end]}]{text[end : end + 40]}…".replace(
                "\n", " "
            )
        )


@dataclass
class Scores:
    """The tallies of some articles, by part: `loose` for overlap, `strict` for exact match."""

    loose: dict[str, Tally]
    strict: dict[str, Tally]

    @classmethod
    def none(cls) -> "Scores":
        """Nothing counted yet."""
        return cls({part: Tally() for part in PARTS}, {part: Tally() for part in PARTS})

    def __iadd__(self, other: "Scores") -> "Scores":
        for part in PARTS:
            self.loose[part] += other.loose[part]
            self.strict[part] += other.strict[part]
        return self


def scored(path: Path, text: str, errors: str | None) -> Scores:
    """Score one annotated article."""
    scores = Scores.none()
    wanted, found = annotated(path), predicted(extract(text, paragraphs(text)))
    for part in PARTS:
        scores.loose[part], extra, missed = tally(found[part], wanted[part], exact=False)
        scores.strict[part] = tally(found[part], wanted[part], exact=True)[0]
        if errors == part:
            show("extra ", extra, text)
            show("missed", missed, text)
    return scores


def attribution(paths: Sequence[Path], errors: str | None) -> None:
    """Score every annotated article, and each publisher by itself."""
    whole, by_publisher = Scores.none(), defaultdict(Scores.none)
    words, began = 0, time.perf_counter()
    for path in paths:
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        words += len(text.split())
        scores = scored(path, text, errors)
        whole += scores
        by_publisher[path.name.partition("_")[0]] += scores
    print(f"{words} words in {time.perf_counter() - began:.1f} s")
    for part in PARTS:
        print(f"{part:8} overlap {whole.loose[part].line()}")
        print(f"{'':8} exact   {whole.strict[part].line()}")
    for publisher, scores in by_publisher.items():
        figures = (f"{part} {scores.loose[part].f1():.3f} ({scores.strict[part].f1():.3f})" for part in PARTS)
        print(f"{publisher:14} overlap (exact) F1  " + "  ".join(figures))


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("DELIBERATE_SHARED", "../shared")))
    parser.add_argument("--errors", choices=PARTS, help="print what was missed or made up for one kind of span")
    parser.add_argument("--files", type=int, help="only the first N articles")
    parser.add_argument("--publishers", help="only these, with commas between them")
    options = parser.parse_args()
    corpora = options.shared / "corpora"
    if not corpora.is_dir():
        print(f"No corpora at {corpora}: set DELIBERATE_SHARED or --shared.", file=sys.stderr)
        return 2
    paths = sorted((corpora / "attribution").glob("*.ann"))
    if options.publishers:
        paths = [path for path in paths if path.name.partition("_")[0] in options.publishers.split(",")]
    attribution(paths[: options.files], options.errors)
    boundaries = Tally()
    for path in sorted((corpora / "microtexts").glob("*.xml")):
        boundaries += boundary_tally(path)
    print(f"boundary {boundaries.line()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
