"""Text cut into marked segments."""

from hypothesis import given
from hypothesis import strategies as st

from deliberate.propositions.marking import mark_blocks

SPANS = st.lists(
    st.tuples(st.integers(0, 9), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=3)), max_size=12
)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[list[object]]]:
    """A text of up to five blocks with blank lines between."""
    words = draw(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=20), min_size=1, max_size=5))
    blocks: list[list[object]] = []
    start = 0
    for block in words:
        blocks.append(["paragraph", start, start + len(block)])
        start += len(block) + 2
    return "\n\n".join(words), blocks


def test_overlapping_claims_share_the_words_they_both_cover() -> None:
    (block,) = mark_blocks("abcdef", [("paragraph", 0, 6)], [(1, [(0, 4)]), (2, [(2, 6)])])
    assert [(s.text, s.claims, s.opens, s.closes) for s in block.segments] == [
        ("ab", (1,), (1,), ()),
        ("cd", (1, 2), (2,), (1,)),
        ("ef", (2,), (), (2,)),
    ]


def test_the_innermost_claim_comes_first() -> None:
    (block,) = mark_blocks("abcdef", [("paragraph", 0, 6)], [(1, [(0, 6)]), (2, [(2, 3)])])
    assert block.segments[1].claims == (2, 1)


def test_a_discontinuous_claim_opens_once_and_closes_once() -> None:
    first, second = mark_blocks("ab\n\ncd", [("paragraph", 0, 2), ("quote", 4, 6)], [(1, [(0, 1), (5, 6)])])
    assert [s.opens for s in first.segments] == [(1,), ()]
    assert [s.closes for s in second.segments] == [(), (1,)]
    assert second.kind == "quote"


def test_a_claim_that_runs_across_blocks_is_marked_in_each() -> None:
    marked = mark_blocks("ab\n\ncd", [("paragraph", 0, 2), ("paragraph", 4, 6)], [(1, [(1, 5)])])
    assert [[(s.text, s.claims) for s in block.segments] for block in marked] == [
        [("a", ()), ("b", (1,))],
        [("c", (1,)), ("d", ())],
    ]


def test_offsets_count_an_emoji_once() -> None:
    (block,) = mark_blocks("🚲🚲x", [("paragraph", 0, 3)], [(1, [(2, 3)])])
    assert block.segments[1].start == 2
    assert block.segments[1].text == "x"


@given(texts(), SPANS)
def test_joined_segments_are_the_text_of_their_block(
    document: tuple[str, list[list[object]]], spans: list[tuple[int, list[tuple[int, int]]]]
) -> None:
    text, blocks = document
    for block, (_, start, end) in zip(mark_blocks(text, blocks, spans), blocks, strict=True):
        assert "".join(segment.text for segment in block.segments) == text[start:end]  # type: ignore[misc]


@given(texts(), SPANS)
def test_each_code_point_has_exactly_the_claims_whose_ranges_hold_it(
    document: tuple[str, list[list[object]]], spans: list[tuple[int, list[tuple[int, int]]]]
) -> None:
    text, blocks = document
    for block in mark_blocks(text, blocks, spans):
        for segment in block.segments:
            for at in range(segment.start, segment.start + len(segment.text)):
                covering = {name for name, ranges in spans if any(start <= at < end for start, end in ranges)}
                assert set(segment.claims) == covering


@given(texts(), SPANS)
def test_every_claim_shown_opens_once_and_closes_once(
    document: tuple[str, list[list[object]]], spans: list[tuple[int, list[tuple[int, int]]]]
) -> None:
    segments = [segment for block in mark_blocks(*document, spans) for segment in block.segments]
    shown = sorted({name for segment in segments for name in segment.claims})
    assert sorted(name for segment in segments for name in segment.opens) == shown
    assert sorted(name for segment in segments for name in segment.closes) == shown
