"""Our own format: everything, with a hash over it, so that a copy can be told from what was released."""

import hashlib
import json
from typing import Any

from deliberate.core.wording import say
from deliberate.exchange.checking import check_graph
from deliberate.exchange.codec import decode, encode, schema_of
from deliberate.exchange.formats import Asked, Format, Read, Written
from deliberate.exchange.graph import Graph
from deliberate.exchange.json_reading import Node, read_json
from deliberate.exchange.losses import PARTS

MARK = "deliberate"
VERSION = 1
#: Where the schema says it lives; `deliberate export --schema` prints it, so nobody has to fetch it.
SCHEMA_ID = "urn:deliberate:exchange:1"


def canonical(value: Any) -> str:
    """The one spelling of a JSON value: names in order, no white space, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def release_hash(body: dict[str, Any]) -> str:
    """SHA-256 over the canonical file, its own ``release`` left out."""
    kept = {name: value for name, value in body.items() if name != "release"}
    return "sha256:" + hashlib.sha256(canonical(kept).encode()).hexdigest()


def write(graph: Graph) -> Written:
    """Canonical JSON on one line: the same article gives the same bytes."""
    body: dict[str, Any] = {"format": MARK, "version": VERSION, **encode(graph)}
    body["release"] = release_hash(body)
    return Written(canonical(body) + "\n")


def read(text: str, _asked: Asked) -> Read:
    """A file of ours. One that was changed after its release is refused; without ``release`` it may be edited."""
    root = read_json(text)
    if root.object().get("format") != MARK:
        root.fail(say("This is no file of deliberate: its “format” has to be “deliberate”."))
    version = root.need("version")
    if version.value != VERSION:
        version.fail(
            say(
                "This file is of version %(value)s; only version %(version)s is known here.",
                value=str(version.value)[:20],
                version=str(VERSION),
            )
        )
    if (release := root.get("release")) is not None and release.words() != release_hash(root.value):
        release.fail(say("The file was changed after it was released. Take “release” out to read it all the same."))
    body = {name: value for name, value in root.value.items() if name not in {"format", "version", "release"}}
    graph: Graph = decode(Node(body, (), text), Graph)
    if (fault := check_graph(graph)) is not None:
        path, message = fault
        Node(None, path, text).fail(say(message))
    return Read(graph)


def schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    of_graph = schema_of(Graph)
    top = of_graph["$defs"].pop("Graph")
    marks = {
        "format": {"const": MARK},
        "version": {"const": VERSION},
        "release": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "An article and its deliberation",
        **top,
        "properties": {**marks, **top["properties"]},
        "required": ["format", "version", *top["required"]],
        "$defs": of_graph["$defs"],
    }


FORMAT = Format("json", "deliberate JSON", (".json",), "application/json", frozenset(PARTS), read, write)
