import pytest

from deliberate.articles.page_reading import finished_tags, read_page

PAGE = """<!doctype html><html lang="en-GB"><head><title>Site | Story</title>
<meta name="author" content="A. Writer"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2026-03-04T10:00:00Z">
<link rel="canonical" href="https://example.org/story"><style>p{}</style></head>
<body><nav><a href="/">Home</a></nav><h1>The story</h1><p>First   <em>part</em>.<br>Next line.</p>
<blockquote><p>Said so.</p></blockquote><ul><li>One<li>Two</ul>
<form><label>Name</label><input value="x"><button>Send</button></form><script>var a = "<p>no</p>";</script>
<p hidden>secret</p></body></html>"""


def pieces(source):
    read = read_page(source)
    return [(block.kind, read.text[block.start : block.end]) for block in read.blocks]


def test_the_words_are_kept_and_scripts_menus_and_forms_dropped():
    assert pieces(PAGE) == [
        ("heading", "The story"),
        ("paragraph", "First part.\nNext line."),
        ("quote", "Said so."),
        ("item", "One"),
        ("item", "Two"),
    ]


def test_what_the_page_says_about_itself_is_found():
    read = read_page(PAGE)
    assert (read.title, read.byline, read.publisher) == ("The story", "A. Writer", "The Paper")
    assert (read.published_on, read.language) == ("2026-03-04", "en-GB")
    assert read.canonical_url == "https://example.org/story"


def test_the_title_element_serves_where_there_is_no_heading():
    assert read_page("<title>Only &amp; this</title><p>x").title == "Only & this"


def test_an_address_that_is_no_web_address_is_not_kept():
    assert read_page('<link rel=canonical href="javascript:alert(1)"><p>x').canonical_url is None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>open <b>bold <p>next", ["open bold", "next"]),
        ("</div></p>text</b>", ["text"]),
        ("<p>a < b and <3 <unfinished", ["a < b and <3 <unfinished"]),
        ("<head><title>t</title><body><p>x", ["x"]),
        ("<!-- never closed <p>x</p>", ["<!-- never closed", "x"]),
        ("a<!-- gone -->b", ["ab"]),
    ],
)
def test_broken_markup_never_fails(source, words):
    assert [text for _, text in pieces(source)] == words


def test_tags_that_never_end_become_characters():
    assert finished_tags("<a <a <b>x</b>") == "&lt;a &lt;a <b>x</b>"


def test_a_page_nested_a_hundred_thousand_deep_is_read():
    assert read_page("<div>" * 100_000 + "deep").text == "deep"
