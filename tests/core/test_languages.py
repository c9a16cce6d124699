"""Which language somebody is given of those that are there."""

from deliberate.core.languages import best_of, direction_of


def test_the_first_that_is_there_wins_with_or_without_its_region() -> None:
    offered = ("en", "de", "pt-BR")
    assert best_of(["fr", "de-AT", "en"], offered) == "de"
    assert best_of(["PT_br"], offered) == "pt-BR"
    assert best_of(["fr"], offered) is None
    assert best_of([], offered) is None


def test_some_are_written_from_the_right() -> None:
    assert [direction_of(each) for each in ("en", "ar", "fa-IR")] == ["ltr", "rtl", "rtl"]
