"""The sentences of the balance, by code. `{side}` is filled with "for" or "against": both sides get the same words,
so no sentence uses either word otherwise."""

from collections.abc import Mapping

from deliberate.weighting.balance import Note
from deliberate.weighting.case import Side

SENTENCES: Mapping[str, str] = {
    "nothing_posted": "Nobody has posted evidence here yet.",
    "side_empty": "Nobody has posted evidence {side} yet. Two people of different viewpoints who searched and found "
    "none would do as well.",
    "side_unweighed": "What is posted {side} has not been weighed by enough people yet.",
    "nobody_weighed": "Nobody has weighed it yet; {needed} people of different viewpoints are needed.",
    "few_people": "Weighed by {people} of the {needed} people needed.",
    "one_viewpoint": "People of a second viewpoint have yet to weigh it.",
    "one_origin": "All that carries weight goes back to one source; a second, independent one is missing.",
    "no_weight": "Nothing posted here carries weight so far. To change that, weigh what is here, or post evidence "
    "from a firmer source.",
    "viewpoints_differ": "No lean is shown unless each viewpoint, counted alone, leans the same way.",
    "viewpoints_incomplete": "The viewpoints have not yet weighed enough of both sides to be compared.",
    "interval_spans": "The ratings are too few or too far apart to settle which way it leans.",
    "detail_waits": "This is a detail of a claim which shows no lean, or is doubted, itself.",
    "all_parties": "Every source posted here is a party to the dispute. Nobody has posted a source independent of both "
    "parties.",
    "side_parties": "Every source posted {side} is a party to the dispute.",
    "contested": "Something posted {side} is contested: one viewpoint rates it high, another close to nothing.",
    "circular": "Part of the support is circular and has been capped.",
    "few_clusters": "Fewer than three independent sources carry weight.",
    "few_viewpoints": "Fewer than two viewpoints have two or more people who weighed it.",
    "wide_interval": "The ratings leave a wide range open.",
    "methods_differ": "Other ways of adding it up come out differently.",
    "open_dispute": "A dispute about it is open.",
}


def note(code: str, side: Side | None = None, **values: int) -> Note:
    """The note of this code; KeyError where there is no sentence of that name."""
    return Note(code, SENTENCES[code].format(side=side, **values), side)
