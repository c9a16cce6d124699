"""An HTML page into plain text with blocks, and what the page says about itself.

The standard library's parser reads it: it never fails on broken markup, and nothing here is shown as HTML again. It
takes quadratic time on many unfinished tags, so those are turned into plain characters before it sees them.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from deliberate.articles.documents import ImportedText, joined

DROPPED = frozenset(
    "script style noscript template nav form button select textarea option datalist svg math canvas iframe object "
    "video audio head dialog menu".split()
)
"""Elements whose words are no part of the article."""

BLOCKS = frozenset(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd table tr td th "
    "caption pre figure figcaption address hr body html details summary fieldset".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

META_FIELDS = {
    "author": "byline",
    "article:author": "byline",
    "og:site_name": "publisher",
    "publisher": "publisher",
    "article:published_time": "published_on",
    "date": "published_on",
    "dc.date": "published_on",
    "datepublished": "published_on",
    "og:title": "og_title",
    "og:url": "og_url",
}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]*>)")
DECLARATION = re.compile(r"<[!?][^<>]*>")
SPACE = re.compile(r"[ \t\n\r\f\v]+")


def read_page(source: str) -> ImportedText:
    """The words of an HTML page without scripts, menus and forms; its title, byline, date, language and address."""
    reader = PageReader()
    reader.feed(finished_tags(source))
    reader.close()
    reader.end_block()
    text, blocks = joined(reader.pieces)
    found = reader.found
    heading = next((words for kind, words in reader.pieces if kind == "heading"), None)
    date = DATE.search(found.get("published_on", ""))
    return ImportedText(
        text,
        blocks,
        title=found.get("h1") or found.get("og_title") or found.get("title") or heading,
        byline=found.get("byline"),
        publisher=found.get("publisher"),
        published_on=date.group() if date else None,
        language=found.get("language"),
        canonical_url=web_address(found.get("canonical_url")) or web_address(found.get("og_url")),
    )


def finished_tags(source: str) -> str:
    """The page without comments and declarations, and with every "<" that begins no finished tag escaped."""
    kept, position = [], 0
    while (start := source.find("<!--", position)) >= 0 and (end := source.find("-->", start)) >= 0:
        kept.append(source[position:start])
        position = end + 3
    return NO_TAG.sub("&lt;", DECLARATION.sub("", "".join(kept) + source[position:]))


def web_address(value: str | None) -> str | None:
    """The value if it is an http or https address, else None."""
    return value if value and re.match(r"https?://[^\s]+\Z", value) else None


@dataclass
class OpenElement:
    """An element that has begun and not ended."""

    name: str
    dropped: bool


@dataclass
class PageReader(HTMLParser):
    """Collects the blocks of a page in `pieces`, and what its head says in `found`."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    open: list[OpenElement] = field(default_factory=list)
    depth: Counter[str] = field(default_factory=Counter)  # open elements by name, so that deep pages stay linear
    words: list[str] = field(default_factory=list)
    title_words: list[str] | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        self.note(tag, values)
        if tag == "br":
            self.words.append("\n")
        if tag == "title" and not self.depth["svg"]:
            self.title_words = []
        if tag == "body":
            self.close_all()  # a head that was never closed must not swallow the page
        if tag in BLOCKS:
            self.end_block()
        if tag in VOID:
            return
        if tag == "p" or tag == "li":
            self.close_unclosed(tag)
        hidden = "hidden" in values or values.get("aria-hidden") == "true"
        dropped = tag in DROPPED or hidden or values.get("role") == "navigation"
        self.open.append(OpenElement(tag, dropped or self.dropping))
        self.depth[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.end_title()
        if tag in BLOCKS:
            self.end_block(tag)
        if self.depth[tag]:
            while self.close_last() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.title_words is not None:
            self.title_words.append(data)
        elif not self.dropping:
            self.words.append(data if self.depth["pre"] else SPACE.sub(" ", data))

    @property
    def dropping(self) -> bool:
        """Whether words here are left out."""
        return bool(self.open) and self.open[-1].dropped

    def close_last(self) -> str:
        """End the innermost open element; its name."""
        name = self.open.pop().name
        self.depth[name] -= 1
        return name

    def close_all(self) -> None:
        """End every open element."""
        self.open.clear()
        self.depth.clear()

    def close_unclosed(self, tag: str) -> None:
        """End a paragraph or item that another one follows without an end tag, as HTML lets authors do."""
        if self.open and self.open[-1].name == tag:
            self.close_last()

    def end_title(self) -> None:
        """Keep the words of the <title>."""
        if self.title_words is not None:
            self.remember("title", SPACE.sub(" ", "".join(self.title_words)))
            self.title_words = None

    def end_block(self, tag: str = "") -> None:
        """Close the block being read, if it has words."""
        lines = "".join(self.words).split("\n")
        self.words.clear()
        words = "\n".join(line.strip(" \t") for line in lines).strip()
        if not words:
            return
        if self.depth["h1"]:
            self.remember("h1", SPACE.sub(" ", words))
        self.pieces.append((self.kind_here(), words))

    def kind_here(self) -> str:
        """The kind of block that the open elements make."""
        if any(self.depth[name] for name in HEADINGS):
            return "heading"
        if self.depth["blockquote"]:
            return "quote"
        return "item" if self.depth["li"] else "paragraph"

    def note(self, tag: str, values: dict[str, str]) -> None:
        """Keep what a tag of the page's head says about the article."""
        if tag == "html":
            self.remember("language", values.get("lang", ""))
        if tag == "link" and "canonical" in values.get("rel", "").lower().split():
            self.remember("canonical_url", values.get("href", ""))
        if tag == "time" and "datetime" in values:
            self.remember("published_on", values["datetime"])
        if tag == "meta":
            name = (values.get("name") or values.get("property") or values.get("itemprop") or "").lower()
            if name in META_FIELDS:
                self.remember(META_FIELDS[name], values.get("content", ""))

    def remember(self, name: str, value: str) -> None:
        """Keep the first value found."""
        if value.strip():
            self.found.setdefault(name, value.strip())
