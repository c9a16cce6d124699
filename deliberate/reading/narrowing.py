"""Which of an article's claims somebody wants to see whole; the others fold away beside the text, which stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deliberate.core.text import whole_number
from deliberate.core.wording import N_
from deliberate.propositions.models import Kind
from deliberate.reading.claim_lines import ClaimLine, Said

#: What can be ticked, with its words.
MARKS = {
    "contested": N_("Contested: evidence on both sides"),
    "one-sided": N_("One-sided: evidence on one side only"),
    "unsourced": N_("Unsourced: nothing with a source yet"),
}


@dataclass(frozen=True)
class Narrowing:
    """What somebody asked for: all of it has to hold."""

    kind: Kind | None = None
    speaker: int | None = None
    marks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Narrowing":
        """What an address asks for; what it says wrongly is left out."""
        kind = asked.get("kind", "")
        return cls(
            Kind(kind) if kind in set(Kind) else None,
            whole_number(asked.get("speaker", "")),
            frozenset(mark for mark in MARKS if asked.get(mark)),
        )

    @property
    def is_set(self) -> bool:
        return self != Narrowing()

    def query(self) -> dict[str, str]:
        """What of it an address has to say."""
        found = {mark: "1" for mark in MARKS if mark in self.marks}
        if self.kind is not None:
            found["kind"] = self.kind.value
        if self.speaker is not None:
            found["speaker"] = str(self.speaker)
        return found

    def matching(self, lines: Iterable[ClaimLine], said: Said, sourced: frozenset[int]) -> frozenset[int]:
        """The numbers of the claims that are asked for. ``sourced`` matters where "unsourced" is ticked."""
        said_by = said.claims.get(self.speaker, frozenset()) if self.speaker is not None else frozenset()
        return frozenset(
            line.number
            for line in lines
            if (self.kind is None or line.kind is self.kind)
            and (self.speaker is None or line.id in said_by)
            and ("contested" not in self.marks or line.is_contested)
            and ("one-sided" not in self.marks or line.is_one_sided)
            and ("unsourced" not in self.marks or line.id not in sourced)
        )
