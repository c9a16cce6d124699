"""A claim that is not weighed along but taken as it stands: what others take from it, to the last digit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deliberate.weighting.balance import Lean
from deliberate.weighting.flow import Amount

#: Under this name stands what all viewpoints, bridged, make of it.
BRIDGED = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """``strengths`` by viewpoint, each computed alone, and bridged; ``methods`` under other semantics, by name."""

    lean: Lean
    strengths: Mapping[str, Amount]
    methods: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """All but the lean, which stands in the balance. JSON gives back each float as it was."""
        return {"strengths": {view: list(each) for view, each in self.strengths.items()}, "methods": dict(self.methods)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], lean: Lean) -> "Neighbour":
        strengths = {view: Amount(*each) for view, each in stored["strengths"].items()}
        return cls(lean, strengths, stored["methods"])
