"""Deciding on several at once, on the page: look first, then decide, then undo."""

import re
from collections import Counter
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.evidence.models import Bearing
from deliberate.moderation.bulk import MOST, Ruling, decide_together
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Dimension
from tests.factories import make_bearing, make_rating
from tests.host import person, send, sign_in
from tests.moderation.scenes import moderator, opened, posted

URL = "/deliberate/queue/together"


@pytest.fixture
def mo(context: Flask, client: FlaskClient) -> Actor:
    actor = moderator(context)
    sign_in(client, actor)
    return actor


@pytest.fixture
def items(context: Flask) -> list[Bearing]:
    ann, claim = person(context, "ann"), opened(context)
    return [posted(ann, claim, words) for words in ("Shoes.", "More shoes.")]


def states(items: list[Bearing]) -> list[Status]:
    session.rollback()
    session.expire_all()
    found = session.execute(select(Contribution.id, Contribution.status)).all()
    return [dict(found)[each.id] for each in items]


def test_looking_stores_nothing_deciding_does_and_undoing_puts_all_of_it_back(
    client: FlaskClient, mo: Actor, items: list[Bearing]
) -> None:
    chosen = re.findall(r'name="item"[^>]*value="([^"]+)"', client.get("/deliberate/queue").text)
    assert len(chosen) == 2
    page = client.get(URL, query_string={"item": chosen}).text
    assert "Shoes." in page
    form = {"item": chosen, "action": "reject", "reason_code": "spam", "reason": "They sell shoes."}
    looked = send(client, URL, {**form, "step": "look"})
    assert (looked.status_code, states(items)) == (200, [Status.PENDING] * 2)
    assert "Nothing is stored yet." in looked.text
    assert "Decide on 2 items" in looked.text
    done = send(client, URL, {**form, "step": "decide"})
    assert (done.status_code, states(items)) == (303, [Status.REMOVED] * 2)
    assert "They sell shoes." in client.get(done.location).text
    assert send(client, done.location).status_code == 303
    assert states(items) == [Status.PENDING] * 2


def test_whoever_has_a_part_in_one_of_them_is_told_why_another_undoes_the_batch(
    context: Flask, client: FlaskClient, mo: Actor, items: list[Bearing]
) -> None:
    batch = UUID(decided(mo, items))
    assert "Undo all of it" in client.get(f"/deliberate/queue/batches/{batch}").text
    other = moderator(context, "other")
    with transaction():
        make_rating(items[0], other.key, Dimension.STRENGTH)
    sign_in(client, other)
    page = client.get(f"/deliberate/queue/batches/{batch}").text
    assert "Undo all of it" not in page
    assert "so another moderator undoes them" in page
    assert page.count("you have a part in it") == 1


def decided(actor: Actor, items: list[Bearing]) -> str:
    with transaction():
        chosen = [(session.merge(each), each.version) for each in items]
        return decide_together(actor, chosen, Ruling("reject", "spam", "They sell shoes.")).batch


def test_what_somebody_was_faster_with_is_named(client: FlaskClient, mo: Actor, items: list[Bearing]) -> None:
    chosen = [f"{items[0].public_id}:{items[0].version}", f"{items[1].public_id}:{items[1].version + 1}"]
    looked = send(client, URL, {"item": chosen, "action": "approve", "step": "look"})
    assert "Left out" in looked.text
    assert "Somebody acted on this meanwhile." in looked.text


@pytest.mark.parametrize("item", ["", "nonsense", "1:2", "00000000-0000-0000-0000-000000000000:1"])
def test_what_names_nothing_chooses_nothing(client: FlaskClient, mo: Actor, items: list[Bearing], item: str) -> None:
    assert "Nothing is chosen." in client.get(URL, query_string={"item": item}).text
    assert send(client, URL, {"item": item, "action": "approve", "step": "decide"}).status_code == 422
    assert states(items) == [Status.PENDING] * 2


def test_a_decision_without_its_reason_comes_back(client: FlaskClient, mo: Actor, items: list[Bearing]) -> None:
    chosen = [f"{items[0].public_id}:{items[0].version}"]
    answer = send(client, URL, {"item": chosen, "action": "reject", "reason": "They sell shoes.", "step": "decide"})
    assert answer.status_code == 422
    assert "They sell shoes." in answer.text


def test_a_batch_that_is_none_is_not_found(client: FlaskClient, mo: Actor) -> None:
    assert client.get("/deliberate/queue/batches/00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_member_decides_on_nothing_together(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "eve", level=3))
    assert client.get(URL).status_code == 403
    assert send(client, URL, {"action": "approve"}).status_code == 403


def test_all_that_waits_in_a_bucket_is_chosen_beyond_one_page_and_a_hundred_at_most(
    context: Flask, client: FlaskClient, mo: Actor, items: list[Bearing]
) -> None:
    claim = session.get_one(Proposition, items[0].target_id)
    with transaction():
        for _each in range(MOST + 5):
            make_bearing(claim, status=Status.PENDING)
    page = client.get("/deliberate/queue?bucket=pending").text
    assert f'href="{URL}?all=pending"' in page
    chosen = re.findall(r'name="item" value="([^"]+)" checked', client.get(f"{URL}?all=pending").text)
    assert len(set(chosen)) == MOST
    assert "Nothing is chosen." in client.get(f"{URL}?all=reported").text
    done = send(client, URL, {"item": chosen, "action": "approve", "step": "decide"})
    assert done.status_code == 303
    session.rollback()
    named = select(Event.batch).where(Event.action == "approve", Event.target_kind == "bearing")
    assert Counter(session.scalars(named).all()).most_common(1)[0][1] == MOST
    assert send(client, done.location).status_code == 303
    session.rollback()
    pending = select(func.count()).where(Contribution.status == Status.PENDING, Contribution.kind == "bearing")
    assert session.scalar(pending) == MOST + 7
