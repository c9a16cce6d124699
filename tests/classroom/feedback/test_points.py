"""How points follow from levels."""

from decimal import Decimal

import pytest

from deliberate.classroom.feedback.points import points_of_levels


@pytest.mark.parametrize(
    ("levels", "points"),
    [({}, None), ({"answered": 3}, None), ({"kept_hedge": 0}, "0"), ({"kept_hedge": 2, "judged_source": 3}, "16.7")],
)
def test_points_are_the_share_of_the_highest_levels_of_what_was_judged_and_counts(
    levels: dict[str, int], points: str | None
) -> None:
    found = points_of_levels(levels, ["kept_hedge", "judged_source", "found_words"], Decimal(20))
    assert found == (Decimal(points) if points is not None else None)
