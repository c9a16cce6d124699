"""Claims in rows, evidence in columns."""

import pytest

from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Status
from deliberate.core.db import transaction
from deliberate.evidence.models import Side
from deliberate.mapping.matrix import COLUMNS, Matrix, matrix_of
from tests.factories import make_bearing
from tests.reading.scenes import published, weighed

pytestmark = pytest.mark.usefixtures("context")


def _cells(matrix: Matrix) -> dict[str, list[str]]:
    """For each claim, what each item says of it, in the order of the columns."""
    return {
        row.claim.text: ["/".join(shown.side for shown in row.cells.get(item.id, ())) or "-" for item in matrix.items]
        for row in matrix.rows
    }


def test_each_item_has_one_column_and_says_its_side_of_each_claim() -> None:
    with transaction():
        one, two, _ = published("One.", "Two.", "Three.")
        alone = make_bearing(one, Side.AGAINST)
        shared = make_bearing(one, Side.FOR)
        make_bearing(two, Side.AGAINST, evidence=shared.evidence)
        matrix = matrix_of(VISITOR, one.article, 1)
    assert [item.id for item in matrix.items] == [shared.evidence_id, alone.evidence_id]
    assert _cells(matrix) == {"One.": ["for", "against"], "Two.": ["against", "-"]}
    assert matrix.others == 1


def test_an_item_that_is_brought_for_and_against_one_claim_says_both() -> None:
    with transaction():
        (one,) = published("One.")
        both = make_bearing(one, Side.FOR)
        make_bearing(one, Side.AGAINST, evidence=both.evidence)
        matrix = matrix_of(VISITOR, one.article, 1)
    assert sorted(_cells(matrix)["One."][0].split("/")) == ["against", "for"]


def test_a_cell_says_how_far_the_weighing_is_and_never_the_weight() -> None:
    with transaction():
        (one,) = published("One.")
        weighed(one, Side.FOR)
        make_bearing(one, Side.AGAINST)
        matrix = matrix_of(VISITOR, one.article, 1)
        said = [shown.weighing for item in matrix.items for shown in matrix.rows[0].cells[item.id]]
    assert said == ["Weighed by 2 people", "Not yet weighed"]


def test_many_items_are_on_several_pages_and_none_is_left_out() -> None:
    with transaction():
        (one,) = published("One.")
        made = {make_bearing(one, side).evidence_id for _ in range(COLUMNS) for side in Side}
        pages = [matrix_of(VISITOR, one.article, number) for number in (1, 2, 3)]
    assert [page.has_next for page in pages] == [True, False, False]
    assert [len(page.items) for page in pages] == [COLUMNS, COLUMNS, 0]
    assert {item.id for page in pages for item in page.items} == made


def test_what_is_not_shown_is_in_no_cell() -> None:
    with transaction():
        one, two = published("One.", "Two.")
        make_bearing(one, Side.FOR, status=Status.PENDING)
        make_bearing(two, Side.FOR, status=Status.REMOVED)
        two.status = Status.REMOVED
        make_bearing(two, Side.FOR)
        elsewhere = make_bearing(published("Far.", slug="far", state="draft")[0], Side.FOR)
        make_bearing(one, Side.AGAINST, evidence=elsewhere.evidence)
        matrix = matrix_of(VISITOR, one.article, 1)
    assert not matrix.items
    assert not matrix.rows


def test_what_bears_on_an_item_and_not_on_a_claim_is_not_in_it() -> None:
    with transaction():
        (one,) = published("One.")
        item = make_bearing(one, Side.FOR)
        make_bearing(item, Side.AGAINST)
        assert len(matrix_of(VISITOR, one.article, 1).items) == 1
