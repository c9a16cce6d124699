"""Drafts are their writer's alone, bounded in number, size and age, and hold nothing that was erased."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, NotSignedIn
from deliberate.core.personal_data import Remains, forget, sections
from deliberate.drafts.models import Draft
from deliberate.drafts.services import KEPT, LONGEST, MOST, drafts_of, find_draft, first_words, keep_draft
from deliberate.drafts.upkeep import prune_drafts
from tests.factories import tell_erased
from tests.host import person

ABOUT = uuid.UUID(int=1)


@pytest.fixture
def ann(context: Flask) -> Actor:
    return person(context, "ann")


@pytest.fixture
def ben(context: Flask) -> Actor:
    return person(context, "ben")


def keep(actor: Actor, quote: str, about: uuid.UUID = ABOUT) -> None:
    with transaction():
        unkept = {"csrf_token": ["secret"], "submission": ["1"]}
        keep_draft(actor, "evidence", about, {"quote": [quote], "side": ["for"], **unkept})


def count() -> int:
    return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_the_last_words_are_kept_and_never_a_token_and_an_empty_form_is_no_draft(ann: Actor, ben: Actor) -> None:
    keep(ann, "The ca")
    keep(ann, "The cable\0 was thin.")
    draft = find_draft(ann, "evidence", ABOUT)
    assert draft is not None
    assert draft.words == {"quote": ["The cable was thin."], "side": ["for"]}
    assert first_words(draft) == "The cable was thin."
    assert find_draft(ben, "evidence", ABOUT) is None
    assert not drafts_of(ben)
    keep(ann, " \n ")
    assert count() == 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("nothing", {"quote": ["Words."]}),
        ("evidence", {"quote": ["w" * (LONGEST + 1)]}),
        ("evidence", {"quote": ["Words."], "side": [""] * LONGEST}),
        ("evidence", {"Bad name!": ["Words."]}),
        ("evidence", {f"field_{'abcdefghij'[at // 10]}{'abcdefghij'[at % 10]}": ["x"] for at in range(41)}),
    ],
)
def test_what_is_no_form_of_ours_or_too_much_is_refused(ann: Actor, form: str, words: dict[str, list[str]]) -> None:
    with transaction(), pytest.raises(Invalid):
        keep_draft(ann, form, ABOUT, words)
    assert count() == 0


def test_a_visitor_has_no_drafts(context: Flask) -> None:
    with transaction(), pytest.raises(NotSignedIn):
        keep_draft(VISITOR, "evidence", ABOUT, {"quote": ["Words."]})
    assert not drafts_of(VISITOR)


def test_of_too_many_the_oldest_makes_room(ann: Actor, ben: Actor) -> None:
    keep(ben, "Another’s.")
    for number in range(MOST + 1):
        keep(ann, f"Number {number}.", uuid.UUID(int=number + 1))
        with transaction():
            own = (Draft.actor_id == "ann", Draft.about == uuid.UUID(int=number + 1))
            session.execute(update(Draft).where(*own).values(at=now() - timedelta(hours=MOST - number)))
    assert len(drafts_of(ann)) == MOST
    assert find_draft(ann, "evidence", uuid.UUID(int=1)) is None
    assert len(drafts_of(ben)) == 1


def test_a_draft_that_nobody_came_back_to_is_neither_shown_nor_kept(ann: Actor) -> None:
    keep(ann, "Old.")
    with transaction():
        session.execute(update(Draft).values(at=now() - KEPT - timedelta(minutes=1)))
    assert find_draft(ann, "evidence", ABOUT) is None
    session.rollback()
    prune_drafts()
    assert count() == 0


def test_a_draft_is_in_ones_data_and_goes_with_its_writer(ann: Actor, ben: Actor) -> None:
    keep(ann, "Hers.")
    keep(ben, "His.")
    (row,) = sections.get("drafts")("ann")
    assert row["words"]["quote"] == ["Hers."]
    with transaction():
        forget(ann, Remains.ALL)
    assert [draft.actor_id for draft in session.scalars(select(Draft))] == ["ben"]


def test_a_draft_that_quotes_what_was_erased_for_good_goes_with_it(ann: Actor, ben: Actor) -> None:
    keep(ann, "They wrote: “Her name is Mia.”")
    keep(ben, "Something else.")
    with transaction():
        tell_erased("Her name is Mia.", " ")
    assert [draft.actor_id for draft in session.scalars(select(Draft))] == ["ben"]
