"""What .ci/run leans on."""

import re
import subprocess
import sys
from pathlib import Path

from tests.test_dependencies import DECLARED, names

CI = Path(__file__).parents[1] / ".ci"


def test_the_lowest_versions_are_those_of_the_project_file() -> None:
    said = subprocess.run([sys.executable, CI / "lowest.py"], capture_output=True, text=True, check=True).stdout
    lowest = dict(line.split("==") for line in said.splitlines())
    assert set(lowest) == names(DECLARED["core"])
    for requirement in DECLARED["core"]:
        bound = re.search(r">=([\w.]+)", requirement)
        assert bound
        assert lowest[re.split("[<>=]", requirement)[0]] == bound[1]


def test_the_lowest_versions_of_extras_are_those_of_the_project_file() -> None:
    command = [sys.executable, CI / "lowest.py", "postgres", "articles"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    asked = {name for group in ("core", "postgres", "articles") for name in names(DECLARED[group])}
    assert {line.split("==")[0] for line in said.splitlines()} == asked


def test_a_supported_python_is_found_and_each_once() -> None:
    found = subprocess.run([CI / "pythons"], capture_output=True, text=True, check=True).stdout.splitlines()
    versions = [
        subprocess.run(
            [python, "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, check=True
        ).stdout
        for python in found
    ]
    assert versions
    assert len(set(versions)) == len(versions)


def test_the_heavy_libraries_are_in_extras() -> None:
    heavy = {"granian", "argon2-cffi", "cryptography", "trafilatura", "psycopg", "rich", "playwright", "pytest"}
    assert not heavy & names(DECLARED["core"])
    assert heavy <= set().union(*(names(each) for each in DECLARED.values()))
