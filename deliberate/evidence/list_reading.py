"""Lists of publishers in CSV: read whole or refused whole, with the line and column of what is wrong."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from io import StringIO
from urllib.parse import urlsplit

from deliberate.core.errors import Invalid
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.evidence.models import Reliability
from deliberate.evidence.sources import canonical_address

#: A list may be so large, in bytes and in rows.
MOST_BYTES, MOST_ROWS = 2 * 2**20, 20_000
#: So many faults are told at once.
FAULTS = 20
LONGEST = {"domain": 253, "status": 60, "reason": 500, "list": 100}
NEEDED, OPTIONAL = ("domain", "status"), ("date", "reason", "list")


@dataclass(frozen=True)
class ListRow:
    """What a list says of one domain."""

    domain: str
    status: str
    grade: Reliability
    listed_on: date | None
    reason: str | None


@cache
def grades_by_word() -> Mapping[str, Reliability]:
    """Every word that stands for a grade, in small letters."""
    words = tomllib.loads((resources.files(__package__) / "status_words.toml").read_text("utf-8"))
    letters = {grade.value.lower(): grade for grade in Reliability}
    return {word: Reliability(grade) for grade, known in words.items() for word in known} | letters


def read_lists(data: bytes, name: str = "") -> dict[str, list[ListRow]]:
    """The lists in a file, by name; ``name`` is that of rows which give none. Raises Invalid, with every fault."""
    if len(data) > MOST_BYTES:
        raise Invalid(say("The file is larger than %(most)s MB.", most=MOST_BYTES // 2**20), "file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Invalid(say("Line %(line)s: this is no text in UTF-8.", line=str(line)), "file") from None
    lists: dict[str, list[ListRow]] = {}
    places: dict[tuple[str, str], int] = {}
    faults: list[str] = []
    for line, row, fault in _rows(text, name):
        if fault is not None or row is None:
            faults.append(say("Line %(line)s, %(fault)s", line=str(line), fault=fault))
        elif (earlier := places.setdefault((row[0], row[1].domain), line)) != line:
            faults.append(
                say(
                    "Line %(line)s, domain: %(domain)s stands in line %(earlier)s already.",
                    line=str(line),
                    domain=row[1].domain,
                    earlier=str(earlier),
                )
            )
        else:
            lists.setdefault(row[0], []).append(row[1])
        if len(faults) == FAULTS:
            break
    if faults:
        raise Invalid(say("%(faults)s Nothing was stored.", faults=" ".join(faults)), "file")
    if not lists:
        raise Invalid(say("There is no row in it."), "file")
    return lists


def _rows(text: str, name: str) -> Iterator[tuple[int, tuple[str, ListRow] | None, str | None]]:
    """Line, then the list's name with the row, or what is wrong with the line."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(next(reader, []))
        for number, cells in enumerate(reader):
            if not any(cell.strip() for cell in cells):
                continue
            if number >= MOST_ROWS:
                yield reader.line_num, None, say("column 1: there are more than %(most)s rows.", most=str(MOST_ROWS))
                return
            if len(cells) != len(columns):
                yield (
                    reader.line_num,
                    None,
                    say("column %(at)s: %(count)s columns are expected here.", at=str(len(cells)), count=len(columns)),
                )
                continue
            try:
                yield reader.line_num, _row(dict(zip(columns, cells, strict=True)), name), None
            except Invalid as refusal:
                at = columns.index(refusal.field) + 1 if refusal.field in columns else 1
                yield (
                    reader.line_num,
                    None,
                    say("column %(at)s (%(name)s): %(fault)s", at=str(at), name=refusal.field, fault=refusal.message),
                )
    except csv.Error as error:
        yield reader.line_num, None, say("column 1: this is no CSV (%(error)s).", error=error)


def _columns(head: list[str]) -> list[str]:
    columns = [cell.strip().lower().replace("list name", "list").replace("list_name", "list") for cell in head]
    for at, column in enumerate(columns, start=1):
        if column not in NEEDED + OPTIONAL:
            known = ", ".join(NEEDED + OPTIONAL)
            raise Invalid(
                say(
                    "Line 1, column %(at)s: there is no column “%(column)s”; it takes %(known)s.",
                    at=str(at),
                    column=column[:40],
                    known=known,
                ),
                "file",
            )
        if columns.index(column) != at - 1:
            raise Invalid(
                say("Line 1, column %(at)s: “%(column)s” stands there twice.", at=str(at), column=column), "file"
            )
    for column in NEEDED:
        if column not in columns:
            raise Invalid(say("Line 1: the column “%(column)s” is missing.", column=column), "file")
    return columns


def _row(cells: Mapping[str, str], name: str) -> tuple[str, ListRow]:
    given = {column: _bounded(cell, column) for column, cell in cells.items()}
    word = " ".join(given["status"].lower().split())
    grade = grades_by_word().get(word)
    if grade is None:
        raise Invalid(
            say("“%(word)s” is no grade from A to F, and no word that stands for one.", word=given["status"]), "status"
        )
    named = given.get("list") or name
    if not named:
        raise Invalid(say("which list is it? Name it in a column “list”, or for the whole file."), "list")
    row = ListRow(
        _domain(given["domain"]), given["status"], grade, _day(given.get("date")), given.get("reason") or None
    )
    return named, row


def _bounded(cell: str, column: str) -> str:
    clean = check_text(cell, column)
    if len(clean) > LONGEST.get(column, 40):
        raise Invalid(say("this is longer than %(most)s characters.", most=LONGEST.get(column, 40)), column)
    return clean


def _domain(given: str) -> str:
    if "/" in given or "@" in given or "." not in given.strip("."):
        raise Invalid(say("“%(given)s” is no domain, such as example.org.", given=given), "domain")
    host = urlsplit(canonical_address(f"http://{given}", "domain")).hostname or ""
    return host.removeprefix("www.")


def _day(given: str | None) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Invalid(say("“%(given)s” is no day as year-month-day: 2025-05-31.", given=given), "date") from None
