"""What a reader sees of a proposition's evidence: one line, both sides' counts, and the reasons. Storable values.

No probability words and no percentages; for and against are always worded alike.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from deliberate.core.wording import N_, say, say_many
from deliberate.weighting.case import Side, Viewpoint
from deliberate.weighting.wording import Note


class Lean(StrEnum):
    STRONGLY_FOR = "strongly_for"
    CLEARLY_FOR = "clearly_for"
    SLIGHTLY_FOR = "slightly_for"
    BALANCED = "balanced"
    SLIGHTLY_AGAINST = "slightly_against"
    CLEARLY_AGAINST = "clearly_against"
    STRONGLY_AGAINST = "strongly_against"
    UNCLEAR = "unclear"
    DIFFER = "differ"
    TOO_LITTLE = "too_little"
    WAITS = "waits"

    @property
    def side(self) -> Side | None:
        """The side it leans to; None where no lean is shown."""
        degree, _, side = self.partition("_")
        return Side(side) if degree in {"strongly", "clearly", "slightly"} else None

    @property
    def mirrored(self) -> "Lean":
        return Lean(f"{self.partition('_')[0]}_{self.side.other}") if self.side else self


class Grade(StrEnum):
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"


@dataclass(frozen=True, slots=True)
class SideCount:
    """One side's live items. `weighed`: enough people rated them; `parties`: the source's speaker is a known party."""

    side: Side
    items: int
    origins: int
    weighed: int
    parties: int

    @property
    def unweighed(self) -> int:
        return self.items - self.weighed

    @property
    def all_parties(self) -> bool:
        return 0 < self.items == self.parties

    @property
    def sentence(self) -> str:
        items = say_many("%(num)s item", "%(num)s items", self.items)
        if not self.items:
            return say(_NO_ITEMS[self.side], items=items)
        return say(_ITEMS[self.side], items=items, origins=say_many("%(num)s origin", "%(num)s origins", self.origins))

    @property
    def english(self) -> str:
        """The same as it is stored."""
        origins = f", {_counted(self.origins, 'origin')}" if self.items else ""
        return f"{str(self.side).capitalize()}: {_counted(self.items, 'item')}{origins}."


@dataclass(frozen=True, slots=True)
class Picture:
    """How it adds up for the raters of one viewpoint alone; without a lean where they are too few to be shown."""

    viewpoint: str
    people: int | None
    lean: Lean | None

    @property
    def sentence(self) -> str:
        if self.lean is None:
            return say("%(who)s: too few people to show on their own.", who=viewpoint_words(self.viewpoint))
        return say("%(who)s: %(lean)s.", who=viewpoint_words(self.viewpoint), lean=say(LEAN_WORDS[self.lean]))


@dataclass(frozen=True, slots=True)
class Solidity:
    """How solid the picture is, with a reason per step down from high."""

    grade: Grade
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Stored with its proposition, so that a page needs no computing. `notes` say why this lean, or what is missing."""

    model: str
    lean: Lean
    for_: SideCount
    against: SideCount
    people: int
    notes: tuple[Note, ...]
    pictures: tuple[Picture, ...]
    solidity: Solidity

    @property
    def side(self) -> Side | None:
        return self.lean.side

    @property
    def line(self) -> str:
        return line_of(self.lean)

    @property
    def counts(self) -> str:
        return f"{self.for_.sentence} {self.against.sentence}"

    def to_json(self) -> dict[str, Any]:
        """As JSON gives it back, lists and all, so that what is stored can be compared."""
        stored: dict[str, Any] = _plain(asdict(self))
        stored["notes"] = [_stored(each) for each in self.notes]
        stored["solidity"]["notes"] = [_stored(each) for each in self.solidity.notes]
        # In English, whoever's act it was that moved it.
        return {"line": LINES[self.lean], "counts": f"{self.for_.english} {self.against.english}", **stored}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Balance":
        """The balance that to_json gave; its sentences are made anew."""
        return cls(
            model=stored["model"],
            lean=Lean(stored["lean"]),
            for_=_side_count(stored["for_"]),
            against=_side_count(stored["against"]),
            people=stored["people"],
            notes=tuple(_note(each) for each in stored["notes"]),
            pictures=tuple(_picture(each) for each in stored["pictures"]),
            solidity=Solidity(
                Grade(stored["solidity"]["grade"]), tuple(_note(each) for each in stored["solidity"]["notes"])
            ),
        )


