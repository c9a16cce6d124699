"""Lets FlaskBB 2.2 run on Python 3.12 and 3.13: it is written for 3.14, where annotations stay words until asked for.

Call `read_late()` before FlaskBB is imported. What is compiled so is kept in a folder of its own: compiled files of
another reading would be taken as they are.
"""

import __future__

import importlib.machinery
import sys
from pathlib import Path
from typing import Any


class LateAnnotations(importlib.machinery.SourceFileLoader):
    """Reads FlaskBB's files as Python 3.14 does, and all others as they are."""

    def source_to_code(self, data: Any, path: Any, *, _optimization: int = -1) -> Any:
        flags = __future__.annotations.compiler_flag if "/site-packages/flaskbb/" in str(path) else 0
        return compile(data, path, "exec", flags=flags, dont_inherit=True, optimize=_optimization)


def read_late() -> None:
    """Have every module read that way from now on."""
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(sys.prefix) / "read-late")
    finder = importlib.machinery.FileFinder.path_hook((LateAnnotations, importlib.machinery.SOURCE_SUFFIXES),
        (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES))  # fmt: skip
    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()
