"""The small words of Argdown: inline data in braces, tags, escapes and mentions."""

import json
import re
from typing import Any

from deliberate.core.wording import say
from deliberate.exchange.errors import error_at

#: How deep data may lie inside data.
DEEPEST_DATA = 20

_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"[^\s,:\[\]{}\"'][^,:\[\]{}\n]*")
_QUOTED = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SINGLE = re.compile(r"'[^']*+(?:''[^']*+)*+'")
_TAG = re.compile(r"(?<!\\)#(?:\(([^()]+)\)|([\w-]+))")
_MENTION = re.compile(r"(?<!\\)@(?:\[([^\[\]]+)\]|<([^<>]+)>)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL = re.compile(r"([\\\[\]<>#@:{}_*/`])|(?<=\S)\.(?=\S)")


def end_of_data(text: str, start: int) -> int:
    """Where data that begins with the brace at ``start`` ends. Raises FormatError where it never does."""
    depth, at = 0, start
    while at < len(text):
        character = text[at]
        if character == '"' and (quoted := _QUOTED.match(text, at)):
            at = quoted.end()
            continue
        depth += (character == "{") - (character == "}")
        at += 1
        if depth == 0:
            return at
        if depth > DEEPEST_DATA:
            raise error_at(text, at - 1, say("Data lies too deep inside data."))
    raise error_at(text, start, say("This data has no closing brace."))


def parse_data(words: str) -> dict[str, Any] | None:
    """What is in ``{key: value, ...}``, YAML as far as one line of it goes; None where it goes further."""
    try:
        value, at = _value(words, 0, 0)
    except ValueError:
        return None
    return value if isinstance(value, dict) and not words[at:].strip() else None


def print_data(data: dict[str, Any]) -> str:
    """Data on one line, every brace inside a text escaped so that nobody counts it."""
    pairs = (f"{name}: {_printed(value)}" for name, value in data.items())
    return "{" + ", ".join(pairs) + "}"


def _printed(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_printed, value)) + "]"
    words = json.dumps(value, ensure_ascii=False)
    return words.replace("{", r"\u007b").replace("}", r"\u007d") if isinstance(value, str) else words


def _value(words: str, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST_DATA:
        raise ValueError
    at = _after_space(words, at)
    if words.startswith("{", at):
        return _mapping(words, at + 1, depth)
    if words.startswith("[", at):
        return _list(words, at + 1, depth)
    return _scalar(words, at)


def _mapping(words: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        at = _after_space(words, at)
        if words.startswith("}", at):
            return found, at + 1
        name, at = _scalar(words, at)
        at = _expect(words, at, ":")
        found[str(name)], at = _value(words, at, depth + 1)
        at = _after_space(words, at)
        if words.startswith(",", at):
            at += 1
        elif not words.startswith("}", at):
            raise ValueError


def _list(words: str, at: int, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        at = _after_space(words, at)
        if words.startswith("]", at):
            return found, at + 1
        each, at = _value(words, at, depth + 1)
        found.append(each)
        at = _after_space(words, at)
        if words.startswith(",", at):
            at += 1
        elif not words.startswith("]", at):
            raise ValueError


def _scalar(words: str, at: int) -> tuple[Any, int]:
    if found := _QUOTED.match(words, at):
        return json.loads(found.group(), strict=False), found.end()
    if found := _SINGLE.match(words, at):
        return found.group()[1:-1].replace("''", "'"), found.end()
    if found := _BARE.match(words, at):
        bare = found.group().strip()
        return _plain(bare), found.end()
    raise ValueError


def _plain(bare: str) -> Any:
    if bare in {"true", "false", "null"}:
        return json.loads(bare)
    return int(bare) if re.fullmatch(r"-?\d{1,15}", bare) else bare


def _after_space(words: str, at: int) -> int:
    found = _SPACE.match(words, at)
    return found.end() if found else at


def _expect(words: str, at: int, mark: str) -> int:
    at = _after_space(words, at)
    if not words.startswith(mark, at):
        raise ValueError
    return at + 1


def take_tags(words: str) -> tuple[str, list[str]]:
    """The text without its tags, and the tags."""
    tags = [found.group(1) or found.group(2) for found in _TAG.finditer(words)]
    return _TAG.sub("", words), tags


def print_tag(tag: str) -> str:
    """``#tag``, or ``#(more words)``."""
    return f"#{tag}" if re.fullmatch(r"[A-Za-z0-9-]+", tag) else f"#({tag})"


def plain(words: str) -> str:
    """The words as people read them: mentions by their title, escapes undone, one line."""
    named = _MENTION.sub(lambda found: found.group(1) or found.group(2), words)
    return " ".join(_ESCAPED.sub(r"\1", named).split())


def escaped(words: str) -> str:
    """Words that Argdown takes as they are. Runs of white space become one space, as its lines do."""
    line = " ".join(words.split())
    return _SPECIAL.sub(lambda found: "\\" + found.group(), line)