def line_of(lean: Lean) -> str:
    """The first line that readers see."""
    return say(LINES[lean])


def viewpoint_words(viewpoint: str) -> str:
    """Who stands together."""
    known = VIEWPOINT_WORDS.get(viewpoint)
    return say(known) if known is not None else say("Viewpoint %(name)s", name=viewpoint)


LINES: Mapping[Lean, str] = {
    Lean.STRONGLY_FOR: N_("The evidence posted here leans strongly for the claim."),
    Lean.CLEARLY_FOR: N_("The evidence posted here leans clearly for the claim."),
    Lean.SLIGHTLY_FOR: N_("The evidence posted here leans slightly for the claim."),
    Lean.BALANCED: N_("The evidence posted here is balanced."),
    Lean.SLIGHTLY_AGAINST: N_("The evidence posted here leans slightly against the claim."),
    Lean.CLEARLY_AGAINST: N_("The evidence posted here leans clearly against the claim."),
    Lean.STRONGLY_AGAINST: N_("The evidence posted here leans strongly against the claim."),
    Lean.UNCLEAR: N_("The evidence posted here is unclear."),
    Lean.DIFFER: N_("The viewpoints judge the evidence posted here differently."),
    Lean.TOO_LITTLE: N_("The evidence posted here is too little to go on."),
    Lean.WAITS: N_("The evidence posted here waits on the claim that this is a detail of."),
}

#: The same of one viewpoint alone, after its name.
LEAN_WORDS: Mapping[Lean, str] = {
    Lean.STRONGLY_FOR: N_("leans strongly for the claim"),
    Lean.CLEARLY_FOR: N_("leans clearly for the claim"),
    Lean.SLIGHTLY_FOR: N_("leans slightly for the claim"),
    Lean.BALANCED: N_("is balanced"),
    Lean.SLIGHTLY_AGAINST: N_("leans slightly against the claim"),
    Lean.CLEARLY_AGAINST: N_("leans clearly against the claim"),
    Lean.STRONGLY_AGAINST: N_("leans strongly against the claim"),
    Lean.UNCLEAR: N_("is unclear"),
    Lean.DIFFER: N_("is judged differently by the viewpoints"),
    Lean.TOO_LITTLE: N_("is too little to go on"),
    Lean.WAITS: N_("waits on the claim that this is a detail of"),
}

VIEWPOINT_WORDS: Mapping[str, str] = {
    Viewpoint.AGREE: N_("People who agree with the main claim"),
    Viewpoint.DISAGREE: N_("People who disagree with the main claim"),
    Viewpoint.UNDECIDED: N_("People who are undecided"),
    Viewpoint.ONE_WAY: N_("People who rate one way"),
    Viewpoint.OTHER_WAY: N_("People who rate the other way"),
}


_ITEMS: Mapping[Side, str] = {
    Side.FOR: N_("For: %(items)s, %(origins)s."),
    Side.AGAINST: N_("Against: %(items)s, %(origins)s."),
}
_NO_ITEMS: Mapping[Side, str] = {Side.FOR: N_("For: %(items)s."), Side.AGAINST: N_("Against: %(items)s.")}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _side(value: str | None) -> Side | None:
    return None if value is None else Side(value)


def _stored(note: Note) -> dict[str, Any]:
    return {"code": note.code, "sentence": note.english, "side": note.side and str(note.side)}


def _note(stored: Mapping[str, Any]) -> Note:
    return Note(stored["code"], stored["sentence"], _side(stored["side"]))


def _side_count(stored: Mapping[str, Any]) -> SideCount:
    return SideCount(**{**stored, "side": Side(stored["side"])})


def _picture(stored: Mapping[str, Any]) -> Picture:
    lean = stored["lean"]
    return Picture(stored["viewpoint"], stored["people"], None if lean is None else Lean(lean))
