"""Bytes or pasted words into an article's text: plain text, Markdown and HTML."""

import codecs
import re
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

from deliberate.articles.documents import DEFAULT_LIMIT, ImportedText, Unreadable, clean, paragraphs
from deliberate.articles.markdown_reading import read_markdown
from deliberate.articles.page_reading import read_page
from deliberate.core.stored_words import stored
from deliberate.core.text import is_unseen
from deliberate.core.wording import N_

Format = Literal["text", "markdown", "html"]

FORMAT_OF: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
TOO_LONG = stored(N_("The text is %(size)s; at most %(most)s can be read."))
_TOO_LARGE = stored(N_("The file is %(size)s; at most %(most)s can be read."))
_ENDING = stored(N_("A file ending in %(ending)s cannot be read; use .txt, .md or .html."))
_NO_ENDING = N_("A file ending in nothing cannot be read; use .txt, .md or .html.")
_ANOTHER_ENCODING = stored(
    N_("The file is not %(encoding)s: the byte at position %(position)s does not fit. Save it as UTF-8 and try again.")
)
_UNKNOWN_ENCODING = stored(N_("The page declares the encoding %(encoding)s, which is not known."))
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DECLARED_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""", re.IGNORECASE)
UNTYPED = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
"""Control bytes that no text file has."""


def read_text(text: str, *, format: Format, limit: int = DEFAULT_LIMIT) -> ImportedText:  # noqa: A002
    """Read words that were pasted or decoded.

    Plain text is kept as it is, with only newlines normalised and forbidden characters removed. Raises Unreadable.
    """
    if not text:
        raise Unreadable(N_("There is nothing to read: the text is empty."))
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise Unreadable(TOO_LONG % {"size": in_megabytes(size), "most": in_megabytes(limit)})
    text, report = clean(text)
    if is_unseen(text):
        raise Unreadable(N_("There is nothing to read: the text is only white space and marks that nobody sees."))
    if format == "text":
        return ImportedText(text, paragraphs(text), report=report)
    read = read_markdown(text) if format == "markdown" else read_page(text)
    left, later = clean(read.text)  # character references can spell what was removed from the source
    if later:
        read = replace(read, text=left, blocks=paragraphs(left))
    if is_unseen(read.text):
        raise Unreadable(
            N_("There is nothing to read: no words are left once markup, scripts and menus are taken away.")
        )
    return replace(read, report=report + later + read.report)


def read_file(data: bytes, filename: str, *, limit: int = DEFAULT_LIMIT) -> ImportedText:
    """Read a file by its extension: .txt, .text, .md, .markdown, .html or .htm. Raises Unreadable."""
    extension = PurePath(filename).suffix.lower()
    if extension not in FORMAT_OF:
        raise Unreadable(_ENDING % {"ending": extension} if extension else _NO_ENDING)
    if not data:
        raise Unreadable(N_("There is nothing to read: the file is empty."))
    if len(data) > limit:
        raise Unreadable(_TOO_LARGE % {"size": in_megabytes(len(data)), "most": in_megabytes(limit)})
    return read_text(decoded(data, FORMAT_OF[extension]), format=FORMAT_OF[extension], limit=limit)


def decoded(data: bytes, form: Format) -> str:
    """The words in a file's bytes: by their byte-order mark, else as UTF-8, else as an HTML page declares."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return decoded_as(data, encoding)
    if looks_binary(data):
        raise Unreadable(N_("This is not a text file: it holds bytes that no text has."))
    declared = DECLARED_CHARSET.search(data, 0, 4096) if form == "html" else None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if declared is None:
            return decoded_as(data, "utf-8")
        return decoded_as(data, declared.group(1).decode("ascii"))


def decoded_as(data: bytes, encoding: str) -> str:
    """The bytes in one encoding, or a refusal that names the first byte that does not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise Unreadable(_ANOTHER_ENCODING % {"encoding": name, "position": error.start}) from error
    except (LookupError, ValueError) as error:
        raise Unreadable(_UNKNOWN_ENCODING % {"encoding": repr(encoding)}) from error


def looks_binary(data: bytes) -> bool:
    """Whether the bytes are no text: control bytes make up more than one in a hundred of the start.

    A stray NUL is removed and reported; a file full of them is refused.
    """
    start = data[:65536]
    controls = len(start) - len(start.translate(None, UNTYPED))
    return controls * 100 > len(start)


def in_megabytes(size: int) -> str:
    """A size for people: 2.0 MB."""
    return f"{size / (1024 * 1024):.1f} MB"
