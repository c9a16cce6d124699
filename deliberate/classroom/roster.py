"""Who is in a class, as a sheet: to be taken away, filled in and brought back."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.classroom.services import Step, clean_given_name, settle_member
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.sheets import harmless
from deliberate.core.site import find_person, names_of
from deliberate.core.wording import say

COLUMNS = ("account", "name", "role")
#: So many lines a sheet may have, and so many characters.
MOST_LINES, MOST_CHARACTERS = 1000, 60_000
#: So many troubles with a sheet are told at once.
TROUBLES_TOLD = 5


@dataclass(frozen=True)
class Taken:
    """What became of a sheet: how many lines were taken, and what was wrong with the others."""

    lines: int
    troubles: tuple[str, ...]


def members_of(classroom: Classroom) -> list[ClassMember]:
    """Everybody in it: those who teach first, then by the order in which they came. One query."""
    rank = {Role.TEACHER: 0, Role.ASSISTANT: 1, Role.STUDENT: 2}
    found = select(ClassMember).where(ClassMember.classroom_id == classroom.id)
    found = found.order_by(ClassMember.joined_at, ClassMember.actor_id)
    return sorted(session.scalars(found), key=lambda each: rank[each.role])


def roster_sheet(actor: Actor, classroom: Classroom) -> str:
    """The class as a CSV sheet whose cells are no formulas. Raises NotAllowed."""
    authorize(actor, Permission.SEE_CLASS_NAMES, classroom)
    members = members_of(classroom)
    accounts = names_of([each.actor_id for each in members])
    page = io.StringIO()
    sheet = csv.writer(page, lineterminator="\r\n")
    sheet.writerow((*COLUMNS, "joined"))
    for each in members:
        cells = (accounts[each.actor_id], each.given_name or "", each.role.value, each.joined_at.date().isoformat())
        sheet.writerow([harmless(cell) for cell in cells])
    return page.getvalue()


def take_roster(actor: Actor, classroom: Classroom, written: str) -> Taken:
    """Do what a sheet says of those who have joined: name them, and make them what it says.

    Nobody is let in by it, for coming in is everybody's own step. What is wrong with a line is told, and the others are
    taken. Raises Invalid where it is no such sheet.
    """
    authorize(actor, Permission.CHANGE_CLASS, classroom)
    if len(written) > MOST_CHARACTERS:
        raise Invalid(say("This is longer than %(number)s characters.", number=MOST_CHARACTERS), "sheet")
    lines = _lines_of(written)
    troubles = []
    for number, line in enumerate(lines, 2):
        try:
            _take(actor, classroom, line)
        except (Invalid, Conflict) as refusal:
            troubles.append(say("Line %(number)s: %(trouble)s", number=number, trouble=refusal.message))
    if troubles and len(troubles) == len(lines):
        raise Invalid(" ".join(troubles[:TROUBLES_TOLD]), "sheet")
    return Taken(len(lines) - len(troubles), tuple(troubles))


def _lines_of(written: str) -> list[Mapping[str, str]]:
    delimiter = ";" if ";" in written.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(written.lstrip("\ufeff")), delimiter=delimiter, strict=True)
    try:
        lines = list(reader)
    except csv.Error:
        raise Invalid(
            say("This is no CSV sheet: a quotation mark is not closed, or something like that."), "sheet"
        ) from None
    if "account" not in (reader.fieldnames or ()):
        raise Invalid(say("The first line has to name the columns: account, name and role."), "sheet")
    if len(lines) > MOST_LINES:
        raise Invalid(say("At most %(number)s lines at once.", number=MOST_LINES), "sheet")
    return [{key: _cell(line.get(key)) for key in COLUMNS} for line in lines]


def _cell(found: object) -> str:
    """A cell as it was before a spreadsheet was kept from taking it for a formula."""
    cell = found.strip() if isinstance(found, str) else ""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def _take(actor: Actor, classroom: Classroom, line: Mapping[str, str]) -> None:
    role = line["role"].casefold() or None
    if role is not None and role not in set(Role):
        raise Invalid(say("A role is teacher, assistant or student."))
    name = clean_given_name(line["name"])
    person = find_person(line["account"]) if line["account"] else None
    member = session.get(ClassMember, (classroom.id, person)) if person is not None else None
    if member is None:
        raise Invalid(say("Nobody of this name has joined the class."))
    if role is not None and member.role.value != role:
        settle_member(actor, classroom, member.actor_id, Step(role))
    if name and classroom.asks_names:
        member.given_name = name
    session.flush()
