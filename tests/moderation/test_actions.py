"""The state machine is the table of the design, and nothing else."""

import pytest

from deliberate.core.contributions import Status
from deliberate.evidence.models import Curation
from deliberate.moderation.actions import Axis, actions, choices, past_of

VISIBILITY = {
    "approve": ({"pending"}, "visible", False),
    "return": ({"pending"}, "returned", True),
    "reject": ({"pending"}, "removed", True),
    "keep": ({"visible", "quarantined"}, "visible", False),
    "remove": ({"visible", "quarantined"}, "removed", True),
    "restore": ({"removed"}, "visible", False),
    "quarantine": ({"visible"}, "quarantined", True),
    "release": ({"quarantined"}, "visible", False),
}

CURATION = {
    "dispute": ({"active", "source_requested", "stale", "broken_link"}, "disputed", True),
    "request_source": ({"active", "disputed", "stale", "broken_link"}, "source_requested", True),
    "mark_stale": ({"active", "disputed", "source_requested", "broken_link"}, "stale", True),
    "mark_retracted": ({"active", "disputed", "source_requested", "stale", "broken_link"}, "retracted", True),
    "clear": ({"disputed", "source_requested", "stale", "broken_link", "retracted"}, "active", False),
    "mark_broken": ({"active"}, "broken_link", True),
}

PLACE = {
    "merge_item": ({"visible"}, "merged", True),
    "move_item": ({"visible"}, "visible", True),
    "flip_item": ({"visible"}, "visible", True),
    "verify_quote": ({"visible"}, "visible", False),
    "pin": ({"visible"}, "visible", False),
    "unpin": ({"visible"}, "visible", False),
}


@pytest.mark.parametrize(
    ("table", "axis"), [(VISIBILITY, Axis.VISIBILITY), (CURATION, Axis.CURATION), (PLACE, Axis.PLACE)]
)
def test_every_arrow_is_in_the_table_and_no_other(table: dict[str, tuple[set[str], str, bool]], axis: Axis) -> None:
    found = {name: actions.get(name) for name in actions.names() if actions.get(name).axis is axis}
    assert {name: (set(a.from_states), a.to_state, a.needs_reason) for name, a in found.items()} == table


def test_on_appeal_something_milder_takes_its_place_and_what_was_shown_can_be_returned() -> None:
    found = [actions.get(name) for name in actions.names()]
    assert {each.name: each.milder for each in found if each.milder} == {
        "reject": ("return",),
        "remove": ("return", "mark_stale", "dispute", "request_source"),
        "mark_retracted": ("mark_stale", "dispute"),
    }
    assert {each.name: set(each.from_on_appeal) for each in found if each.from_on_appeal} == {
        "return": {"visible", "quarantined"}
    }
    assert set(actions.get("return").on_appeal.from_states) == {"pending", "visible", "quarantined"}


def test_every_state_of_an_arrow_exists() -> None:
    for action in map(actions.get, actions.names()):
        states = {str(state) for state in (Curation if action.axis is Axis.CURATION else Status)}
        assert action.from_states | {action.to_state} <= states


def test_no_two_actions_share_a_key() -> None:
    keys = [actions.get(name).key for name in actions.names() if not actions.get(name).by_system]
    assert None not in keys
    assert len(set(keys)) == len(keys)


def test_only_a_retraction_asks_for_an_address() -> None:
    assert [name for name in actions.names() if actions.get(name).needs_address] == ["mark_retracted"]


@pytest.mark.parametrize(
    ("status", "curation", "edit_waits", "expected"),
    [
        (Status.PENDING, None, False, ["approve", "return", "reject"]),
        (Status.VISIBLE, None, False, ["keep", "remove"]),
        (Status.VISIBLE, None, True, ["approve", "return", "reject", "keep", "remove"]),
        (Status.REMOVED, Curation.ACTIVE, False, ["restore"]),
        (Status.WITHDRAWN, None, False, []),
        (Status.VISIBLE, Curation.RETRACTED, False, ["keep", "remove", "clear"]),
        (
            Status.QUARANTINED,
            Curation.ACTIVE,
            False,
            ["keep", "remove", "dispute", "request_source", "mark_stale", "mark_retracted"],
        ),
    ],
)
def test_the_form_offers_what_the_state_allows(
    status: Status, curation: Curation | None, edit_waits: bool, expected: list[str]
) -> None:
    assert [action.name for action in choices(status, curation, edit_waits=edit_waits)] == expected


def test_an_act_of_another_room_stands_for_itself_in_the_log() -> None:
    assert past_of("remove") == "removed it"
    assert past_of("edit", "a remark") == "edited a remark"
    assert past_of("count_again") == "count again: it"
