"""Writes the tables of docs/permissions.md, settings.md and formats.md anew: python docs/render_tables.py"""

import inspect
import re
import sys
from dataclasses import fields
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from deliberate.core.policy import POLICY  # noqa: E402  # from this checkout, wherever it is run
from deliberate.exchange.all_formats import OURS  # noqa: E402
from deliberate.exchange.losses import PARTS  # noqa: E402
from deliberate.settings import PREFIX, Settings  # noqa: E402

#: Everything from a table's head to the end of the file is written here.
TABLE = re.compile(r"^\| .*", re.MULTILINE | re.DOTALL)


def permissions() -> str:
    """One row for each permission."""
    rows = [f"| {permission.value} | {rule.words} |" for permission, rule in POLICY.items()]
    return "\n".join(["| to | one has to be |", "|---|---|", *rows]) + "\n"


def settings() -> str:
    """One row for each setting, described by the comment above its field."""
    source = inspect.getsource(Settings)
    said = {
        name: " ".join(line.strip().removeprefix("#: ") for line in comment.strip().splitlines())
        for comment, name in re.findall(r"((?:^    #: .*\n)+)    (\w+):", source, re.MULTILINE)
    }
    rows = [f"| `{PREFIX}{each.name.upper()}` | `{each.default!r}` | {said[each.name]} |" for each in fields(Settings)]
    return "\n".join(["| setting | default | what it is |", "|---|---|---|", *rows]) + "\n"


def losses() -> str:
    """One row for each part of an article, one column for each format."""
    marks = [[part, *("yes" if part in form.carries else "–" for form in OURS)] for part in PARTS]
    rows = [f"| {' | '.join(row)} |" for row in marks]
    head = f"| carries | {' | '.join(form.name for form in OURS)} |"
    return "\n".join([head, "|" + "---|" * (len(OURS) + 1), *rows]) + "\n"


def current(page: Path, table: str) -> str:
    """A page's text with its table as it has to be."""
    return TABLE.sub("", page.read_text(encoding="utf-8")) + table


PAGES = {DOCS / "permissions.md": permissions, DOCS / "settings.md": settings, DOCS / "formats.md": losses}

if __name__ == "__main__":
    for page, table in PAGES.items():
        page.write_text(current(page, table()), encoding="utf-8")
