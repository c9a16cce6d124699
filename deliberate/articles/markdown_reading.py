"""Markdown into plain text with blocks."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

from deliberate.articles.documents import ImportedText, joined

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
PIECES = {"text", "code_inline"}
BREAKS = {"softbreak", "hardbreak"}


def read_markdown(source: str) -> ImportedText:
    """The words of a Markdown text, marks taken away; the title is the heading it opens with, if any."""
    pieces: list[tuple[str, str]] = []
    title = None
    enclosing: list[str] = []
    for token in MARKDOWN.parse(source):
        if token.nesting == 1:
            enclosing.append(token.type.removesuffix("_open"))
        elif token.nesting == -1:
            enclosing.pop()
        elif words := words_of(token):
            kind = kind_within(enclosing)
            if kind == "heading" and not pieces:
                title = words
            pieces.append((kind, words))
    text, blocks = joined(pieces)
    return ImportedText(text, blocks, title=title)


def words_of(token: Token) -> str:
    """The plain words of a leaf token."""
    if token.type in {"code_block", "fence"}:
        return token.content.strip()
    if token.type != "inline":
        return ""
    return "".join(inline_words(child) for child in token.children or []).strip()


def inline_words(token: Token) -> str:
    """What one inline token reads as; an image reads as nothing, since its label is no sentence of the article."""
    if token.type in BREAKS:
        return "\n"
    return token.content if token.type in PIECES else ""


def kind_within(enclosing: list[str]) -> str:
    """The kind of block that the innermost telling container makes."""
    for name in reversed(enclosing):
        if name in {"heading", "blockquote", "list_item"}:
            return {"heading": "heading", "blockquote": "quote", "list_item": "item"}[name]
    return "paragraph"
