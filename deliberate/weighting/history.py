"""How balances moved: at most one row for each claim and unit of work, written as the unit is committed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, bindparam, event, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.signals import balances_moved
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.models import Parameters, ScoreEvent

#: Below it a sum has not moved as far as anybody can tell.
LEAST = 1e-6

_MOVED = "deliberate_moved_balances"


@dataclass(frozen=True)
class Cause:
    """What moved a balance: the log's name of an action, or ours of what the log never hears of; and on what.

    Never who: a rating names the item that was rated.
    """

    action: str
    contribution: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """Where a claim stands: its sum, with its variance, and what is said of it."""

    log_odds: float
    variance: float
    balance: Mapping[str, Any]


@dataclass
class _Move:
    before: Standing | None
    after: Standing | None
    article_id: int
    model: WeightingModel
    cause: Cause
    #: The savepoint it was noted in, if any, and what had been noted before that: it stands if the savepoint does not.
    within: SessionTransaction | None
    earlier: "_Move | None"

    @property
    def is_visible(self) -> bool:
        if self.before is None or self.after is None:
            return self.before is not self.after
        far = abs(self.after.log_odds - self.before.log_odds) > LEAST
        return far or self.after.balance != self.before.balance


def note_move(
    article_id: int,
    claim: int,
    before: Standing | None,
    after: Standing | None,
    model: WeightingModel,
    cause: Cause,
) -> None:
    """Have a move set down, together with others of the same claim, if the unit of work is committed."""
    unit: Session = session()  # type: ignore[operator]  # the host's scoped session: one real session per context
    moves, within = _moves_of(unit), unit.get_nested_transaction()
    earlier = moves.get(claim)
    if earlier is not None:
        before = earlier.before
        if earlier.within is within:
            earlier = earlier.earlier
    moves[claim] = _Move(before, after, article_id, model, cause, within, earlier)


def _moves_of(unit: Session) -> dict[int, _Move]:
    current = unit.get_transaction()
    known = unit.info.get(_MOVED)
    if known is None or known[0] is not current:
        # What a unit that was rolled back left is forgotten.
        known = unit.info[_MOVED] = (current, {})
        if not event.contains(unit, "before_commit", _set_down):
            event.listen(unit, "before_commit", _set_down)
            event.listen(unit, "after_soft_rollback", _forget)
    moves: dict[int, _Move] = known[1]
    return moves


def _forget(unit: Session, savepoint: SessionTransaction) -> None:
    """What was noted in a savepoint that is taken back, or in one within it, never moved."""
    moves: dict[int, _Move] = unit.info.get(_MOVED, (None, {}))[1]
    for claim, move in list(moves.items()):
        left: _Move | None = move
        while left is not None and _lies_in(left.within, savepoint):
            left = left.earlier
        if left is None:
            del moves[claim]
        else:
            moves[claim] = left


def _lies_in(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None and inner is not outer:
        inner = inner.parent
    return inner is outer


def _set_down(unit: Session) -> None:
    if unit.in_nested_transaction():
        # A savepoint is let go, no more: the unit goes on.
        return
    began, moves = unit.info.pop(_MOVED, (None, {}))
    moved = {claim: move for claim, move in sorted(moves.items()) if move.is_visible}
    if not moved or began is not unit.get_transaction():
        return
    rows = unit.execute(_public_ids(), {"ids": [*moved]})
    public = {row.id: row.public_id for row in rows}
    for model in {digest_of(move.model): move.model for move in moved.values()}.values():
        _keep_parameters(unit, model)
    unit.execute(insert(ScoreEvent), [_row(public[claim], move) for claim, move in moved.items()])
    balances_moved.send(moved={public[claim]: (_said(move.before), _said(move.after)) for claim, move in moved.items()})


def _said(standing: Standing | None) -> Mapping[str, Any] | None:
    return standing.balance if standing is not None else None


@cache
def _public_ids() -> Executable:
    return select(Contribution.id, Contribution.public_id).where(Contribution.id.in_(bindparam("ids", expanding=True)))


def _row(claim: UUID, move: _Move) -> dict[str, Any]:
    after = move.after
    return {
        "at": now(),
        "article_id": move.article_id,
        "proposition": claim,
        "log_odds": after and after.log_odds,
        "variance": after and after.variance,
        "lean": after and after.balance["lean"],
        "model": move.model.version,
        "parameters": digest_of(move.model),
        "cause": move.cause.action,
        "contribution": move.cause.contribution,
    }


def _keep_parameters(unit: Session, model: WeightingModel) -> None:
    digest = digest_of(model)
    if unit.scalar(select(Parameters.digest).where(Parameters.digest == digest)) is None:
        row = {"digest": digest, "version": model.version, "parameters": model.parameters()}
        unit.execute(insert(Parameters), row)


@cache
def digest_of(model: WeightingModel) -> str:
    """SHA-256 of the model's parameters as canonical JSON."""
    canonical = json.dumps(model.parameters(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
