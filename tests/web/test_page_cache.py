"""How pages are kept in memory, whatever is in them."""

from typing import Any

import pytest

from deliberate.web.page_cache import KeptPage, PageCache, Place, place_of

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "wsgi.url_scheme": "https",
    "HTTP_HOST": "example.org",
    "SCRIPT_NAME": "",
    "PATH_INFO": "/a/bridge",
    "QUERY_STRING": "all=1",
}


def at(path: str) -> Place:
    return "https", "example.org", "", path, ""


def page(size: int, tag: str = "x") -> KeptPage:
    return KeptPage((0,), (1,), b"a" * size, tag, "text/html", "/", 0.0)


def test_the_pages_asked_for_last_stay_within_the_bound() -> None:
    cache = PageCache(40_000)
    for name in "abc":
        cache.keep(at(name), page(8000))
    cache.find(at("a"))
    cache.keep(at("d"), page(8000))
    assert [name for name in "abcd" if cache.find(at(name))] == ["a", "c", "d"]
    assert cache.bytes <= cache.most
    cache.keep(at("a"), page(30_000))
    assert cache.find(at("a")) is None, "one page is not to push out all others"
    cache.clear()
    assert (cache.bytes, cache.find(at("c"))) == (0, None)


def test_a_packed_body_is_made_once_and_counts() -> None:
    cache = PageCache(100_000)
    kept = page(20_000)
    cache.keep(at("a"), kept)
    before = cache.bytes
    first = cache.packed(at("a"), kept)
    assert first is cache.packed(at("a"), kept)
    assert cache.bytes == before + len(first)


@pytest.mark.parametrize(
    "more",
    [{"HTTP_COOKIE": "theme=dark"}, {"HTTP_AUTHORIZATION": "Basic eA=="}, {"REQUEST_METHOD": "POST"}],
)
def test_whoever_may_be_somebody_has_no_place(more: dict[str, Any]) -> None:
    assert place_of(ENVIRON, "en") == ("https", "example.org", "", "/a/bridge", "all=1", "en")
    assert place_of({**ENVIRON, **more}, "en") is None
    assert place_of({name: value for name, value in ENVIRON.items() if name != "HTTP_HOST"}, "en") is None


def test_an_address_that_somebody_made_long_fills_no_memory() -> None:
    assert place_of({**ENVIRON, "QUERY_STRING": "x" * 60_000}, "en") is None
