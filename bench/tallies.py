"""Precision, recall and F1."""

from dataclasses import dataclass


@dataclass
class Tally:
    """Counts of one kind of span."""

    predicted: int = 0
    annotated: int = 0
    hit: int = 0

    def __iadd__(self, other: "Tally") -> "Tally":
        self.predicted += other.predicted
        self.annotated += other.annotated
        self.hit += other.hit
        return self

    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        spans = self.predicted + self.annotated
        return 2 * self.hit / spans if spans else 0.0

    def line(self) -> str:
        """Precision, recall and F1 as one line."""
        precision = self.hit / self.predicted if self.predicted else 0.0
        recall = self.hit / self.annotated if self.annotated else 0.0
        counts = f"({self.hit} of {self.predicted} predicted, {self.annotated} annotated)"
        return f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1():.3f}  {counts}"
