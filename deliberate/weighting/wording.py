"""The sentences of the balance, by code. `%(side)s` is filled with "for" or "against": both sides get the same words,
in every language, so no sentence uses either word otherwise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from deliberate.core.wording import N_, say
from deliberate.weighting.case import Side

SENTENCES: Mapping[str, str] = {
    "nothing_posted": N_("Nobody has posted evidence here yet."),
    "side_empty": N_(
        "Nobody has posted evidence %(side)s yet. Two people of different viewpoints who searched and found "
        "none would do as well."
    ),
    "side_unweighed": N_("What is posted %(side)s has not been weighed by enough people yet."),
    "nobody_weighed": N_("Nobody has weighed it yet; %(needed)s people of different viewpoints are needed."),
    "few_people": N_("Weighed by %(people)s of the %(needed)s people needed."),
    "one_viewpoint": N_("People of a second viewpoint have yet to weigh it."),
    "one_origin": N_("All that carries weight goes back to one source; a second, independent one is missing."),
    "no_weight": N_(
        "Nothing posted here carries weight so far. To change that, weigh what is here, or post evidence "
        "from a firmer source."
    ),
    "viewpoints_differ": N_("No lean is shown unless each viewpoint, counted alone, leans the same way."),
    "viewpoints_incomplete": N_("The viewpoints have not yet weighed enough of both sides to be compared."),
    "interval_spans": N_("The ratings are too few or too far apart to settle which way it leans."),
    "detail_waits": N_("This is a detail of a claim which shows no lean, or is doubted, itself."),
    "all_parties": N_(
        "Every source posted here is a party to the dispute. Nobody has posted a source independent of both parties."
    ),
    "side_parties": N_("Every source posted %(side)s is a party to the dispute."),
    "contested": N_("Something posted %(side)s is contested: one viewpoint rates it high, another close to nothing."),
    "circular": N_("Part of the support is circular and has been capped."),
    "few_clusters": N_("Fewer than three independent sources carry weight."),
    "few_viewpoints": N_("Fewer than two viewpoints have two or more people who weighed it."),
    "wide_interval": N_("The ratings leave a wide range open."),
    "methods_differ": N_("Other ways of adding it up come out differently."),
    "open_dispute": N_("A dispute about it is open."),
}

SIDE_WORDS: Mapping[str, str] = {Side.FOR: N_("for"), Side.AGAINST: N_("against")}


@dataclass(frozen=True, slots=True)
class Note:
    """One reason: a code for the page to act on, the English sentence that is stored, and the side it speaks of, if
    one."""

    code: str
    english: str
    side: Side | None = None

    @property
    def sentence(self) -> str:
        """The sentence in the language of whoever reads; of another release, whose words nobody knows, in English."""
        found = _in_english(self.code).fullmatch(self.english) if self.code in SENTENCES else None
        if found is None:
            return self.english
        filled = {
            name: say(SIDE_WORDS[value]) if name == "side" else int(value) for name, value in found.groupdict().items()
        }
        return say(SENTENCES[self.code], **filled)


def note(code: str, side: Side | None = None, **values: int) -> Note:
    """The note of this code; KeyError where there is no sentence of that name."""
    return Note(code, SENTENCES[code] % {"side": side, **values}, side)


@cache
def _in_english(code: str) -> re.Pattern[str]:
    """What a sentence is once it was filled in."""
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>\\w+)", re.escape(SENTENCES[code])))
