"""What a request brings, as the document has it: its body, and what stands behind the question mark."""

import json
from collections.abc import Callable, Mapping

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from deliberate.api.problems import Malformed

#: Up to here every whole number has a float of its own.
LARGEST_WHOLE = 2**53


def query_for(shape: type[BaseModel]) -> BaseModel:
    """What stands behind the question mark. Raises Malformed, BadRequest."""
    return _checked(lambda: shape.model_validate(_asked()))


def body_for(shape: type[BaseModel]) -> BaseModel:
    """The body. Raises Malformed, BadRequest, UnsupportedMediaType."""
    if not request.is_json:
        raise UnsupportedMediaType("Send JSON, and say so: Content-Type: application/json.")
    sent = _plain(request.get_data(cache=True))
    return _checked(lambda: shape.model_validate_json(sent, strict=True))


def _asked() -> Mapping[str, str]:
    """What stands behind the question mark, each name once."""
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            raise BadRequest(f"“{name}” is asked for more than once.")
    return request.args.to_dict()


def _plain(sent: bytes) -> str:
    """The same JSON with 3.0 as 3, for the document takes either as a whole number."""
    try:
        return json.dumps(json.loads(sent, parse_float=_number, parse_constant=_no_number))
    except (ValueError, RecursionError):
        raise BadRequest("It is not JSON.") from None


def _number(written: str) -> int | float:
    value = float(written)
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value


def _no_number(written: str) -> None:
    raise ValueError(f"{written} is no number of JSON")


def _checked(read: Callable[[], BaseModel]) -> BaseModel:
    try:
        return read()
    except ValidationError as error:
        raise Malformed(error) from None
