"""Whatever waits in the queue is looked at, put off, noted and handed on like a post."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed
from deliberate.core.events import Event
from deliberate.moderation.claiming import claim, defer, note, notes_on, refuse_held, release
from deliberate.moderation.curating.item_acts import ITEM_ACTS
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.curating.proposing import Asked, act_on, decline
from deliberate.moderation.grouping import together
from deliberate.moderation.handing_on import hand_on, handed_to, whom
from deliberate.moderation.queue import find_entry, queue_page
from deliberate.moderation.queue_models import Bucket, EntryKind
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide, decide_appeal
from deliberate.moderation.waiting_kinds import kinds, sort_of
from deliberate.notices.models import NoticeKind
from tests.host import person, send, sign_in
from tests.moderation.curating.scenes import outlet, panel, suggested, weigh_all
from tests.moderation.scenes import item_of, moderator, opened, posted
from tests.notices.scenes import sentences, told, wait


def an_appeal(app: Flask) -> Any:
    """Against what a third moderator decided on a post."""
    ann = person(app, "ann", level=1)
    bearing, party = posted(ann, opened(app)), moderator(app, "party")
    with transaction():
        return appeal(ann, decide(party, bearing, "remove", "spam", "Shoes."), "No shoes.")


def an_appeal_about_conduct(app: Flask) -> Any:
    ann, party = person(app, "ann", level=1), moderator(app, "party")
    with transaction():
        warned = sanction(party, SanctionDraft("ann", "warn", "abuse", "They shout."))
        return appeal(ann, warned, "I whispered.")


def a_suggestion(app: Flask) -> Any:
    """That the sources of two posts go back to one; a third moderator wrote the one."""
    target, mine = opened(app), person(app, "ann", level=2)
    first = posted(mine, target, "One.", citation="A")
    second = posted(moderator(app, "party"), target, "Two.", citation="B")
    return suggested(first, second)


def a_proposal(app: Flask) -> Any:
    """By a moderator who wrote the item that it is about."""
    party = moderator(app, "party")
    moderator(app, "mo")
    bearing = posted(party, opened(app))
    with transaction():
        return act_on(party, Asked(ITEM_ACTS["dispute"], item_of(bearing), None, "Two reports differ."))


SORTS = [an_appeal, an_appeal_about_conduct, a_suggestion, a_proposal]


@pytest.fixture(params=SORTS, ids=lambda make: make.__name__)
def subject(context: Flask, request: pytest.FixtureRequest) -> Any:
    make: Callable[[Flask], Any] = request.param
    return make(context)


def test_each_sort_that_waits_is_registered() -> None:
    assert set(kinds.names()) == {each.value for each in EntryKind}


def test_one_moderator_looks_at_it_and_the_others_do_not_decide_meanwhile(context: Flask, subject: Any) -> None:
    mo, other, party = moderator(context), moderator(context, "other"), moderator(context, "party")
    with transaction():
        claim(mo, subject)
    entry = find_entry(subject)
    assert entry is not None
    assert entry.claimed_by == mo.key
    assert [each.held_by for each in queue_page(other).entries if each.row.kind is entry.kind] == ["Mo"]
    for attempt in (lambda: claim(other, subject), lambda: refuse_held(other, subject)):
        with pytest.raises(Conflict, match="Mo is looking at it"), transaction():
            attempt()
    with pytest.raises(Conflict, match="A moderator is looking at it"):
        refuse_held(person(context, "cara", level=3), subject)
    with transaction():
        release(mo, subject)
        claim(other, subject)
    with pytest.raises(NotAllowed), transaction():
        claim(party, subject)


def test_it_is_put_off_noted_and_handed_on_and_whom_it_is_left_to_is_told(context: Flask, subject: Any) -> None:
    mo, other, party = moderator(context), moderator(context, "other"), moderator(context, "party")
    with transaction():
        defer(mo, subject, 24, "They answer tomorrow.")
        note(party, subject, "I know them.")
    entry = find_entry(subject)
    assert entry is not None
    assert entry.bucket == Bucket.WATCH
    assert [each.note.endswith("put off: They answer tomorrow.") for each in queue_page(mo, Bucket.WATCH).entries] == [
        True
    ]
    assert set(whom(mo, subject)) == {other.key}
    for _twice in range(2):
        with transaction():
            hand_on(mo, subject, other.key, "You know the law.")
    assert [each.subject for each in handed_to(other)] == [subject]
    assert [each.text for each in notes_on(subject)] == ["You know the law.", "I know them."]
    steps = session.execute(select(Event.action, Event.case).where(Event.action.in_(("defer", "hand_on")))).all()
    case = sort_of(subject).case(subject)
    assert steps == [("defer", case), ("hand_on", case)]
    assert len(told(other, kind=NoticeKind.HANDED_ON)) == 1
    wait()
    assert "Another moderator handed something in the queue on to you." in sentences(other)
    with pytest.raises(NotAllowed):
        whom(party, subject)


def test_the_page_opens_it_in_the_queue_with_the_same_buttons(
    context: Flask, client: FlaskClient, subject: Any
) -> None:
    mo = moderator(context)
    sign_in(client, mo)
    url = f"/deliberate/queue/{sort_of(subject).kind.value}/{subject.public_id}"
    page = client.get(f"/deliberate/queue?item={subject.public_id}").text
    for words in (f'action="{url}/claim"', f'href="{url}/hand-on"', f'href="{url}/put-off"', 'data-key="g"'):
        assert words in page
    moderator(context, "other")
    forms = {
        "claim": {},
        "note": {"text": "I wrote to them."},
        "put-off": {"hours": "2", "reason": "They answer today."},
        "hand-on": {"to": "other", "words": "You know them."},
        "let-go": {},
    }
    for name, fields in forms.items():
        assert send(client, f"{url}/{name}", fields).status_code == 303, name
    page = client.get(f"/deliberate/queue?bucket=watch&item={subject.public_id}").text
    for words in ("I wrote to them.", "They answer today.", "Mo handed it on to Other."):
        assert words in page
    sign_in(client, moderator(context, "party"))
    page = client.get(f"/deliberate/queue?bucket=watch&item={subject.public_id}").text
    assert "so another moderator decides on it" in page
    assert not [name for name in ("claim", "hand-on") if f"{url}/{name}" in page]
    assert "I wrote to them." not in page


def test_what_is_decided_waits_no_more_and_a_notice_of_it_says_so(context: Flask) -> None:
    case, mo, other = an_appeal(context), moderator(context), moderator(context, "other")
    with transaction():
        hand_on(mo, case, other.key, "You know the law.")
        decide_appeal(mo, case, False, "There are.")
    with pytest.raises(Conflict, match="waits no more"), transaction():
        claim(other, case)
    wait()
    assert "Another moderator handed something on to you; it waits no more." in sentences(other)


def test_the_answer_to_what_somebody_else_looks_at_is_refused_with_its_words_kept(
    context: Flask, client: FlaskClient
) -> None:
    case, mo, other = an_appeal(context), moderator(context), moderator(context, "other")
    with transaction():
        claim(mo, case)
    sign_in(client, other)
    url = f"/deliberate/appeals/{case.public_id}"
    answer = send(client, url, {"verdict": "uphold", "reply": "There are shoes.", "version": str(case.version)})
    assert answer.status_code == 409
    assert "Mo is looking at it" in answer.text
    assert "There are shoes." in answer.text


def test_a_sort_or_a_thing_that_is_none_is_not_found(context: Flask, client: FlaskClient) -> None:
    case = an_appeal(context)
    sign_in(client, moderator(context))
    for kind in ("nonsense", "proposal"):
        assert client.get(f"/deliberate/queue/{kind}/{case.public_id}/put-off").status_code == 404
    sign_in(client, person(context, "ann", level=1))
    assert client.get(f"/deliberate/queue/appeal/{case.public_id}/put-off").status_code == 403


def test_a_proposal_counts_by_what_it_would_move_and_who_is_active(context: Flask) -> None:
    target, pia = opened(context), person(context, "pia", level=2)
    bearing = outlet(context, target, 1)
    weigh_all(panel(context, target), [bearing])
    with transaction():
        act_on(pia, Asked(ITEM_ACTS["flip_item"], bearing, None, "It says the opposite."))
    mo = moderator(context)
    entry = queue_page(mo).entries[0]
    assert entry.row.kind is EntryKind.PROPOSAL
    assert set(entry.terms) == {"moves", "active"}
    assert entry.note == "proposed: turn it to the other side"
    with transaction():
        decline(mo, session.scalars(select(ItemProposal)).one(), "It says what it says.")
    assert queue_page(mo).total == 0


def test_proposals_and_suggestions_stand_beside_those_of_one_author_or_origin(context: Flask) -> None:
    target, pia = opened(context), person(context, "pia", level=2)
    ann, bob = person(context, "ann", level=2), person(context, "bob", level=2)
    first, other, second = (posted(who, target, f"Of {who.id}.", citation=who.id) for who in (ann, bob, pia))
    third = posted(ann, target, "More of Ann.", citation="another")

    def propose(actor: Actor, bearing: Any) -> None:
        with transaction():
            act_on(actor, Asked(ITEM_ACTS["flip_item"], bearing, None, "It says the opposite."))

    propose(pia, first)
    propose(pia, other)
    propose(bob, third)
    suggested(other, second)
    ordered, kin = together(queue_page(moderator(context)).entries)
    assert [(each.row.kind.value, kin[each.row.id]) for each in ordered] == [
        ("proposal", ""),
        ("proposal", "the same author"),
        ("proposal", ""),
        ("suggestion", "the same source"),
    ]
