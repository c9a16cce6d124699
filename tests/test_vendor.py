import hashlib
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[1] / "deliberate" / "static" / "vendor"
COLUMNS = ("file", "package", "version", "taken from", "licence", "SHA-256")


def rows() -> list[dict[str, str]]:
    table = [line for line in (VENDOR / "VENDOR.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    assert tuple(cells[0]) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells[2:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_a_vendored_file_is_the_one_its_row_describes(row: dict[str, str]) -> None:
    content = (VENDOR / row["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["SHA-256"]
    assert row["version"].encode() in content


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_the_licence_of_a_vendored_file_is_given_in_full(row: dict[str, str]) -> None:
    assert f"### {row['licence']} (" in (VENDOR / "VENDOR.md").read_text(encoding="utf-8")


def test_no_vendored_file_lacks_a_row() -> None:
    files = {path.name for path in VENDOR.iterdir() if path.name != "VENDOR.md"}
    assert files == {row["file"] for row in rows()}
