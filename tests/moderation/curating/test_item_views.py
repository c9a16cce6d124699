"""Pages of curation of items: what it would move comes before it is done, and what was done shows and can be undone."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from deliberate.articles.models import Article, State
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Evidence
from deliberate.moderation.curating import item_choices
from deliberate.moderation.curating.item_acts import Needs
from deliberate.moderation.curating.item_choices import others_for
from deliberate.moderation.curating.models import CurationLook, ItemProposal
from deliberate.moderation.curating.pacing import LOOKS_AN_HOUR
from deliberate.moderation.curating.proposing import confirm
from deliberate.moderation.models import Decision
from deliberate.moderation.reversing import undo
from deliberate.moderation.services import decide
from deliberate.propositions.models import Proposition
from tests.factories import make_bearing, make_source
from tests.host import person as host_person
from tests.host import send, sign_in, token
from tests.moderation.curating.scenes import outlet, panel, weigh_all
from tests.moderation.curating.test_proposing import wanted
from tests.moderation.curating.test_views import BASE, client_of, weighed
from tests.moderation.scenes import item_of, moderator, opened


def test_a_member_looks_and_proposes_a_moderator_does_it_and_everybody_sees_both_wordings(context: Flask) -> None:
    claim, (first, second) = weighed(context, 2)
    moderator(context)
    stays, goes = item_of(first), item_of(second)
    stays_page, goes_page = f"{BASE}/evidence/{stays.public_id}", f"{BASE}/evidence/{goes.public_id}"
    member = context.test_client()
    sign_in(member, host_person(context, "cy", level=2))
    acts = member.get(f"{goes_page}/curate").text
    assert "merge it into another item" in acts
    assert "pin a note" not in acts
    address = f"{goes_page}/curate/merge_item"
    data = {"csrf_token": token(member), "into": str(stays.public_id), "reason": "The same story."}
    looked = member.post(address, data={**data, "look": "1"})
    assert looked.status_code == 200
    assert "For: 2 items" in looked.text
    assert "For: 1 item" in looked.text
    assert "Propose it" in looked.text
    assert session.scalar(select(func.count()).select_from(ItemProposal)) == 0
    assert session.get_one(Evidence, goes.id, populate_existing=True).status is Status.VISIBLE
    place = member.post(address, data=data).location
    assert "The same story." in member.get(place).text
    assert 'name="verdict"' not in member.get(place).text
    assert place.rpartition("/")[2] in member.get(goes_page).text

    mod = client_of(context, "mo", "moderator")
    assert place.rpartition("/")[2] in mod.get(f"{BASE}/queue?bucket=curation").text
    opened_page = mod.get(place).text
    assert "See what it would move" in opened_page
    assert "For: 1 item" not in opened_page
    looked = mod.post(place, data={"csrf_token": token(mod), "look": "1", "reply": "Hm."})
    assert "For: 1 item" in looked.text
    assert "Hm." in looked.text
    assert "It can no longer be done" not in looked.text
    refused = mod.post(place, data={"csrf_token": token(mod), "verdict": "decline", "reply": ""})
    assert refused.status_code == 422
    assert mod.post(place, data={"csrf_token": token(mod), "verdict": "confirm"}).status_code == 303

    reader = context.test_client()
    led = reader.get(goes_page)
    assert led.status_code == 302
    page = reader.get(led.location.partition("#")[0]).text
    for words in ("outlet 1 wrote", "outlet 2 wrote", "Merged into it", "The same story."):
        assert words in page
    assert led.location.startswith(stays_page)
    assert "Undo" not in page
    undo = re.search(r'action="([^"]*/decisions/[^"]*/undo)"', mod.get(stays_page).text)
    assert undo
    assert mod.post(undo[1], data={"csrf_token": token(mod), "reason": "They are two stories."}).status_code == 303
    assert reader.get(goes_page).status_code == 200
    assert "outlet 2 wrote" in reader.get(f"{BASE}/claims/{claim.public_id}").text


def test_one_looks_so_many_times_an_hour_and_may_propose_all_the_same(context: Flask) -> None:
    _claim, (first, second) = weighed(context, 2)
    moderator(context)
    member, curator = context.test_client(), context.test_client()
    sign_in(member, host_person(context, "cy", level=2))
    sign_in(curator, host_person(context, "cara", level=3))
    with transaction():
        session.add_all(CurationLook(actor_id="cy") for _each in range(LOOKS_AN_HOUR))
        session.add(CurationLook(actor_id="bob", at=now() - timedelta(hours=2)))
    address = f"{BASE}/evidence/{item_of(second).public_id}/curate/merge_item"
    data = {"into": str(item_of(first).public_id), "reason": "The same story."}
    refused = send(member, address, {**data, "look": "1"})
    assert refused.status_code == 429
    assert "You have looked 30 times in an hour, as often as you may. Go on in an hour." in refused.text
    assert "The same story." in refused.text
    mod = client_of(context, "mo", "moderator")
    assert send(mod, address, {**data, "look": "1"}).status_code == 200
    proposed = send(member, address, data)
    assert proposed.status_code == 303
    with transaction():
        session.execute(update(CurationLook).values(actor_id="cara", at=now() - timedelta(minutes=59)))
    assert send(curator, proposed.location, {"look": "1"}).status_code == 429
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert send(curator, proposed.location, {"look": "1"}).status_code == 200
    assert session.scalars(select(CurationLook.actor_id)).all() == ["cara"]


def test_a_pinned_note_stands_above_the_lists_and_a_checked_quote_says_so(context: Flask) -> None:
    claim, (first, _) = weighed(context, 2)
    moderator(context)
    mod = client_of(context, "mo", "moderator")
    page = f"{BASE}/evidence/{item_of(first).public_id}"
    data = {"csrf_token": token(mod), "bearing": str(first.public_id), "reason": "Start with this one."}
    assert "No claim would read otherwise" in mod.post(f"{page}/curate/pin", data={**data, "look": "1"}).text
    assert mod.post(f"{page}/curate/pin", data=data).status_code == 303
    shown = context.test_client().get(f"{BASE}/claims/{claim.public_id}").text
    assert shown.index("Start with this one.") < shown.index("Evidence for and against")
    data = {"csrf_token": token(mod), "reason": "It is on page three."}
    assert mod.post(f"{page}/curate/verify_quote", data=data).status_code == 303
    assert "Quote checked" in context.test_client().get(page).text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Decision)) == 2


def test_what_cannot_be_done_is_said_in_the_form_with_every_word_still_there(context: Flask) -> None:
    claim, (first, _) = weighed(context, 2)
    moderator(context)
    mod = client_of(context, "mo", "moderator")
    page = f"{BASE}/evidence/{item_of(first).public_id}"
    data = {
        "csrf_token": token(mod),
        "bearing": str(first.public_id),
        "into": str(claim.public_id),
        "reason": "It is elsewhere.",
    }
    for more in ({}, {"look": "1"}):
        answer = mod.post(f"{page}/curate/move_item", data={**data, **more})
        assert answer.status_code == 409
        assert "bears on this claim already" in answer.text
        assert "It is elsewhere." in answer.text
    assert mod.get(f"{page}/curate/nothing").status_code == 404


def test_words_that_were_hidden_are_on_no_page_of_a_proposal_and_a_merger_that_was_done_can_be_read(
    context: Flask,
) -> None:
    _, (first, second) = weighed(context, 2)
    mo, bo = moderator(context), host_person(context, "bo", level=1)
    visitor, mod = context.test_client(), client_of(context, "mo", "moderator")
    proposal = wanted(bo, "merge_item", item_of(second), item_of(first))
    place = f"{BASE}/proposals/{proposal.public_id}"
    assert "outlet 2 wrote" in visitor.get(place).text
    for hidden in (first, second):
        with transaction():
            removed = decide(mo, item_of(hidden), "remove", "spam", "It sells shoes.")
        assert visitor.get(place).status_code == 404
        assert mod.get(place).status_code == 200
        with transaction():
            undo(mo, removed)
    with transaction():
        confirm(mo, session.get_one(ItemProposal, proposal.id))
    assert "It was done" in visitor.get(place).text
    with transaction():
        decide(mo, item_of(first), "remove", "spam", "It sells shoes.")
    assert visitor.get(place).status_code == 404


def test_a_look_shows_what_a_retraction_moves_in_other_articles_but_in_none_that_one_may_not_read(
    context: Flask,
) -> None:
    claim, (first, _) = weighed(context, 2)
    moderator(context)
    for text in ("The pier stands.", "The pier leans."):
        elsewhere = opened(context, title=text)
        with transaction():
            session.get_one(Proposition, elsewhere.id).text = text
        weigh_all(panel(context, elsewhere), [outlet(context, elsewhere, 1)])
    with transaction():
        session.get_one(Article, elsewhere.article_id).state = State.DRAFT
    member = context.test_client()
    sign_in(member, host_person(context, "cy", level=2))
    address = f"{BASE}/evidence/{item_of(first).public_id}/curate/mark_retracted"
    data = {"address": "https://outlet1.example/notice", "reason": "They took it back.", "look": "1"}
    for client, shown in ((member, False), (client_of(context, "mo", "moderator"), True)):
        page = client.post(address, data={**data, "csrf_token": token(client)}).text
        assert claim.text in page
        assert "The pier stands." in page
        assert ("The pier leans." in page) is shown


def test_whoever_proposed_it_takes_it_back_on_its_page_and_nobody_else_is_offered_that(context: Flask) -> None:
    _, (first, _) = weighed(context, 2)
    moderator(context)
    cy = host_person(context, "cy", level=2)
    place = f"{BASE}/proposals/{wanted(cy, 'flip_item', first).public_id}"
    member = context.test_client()
    sign_in(member, cy)
    data = {"csrf_token": token(member), "take_back": "1"}
    assert "Take it back" in member.get(place).text
    mod = client_of(context, "mo", "moderator")
    assert "Take it back" not in mod.get(place).text
    assert mod.post(place, data={**data, "csrf_token": token(mod)}).status_code == 403
    assert member.post(place, data=data).status_code == 303
    page = member.get(place).text
    assert "It was taken back" in page
    assert "Take it back" not in page


def test_of_very_many_items_those_of_the_same_source_and_the_newest_are_offered_for_merging(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_choices, "COMPARED", 2)
    claim = opened(context)
    with transaction():
        shared = make_source()
        same, _, newest, about = (make_bearing(claim, source=source) for source in (shared, None, None, shared))
        offered = others_for(Needs.ITEM, item_of(about))
    assert offered.keys() == {str(item_of(each).public_id) for each in (same, newest)}
