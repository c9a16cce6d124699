"""What is kept of a person, as tables for a spreadsheet: one CSV file a section, in one zip file."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from deliberate.core.personal_data import Row, parts_of, plain
from deliberate.core.sheets import harmless


def in_tables(actor_id: str, **first: Iterable[Row]) -> Iterator[bytes]:
    """The same as ``written_out``, as a zip file in pieces. A section without rows has no file."""
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in parts_of(actor_id, first):
            # A head names every column, and any row may be the one that has another; one section at a time is held.
            found = [dict(row) for row in rows]
            if found:
                packed.writestr(f"{name}.csv", _table(found))
            yield out.taken()
    yield out.taken()


def _table(rows: list[dict[str, Any]]) -> str:
    page = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    sheet = csv.DictWriter(page, columns, restval="", lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    # With its mark, a spreadsheet knows the letters for what they are.
    return "\ufeff" + page.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple | dict):
        return harmless(json.dumps(value, default=plain, ensure_ascii=False))
    return harmless(plain(value))


class _Outlet(io.RawIOBase):
    """What was written since one last took it; a zip file into it is never gone back over."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self._held)
        self._held.clear()
        return piece
