"""Pages of strangers as articles: what is kept, and that none of them can do harm."""

import codecs
from contextlib import suppress

import pytest

from deliberate.articles.documents import ImportedText, Unreadable
from deliberate.articles.web_pages import ENCODINGS, as_words, can_read, read_web_page

pytestmark = pytest.mark.skipif(not can_read(), reason="needs trafilatura: pip install flask-deliberate[articles]")

URL = "https://example.org/news/bridge?from=mail"
PAGE = """<!doctype html>
<html lang="en-GB"><head><title>The bridge | Gazette</title>
<meta name="author" content="Ann Author"><meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2026-03-02T10:00:00Z">
<link rel="canonical" href="https://example.org/news/bridge"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Who closed the bridge?</h1>
<p>The bridge closed on Monday &amp; nobody was told. <a href="/x">Engineers</a> say that the <b>cable</b> had
rusted badly in the last years.</p>
<h2>What comes next</h2>
<blockquote><p>It was safe on Sunday, and it will be safe again.</p></blockquote>
<ul><li>First the cable is inspected by engineers.</li><li>Then the bridge opens.</li></ul>
<p>The mayor denies it.<br>She said so on Tuesday, at length, in the town hall.</p></article>
<aside><p>Subscribe to our newsletter now!</p></aside>
<footer>Imprint</footer><script>document.write("tracked")</script></body></html>
"""


def read(page: str | bytes, charset: str | None = "utf-8", kind: str = "text/html", **options: int) -> ImportedText:
    body = page.encode(charset or "utf-8") if isinstance(page, str) else page
    return read_web_page(body, kind, charset, URL, **options)


def test_the_article_is_taken_from_what_surrounds_it_in_blocks() -> None:
    text = read(PAGE)
    assert [(block.kind, text.text[block.start : block.end]) for block in text.blocks] == [
        ("heading", "Who closed the bridge?"),
        (
            "paragraph",
            "The bridge closed on Monday & nobody was told. Engineers say that the cable had rusted badly in the last "
            "years.",
        ),
        ("heading", "What comes next"),
        ("quote", "It was safe on Sunday, and it will be safe again."),
        ("item", "First the cable is inspected by engineers."),
        ("item", "Then the bridge opens."),
        ("paragraph", "The mayor denies it.\nShe said so on Tuesday, at length, in the town hall."),
    ]


def test_what_the_page_says_of_itself_is_kept() -> None:
    text = read(PAGE)
    assert text.title == "Who closed the bridge?"
    assert (text.byline, text.publisher, text.published_on) == ("Ann Author", "The Gazette", "2026-03-02")
    assert (text.language, text.canonical_url) == ("en-GB", "https://example.org/news/bridge")


def test_a_page_that_names_no_address_of_its_own_has_the_one_it_was_found_at() -> None:
    assert read("<p>The bridge closed on Monday, and nobody was told why it did.</p>").canonical_url == URL


def test_a_plain_text_is_kept_as_it_is() -> None:
    text = read("The bridge closed.\r\n\r\nNobody <b>knows</b> why.", kind="text/plain")
    assert text.text == "The bridge closed.\n\nNobody <b>knows</b> why."


@pytest.mark.parametrize(
    ("body", "charset", "words"),
    [
        ("Brücke".encode(), None, "Brücke"),
        ("Brücke".encode(), "no such charset", "Brücke"),
        ("Brücke".encode("latin-1"), "iso-8859-1", "Brücke"),
        ("Brücke".encode("latin-1"), None, "Brücke"),
        ("\ufeffBrücke".encode(), None, "Brücke"),
        ("橋".encode("shift-jis"), "Shift_JIS", "橋"),
        ("Brücke".encode("latin-1"), "utf-8", "Brücke"),
    ],
)
def test_words_are_read_by_the_first_encoding_that_fits(body: bytes, charset: str | None, words: str) -> None:
    assert as_words(body, charset) == words


@pytest.mark.parametrize("charset", ["punycode", "idna", "utf-7", "unicode_escape", "rot13", "zlib"])
def test_a_page_cannot_choose_an_encoding_that_no_browser_knows(charset: str) -> None:
    assert read(rb"Mnchen-3ya, \u0041 and +AGE-.", charset, "text/plain").text == r"Mnchen-3ya, \u0041 and +AGE-."


def test_the_encodings_of_browsers_go_by_the_names_they_have_in_python() -> None:
    assert [name for name in ENCODINGS if codecs.lookup(name).name != name] == []


def test_a_page_may_declare_its_encoding_itself() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("Ann Author", "Анна Автор")
    assert read(page.encode("windows-1251"), None).byline == "Анна Автор"


def test_characters_that_deceive_are_removed_and_reported_however_they_are_spelled() -> None:
    text = read(PAGE.replace("nobody", "no\u202ebo\0dy").replace("Engineers", "Engi&#x202e;neers"))
    assert "nobody was told. Engineers say" in text.text
    assert any("direction-override" in sentence for sentence in text.report)


@pytest.mark.parametrize(
    "page",
    ["", " ", "<html></html>", "<script>alert(1)</script>", "<nav><a href=/>Home</a></nav>", "\0\0"],
)
def test_a_page_without_words_is_refused_in_words(page: str) -> None:
    with pytest.raises(Unreadable, match=r"no words|nothing to read"):
        read(page)


def test_a_text_longer_than_articles_may_be_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"at most 0\.0 MB"):
        read(PAGE, limit=300)


HOSTILE = {
    "endless paragraphs": "<p>word word.</p>" * 290_000,
    "endless links": "<a href=x>y</a>" * 320_000,
    "deep nesting": "<div>" * 900_000,
    "unfinished tags": "<p " * 1_600_000,
    "endless names": "<meta name=author content='a b'>" * 150_000,
    "a name of megabytes": '<script type="application/ld+json">{"@type":"Article","author":{"name":"'
    + "a," * 2_000_000
    + '"}}</script><p>x',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_of_the_largest_size_holds_us_up_or_brings_us_down(name: str) -> None:
    with suppress(Unreadable):
        assert read(f"<html><body>{HOSTILE[name]}").text
