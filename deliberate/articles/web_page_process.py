"""The process that reads one fetched page: ``python -m deliberate.articles.web_page_process``.

One line of JSON and the page come in by standard input, the article goes out as JSON by standard output.
"""

import json
import re
import resource
import sys
from dataclasses import replace
from typing import Any

from deliberate.articles.documents import ImportedText, Unreadable, clean, joined, paragraphs
from deliberate.articles.importing import DECLARED_CHARSET, TOO_LONG, in_megabytes
from deliberate.articles.page_reading import read_page
from deliberate.articles.web_pages import as_data, as_words
from deliberate.core.wording import N_

try:
    from trafilatura import bare_extraction
except ModuleNotFoundError:  # the extra `articles` is not installed, and nobody asks for this process
    bare_extraction = None  # type: ignore[assignment]

#: Of the processor, in seconds; and memory, in bytes.
MOST_TIME = 20
MOST_MEMORY = 2**30

KIND_OF = {"head": "heading", "quote": "quote", "item": "item"}
BLOCKS = frozenset({"body", "head", "p", "quote", "list", "item", "table", "row", "div", "code", "main", "comments"})
_SPACE = re.compile(r"[ \t\r\f\v\n]+")


def read(page: str, url: str, limit: int) -> ImportedText:
    """The main text of a page in blocks; where none stands out, all of its words. Raises Unreadable."""
    page, report = clean(page)
    whole = read_page(page)
    found: Any = bare_extraction(page, url=url, with_metadata=True, include_comments=False)
    if found is None or found.body is None:
        main = whole
    else:
        text, blocks = joined(_pieces(found.body))
        main = ImportedText(text, blocks)
        whole = replace(
            whole,
            title=found.title or whole.title,
            byline=found.author or whole.byline,
            publisher=found.sitename or whole.publisher,
            published_on=found.date or whole.published_on,
        )
    kept, later = clean(main.text)
    if not kept.strip():
        raise Unreadable(
            N_("There are no words to read on this page. It may need a script to show them: paste its text.")
        )
    if (size := len(kept.encode("utf-8"))) > limit:
        raise Unreadable(TOO_LONG % {"size": in_megabytes(size), "most": in_megabytes(limit)})
    blocks = paragraphs(kept) if later else main.blocks
    return replace(whole, text=kept, blocks=blocks, report=report + later, canonical_url=whole.canonical_url or url)


def _pieces(body: Any) -> list[tuple[str, str]]:
    """The blocks of a tree as trafilatura gives it: (kind, words), in order."""
    pieces: list[tuple[str, str]] = []
    words: list[str] = []

    def end_block(kind: str) -> None:
        lines = [_SPACE.sub(" ", line).strip() for line in "".join(words).split("\0")]
        words.clear()
        if whole := "\n".join(line for line in lines if line):
            pieces.append((kind, whole))

    def walk(element: Any, kind: str) -> None:
        inner = KIND_OF.get(element.tag, kind)
        if element.tag in BLOCKS:
            end_block(kind)
        if element.tag == "lb":
            # No text holds it: NUL is removed before.
            words.append("\0")
        if element.tag == "cell" and words:
            words.append(" ")
        words.append(element.text or "")
        for child in element:
            walk(child, inner)
            words.append(child.tail or "")
        if element.tag in BLOCKS:
            end_block(inner)

    walk(body, "paragraph")
    return pieces


def decoded(body: bytes, charset: str | None) -> str:
    """The page's words, by what the server or else the page itself says of their encoding."""
    declared = DECLARED_CHARSET.search(body, 0, 4096)
    return as_words(body, charset or (declared[1].decode("ascii") if declared else None))


def main() -> None:
    """Bound ourselves, read, answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_TIME, MOST_TIME))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    head, _, body = sys.stdin.buffer.read().partition(b"\n")
    asked = json.loads(head)
    try:
        answer = as_data(read(decoded(body, asked["charset"]), asked["url"], asked["limit"]))
    except Unreadable as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
