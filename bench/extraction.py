"""Measure the default extractor on annotated texts: who says what, and where statements begin and end.

    python bench/extraction.py [--leave-one-out] [--speed] [--shared DIR] [--errors KIND] [--files N]
                               [--publishers NAME,NAME]

Attribution: `corpora/attribution/` (brat standoff, one .txt and .ann each). A predicted span counts once if it overlaps
an annotated span not yet taken (overlap); strict is an exact match. A cue holds its auxiliaries and adverbs ("has
strongly denied"), a source its apposition, a content its quotation marks. The publisher is the file name up to the
first "_". --leave-one-out scores each publisher without the words that its cues alone have shown (leaving_out.py).
Segmentation: `corpora/microtexts/`, the inner boundaries of the annotated units, hit if they fall between two
suggestions (marks and joining words belong to neither), and whether splitting a suggestion once can put one there.
--speed reads 25,000, 50,000 and 100,000 words made of the annotated articles.
"""

import argparse
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.boundaries import Boundaries, boundaries
from bench.leaving_out import entries_only_of_one, without
from bench.tallies import Tally
from deliberate.articles.documents import paragraphs
from deliberate.articles.extraction import Suggestion, Voice, extract, extract_with
from deliberate.articles.extraction.lexicon import Lexicon, load

Spans = tuple[tuple[int, int], ...]
PARTS = ("cue", "source", "content")


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


def scored(path: Path, text: str, errors: str | None, lexicon: Lexicon) -> Scores:
    """Score one annotated article."""
    scores = Scores.none()
    wanted, found = annotated(path), predicted(extract_with(lexicon, text, paragraphs(text)))
    for part in PARTS:
        scores.loose[part], extra, missed = tally(found[part], wanted[part], exact=False)
        scores.strict[part] = tally(found[part], wanted[part], exact=True)[0]
        if errors == part:
            show("extra ", extra, text)
            show("missed", missed, text)
    return scores


def publisher_of(path: Path) -> str:
    """Who published an annotated article."""
    return path.name.partition("_")[0]


def text_of(path: Path) -> str:
    """The text that annotations count in."""
    return path.with_suffix(".txt").read_bytes().decode("utf-8")


def attribution(paths: Sequence[Path], errors: str | None, lexicons: Mapping[str, Lexicon]) -> None:
    """Score every annotated article with the lexicon for its publisher, and each publisher by itself."""
    whole, by_publisher = Scores.none(), defaultdict(Scores.none)
    words, began = 0, time.perf_counter()
    for path in paths:
        text = text_of(path)
        words += len(text.split())
        scores = scored(path, text, errors, lexicons[publisher_of(path)])
        whole += scores
        by_publisher[publisher_of(path)] += scores
    print(f"{words} words in {time.perf_counter() - began:.1f} s")
    for part in PARTS:
        print(f"{part:8} overlap {whole.loose[part].line()}")
        print(f"{'':8} strict  {whole.strict[part].line()}")
    print(f"\n{'F1, by publisher':16} " + " ".join(f"{part:>8} strict" for part in PARTS))
    for publisher, scores in by_publisher.items():
        figures = (f"{scores.loose[part].f1():8.3f} {scores.strict[part].f1():6.3f}" for part in PARTS)
        print(f"{publisher:16} " + " ".join(figures))


def lexicons_without(paths: Sequence[Path]) -> dict[str, Lexicon]:
    """The lexicon for each publisher, without what only its own cues hold; how much that is, is printed."""
    cues: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        text = text_of(path)
        for spans in annotated(path)["cue"]:
            cues[publisher_of(path)].append(" ".join(text[start:end] for start, end in spans))
    whole = load()
    removed = entries_only_of_one(whole, cues)
    print(LEFT_OUT)
    print("taken away: " + ", ".join(f"{name} {len(entries)}" for name, entries in removed.items()))
    return {publisher: without(whole, entries) for publisher, entries in removed.items()}


LEFT_OUT = """\
Leave one publisher out. Nothing here is fitted: the rules were worked out on these articles and stay as they are. What
is left out is each word of the lexicon that stands in annotated cues of the publisher being scored and of no other, so
that no list helps with what only that publisher shows. Read it as what to expect of words not met yet, not of
constructions not met yet."""


def speed(paths: Sequence[Path]) -> None:
    """How long longer and longer texts take; the time for each word should stay as it is."""
    words = " ".join(text_of(path) for path in paths).count(" ")
    whole = "\n\n".join(text_of(path) for path in paths)
    for wanted in (25_000, 50_000, 100_000):
        pieces = re.findall(r"\S+\s*", whole * (wanted // words + 1))
        text = "".join(pieces[:wanted])
        blocks = paragraphs(text)
        began = time.process_time()
        found = extract(text, blocks)
        took = time.process_time() - began
        print(f"{wanted:7} words: {took:5.2f} s of processor, {1e6 * took / wanted:.0f} µs a word, {len(found)} claims")


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("DELIBERATE_SHARED", "../shared")))
    parser.add_argument("--errors", choices=PARTS, help="print what was missed or made up for one kind of span")
    parser.add_argument("--files", type=int, help="only the first N articles")
    parser.add_argument("--publishers", help="only these, with commas between them")
    parser.add_argument("--leave-one-out", action="store_true", help="without the words that only its publisher shows")
    parser.add_argument("--speed", action="store_true", help="only time long texts")
    options = parser.parse_args()
    corpora = options.shared / "corpora"
    if not corpora.is_dir():
        print(f"No corpora at {corpora}: set DELIBERATE_SHARED or --shared.", file=sys.stderr)
        return 2
    articles = sorted((corpora / "attribution").glob("*.ann"))
    if options.speed:
        speed(articles)
        return 0
    lexicons = (
        lexicons_without(articles) if options.leave_one_out else dict.fromkeys(map(publisher_of, articles), load())
    )
    wanted = options.publishers.split(",") if options.publishers else list(lexicons)
    chosen = [path for path in articles if publisher_of(path) in wanted]
    attribution(chosen[: options.files], options.errors, lexicons)
    if options.leave_one_out:
        return 0
    found = Boundaries(Tally())
    for path in sorted((corpora / "microtexts").glob("*.xml")):
        found += boundaries(path)
    units = found.found.annotated
    print(f"\nboundary {found.found.line()}")
    share = f"{found.reachable / units:.3f} ({found.reachable} of {units})"
    print(f"boundaries made, or made by splitting each suggestion once at most: {share}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
