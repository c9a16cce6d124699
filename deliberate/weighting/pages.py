"""What the page "How it adds up" shows: every row of the sum, named and linked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence
from deliberate.propositions.models import Proposition, Relation
from deliberate.weighting.balance import Balance
from deliberate.weighting.gathering import case_of
from deliberate.weighting.ledger import Ledger, Row, explain
from deliberate.weighting.weigh import weigh

_FACTOR_WORDS = {
    "R": "relevance",
    "K": "reliability",
    "P": "strength",
    "c": "curation",
    "v": "link intact",
    "d": "independence",
}


@dataclass(frozen=True)
class ShownRow:
    """One row as the table prints it."""

    label: str
    subject: Contribution | None
    delta: float
    words: str
    formula: str | None
    discount: str | None
    without: str | None


@dataclass(frozen=True)
class LedgerPage:
    """A ledger with its shown rows, which sum to the shown total."""

    ledger: Ledger
    rows: Sequence[ShownRow]
    total: float
    balance: Balance


def ledger_of(proposition: Proposition) -> LedgerPage:
    """The ledger of a proposition, worked out from what is stored now."""
    outcome = weigh(case_of(proposition.article))
    found = explain(outcome, str(proposition.id))
    subjects = _subjects(row.ref for row in found.rows)
    rows = [_shown(row, value, subjects.get(row.ref or "")) for row, value in found.shown()]
    return LedgerPage(found, rows, round(found.log_odds, 2), outcome.balances[str(proposition.id)])


def _subjects(refs: Iterable[str | None]) -> dict[str, Contribution]:
    ids = [int(ref) for ref in refs if ref]
    bearings = session.scalars(
        select(Bearing).where(Bearing.id.in_(ids)).options(selectinload(Bearing.evidence).joinedload(Evidence.source))
    )
    relations = session.scalars(select(Relation).where(Relation.id.in_(ids)).options(selectinload(Relation.premises)))
    return {str(each.id): each for each in [*bearings, *relations]}


def _shown(row: Row, value: float, subject: Contribution | None) -> ShownRow:
    return ShownRow(
        label=_label(row, subject),
        subject=subject,
        delta=value,
        words=row.words,
        formula=_formula(row),
        discount=" ".join(reason.sentence for reason in row.reasons) or None,
        without=f"Without this the sum stands at {100 * row.without:.0f} on the scale to 100." if row.ref else None,
    )


def _label(row: Row, subject: Contribution | None) -> str:
    if isinstance(subject, Bearing):
        return subject.evidence.source.citation
    if isinstance(subject, Relation):
        return f"Another claim that {subject.relation_kind.value} this one"
    return "Start" if row.kind == "start" else "Rounding"


def _formula(row: Row) -> str | None:
    shown = [name for name in _FACTOR_WORDS if name in row.factors and (name in "RKP" or row.factors[name] < 1)]
    parts = [f"{_FACTOR_WORDS[name]} {row.factors[name]:.2f}" for name in shown]
    return " · ".join(parts) or None
