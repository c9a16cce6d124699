"""Measure how passages are found again in a text whose words were changed at random.

    python bench/anchors.py [--shared DIR] [--files N] [--seed N]

The passages are all annotated spans, discontinuous ones included, of `corpora/attribution/` (brat standoff, one .txt
and .ann each). Each is first stored as an anchor and read back. Then 1, 5, 10 and 20 % of an article's words are
replaced by another word of the article, deleted, or get one put in before them, a third each, and what becomes of every
word is followed. What is found of a passage, by itself or as the best candidate of one that is likely there, must hold
every word and mark that is left of it, and none, old or new, that stands for one outside it; a word put in at its very
edge may be counted either way. One of which no word is left is rightly lost. "By itself": moved without asking anybody.
"Exact quote": a plain search for the words, where they stand once in the new text.
"""

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

from sqlalchemy import Engine, Table, create_engine, insert, select

import deliberate.features  # noqa: F401  # every table
from deliberate.articles.reanchoring import Range, Ranges, Reanchoring
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.models import Anchor, AnchorRole

SHARES = (0.01, 0.05, 0.10, 0.20)
WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Edited:
    """A text after random edits, and where each code point of the old one went: kept ones, and replaced ones."""

    text: str
    #: For each old code point, where its own or its replacement begins and ends in the new text; None where deleted.
    place: Sequence[Range | None]
    #: Whether it is itself still there.
    kept: Sequence[bool]


