"""How often moderators agreed with somebody's flags, and what that makes their next flag weigh."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing
from deliberate.moderation.accuracy import Accuracy, accuracies_of
from deliberate.moderation.flagging import ENOUGH_WEIGHT, weight_of
from deliberate.moderation.models import Flag
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.services import appeal, decide, decide_appeal, undo
from deliberate.propositions.models import Proposition
from tests.factories import make_bearing
from tests.host import person, sign_in
from tests.moderation.scenes import flagged, moderator, opened


@pytest.fixture
def claim(context: Flask) -> Proposition:
    return opened(context)


def items(claim: Proposition, count: int) -> list[Bearing]:
    with transaction():
        target = session.get_one(Proposition, claim.id)
        return [make_bearing(target, author="ann") for _each in range(count)]


def judged(mo: Actor, actor: Actor, claim: Proposition, *actions: str) -> None:
    """Flags of somebody's, each decided on so."""
    for item, action in zip(items(claim, len(actions)), actions, strict=True):
        flagged(actor, item)
        with transaction():
            decide(mo, item, action, "misquoted", "It is not on page 3.")


def of(actor: Actor) -> Accuracy:
    return accuracies_of([actor.key])[actor.key]


@pytest.mark.parametrize(
    ("agreed", "handled", "factor"), [(0, 0, 1), (4, 4, 1), (0, 5, 2 / 7), (5, 5, 12 / 7), (3, 6, 1), (98, 98, 1.98)]
)
def test_it_counts_from_five_flags_on_and_lies_between_none_and_double(
    agreed: int, handled: int, factor: float
) -> None:
    assert Accuracy(agreed, handled).factor == pytest.approx(factor)


def test_a_flag_never_weighs_more_than_three() -> None:
    assert weight_of(Flag(level=3), Accuracy(50, 50)) == 3.0
    assert weight_of(Flag(level=1), Accuracy(0, 5)) == pytest.approx(2 / 7)


def test_it_follows_each_verdict_and_an_undone_or_overturned_one_exactly_back(
    context: Flask, claim: Proposition
) -> None:
    mo, other, bob = moderator(context), moderator(context, "other"), person(context, "bob", level=1)
    ann = person(context, "ann", level=1)
    judged(mo, bob, claim, "remove", "remove", "keep", "request_source", "keep")
    assert of(bob) == Accuracy(3, 5)
    item = items(claim, 1)[0]
    flagged(bob, item)
    with transaction():
        kept = decide(mo, item, "keep")
    assert of(bob) == Accuracy(3, 6)
    with transaction():
        undo(mo, kept)
    assert of(bob) == Accuracy(3, 5)
    with transaction():
        removed = decide(mo, item, "remove", "misquoted", "It is not on page 3.")
    assert of(bob) == Accuracy(4, 6)
    with transaction():
        case = appeal(ann, removed, "It is on page 4.")
        decide_appeal(other, case, True, "It is, on page 4.")
    assert of(bob) == Accuracy(3, 6)
    assert of(Actor(id="system")) == Accuracy()


def test_who_was_often_wrong_sets_aside_less_and_who_was_right_more(context: Flask, claim: Proposition) -> None:
    mo = moderator(context)
    right = [person(context, f"right {number}", level=2) for number in range(3)]
    wrong = [person(context, f"wrong {number}", level=3) for number in range(3)]
    for each in right:
        judged(mo, each, claim, *["remove"] * 5)
    for each in wrong:
        judged(mo, each, claim, *["keep"] * 5)
    first, second = items(claim, 2)
    for each in wrong:
        flagged(each, first)
    for each in right:
        flagged(each, second)
    # By level alone it would be 6 and 4.5 points.
    assert ENOUGH_WEIGHT == 6.0
    statuses = dict(session.execute(select(Contribution.id, Contribution.status)).all())
    assert (statuses[first.id], statuses[second.id]) == (Status.VISIBLE, Status.QUARANTINED)


def test_a_verdict_on_one_flag_moves_what_another_of_theirs_waits_with(context: Flask, claim: Proposition) -> None:
    mo, bob = moderator(context), person(context, "bob", level=1)
    waiting = items(claim, 1)[0]
    flagged(bob, waiting)

    def points() -> float:
        session.rollback()
        entry = session.scalars(select(QueueEntry).where(QueueEntry.subject_id == waiting.id)).one()
        return float(entry.terms["flags"])

    judged(mo, bob, claim, *["remove"] * 4)
    assert points() == 1.0
    judged(mo, bob, claim, "remove")
    assert points() == round(12 / 7, 3)


def test_its_owner_is_told_under_yours(context: Flask, claim: Proposition, client: FlaskClient) -> None:
    mo, bob = moderator(context), person(context, "bob", level=1)
    sign_in(client, bob)
    judged(mo, bob, claim, "keep")
    page = client.get("/deliberate/yours").text
    assert "Moderators agreed with 0 of the 1 flag of yours that they decided on." in page
    assert "From 5 on" in page
    judged(mo, bob, claim, *["remove"] * 4)
    page = client.get("/deliberate/yours").text
    assert "Moderators agreed with 4 of the 5 flags of yours" in page
    assert "weighs 1.43 times" in page
