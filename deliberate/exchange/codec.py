"""The graph's dataclasses as JSON and back, by their own annotations, and the JSON Schema that says the same.

A field at its default is left out, so that a file holds what there is and no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from deliberate.core.wording import say
from deliberate.exchange.json_reading import Node


def encode(value: Any) -> Any:
    """Plain JSON values for a dataclass, or for anything inside one."""
    if is_dataclass(value):
        shown = ((each.name, getattr(value, each.name)) for each in fields(value) if _differs(value, each))
        return {name: encode(found) for name, found in shown}
    if isinstance(value, tuple):
        return [encode(each) for each in value]
    return value


def decode(node: Node, kind: Any) -> Any:
    """The value of that type at a node. Raises FormatError on any other shape, and on names it does not know."""
    return _decoder(kind)(node)


def schema_of(root: type[Any]) -> dict[str, Any]:
    """The JSON Schema of a dataclass, with those inside it under ``$defs``."""
    definitions: dict[str, Any] = {}
    top = _schema(root, definitions)
    return {**top, "$defs": dict(sorted(definitions.items()))}


def _differs(value: Any, each: "Field[Any]") -> bool:
    found = getattr(value, each.name)
    if each.default_factory is not MISSING:
        return bool(found != each.default_factory())
    return each.default is MISSING or bool(found != each.default)


@cache
def _decoder(kind: Any) -> Callable[[Node], Any]:
    if is_dataclass(kind):
        return lambda node: _decode_object(node, kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _decoder(next(each for each in inner if each is not type(None)))
    if origin is Literal:
        return lambda node: _decode_choice(node, inner)
    if origin is tuple:
        return _decode_many(inner)
    if origin is Mapping and inner[1] is str:
        return lambda node: {name: node.need(name).words() for name in node.object()}
    simple: dict[Any, Callable[[Node], Any]] = {str: Node.words, int: Node.number, bool: Node.truth}
    return simple.get(kind, lambda node: node.object())


def _decode_many(inner: tuple[Any, ...]) -> Callable[[Node], Any]:
    if inner[-1] is Ellipsis:
        each = _decoder(inner[0])
        return lambda node: tuple(each(entry) for entry in node.items())
    kinds = [_decoder(one) for one in inner]

    def of_fixed_length(node: Node) -> tuple[Any, ...]:
        entries = list(node.items())
        if len(entries) != len(kinds):
            node.fail(say("%(named)s has to have %(count)s entries.", named=node.named, count=len(kinds)))
        return tuple(read(entry) for read, entry in zip(kinds, entries, strict=True))

    return of_fixed_length


def _decode_choice(node: Node, choices: tuple[Any, ...]) -> Any:
    if node.value not in choices:
        node.fail(say("%(named)s has to be one of: %(known)s.", named=node.named, known=", ".join(choices)))
    return node.value


@cache
def _shape(kind: Any) -> tuple[tuple[str, Callable[[Node], Any], bool], ...]:
    hints = get_type_hints(kind)
    return tuple((each.name, _decoder(hints[each.name]), _required(each)) for each in fields(kind))


def _required(each: "Field[Any]") -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _decode_object(node: Node, kind: Any) -> Any:
    shape = _shape(kind)
    if unknown := node.object().keys() - {name for name, _, _ in shape}:
        name = sorted(unknown)[0]
        Node(None, (*node.path, name), node.text).fail(
            say("“%(name)s” is nothing that %(named)s has.", name=name[:60], named=node.named)
        )
    found = {}
    for name, read, required in shape:
        value = node.get(name)
        if value is not None:
            found[name] = read(value)
        elif required:
            if name not in node.object() or not _nullable(kind, name):
                node.need(name)
            found[name] = None
    return kind(**found)


@cache
def _nullable(kind: Any, name: str) -> bool:
    return type(None) in get_args(get_type_hints(kind)[name])


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _schema_of_object(kind, definitions)
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(each, definitions) for each in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple and inner[-1] is Ellipsis:
        return {"type": "array", "items": _schema(inner[0], definitions)}
    if origin is tuple:
        entries = [_schema(each, definitions) for each in inner]
        return {"type": "array", "prefixItems": entries, "minItems": len(inner), "maxItems": len(inner)}
    if origin is Mapping and inner[1] is str:
        return {"type": "object", "additionalProperties": {"type": "string"}}
    simple = {str: "string", int: "integer", bool: "boolean", type(None): "null"}
    return {"type": simple.get(kind, "object")}


def _schema_of_object(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        hints = get_type_hints(kind)
        definitions[kind.__name__] = {
            "description": (kind.__doc__ or "").partition("\n")[0],
            "type": "object",
            "properties": {each.name: _schema(hints[each.name], definitions) for each in fields(kind)},
            "required": [each.name for each in fields(kind) if _required(each)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