def edited(text: str, share: float, chance: random.Random) -> Edited:
    """Replace, delete and insert words, each as often, until this share of the words was touched."""
    words = [match.span() for match in WORD.finditer(text)]
    stock = [text[start:end] for start, end in words]
    chosen = dict.fromkeys(chance.sample(range(len(words)), round(share * len(words))))
    pieces: list[str] = []
    place: list[Range | None] = []
    kept: list[bool] = []
    length = reached = 0

    def put(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    def keep(start: int, end: int) -> None:
        place.extend((length + at, length + at + 1) for at in range(end - start))
        kept.extend([True] * (end - start))
        put(text[start:end])

    for number, (start, end) in enumerate(words):
        keep(reached, start)
        reached = end
        edit = chance.choice(("replace", "delete", "insert")) if number in chosen else "keep"
        if edit == "replace":
            other = chance.choice(stock)
            place.extend([(length, length + len(other))] * (end - start))
            kept.extend([False] * (end - start))
            put(other)
        elif edit == "delete":
            place.extend([None] * (end - start))
            kept.extend([False] * (end - start))
        else:
            if edit == "insert":
                put(chance.choice(stock) + " ")
            keep(start, end)
    keep(reached, len(text))
    return Edited("".join(pieces), place, kept)


def spans_in(path: Path) -> list[Ranges]:
    """All annotated spans of a brat file, discontinuous ones with all their ranges."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("T"):
            _, described, *_ = line.split("\t")
            _, _, offsets = described.partition(" ")
            found.append(tuple((int(a), int(b)) for a, b in (each.split() for each in offsets.split(";"))))
    return found


def survivors(text: str, after: Edited, span: Range) -> Range | None:
    """From the first to the last of its words and marks that is still there; None where no word is."""
    places = [after.place[at] for at in range(*span) if after.kept[at] and not text[at].isspace()]
    held = [place for place in places if place]
    of_marks = not any(character.isalnum() for character in text[slice(*span)])
    left = any(after.kept[at] and (of_marks or text[at].isalnum()) for at in range(*span))
    return (held[0][0], held[-1][1]) if left and held else None


def bounds(text: str, after: Edited, span: Range) -> Range:
    """Between what stands for the words and marks on either side of it."""
    start, end = span
    outside = (after.place[at] for at in range(start - 1, -1, -1) if not text[at].isspace())
    before = next((place[1] for place in outside if place), 0)
    outside = (after.place[at] for at in range(end, len(text)) if not text[at].isspace())
    return before, next((place[0] for place in outside if place), len(after.text))


def judged(text: str, after: Edited, span: Ranges, found: Ranges) -> str:
    """ "lost" or "rightly lost" where nothing was found; else "right", "partly" (a range is missing) or "wrong"."""
    left = [(survivors(text, after, each), bounds(text, after, each)) for each in span]
    wanted = [(inner, outer) for inner, outer in left if inner]
    if not found:
        return "lost" if wanted else "rightly lost"
    held = 0
    for start, end in found:
        fits = [
            at
            for at, (inner, outer) in enumerate(left)
            if outer[0] <= start < end <= outer[1] and (inner is None or (start <= inner[0] and inner[1] <= end))
        ]
        if not fits:
            return "wrong"
        held += any(left[at][0] for at in fits)
    return "right" if held == len(wanted) and wanted else "partly" if wanted else "wrong"


def quoted(new: str, text: str, span: Ranges) -> Ranges:
    """What a plain search finds: each range's words, where they stand once."""
    places = []
    for start, end in span:
        words = text[start:end]
        at = new.find(words)
        if at < 0 or new.find(words, at + 1) >= 0:
            return ()
        places.append((at, at + len(words)))
    return tuple(places)


def read_back(bind: Engine, text: str, spans: Sequence[Ranges], version: int) -> int:
    """How many spans, stored as anchors, come out of a database as they were, and are found again in the same text."""
    table = cast(Table, Anchor.__table__)
    rows = [
        {"proposition_id": number, "version_id": version, **fields}
        for number, span in enumerate(spans)
        for fields in anchor_fields(text, span, AnchorRole.CONTENT)
    ]
    reanchoring = Reanchoring(text, text)
    same = 0
    with bind.begin() as connection:
        connection.execute(insert(table), rows)
        own = select(table).where(table.c.version_id == version).order_by(table.c.proposition_id, table.c.ordinal)
        stored = connection.execute(own).all()
    for number, group in groupby(stored, lambda row: row.proposition_id):
        anchors = list(group)
        ranges = tuple((row.start, row.end) for row in anchors)
        words = all(row.exact == text[row.start : row.end] for row in anchors)
        same += words and ranges == spans[number] == reanchoring.passage(ranges).ranges
    return same


def measure(paths: Iterable[Path], share: float, seed: int) -> None:
    """Print what becomes of every passage at one share of edited words."""
    found: Counter[str] = Counter()
    itself: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    began = time.process_time()
    for path in paths:
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        after = edited(text, share, random.Random(f"{seed} {share} {path.name}"))
        reanchoring = Reanchoring(text, after.text)
        for span in spans_in(path):
            outcome = reanchoring.passage(span)
            likely = outcome.candidates[0].ranges if outcome.how.value == "likely" else ()
            found[judged(text, after, span, outcome.ranges or likely)] += 1
            if outcome.is_found:
                itself[judged(text, after, span, outcome.ranges)] += 1
            plain[judged(text, after, span, quoted(after.text, text, span))] += 1
    total = sum(found.values())
    there = total - found["rightly lost"]
    print(
        f"{share:4.0%} of words, {total} spans: right {found['right'] / total:.2%}, "
        f"partly {found['partly'] / total:.2%}, "
        f"lost {found['lost'] / total:.2%} (rightly {found['rightly lost'] / total:.2%}), "
        f"wrong {found['wrong'] / total:.2%}; by itself {sum(itself.values()) / total:.2%}, "
        f"wrong of these {itself['wrong']}; recall {found['right'] / there:.2%}, "
        f"exact quote {plain['right'] / there:.2%}, wrong {plain['wrong'] / total:.2%}; "
        f"{time.process_time() - began:.1f} s"
    )


def main() -> int:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("DELIBERATE_SHARED", "../shared")))
    parser.add_argument("--files", type=int, help="only the first N articles")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    corpus = options.shared / "corpora" / "attribution"
    if not corpus.is_dir():
        print(f"No corpus at {corpus}: set DELIBERATE_SHARED or --shared.", file=sys.stderr)
        return 2
    paths = sorted(corpus.glob("*.ann"))[: options.files]
    same = parts = total = 0
    bind = create_engine("sqlite://")
    cast(Table, Anchor.__table__).create(bind)
    for version, path in enumerate(paths):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        spans = spans_in(path)
        same += read_back(bind, text, spans, version)
        total += len(spans)
        parts += sum(len(span) > 1 for span in spans)
    print(f"stored and read back: {same} of {total} spans, {parts} of them discontinuous")
    for share in SHARES:
        measure(paths, share, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
