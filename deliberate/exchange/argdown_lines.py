"""An Argdown file cut into its elements: statements, arguments, relations, premises, inferences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from deliberate.core.wording import say
from deliberate.exchange.argdown_data import end_of_data, parse_data, plain, take_tags
from deliberate.exchange.errors import FormatError, error_at
from deliberate.exchange.formats import DEEPEST, MOST_THINGS

_FRONT = re.compile(r"===+[^\n]*\n(.*?)\n===+[^\n]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|<!--.*?-->", re.DOTALL)
_OPENED = re.compile(r"/\*|<!--")
_RELATION = re.compile(r"([ \t]*)(\+>|->|_>|<\+|<-|<_|><|\+|-|_(?=\s))[ \t]*")
_NUMBERED = re.compile(r"[ \t]*\((\d{1,9})\)[ \t]*")
_INFERENCE = re.compile(r"[ \t]*(-{2,})[ \t]*(.*)")
_LIST = re.compile(r"[ \t]*(?:\d+\.|\*)(?=\s)")
_STATEMENT = re.compile(r"\[([^\n\]]+)\](:?)")
_ARGUMENT = re.compile(r"<([^-\n>][^\n>]*)>(:?)")


@dataclass
class Element:
    """One thing of the file. ``sort``: statement, argument, heading, list, inference."""

    sort: str
    line: int
    column: int
    title: str | None = None
    text: str = ""
    tags: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    #: Data that goes further than is understood here, as it stands.
    raw_data: str | None = None
    #: How it hangs on what it is indented under, and how far it is.
    relation: str | None = None
    indent: int = 0
    #: Its number among premises and conclusions.
    number: int | None = None
    _words: str = ""


def elements_of(text: str) -> tuple[str | None, list[Element]]:
    """The front matter, and the elements in order. Raises FormatError."""
    front = _FRONT.match(text)
    if front is None and text.startswith("==="):
        raise FormatError(1, 1, say("The front matter has no closing line of ===."))
    start = front.end() if front else 0
    clean = _without_comments(text, start)
    found = []
    for element in _cut(clean, text.count("\n", 0, start)):
        _look_inside(element)
        found.append(element)
        if len(found) > MOST_THINGS:
            raise FormatError(
                element.line, element.column, say("There are more than %(most)s elements.", most=str(MOST_THINGS))
            )
    return (front.group(1) if front else None), found


def _without_comments(text: str, start: int) -> str:
    """The text with comments blanked, from ``start`` on. Data keeps its slashes; lines keep their numbers."""
    pieces, reached, at = [], start, start
    special = re.compile(r"\\|//|/\*|<!--|\{")
    while found := special.search(text, at):
        at = found.start()
        if found.group() == "\\":
            at += 2
        elif found.group() == "{":
            at = end_of_data(text, at)
        elif comment := _COMMENT.match(text, at):
            pieces += [text[reached:at], re.sub(r"[^\n]", " ", comment.group())]
            at = reached = comment.end()
        else:
            raise error_at(text, at, say("This comment has no end."))
    return "".join([*pieces, text[reached:]])


def _cut(text: str, before: int) -> Iterator[Element]:
    current: Element | None = None
    in_inference = False
    for number, line in enumerate(text.split("\n"), start=before + 1):
        opened = current is not None and (_is_open(current) or (in_inference and not _INFERENCE.fullmatch(line)))
        fresh = None if opened or in_inference else _beginning(line, number, current is None)
        ends = not opened and (in_inference or fresh is not None or not line.strip())
        if current is not None and ends:
            yield current
        if ends:
            current = fresh
            in_inference = fresh is not None and fresh.sort == "inference" and fresh.number is None
        elif current is not None:
            current._words += "\n" + line
    if current is not None and in_inference:
        raise FormatError(current.line, current.column, say("This inference has no closing line of --."))
    if current is not None:
        yield current


def _is_open(element: Element) -> bool:
    """Whether data that began in it goes on in the next line."""
    return "{" in element._words and _braces(element._words) > 0


def _braces(words: str) -> int:
    bare = re.sub(r'\\.|"[^"\\]*+(?:\\.[^"\\]*+)*+"', "", words)
    return bare.count("{") - bare.count("}")


def _beginning(line: str, number: int, after_gap: bool) -> Element | None:
    """The element that begins with a line, if one does."""
    body = line.lstrip(" \t")
    indent = len(line) - len(body)
    if not body:
        return None
    if found := _INFERENCE.fullmatch(line):
        # Four dashes and more are an inference of one line.
        whole = len(found.group(1)) >= 4 or found.group(2).rstrip().endswith("--")
        return Element("inference", number, indent + 1, number=0 if whole else None, _words=found.group(2).rstrip("- "))
    if re.match(r"#+ ", body):
        return Element("heading", number, indent + 1, _words=body)
    if found := _NUMBERED.match(line):
        inner = line[found.end() :]
        return Element("statement", number, found.end() + 1, number=int(found.group(1)), _words=inner)
    if found := _RELATION.match(line):
        inner = line[found.end() :]
        return Element("statement", number, found.end() + 1, relation=found.group(2), indent=indent, _words=inner)
    if _LIST.match(line):
        return Element("list", number, indent + 1, _words=body)
    if after_gap or ((_STATEMENT.match(body) or _ARGUMENT.match(body)) and body.partition("]")[2][:1] == ":"):
        return Element("statement", number, indent + 1, _words=body)
    return None


def _look_inside(element: Element) -> None:
    """Take an element's title, data and tags out of its words."""
    words = element._words
    if element.sort == "inference":
        words = _take_data(element, words)
        element.text = plain(words)
        return
    if element.sort == "statement":
        if found := _STATEMENT.match(words):
            element.title, words = found.group(1).strip(), words[found.end() :]
        elif found := _ARGUMENT.match(words):
            element.sort, element.title, words = "argument", found.group(1).strip(), words[found.end() :]
        if element.title is not None and not 0 < len(element.title) <= DEEPEST:
            raise FormatError(
                element.line, element.column, say("A title has 1 to %(most)s characters.", most=str(DEEPEST))
            )
    words, element.tags = take_tags(_take_data(element, words))
    element.text = plain(words)


def _take_data(element: Element, words: str) -> str:
    """The words without their data, which is read into the element."""
    at = 0
    while (at := words.find("{", at)) >= 0:
        if at and words[at - 1] == "\\":
            at += 1
            continue
        try:
            end = end_of_data(words, at)
        except FormatError as error:
            raise FormatError(element.line, element.column, error.message) from None
        data = parse_data(words[at:end])
        if data is None:
            element.raw_data = " ".join(words[at:end].split())
        else:
            element.data.update(data)
        words = words[:at] + words[end:]
    return words
