"""Why (step 8): the rows behind one proposition's sum, exact to the last bit, and readable."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import exp, fsum
from typing import Any

from deliberate.core.wording import N_, number, say
from deliberate.weighting.case import Dimension, Side
from deliberate.weighting.flow import EvidenceTerm, RelationTerm, Sum
from deliberate.weighting.independence import Reason, discounts
from deliberate.weighting.logodds import clip, logistic
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.weigh import Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: what it adds to L, how it came about, and where the total would stand without it.

    `kind` is start, evidence, relation or remainder; `ref` the item's or relation's id. `factors` hold what was
    multiplied.
    `without` is the strength without this row, the next best of its cluster moving up; in a circle, with the other
    claims of the circle held where they are.
    """

    kind: str
    ref: str | None
    side: Side | None
    delta: float
    factors: Mapping[str, float]
    reasons: tuple[Reason, ...]
    without: float

    @property
    def words(self) -> str:
        """What it adds."""
        return say(_OF_KIND[self.kind]) if self.kind in _OF_KIND else in_words(self.delta)


_OF_KIND = {
    "start": N_("Where every sum starts."),
    "remainder": N_("What rounding the rows above leaves over."),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows of one proposition; `log_odds` is exactly math.fsum of their deltas."""

    proposition: str
    model: str
    rows: tuple[Row, ...]
    log_odds: float
    strength: float
    interval: tuple[float, float]
    band: tuple[float, float]
    circular: bool

    def shown(self, digits: int = 2) -> tuple[tuple[Row, float], ...]:
        """Rows with rounded deltas, and last, where rounding leaves something over, a row of its own for that."""
        shown = [(row, round(row.delta, digits)) for row in self.rows]
        left = round(round(self.log_odds, digits) - fsum(value for _, value in shown), digits)
        if left:
            shown.append((Row("remainder", None, None, left, {}, (), self.strength), left))
        return tuple(shown)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def explain(outcome: Outcome, proposition: str) -> Ledger:
    """The ledger of one proposition, heaviest rows first; KeyError if it was not weighed."""
    total, model = outcome.flow.sums[proposition], outcome.model
    rows = [_evidence_row(term, total, outcome) for term in total.evidence]
    rows += [_relation_row(term, total, model) for term in total.relations]
    rows.sort(key=lambda row: (-abs(row.delta), row.ref or ""))
    start = Row("start", None, None, total.start, {}, (), _shown(total.log_odds, model))
    low, high = total.interval(model.interval_z)
    return Ledger(
        proposition=proposition,
        model=model.version,
        rows=(start, *rows),
        log_odds=total.log_odds,
        strength=_shown(total.log_odds, model),
        interval=(_shown(low, model), _shown(high, model)),
        band=outcome.bands[proposition],
        circular=total.circular or any(term.scale < 1 for term in total.relations),
    )


def _shown(log_odds: float, model: WeightingModel) -> float:
    return clip(logistic(log_odds), model.shown_margin, 1 - model.shown_margin)


def in_words(delta: float) -> str:
    """A step in log-odds as what it does to the balance, the same words on either side."""
    if not delta:
        return say("Adds nothing.")
    times = _two_figures(exp(abs(delta)))
    if delta > 0:
        return say("Tips the balance %(times)s to 1 for.", times=times)
    return say("Tips the balance %(times)s to 1 against.", times=times)


def _two_figures(value: float) -> str:
    """As many as a ratio is known to; whole ones without a point."""
    shown = float(f"{value:.2g}")
    return f"{value:.2g}" if shown >= 100 else number(shown, 0 if shown == int(shown) else 1)


def _evidence_row(term: EvidenceTerm, total: Sum, outcome: Outcome) -> Row:
    weighed = outcome.items[term.item.id]
    dimensions = weighed.strength.dimensions
    factors = {
        "R": dimensions[Dimension.RELEVANCE].value,
        "K": dimensions[Dimension.RELIABILITY].value,
        "P": dimensions[Dimension.STRENGTH].value,
        "s": weighed.strength.value,
        "challenged": weighed.challenged,
        "gate": weighed.gate,
        "c": weighed.curation[0],
        "v": weighed.intact,
        "d": term.discount.factor,
    }
    reasons = (*_own_reasons(term, outcome), *term.discount.reasons)
    without = _shown(_log_odds_without(term, total, outcome), outcome.model)
    return Row("evidence", term.item.id, term.side, term.delta, factors, reasons, without)


_UNRATED = N_("Not yet weighed by %(needed)s people other than its author.")
_FOLLOW = N_("%(people)s people’s ratings that follow each other count as %(counted)s.")
#: By the state that its weight is cut for.
_IN_PART = {
    "disputed": N_("Counts in part only: disputed."),
    "source_requested": N_("Counts in part only: source requested."),
    "source_overdue": N_("Counts in part only: source overdue."),
    "stale": N_("Counts in part only: stale."),
    "broken_link": N_("Counts in part only: broken link."),
    "draft": N_("Counts in part only: draft."),
    "pending": N_("Counts in part only: pending."),
    "returned": N_("Counts in part only: returned."),
    "suggested": N_("Counts in part only: suggested."),
    "rejected": N_("Counts in part only: rejected."),
    "quarantined": N_("Counts in part only: quarantined."),
    "removed": N_("Counts in part only: removed."),
    "purged": N_("Counts in part only: purged."),
    "merged": N_("Counts in part only: merged."),
    "withdrawn": N_("Counts in part only: withdrawn."),
    "lapsed": N_("Counts in part only: lapsed."),
    "retracted": N_("Counts in part only: retracted."),
}


def _own_reasons(term: EvidenceTerm, outcome: Outcome) -> list[Reason]:
    """Why an item weighs less than its ratings would give it, apart from its kin."""
    weighed, ref = outcome.items[term.item.id], term.item.id
    factor, state = weighed.curation
    found = []
    if not weighed.rated:
        needed = outcome.model.raters_needed
        found.append(Reason("unrated", 0.0, ref, _UNRATED, (("needed", needed),)))
    elif not weighed.gate:
        found.append(Reason("gate", 0.0, ref, N_("Rated too low to carry weight.")))
    if follow := _following(outcome.flow.ballots.followers.get(ref, {}), outcome.model):
        found.append(Reason("follow", 1.0, ref, _FOLLOW, follow))
    if factor < 1:
        found.append(Reason("curation", factor, ref, _IN_PART[state]))
    if weighed.intact < 1:
        found.append(Reason("undercut", weighed.intact, ref, N_("Something posted breaks its link to this claim.")))
    return found


def following_words(followers: Mapping[str, float], model: WeightingModel) -> str | None:
    """How many people's ratings of an item follow each other, and as how many they count; None of too few to tell."""
    found = _following(followers, model)
    return say(_FOLLOW, **dict(found)) if found else None


def _following(followers: Mapping[str, float], model: WeightingModel) -> tuple[tuple[str, int], ...]:
    if len(followers) < model.picture_people:
        return ()
    return ("people", len(followers)), ("counted", max(1, round(fsum(followers.values()))))


def _log_odds_without(term: EvidenceTerm, total: Sum, outcome: Outcome) -> float:
    rest = [each for each in total.evidence if each.side is term.side and each is not term]
    weights = {each.item.id: outcome.items[each.item.id].weight for each in rest}
    found = discounts([each.item for each in rest], weights, outcome.model)
    side = [term.side.sign * weights[ref] * found[ref].factor for ref in weights]
    other = [each.delta for each in total.evidence if each.side is not term.side]
    return fsum([total.start, *side, *other, *_deltas(total.relations)])


def _deltas(terms: Sequence[RelationTerm]) -> list[float]:
    return [each.delta for each in terms]


def _relation_row(term: RelationTerm, total: Sum, model: WeightingModel) -> Row:
    reasons = []
    if term.scale < 1:
        reasons.append(Reason("circular", term.scale, term.relation.id, N_("Circular support, capped.")))
    if term.intact < 1:
        reasons.append(Reason("undercut", term.intact, term.relation.id, N_("Something posted breaks this link.")))
    if not term.delta and term.intact:
        reasons.append(Reason("premise", 0.0, term.relation.id, N_("A claim it starts from does not lean its way.")))
    passed_on = abs(term.delta) / (term.weight * term.scale * term.intact) if term.delta else 0.0
    factors = {"w": term.weight, "u": term.intact, "cap": term.scale, "φ": passed_on}
    without = _shown(fsum([total.log_odds, -term.delta]), model)
    return Row("relation", term.relation.id, term.side, term.delta, factors, tuple(reasons), without)
