"""What a page of the editor holds."""

from itertools import pairwise

import pytest

from deliberate.core.contributions import Status
from deliberate.propositions.paging import (
    BEST_FIRST,
    LONGEST_ROW,
    LONGEST_TEXT,
    PAGE,
    Block,
    Entry,
    Stretch,
    View,
    landing,
    rows_of,
    start_of,
    stretch_of,
)


def text_of(paragraphs: int, words: int = 20) -> tuple[str, list[Block]]:
    text, blocks = "", []
    for _number in range(paragraphs):
        start = len(text)
        text += "word " * words
        blocks.append(("paragraph", start, len(text)))
    return text, blocks


def entries(positions: list[int], status: Status = Status.SUGGESTED) -> list[Entry]:
    """Claims at these places; the last is ranked best."""
    return [Entry(n, 1000 + n, at, len(positions) + 1 - n, status) for n, at in enumerate(positions, start=1)]


def pages(rows: list[Block], found: list[Entry], view: View) -> list[Stretch]:
    """Every page, by the links from one to the next."""
    made = [stretch_of(rows, found, view)]
    while (following := made[-1].following) is not None:
        made.append(stretch_of(rows, found, View(view.show, view.order, following)))
    return made


@pytest.mark.parametrize("view", [View(), View("suggested"), View(order=BEST_FIRST), View("suggested", BEST_FIRST)])
def test_every_claim_is_on_one_page_and_pages_lead_back_as_they_lead_on(view: View) -> None:
    text, blocks = text_of(200)
    rows = rows_of(text, blocks)
    found = entries([start + 5 * (n % 3) for n, (_, start, _end) in enumerate(blocks) if n % 2] + [len(text) - 3] * 9)
    found = [entry._replace(number=n) for n, entry in enumerate(sorted(found, key=lambda e: e.position), start=1)]
    made = pages(rows, found, view)
    shown = [entry.id for page in made for entry in page.entries]
    assert sorted(shown) == sorted(entry.id for entry in found)
    assert len(set(shown)) == len(shown)
    assert [page.before for page in made] == [sum(len(p.entries) for p in made[:n]) for n in range(len(made))]
    for earlier, later in pairwise(made):
        assert later.previous is not None
        back = stretch_of(rows, found, View(view.show, view.order, later.previous))
        assert earlier.entries[-1:] == back.entries[-1:]
    assert made[0].previous is None


def test_a_page_holds_no_more_claims_and_no_more_text_than_fit() -> None:
    text, blocks = text_of(400, words=50)
    rows = rows_of(text, blocks)
    for page in pages(rows, entries([start for _, start, _ in blocks]), View()):
        assert len(page.entries) <= PAGE
    for page in pages(rows, [], View()):
        assert sum(row.block[2] - row.block[1] for row in page.rows) <= LONGEST_TEXT


def test_all_of_the_text_is_on_the_pages_where_nothing_is_filtered() -> None:
    text, blocks = text_of(300, words=60)
    made = pages(rows_of(text, blocks), entries([7, 9000]), View())
    assert "".join(text[start:end] for page in made for _, start, end in [row.block for row in page.rows]) == text


@pytest.mark.parametrize("text", ["word " * 20_000, "x" * 100_000])
def test_a_block_without_end_is_cut_into_rows_and_nothing_of_it_is_lost(text: str) -> None:
    rows = rows_of(text, [("paragraph", 0, len(text))])
    assert "".join(text[start:end] for _, start, end in rows) == text
    assert all(0 < end - start <= LONGEST_ROW for _, start, end in rows)
    found = entries(list(range(0, len(text), 200)))
    assert sum(len(page.entries) for page in pages(rows, found, View())) == len(found)


def test_a_page_stays_where_it_starts_while_its_claims_are_decided() -> None:
    text, blocks = text_of(100)
    rows = rows_of(text, blocks)
    found = entries([start for _, start, _ in blocks])
    at = pages(rows, found, View("suggested"))[1].rows[0].block[1]
    decided = [e._replace(status=Status.VISIBLE) if PAGE <= e.number - 1 < PAGE + 3 else e for e in found]
    page = stretch_of(rows, decided, View("suggested", at=at))
    assert [entry.number for entry in page.entries][:2] == [PAGE + 4, PAGE + 5]
    assert len(page.entries) == PAGE


def test_claims_made_by_hand_come_after_all_ranked_ones() -> None:
    text, blocks = text_of(3)
    found = [entry._replace(rank=None if entry.number == 1 else entry.rank) for entry in entries([0, 10, 20])]
    page = stretch_of(rows_of(text, blocks), found, View(order=BEST_FIRST))
    assert [entry.number for entry in page.entries] == [3, 2, 1]


def test_parts_that_share_a_rank_are_on_one_page() -> None:
    text, blocks = text_of(60)
    found = [entry._replace(rank=7) for entry in entries([start for _, start, _ in blocks])]
    assert len(stretch_of(rows_of(text, blocks), found, View(order=BEST_FIRST)).entries) == 60


@pytest.mark.parametrize("order", ["article", BEST_FIRST])
def test_a_page_starts_where_a_claim_is(order: str) -> None:
    text, blocks = text_of(100)
    rows = rows_of(text, blocks)
    found = entries([start + 3 for _, start, _ in blocks])
    for entry in found[::9]:
        start = start_of(rows, entry, View(order=order))
        assert stretch_of(rows, found, View(order=order, at=start)).entries[0] == entry


def test_one_lands_on_the_next_claim_that_shows_else_on_the_one_before() -> None:
    found = entries([0, 10, 20])
    found[1] = found[1]._replace(status=Status.REJECTED)
    assert landing(found, found[1].id, View("suggested")) == found[2]
    found[2] = found[2]._replace(status=Status.REJECTED)
    assert landing(found, found[1].id, View("suggested")) == found[0]
    assert landing(found, found[1].id, View()) == found[1]
    assert landing([], 5, View()) is None


@pytest.mark.parametrize("at", ["", "-1", "x", "1" * 30, "²"])
def test_an_address_that_says_nonsense_is_of_the_first_page(at: str) -> None:
    assert View.of({"at": at, "show": "nonsense", "order": "none"}) == View()
    assert View().query() == {"show": None, "order": None, "at": None}
    assert View.of({"at": "30", "show": "accepted", "order": "rank"}) == View("accepted", BEST_FIRST, 30)
