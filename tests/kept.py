"""Apps that one test after another gets: their routes, and every query they ever asked, are compiled once."""

import shutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from tests.databases import apps, let_go

#: What an app holds only once it is asked something.
_LATER = "_got_first_request"


class Keeper:
    """Keeps an app of each name for as long as every test leaves it as it was made."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Flask, dict[str, str]]] = {}

    def take(self, name: str, make: Callable[[], Flask], *, new: bool = False) -> Flask:
        """The app of this name, made now if it is not there or has to be new."""
        if new or name not in self._kept:
            app = make()
            apps.remove(app)
            self._kept[name] = app, _made_of(app)
        kept = self._kept[name][0]
        # What it kept is of another database.
        kept.extensions["deliberate"].pages.clear()
        return kept

    def give_back(self, name: str) -> None:
        """Close what a test left open; an app that a test has changed is kept no longer."""
        app, made_of = self._kept[name]
        let_go(app)
        now = _made_of(app)
        if any(now[part] != was for part, was in made_of.items()):
            del self._kept[name]


def lay_file(source: Path, path: Path) -> None:
    """Put a database file in place of whatever a test made of the one before; nobody may have it open."""
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    shutil.copyfile(source, path)


def lay_folder(source: Path, folder: Path) -> None:
    """The same for a whole folder of data."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)


def _made_of(app: Flask) -> dict[str, str]:
    """Settings, routes, extensions and functions of an app, to be compared."""
    return {name: repr(value) for name, value in vars(app).items() if name != _LATER}
