"""Words in an XML file: escaped, and without the characters that XML has no way to hold."""

import re
from xml.sax.saxutils import escape, quoteattr

_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def words(text: str) -> str:
    """For the inside of an element."""
    return escape(_IMPOSSIBLE.sub("\ufffd", text))


def quoted(text: str) -> str:
    """An attribute's value with its quotation marks."""
    return quoteattr(_IMPOSSIBLE.sub("\ufffd", text))
