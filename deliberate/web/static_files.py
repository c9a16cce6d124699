"""Static files at addresses that change with them, so that a browser asks for each once."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app

ENDPOINT = "deliberate.static"
_STAMPED = re.compile(r"([0-9a-f]{16})/(.+)", re.DOTALL)
_FOR_GOOD = "public, max-age=31536000, immutable"


class RoomWithFiles(Blueprint):
    """A blueprint whose files are found under a stamp of all of them as well, and may then be kept for good.

    One stamp for all, in front of the name: scripts import each other, and styles name pictures, beside themselves.
    """

    def send_static_file(self, filename: str) -> Response:
        found = _STAMPED.fullmatch(filename)
        response = super().send_static_file(found[2] if found else filename)
        if found and found[1] == stamp(self.static_folder):
            response.headers["Cache-Control"] = _FOR_GOOD
        return response


def with_stamp(endpoint: str, values: dict[str, Any]) -> None:
    """Put the stamp into addresses of files that are built. Not while debugging, when files change under a process."""
    if endpoint != ENDPOINT or current_app.debug or _STAMPED.fullmatch(values.get("filename", "")):
        return
    values["filename"] = f"{stamp(current_app.blueprints['deliberate'].static_folder)}/{values['filename']}"


@cache
def stamp(folder: str | None) -> str:
    """A digest of all files in a folder and their names."""
    digest = sha256()
    root = Path(folder or "")
    for path in sorted(each for each in root.rglob("*") if each.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]
