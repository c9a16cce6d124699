"""Which part of an article's claims a page of the editor shows: never so much that it is slow to open."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.contributions import STANDING, Status
from deliberate.core.db import session
from deliberate.core.text import whole_number
from deliberate.propositions.models import Proposition

#: What each filter shows; "all" shows the three of them.
FILTERS = {
    "suggested": frozenset({Status.SUGGESTED}),
    "accepted": STANDING,
    "rejected": frozenset({Status.REJECTED}),
}
ALL = "all"
CARDED = frozenset().union(*FILTERS.values())

#: In the order of the article, or the best-ranked first.
IN_ORDER, BEST_FIRST = "article", "rank"

#: A page holds this many claims, or this many characters of text without.
PAGE = 25
LONGEST_TEXT = 20_000
#: A block of more characters than this is cut into rows.
LONGEST_ROW = 3000
#: In the order of rank, claims made by hand come after all suggestions.
_UNRANKED = 10**9

Block = tuple[str, int, int]


class Entry(NamedTuple):
    """A claim in the list of all. ``number`` is its place in the article, whatever the filter."""

    number: int
    id: int
    position: int
    rank: int | None
    status: Status

    @property
    def key(self) -> int:
        """Where it stands in the order of rank."""
        return _UNRANKED + self.number if self.rank is None else self.rank


@dataclass(frozen=True)
class View:
    """What an editor asked to see: a filter, an order, and where the page starts."""

    show: str = ALL
    order: str = IN_ORDER
    #: A place in the text, or in the order of rank.
    at: int = 0

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "View":
        """The view an address asks for; what it does not say, or says wrongly, is the default."""
        show, order = asked.get("show", ALL), asked.get("order", IN_ORDER)
        return cls(
            show if show in FILTERS else ALL,
            order if order == BEST_FIRST else IN_ORDER,
            whole_number(asked.get("at", ""), 11) or 0,
        )

    def query(self) -> dict[str, Any]:
        """What of it an address has to say."""
        return {
            "show": self.show if self.show in FILTERS else None,
            "order": self.order if self.order == BEST_FIRST else None,
            "at": self.at or None,
        }

    def shows(self, entry: Entry) -> bool:
        return self.show == ALL or entry.status in FILTERS[self.show]


@dataclass(frozen=True)
class Row:
    """A stretch of the text and the claims that begin in it."""

    index: int
    block: Block
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Stretch:
    """The rows of a page, how many of the shown claims come before them, and where its neighbours start."""

    rows: tuple[Row, ...]
    before: int
    previous: int | None
    following: int | None

    @property
    def entries(self) -> list[Entry]:
        return [entry for row in self.rows for entry in row.entries]


def entries_of(article: Article) -> list[Entry]:
    """All claims that have a card, in the order of the article: one query, and nothing but figures."""
    found = session.execute(
        select(Proposition.id, Proposition.position, Proposition.rank, Proposition.status)
        .where(Proposition.article_id == article.id, Proposition.status.in_(CARDED))
        .order_by(Proposition.position, Proposition.id)
    )
    return [Entry(number, *row) for number, row in enumerate(found, start=1)]


def rows_of(text: str, blocks: Sequence[Sequence[Any]]) -> list[Block]:
    """The blocks in their order, each that is very long cut between words."""
    rows: list[Block] = []
    for kind, start, end in sorted(blocks, key=lambda block: int(block[1])):
        while end - start > LONGEST_ROW:
            cut = max(text.rfind(" ", start, start + LONGEST_ROW), text.rfind("\n", start, start + LONGEST_ROW)) + 1
            cut = cut if cut > start else start + LONGEST_ROW
            rows.append((kind, start, cut))
            start = cut
        rows.append((kind, start, end))
    return rows


def stretch_of(rows: Sequence[Block], entries: Sequence[Entry], view: View) -> Stretch:
    """The page that a view asks for."""
    shown = [entry for entry in entries if view.shows(entry)]
    if view.order == BEST_FIRST:
        return _best_first(rows, sorted(shown, key=lambda entry: (entry.key, entry.number)), view.at)
    return _in_order(rows, shown, view)


def start_of(rows: Sequence[Block], entry: Entry, view: View) -> int:
    """Where a page starts that has this claim: where it starts now, if the claim is on it."""
    return entry.key if view.order == BEST_FIRST else rows[row_of(rows, entry.position)][1]


def row_of(rows: Sequence[Block], position: int) -> int:
    """The row that holds a position, or the nearest after it."""
    return min(bisect_right(rows, position, key=lambda row: row[2]), len(rows) - 1)


def landing(entries: Sequence[Entry], claim: int, view: View) -> Entry | None:
    """The claim to come back to: itself where it is shown, else the next that is, else the one before."""
    ordered = sorted(entries, key=lambda e: (e.key, e.number)) if view.order == BEST_FIRST else entries
    place = next((index for index, entry in enumerate(ordered) if entry.id == claim), 0)
    after = (entry for entry in ordered[place:] if view.shows(entry))
    before = (entry for entry in reversed(ordered[:place]) if view.shows(entry))
    return next(after, None) or next(before, None)


def _best_first(rows: Sequence[Block], shown: Sequence[Entry], at: int) -> Stretch:
    first = bisect_left(shown, at, key=lambda entry: entry.key)
    last = min(first + PAGE, len(shown))
    # Parts of one suggestion share its rank, and stay on one page.
    while last < len(shown) and shown[last].key == shown[last - 1].key:
        last += 1
    page = []
    for entry in shown[first:last]:
        index = row_of(rows, entry.position)
        page.append(Row(index, rows[index], (entry,)))
    return Stretch(
        tuple(page),
        first,
        shown[max(0, first - PAGE)].key if first else None,
        shown[last].key if last < len(shown) else None,
    )


def _in_order(rows: Sequence[Block], shown: Sequence[Entry], view: View) -> Stretch:
    """All of the text where everything is shown, else the rows that have claims."""
    beside: dict[int, list[Entry]] = {}
    for entry in shown:
        beside.setdefault(row_of(rows, entry.position), []).append(entry)
    indices = list(range(len(rows))) if view.show == ALL else sorted(beside)
    cards = [len(beside.get(index, ())) for index in indices]
    lengths = [rows[index][2] - rows[index][1] for index in indices]
    first = bisect_right(indices, view.at, key=lambda index: rows[index][2])
    last = first + _fitting(cards[first:], lengths[first:])
    back = first - _fitting(cards[:first][::-1], lengths[:first][::-1])
    page = tuple(Row(index, rows[index], tuple(beside.get(index, ()))) for index in indices[first:last])
    return Stretch(
        page,
        sum(cards[:first]),
        rows[indices[back]][1] if first else None,
        rows[indices[last]][1] if last < len(indices) else None,
    )


def _fitting(cards: Sequence[int], lengths: Sequence[int]) -> int:
    """How many rows fit on a page, one at least where there is any."""
    within = zip(accumulate(cards), accumulate(lengths), strict=True)
    fit = 0
    for count, length in within:
        if fit and (count > PAGE or length > LONGEST_TEXT):
            break
        fit += 1
    return fit
