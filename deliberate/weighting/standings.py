"""Where a claim's sum stands, for everybody together and for each viewpoint alone, and its place on a drawn scale."""

from dataclasses import dataclass

from deliberate.core.wording import say
from deliberate.weighting.balance import LEAN_WORDS, Lean, viewpoint_words
from deliberate.weighting.flow import Flow
from deliberate.weighting.judgement import label, raters_of
from deliberate.weighting.logodds import clip
from deliberate.weighting.model import WeightingModel
from deliberate.weighting.weigh import Outcome

#: The drawn scale, in units of its own. What is for stands to the start, as everywhere.
WIDTH = 320
#: The log-odds at either end; what lies beyond is drawn at the end.
REACH = 3.5


@dataclass(frozen=True, slots=True)
class Standing:
    """One sum: whose ratings it is made of (None: everybody's), where it stands, how far the ratings leave it open.

    All in log-odds; ``low`` to ``high`` holds 80 % of a normal distribution.
    """

    viewpoint: str | None
    people: int
    log_odds: float
    low: float
    high: float
    lean: Lean

    @property
    def words(self) -> str:
        """Whose it is, and which way it leans by itself."""
        if self.viewpoint is None:
            return say("Everybody together, each viewpoint with an equal say")
        return say("%(who)s: %(lean)s", who=viewpoint_words(self.viewpoint), lean=say(LEAN_WORDS[self.lean]))

    @property
    def at(self) -> float:
        """Where its point lies on the scale."""
        return place(self.log_odds)

    @property
    def line(self) -> tuple[float, float]:
        """Where the line of what is left open begins and ends on the scale."""
        return place(self.high), place(self.low)


def place(log_odds: float) -> float:
    """The place of a sum on the scale, from 0 to WIDTH; balance is in the middle."""
    return round(WIDTH / 2 * (1 - clip(log_odds, -REACH, REACH) / REACH), 1)


def marks(model: WeightingModel) -> list[float]:
    """The places at which one word gives way to the next, from one end to the other."""
    edges = (model.strongly, model.clearly, model.slightly)
    return [*(place(edge) for edge in edges), *(place(-edge) for edge in reversed(edges))]


def standings_of(outcome: Outcome, proposition: str) -> list[Standing]:
    """Everybody together, then each viewpoint alone.

    Nobody stands alone unless every viewpoint that rated is of enough people to be shown: what is left out could be
    worked out from the rest.
    """
    raters = raters_of(outcome.flow, proposition)
    everybody = _standing(outcome.flow, proposition, None, len(set().union(*raters.values())))
    if len(raters) < 2 or min(len(people) for people in raters.values()) < outcome.model.picture_people:
        return [everybody]
    alone = (_standing(outcome.alone[each], proposition, each, len(raters[each])) for each in sorted(raters))
    return [everybody, *alone]


def _standing(flow: Flow, proposition: str, viewpoint: str | None, people: int) -> Standing:
    total = flow.sums[proposition]
    low, high = total.interval(flow.model.interval_z)
    return Standing(viewpoint, people, total.log_odds, low, high, label(total.log_odds, flow.model))
