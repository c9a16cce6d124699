import pytest

from deliberate.fetching.errors import Refused
from deliberate.fetching.urls import LONGEST, read_url


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG./a b".replace(" ", "%20"), "https://example.org/a%20b"),
        ("http://example.org:80/?q=1#part", "http://example.org/?q=1"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("https://bücher.example/straße?ß=ü", "https://xn--bcher-kva.example/stra%C3%9Fe?%C3%9F=%C3%BC"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https://[2606:4700:4700:0::1111]:443/", "https://[2606:4700:4700::1111]/"),
        ("  https://a_b.example.org/%7Ex  ", "https://a_b.example.org/%7Ex"),
    ],
)
def test_an_address_has_one_spelling(given: str, read: str) -> None:
    assert str(read_url(given)) == read


@pytest.mark.parametrize(
    "given",
    [
        "",
        "example.org",
        "//example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://@example.org/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://exa mple.org/",
        "http://example.org\\@other.org/",
        "http://example.org/\r\nX: y",
        "http://exa%6dple.org/",
        "http://-.example..org/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://[v1.x]/",
        f"http://example.org/{'x' * LONGEST}",
        f"http://{'x' * 64}.org/",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(given: str) -> None:
    with pytest.raises(Refused):
        read_url(given)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "https://example.org/b"),
        ("c?d#e", "https://example.org/a/c?d"),
        ("//other.org/x", "https://other.org/x"),
        ("http://other.org:80", "http://other.org/"),
    ],
)
def test_a_redirect_is_read_from_where_it_stands(location: str, leads_to: str) -> None:
    assert str(read_url("https://example.org/a/b").join(location)) == leads_to
