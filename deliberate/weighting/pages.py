"""What the page "How it adds up" shows: every row of the sum, named and linked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import NotAllowed, NotFound
from deliberate.core.policy import post_first
from deliberate.core.wording import N_, number, say
from deliberate.evidence.models import Bearing, Evidence
from deliberate.evidence.queries import not_withheld
from deliberate.propositions.models import Proposition, Relation, RelationPremise
from deliberate.weighting.balance import Balance
from deliberate.weighting.keeping import weighed_now
from deliberate.weighting.ledger import Ledger, Row, explain
from deliberate.weighting.sensitivity import Change, Turn, changes
from deliberate.weighting.standings import Standing, marks, standings_of

#: So many things that would change the line are told.
CHANGES = 5

_FACTOR_WORDS = {
    "R": N_("relevance"),
    "K": N_("reliability"),
    "P": N_("strength"),
    "c": N_("curation"),
    "v": N_("link intact"),
    "d": N_("independence"),
}


@dataclass(frozen=True)
class Subject:
    """What a row is about, and what it is called; without the thing, where it is kept from whoever reads for now."""

    contribution: Contribution | None
    label: str


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
class ShownChange:
    """Something that would change the line: what would have to happen to which item, and the line then."""

    label: str
    subject: Contribution
    gone: bool
    line: str


@dataclass(frozen=True)
class LedgerPage:
    """A ledger with its shown rows, which sum to the shown total."""

    ledger: Ledger
    rows: Sequence[ShownRow]
    total: float
    balance: Balance
    #: Everybody together, then each viewpoint alone where all of them may be shown.
    standings: Sequence[Standing]
    #: The places on the drawn scale at which one word gives way to the next.
    marks: Sequence[float]
    changes: Sequence[ShownChange]


def ledger_of(actor: Actor, proposition: Proposition) -> LedgerPage:
    """The ledger of a proposition as this actor may read it, worked out from what is stored now.

    What is kept from them for now counts, and is not named. Raises NotFound where it is not weighed, NotAllowed where
    they are to post before they see what it comes to.
    """
    if post_first(actor, proposition.article):
        raise NotAllowed(say("Shown once you have posted."))
    weighed = weighed_now(proposition)
    outcome = weighed.outcome
    if str(proposition.id) not in outcome.balances:
        raise NotFound(say("This claim is not weighed at the moment, so there is no sum to show."))
    found = explain(outcome, str(proposition.id))
    subjects = _subjects(actor, (row.ref for row in found.rows))
    telling = changes(weighed.case, outcome, str(proposition.id), weighed.neighbours)[:CHANGES]
    rows = [_shown(row, value, subjects.get(row.ref or "")) for row, value in found.shown()]
    return LedgerPage(
        ledger=found,
        rows=rows,
        total=round(found.log_odds, 2),
        balance=outcome.balances[str(proposition.id)],
        standings=standings_of(outcome, str(proposition.id)),
        marks=marks(outcome.model),
        changes=[each for change in telling if (each := _changed(change, subjects[change.item])) is not None],
    )


def _changed(change: Change, subject: Subject) -> ShownChange | None:
    if subject.contribution is None:
        return None
    return ShownChange(subject.label, subject.contribution, change.turn is Turn.GONE, change.balance.line)


def _subjects(actor: Actor, refs: Iterable[str | None]) -> dict[str, Subject]:
    """What the rows are about, by their refs, each with what it is called."""
    ids = [int(ref) for ref in refs if ref]
    found = _named(ids)
    told = select(Contribution.id).where(Contribution.id.in_(ids), not_withheld(actor, Contribution))
    named, kept = set(session.scalars(told)), Subject(None, say("Something that you are shown once you have posted"))
    return {ref: each if int(ref) in named else kept for ref, each in found.items()}


def _named(ids: Sequence[int]) -> dict[str, Subject]:
    items = session.scalars(
        select(Bearing).where(Bearing.id.in_(ids)).options(selectinload(Bearing.evidence).joinedload(Evidence.source))
    )
    found = {str(each.id): Subject(each, each.evidence.source.citation) for each in items}
    premise = aliased(Proposition, flat=True)
    premises = session.execute(
        select(Relation, premise.text)
        .join(RelationPremise, RelationPremise.relation_id == Relation.id)
        .join(premise, premise.id == RelationPremise.proposition_id)
        .where(Relation.id.in_(ids))
        .order_by(Relation.id, premise.position, premise.id)
    )
    for relation, text in premises:
        earlier = found.get(str(relation.id))
        label = f"{earlier.label} · {text}" if earlier else say("Another claim: %(text)s", text=text)
        found[str(relation.id)] = Subject(relation, label)
    return found


def _shown(row: Row, value: float, subject: Subject | None) -> ShownRow:
    # Why something counts less may tell what it is.
    kept = subject is not None and subject.contribution is None
    return ShownRow(
        label=subject.label if subject else say("Start") if row.kind == "start" else say("Rounding"),
        subject=subject.contribution if subject else None,
        delta=value,
        words=row.words,
        formula=_formula(row),
        discount=None if kept else " ".join(reason.sentence for reason in row.reasons) or None,
        without=_without(row) if row.ref else None,
    )


def _without(row: Row) -> str:
    return say("Without this the sum stands at %(place)s on the scale to 100.", place=number(100 * row.without))


def _formula(row: Row) -> str | None:
    shown = [name for name in _FACTOR_WORDS if name in row.factors and (name in "RKP" or row.factors[name] < 1)]
    parts = [f"{say(_FACTOR_WORDS[name])} {number(row.factors[name], 2)}" for name in shown]
    return " · ".join(parts) or None
