"""Addresses made from titles."""

import pytest

from deliberate.articles.slugs import numbered, slug_of, unguessable


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Who closed the bridge?", "who-closed-the-bridge"),
        ("Crème brûlée – à la carte", "creme-brulee-a-la-carte"),
        ("The mayor's men", "the-mayors-men"),
        ("  --  ", "article"),
        ("Кто закрыл мост?", "article"),
        ("91 drones, 0 proof", "91-drones-0-proof"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_slug_is_ascii_words_and_hyphens(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_long_title_is_cut_at_a_word() -> None:
    slug = slug_of("seven words each of them rather long " * 4)
    assert len(slug) <= 60
    assert slug.endswith(("seven", "words", "each", "of", "them", "rather", "long"))
    assert len(slug_of("x" * 200)) == 60


def test_a_numbered_slug_stays_within_bounds() -> None:
    assert numbered("bridge", 2) == "bridge-2"
    assert len(numbered("x" * 60, 12345)) == 60


def test_an_unguessable_slug_holds_128_bits_and_stays_readable() -> None:
    words, _, token = unguessable("Who closed the bridge over the river at night?").rpartition("-")
    assert len(bytes.fromhex(token)) == 16
    assert words == "who-closed-the-bridge-over"
    assert len({unguessable("x") for _ in range(50)}) == 50
