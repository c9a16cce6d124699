"""Prints the lowest version that pyproject.toml allows of each dependency of the core and of these extras, for pip."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = [each for extra in sys.argv[1:] for each in project["optional-dependencies"][extra]]
for requirement in project["dependencies"] + extras:
    name, lowest = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?>=([\w.]+)(?:,<[\w.]+)?", requirement).groups()
    print(f"{name}=={lowest}")
