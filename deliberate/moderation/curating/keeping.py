"""Sources, publishers and what goes with them as they are at a moment, to the letter, and how they are put back."""

import enum
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from deliberate.core.contributions import Revision, Status
from deliberate.core.db import session
from deliberate.evidence.models import Evidence, OriginSuggestion, Publisher, Reliability, Source, SuggestionState

Row = Source | Publisher | Evidence | OriginSuggestion
State = dict[str, dict[str, Any]]

_CLASSES: Mapping[str, type[Any]] = {
    each.__tablename__.removeprefix("deliberate_"): each for each in (Source, Publisher, Evidence, OriginSuggestion)
}
#: The columns that acts change.
_COLUMNS: Mapping[type[Row], tuple[str, ...]] = {
    Source: ("origin_id", "retracted_at", "retraction_url", "corrected_at", "correction_url", "archived_url"),
    Publisher: ("name", "own_grade", "own_reason", "graded_at"),
    Evidence: ("revision", "substance"),
    OriginSuggestion: ("state", "seconded_by", "decided_by", "decided_at"),
}
_ENUMS: Mapping[str, type[enum.StrEnum]] = {"own_grade": Reliability, "state": SuggestionState}


def key_of(row: Row) -> str:
    """What a row is called in a state."""
    return f"{row.__tablename__.removeprefix('deliberate_')} {row.id}"


def state_of(rows: Iterable[Row]) -> State:
    """The columns that acts change, as JSON."""
    return {key_of(row): {name: _plain(getattr(row, name)) for name in _COLUMNS[type(row)]} for row in rows}


def difference(before: State, after: State) -> tuple[State, State]:
    """What changed, as it was and as it is."""
    prior: State = {}
    changed: State = {}
    for key, columns in before.items():
        moved = [name for name, value in columns.items() if after[key][name] != value]
        if moved:
            prior[key] = {name: columns[name] for name in moved}
            changed[key] = {name: after[key][name] for name in moved}
    return prior, changed


def rows_of(state: State) -> list[Row]:
    """The rows that a state is of."""
    found: list[Row] = []
    for key in state:
        table, _, number = key.partition(" ")
        found.append(session.get_one(_CLASSES[table], int(number)))
    return found


def put_back(row: Row, prior: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    """Make a row what it was. An item that its author reworded since keeps its wording."""
    for name, value in prior.items():
        if isinstance(row, Evidence) and getattr(row, name) != changed[name]:
            continue
        if isinstance(row, Evidence) and name == "revision":
            _set_aside(row, changed[name])
        setattr(row, name, _value(row, name, value))


def _set_aside(evidence: Evidence, number: int) -> None:
    """The wording that only asked for confirmation stays in the rows, and out of the history that readers see."""
    asked = select(Revision).where(Revision.contribution_id == evidence.id, Revision.number == number)
    session.scalars(asked).one().status = Status.WITHDRAWN


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


def _value(row: Row, name: str, stored: Any) -> Any:
    if stored is None:
        return None
    if name in _ENUMS:
        return _ENUMS[name](stored)
    return datetime.fromisoformat(stored) if name.endswith("_at") else stored
