"""Text to HTML, once, when it is written. The only module that imports bleach."""

from typing import Any
from urllib.parse import urlsplit

import bleach
from markdown_it import MarkdownIt

#: Raised when the output of ``render`` changes, so that stored HTML can be told from new.
RENDERER_VERSION = 1

_TAGS = frozenset({"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "s"})
_ATTRIBUTES = {"a": ["href", "rel"]}
_PROTOCOLS = frozenset({"http", "https", "mailto"})

#: The longest text that is rendered; hostile nesting makes sanitising slow, so length is bounded first.
MAX_LENGTH = 20_000

# Raw HTML stays text; headings and images have no place in a contribution.
_markdown = MarkdownIt("js-default", {"html": False, "linkify": True}).disable(
    ["heading", "lheading", "image", "table"]
)


def render(text: str) -> str:
    """Markdown as safe HTML. Links carry ``rel="nofollow ugc noopener"``; raw HTML shows as the text it is.

    Raises ValueError past ``MAX_LENGTH`` characters: whoever takes input bounds it before.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"text of more than {MAX_LENGTH} characters is never rendered")
    html: str = _markdown.render(text, {})
    return bleach.clean(_with_rel(html), tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip=True).strip()


def _with_rel(html: str) -> str:
    return html.replace("<a href=", '<a rel="nofollow ugc noopener" href=')


def web_address(value: str) -> str | None:
    """The address if it is a plain http or https one with a host, else None."""
    try:
        parts: Any = urlsplit(value.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or any(c.isspace() for c in value.strip()):
        return None
    return value.strip()
