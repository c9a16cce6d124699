"""Warning, slowing down and suspending people: reasons, an end, an undo and an appeal."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, TooMany
from deliberate.core.events import Event, pseudonym_of, verify_chain
from deliberate.core.signals import person_sanctioned
from deliberate.core.standing import level_of, with_standing
from deliberate.evidence.services import withdraw
from deliberate.moderation.appealing import appeal, decide_appeal
from deliberate.moderation.conduct import Sanction
from deliberate.moderation.measures import undo_measure
from deliberate.moderation.models import AppealState
from deliberate.moderation.sanctioning import SanctionDraft, live_sanctions, sanction
from tests.host import person
from tests.moderation.scenes import moderator, opened, posted

WHY = "They shout at people."


def sanctioned(by: Actor, whom: str, name: str, **more: int) -> Sanction:
    with transaction():
        return sanction(by, SanctionDraft(whom, name, "abuse", WHY, **more))


def conduct_events(whom: str) -> list[tuple[str, str | None, str | None]]:
    handle = pseudonym_of(Actor(id=whom))
    rows = session.scalars(select(Event).where(Event.target == handle).order_by(Event.id))
    return [(each.action, each.before, each.after) for each in rows]


def test_a_suspension_keeps_somebody_from_taking_part_until_it_ends_by_the_clock(context: Flask) -> None:
    mo, ann, claim = moderator(context), person(context, "ann", level=1), opened(context)
    sanctioned(mo, "ann", "suspend", days=3)
    with pytest.raises(NotAllowed, match="You are suspended until"):
        posted(with_standing(ann), claim)
    with time_machine.travel(now() + timedelta(days=3, seconds=1), tick=False):
        assert posted(with_standing(ann), claim).is_visible


def test_whoever_is_suspended_can_withdraw_and_appeal(context: Flask) -> None:
    mo, ann, claim = moderator(context), person(context, "ann", level=1), opened(context)
    bearing = posted(ann, claim)
    made = sanctioned(mo, "ann", "suspend", days=3)
    with transaction():
        withdraw(with_standing(ann), bearing)
        assert appeal(with_standing(ann), made, "I did not.").state is AppealState.OPEN


def test_a_warning_keeps_nobody_from_anything(context: Flask) -> None:
    mo, ann, claim = moderator(context), person(context, "ann", level=1), opened(context)
    sanctioned(mo, "ann", "warn")
    assert posted(with_standing(ann), claim).is_visible
    assert live_sanctions("ann") == []


def test_somebody_slowed_down_posts_so_many_minutes_apart_and_is_told_when_next(context: Flask) -> None:
    mo, ann, claim = moderator(context), person(context, "ann", level=1), opened(context)
    sanctioned(mo, "ann", "slow", days=1, minutes=30)
    posted(ann, claim, "One.")
    with pytest.raises(TooMany, match=r"30 minutes apart for now.*You can post again in 30 minutes") as refusal:
        posted(ann, claim, "Two.")
    assert 0 < (refusal.value.retry_after or 0) <= 1801
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        posted(ann, claim, "Two.")
    with time_machine.travel(now() + timedelta(days=1, seconds=1), tick=False):
        posted(ann, claim, "Three.")
        posted(ann, claim, "Four.")


def test_each_is_one_event_under_a_pseudonym_and_a_signal(context: Flask) -> None:
    mo = moderator(context)
    person(context, "ann", level=1)
    heard: list[tuple[str, str]] = []

    def listen(_sender: object, *, actor_key: str, sanction: Sanction) -> None:
        heard.append((actor_key, sanction.name))

    with person_sanctioned.connected_to(listen):
        made = sanctioned(mo, "ann", "warn")
        sanctioned(mo, "ann", "suspend", days=30)
    with transaction():
        undo_measure(mo, made, "A mistake.")
    assert [action for action, *_ in conduct_events("ann")] == ["warn", "suspend", "lift"]
    assert heard == [("ann", "warn"), ("ann", "suspend")]
    assert verify_chain().fault is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "exile"}, "what"),
        ({"name": "suspend"}, "days"),
        ({"name": "suspend", "days": 31}, "days"),
        ({"name": "suspend", "days": -1}, "days"),
        ({"name": "slow", "days": 3}, "minutes"),
        ({"name": "slow", "days": 3, "minutes": 9}, "minutes"),
        ({"reason_code": "made up"}, "reason_code"),
        ({"reason": " \u200b "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
def test_what_is_missing_or_too_long_is_refused_beside_its_field(
    context: Flask, changed: dict[str, object], field: str
) -> None:
    mo = moderator(context)
    person(context, "ann")
    given: dict[str, object] = {"person_id": "ann", "name": "warn", "reason_code": "abuse", "reason": WHY, **changed}
    with transaction(), pytest.raises(Invalid) as refusal:
        sanction(mo, SanctionDraft(**given))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_the_same_twice_is_once_and_another_of_its_sort_a_conflict(context: Flask) -> None:
    mo, other = moderator(context), moderator(context, "max")
    person(context, "ann")
    first = sanctioned(mo, "ann", "suspend", days=3)
    assert sanctioned(mo, "ann", "suspend", days=3).id == first.id
    with pytest.raises(Conflict, match="One of this sort holds already"):
        sanctioned(other, "ann", "suspend", days=30)


def test_undone_it_never_held(context: Flask) -> None:
    mo, ann, claim = moderator(context), person(context, "ann", level=1), opened(context)
    made = sanctioned(mo, "ann", "suspend", days=3)
    with transaction():
        undo_measure(mo, made)
        undo_measure(mo, made)
    assert posted(with_standing(ann), claim).is_visible


def test_another_moderator_undoes_it_with_a_reason_and_whom_it_is_about_never_does(context: Flask) -> None:
    mo, other, ann = moderator(context), moderator(context, "max"), person(context, "ann")
    made = sanctioned(mo, "ann", "suspend", days=3)
    with transaction():
        with pytest.raises(NotAllowed):
            undo_measure(ann, made, "Please.")
        with pytest.raises(Invalid, match="Say why"):
            undo_measure(other, made)
        undo_measure(other, made, "It was somebody else.")
        with pytest.raises(Conflict, match="put back already"):
            undo_measure(mo, made)


def test_a_suspension_costs_a_level_above_basic_and_gives_it_back_when_overturned(context: Flask) -> None:
    mo, other, ann = moderator(context), moderator(context, "max"), person(context, "ann", level=3)
    made = sanctioned(mo, "ann", "suspend", days=3)
    assert level_of("ann") == 2
    with transaction():
        case = appeal(ann, made, "I did not.")
        with pytest.raises(NotAllowed):
            decide_appeal(mo, case, True, "I was wrong.")
        decide_appeal(other, case, True, "They were not.")
    assert (level_of("ann"), with_standing(ann).is_suspended) == (3, False)
    assert conduct_events("ann")[1:] == [
        ("fall", "3", "2"),
        ("appeal", None, None),
        ("rise", "2", "3"),
        ("overturn", None, None),
    ]


def test_a_suspension_leaves_a_basic_member_basic(context: Flask) -> None:
    mo = moderator(context)
    person(context, "ann", level=1)
    sanctioned(mo, "ann", "suspend", days=3)
    assert level_of("ann") == 1


def test_an_appeal_that_is_turned_down_changes_nothing_and_is_the_only_one(context: Flask) -> None:
    mo, other, ann = moderator(context), moderator(context, "max"), person(context, "ann")
    made = sanctioned(mo, "ann", "suspend", days=3)
    with transaction():
        case = appeal(ann, made, "I did not.")
        assert appeal(ann, made, "I did not.").id == case.id
        decide_appeal(other, case, False, "You did.")
        assert decide_appeal(other, case, False, "You did.").state is AppealState.UPHELD
        with pytest.raises(Conflict, match="appealed already"):
            appeal(ann, made, "I really did not.")
        with pytest.raises(Conflict, match="answered meanwhile"):
            decide_appeal(other, case, True, "Or not.")
    assert with_standing(ann).is_suspended


def test_nobody_appeals_what_is_about_somebody_else_or_six_months_old(context: Flask) -> None:
    mo, ann, ben = moderator(context), person(context, "ann"), person(context, "ben")
    made = sanctioned(mo, "ann", "warn")
    with transaction():
        with pytest.raises(NotAllowed):
            appeal(ben, made, "She did not.")
        with time_machine.travel(now() + timedelta(days=190), tick=False), pytest.raises(Conflict, match="6 months"):
            appeal(ann, made, "I did not.")
