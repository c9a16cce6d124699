"""What every contribution has: a history of wordings, one event a change, one post a form."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from deliberate.core.actors import Actor
from deliberate.core.contributions import (
    Contribution,
    Revision,
    Status,
    add_revision,
    appliers,
    apply_revision,
    change_status,
    check_version,
    find_waiting_revision,
    get_contribution,
    post,
    seal,
)
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, NotFound, StaleEdit
from deliberate.core.events import Event
from deliberate.core.signals import contribution_changed
from deliberate.core.submissions import find_submission
from deliberate.evidence.models import Remark
from deliberate.propositions.models import Proposition
from tests.factories import make_article

ANN = Actor(id="ann", level=1)


def remark(**fields: Any) -> Remark:
    fields.setdefault("status", Status.VISIBLE)
    article = make_article()
    return Remark(article=article, author_id="ann", text="Why?", html="<p>Why?</p>", **fields)


def events_of(contribution: Contribution) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.target == str(contribution.public_id)).order_by(Event.id)))


def test_a_post_keeps_its_first_wording_with_one_event_and_is_announced(context: Flask) -> None:
    heard = []
    with (
        contribution_changed.connected_to(lambda sender, action, **_: heard.append((sender.id, action))),
        transaction(),
    ):
        mine = remark()
        post(mine, ANN, {"text": "Why?"}, "post")
    revision = session.scalars(select(Revision).where(Revision.contribution_id == mine.id)).one()
    assert (revision.number, revision.body, revision.status) == (1, {"text": "Why?"}, Status.VISIBLE)
    (event,) = events_of(mine)
    assert (event.action, event.after, event.revision) == ("post", "visible", 1)
    assert event.body_digest == revision.digest
    assert (mine.id, "post") in heard


def test_the_log_holds_a_digest_that_says_nothing_without_its_salt() -> None:
    first, second = seal({"text": "Why?"}), seal({"text": "Why?"})
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert len(first[1]) == 64


def test_a_status_changes_with_exactly_one_event_that_names_both_states(context: Flask) -> None:
    with transaction():
        mine = remark()
        post(mine, ANN, {"text": "Why?"}, "post")
        number = change_status(mine, ANN, Status.WITHDRAWN, "withdraw", reason="Never mind.")
    event = events_of(mine)[-1]
    assert (event.id, event.before, event.after) == (number, "visible", "withdrawn")
    assert len(events_of(mine)) == 2
    assert not mine.is_visible


def test_wordings_are_numbered_in_order_and_all_kept(context: Flask) -> None:
    with transaction():
        mine = remark()
        post(mine, ANN, {"text": "Why?"}, "post")
        numbers = [add_revision(mine, ANN, {"text": text}, Status.PENDING).number for text in ("How?", "When?")]
    assert numbers == [2, 3]
    assert mine.revision == 1


@pytest.mark.parametrize(("substantive", "substance"), [(True, 2), (False, 1)])
def test_an_applied_wording_is_what_readers_see_and_only_substance_unsettles_ratings(
    context: Flask, substantive: bool, substance: int
) -> None:
    with transaction():
        mine = remark(held_because="It waits.")
        post(mine, ANN, {"text": "Why?"}, "post")
        newer = add_revision(mine, ANN, {"text": "How?"}, Status.PENDING, substantive=substantive)
        assert find_waiting_revision(mine) is newer
        apply_revision(mine, newer)
    assert (mine.text, mine.revision, mine.substance, mine.held_because) == ("How?", 2, substance, None)
    assert newer.status is Status.VISIBLE
    assert find_waiting_revision(mine) is None


def test_every_kind_that_can_be_edited_knows_how_a_wording_is_applied() -> None:
    assert {"proposition", "evidence", "bearing", "remark"} <= set(appliers)


def test_the_same_form_of_the_same_person_is_found_again(context: Flask) -> None:
    with transaction():
        mine = remark(submission="a form")
        post(mine, ANN, {"text": "Why?"}, "post")
    found = find_submission(ANN, "a form", Remark)
    assert found is not None
    assert found.id == mine.id
    assert find_submission(Actor(id="bob"), "a form", Remark) is None
    assert find_submission(ANN, None, Remark) is None
    with pytest.raises(Invalid, match="used for something else"):
        find_submission(ANN, "a form", Proposition)


def test_the_database_itself_refuses_a_second_post_of_one_form(context: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        for _twice in range(2):
            session.add(remark(submission="a form"))
            session.flush()


def test_what_is_not_there_is_not_found(context: Flask) -> None:
    with pytest.raises(NotFound):
        get_contribution(uuid4())


def test_an_edit_of_an_older_version_is_stale_and_brings_the_present_words(context: Flask) -> None:
    with transaction():
        mine = remark()
        post(mine, ANN, {"text": "Why?"}, "post")
    seen = mine.version
    check_version(mine, seen, mine.text)
    with transaction():
        change_status(mine, ANN, Status.WITHDRAWN, "withdraw")
    with pytest.raises(StaleEdit) as refusal:
        check_version(mine, seen, mine.text)
    assert refusal.value.current == "Why?"


@pytest.mark.parametrize("status", list(Status))
def test_readers_see_what_is_visible_or_set_aside(status: Status) -> None:
    assert Contribution(kind="remark", status=status).is_visible == (status in {Status.VISIBLE, Status.QUARANTINED})
