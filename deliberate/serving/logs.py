"""Log lines for machines: one JSON object each, and nothing personal in them."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

from deliberate.web.request_ids import request_id


class JsonLines(logging.Formatter):
    """Time, level, logger and message, with the request's name while there is one.

    Of an exception it gives the types and the places in the code, but not the message: messages quote what people
    wrote, and a database's even whole rows.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields = getattr(record, "fields", None)
        if fields is not None:
            line.update(fields)
        elif (name := request_id()) is not None:
            line["request_id"] = name
        if record.exc_info and record.exc_info[1]:
            line["exception"] = account_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def account_of(error: BaseException) -> list[dict[str, Any]]:
    """Where an exception was raised and what led to it, the cause first; no messages."""
    chain: list[dict[str, Any]] = []
    each: BaseException | None = error
    while each is not None and len(chain) < 8:
        frames = traceback.extract_tb(each.__traceback__)
        chain.append(
            {
                "type": f"{type(each).__module__}.{type(each).__qualname__}",
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return chain[::-1]


def write_json_lines(stream: TextIO | None = None) -> None:
    """Have this process write every log line so, to stderr unless told otherwise."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("deliberate").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
