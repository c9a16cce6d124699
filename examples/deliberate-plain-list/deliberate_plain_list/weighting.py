"""What bears on an argument counts by its mean: ten weak reasons are no more than one of them."""

from collections.abc import Iterable

from deliberate.weighting.methods import Method, move_linearly


def mean(shares: Iterable[float]) -> float:
    """Of shares in [−1, 1], so in [−1, 1] itself; nothing moves nothing."""
    arrived = list(shares)
    return sum(arrived) / len(arrived) if arrived else 0.0


AVERAGE = Method(passes_on=lambda strength: strength, gather=mean, influence=move_linearly)
