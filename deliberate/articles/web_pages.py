"""A fetched page into an article's text, in a process of its own: no page can hold up or bring down the server.

Pages of strangers go through parsers in C and much guesswork there. Some take minutes or gigabytes on purpose, so that
process has bounds on both.
"""

import codecs
import json
import os
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec

from deliberate.articles.documents import DEFAULT_LIMIT, Block, ImportedText, Unreadable
from deliberate.articles.importing import read_text
from deliberate.core.wording import N_

#: What may be fetched to be an article.
PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
#: What pages may be decoded with, by Python's names: what browsers know. Of the others that Python knows, some, like
#: punycode, take a time that grows with the square of the text.
ENCODINGS = frozenset(
    ["ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "mac-roman", "cp866"]
    + [
        "gbk",
        "gb2312",
        "gb18030",
        "big5",
        "big5hkscs",
        "euc_jp",
        "shift_jis",
        "iso2022_jp",
        "euc_kr",
        "cp949",
        "cp874",
        "tis-620",
    ]
    + [f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)]
    + [f"cp125{page}" for page in range(9)]
)
#: In seconds, with some room for a machine that is busy.
LONGEST_READING = 60
TANGLED = N_("The page is too tangled to be read. Paste its text instead.")


@cache
def can_read() -> bool:
    """Whether what reads pages is installed."""
    return find_spec("trafilatura") is not None


def read_web_page(
    body: bytes, content_type: str, charset: str | None, url: str, *, limit: int = DEFAULT_LIMIT
) -> ImportedText:
    """The article in a fetched page, with what the page says of itself. Raises Unreadable."""
    if content_type == "text/plain":
        return read_text(as_words(body, charset), format="text", limit=limit)
    asked = json.dumps({"url": url, "charset": charset, "limit": limit}).encode()
    try:
        finished = subprocess.run(
            [sys.executable, "-P", "-m", "deliberate.articles.web_page_process"],
            input=asked + b"\n" + body,
            # The same modules, and none of the secrets.
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            timeout=LONGEST_READING,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(TANGLED) from None
    if finished.returncode != 0:
        raise Unreadable(TANGLED)
    answer = json.loads(finished.stdout)
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    return from_data(answer)


def as_words(body: bytes, charset: str | None) -> str:
    """The words in bytes by the first encoding that fits; nobody can be asked to save them anew."""
    for encoding in (charset, "utf-8-sig"):
        try:
            if encoding is not None and codecs.lookup(encoding).name in ENCODINGS:
                return body.decode(encoding)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def as_data(imported: ImportedText) -> dict[str, object]:
    """A text as JSON can carry it."""
    return asdict(imported)


def from_data(data: dict[str, object]) -> ImportedText:
    """The same text again."""
    fields: dict[str, object] = dict(data)
    blocks, report = fields.pop("blocks"), fields.pop("report")
    assert isinstance(blocks, list)  # noqa: S101  # for the type checker: we wrote it
    assert isinstance(report, list)  # noqa: S101
    return ImportedText(**fields, blocks=tuple(Block(**each) for each in blocks), report=tuple(report))  # type: ignore[arg-type]
