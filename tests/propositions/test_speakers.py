"""Speakers and whether they are party to the dispute."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, NotAllowed
from deliberate.core.events import Event, EventReason
from deliberate.propositions.models import Party
from deliberate.propositions.speakers import clean_name, set_party, speakers_named
from tests.factories import make_article


def test_a_name_is_one_line_without_marks_at_its_ends() -> None:
    assert clean_name(" the  Russian\nmedia, ") == "the Russian media"


def test_a_party_is_set_with_a_reason_and_one_event(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        speaker = speakers_named(article, ["RT"])["RT"]
        turn = article.turn
        set_party(editor, speaker, Party.YES, "It belongs to one side.")
        set_party(editor, speaker, Party.YES, "It belongs to one side.")
        assert (speaker.party, speaker.party_reason) == (Party.YES, "It belongs to one side.")
        assert article.turn == turn + 1
        (event,) = session.scalars(select(Event).where(Event.article_id == article.id))
        assert (event.action, event.before, event.after) == ("party", "unknown", "yes")
        assert session.get_one(EventReason, event.id).text == "RT: It belongs to one side."


def test_a_label_without_a_reason_is_refused(context: Flask, editor: Actor) -> None:
    with transaction():
        speaker = speakers_named(make_article(), ["RT"])["RT"]
        for reason in ("", " ", "x" * 501):
            with pytest.raises(Invalid) as refusal:
                set_party(editor, speaker, Party.NO, reason)
            assert refusal.value.field == "reason"
        set_party(editor, speaker, Party.UNKNOWN, "")


def test_only_an_editor_of_the_article_sets_it(context: Flask, ann: Actor) -> None:
    with transaction():
        speaker = speakers_named(make_article(), ["RT"])["RT"]
        with pytest.raises(NotAllowed):
            set_party(ann, speaker, Party.YES, "So they say.")


def test_the_same_name_in_two_articles_is_two_speakers(context: Flask) -> None:
    with transaction():
        first, second = make_article(), make_article()
        assert speakers_named(first, ["RT"])["RT"] is speakers_named(first, ["RT", "RT"])["RT"]
        assert speakers_named(second, ["RT"])["RT"].id != speakers_named(first, ["RT"])["RT"].id
