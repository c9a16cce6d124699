"""Speakers and whether they are party to the dispute."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import Event, EventReason, verify_chain
from deliberate.propositions.models import Party, Speaker
from deliberate.propositions.queries import speakers_of
from deliberate.propositions.speakers import clean_name, latest_party_act, set_party, speakers_named, undo_party
from deliberate.propositions.undoing import OFFERED_FOR
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


def labelled(editor: Actor) -> tuple[Article, Speaker]:
    """Somebody who was no party, with a reason, and was then said to be one."""
    article = make_article()
    speaker = speakers_named(article, ["RT", "Anna"])["RT"]
    set_party(editor, speaker, Party.NO, "It only reports.")
    set_party(editor, speaker, Party.YES, "It belongs to one side.")
    return article, speaker


def newest(actor: Actor, article: Article) -> int | None:
    found = latest_party_act(actor, article, speakers_of(article))
    return found.event if found else None


def test_a_label_is_taken_back_with_its_reason_by_one_event(context: Flask, editor: Actor) -> None:
    with transaction():
        article, speaker = labelled(editor)
        event = newest(editor, article)
        assert event is not None
        for _ in range(2):
            undo_party(editor, speaker, event)
            assert (speaker.party, speaker.party_reason) == (Party.NO, "It only reports.")
        (undone,) = session.scalars(select(Event).where(Event.action == "undo_party"))
        assert (undone.before, undone.after) == ("yes", "no")
    assert verify_chain().fault is None


def test_changes_of_labels_are_taken_back_one_after_the_other(context: Flask, editor: Actor) -> None:
    with transaction():
        article, speaker = labelled(editor)
        anna = speakers_named(article, ["Anna"])["Anna"]
        set_party(editor, anna, Party.YES, "She is the mayor.")
        undone = []
        while found := latest_party_act(editor, article, speakers_of(article)):
            undo_party(editor, found.speaker, found.event)
            undone.append((found.speaker.name, found.speaker.party, found.speaker.party_reason))
        assert undone == [
            ("Anna", Party.UNKNOWN, None),
            ("RT", Party.NO, "It only reports."),
            ("RT", Party.UNKNOWN, None),
        ]
        set_party(editor, speaker, Party.YES, "It belongs to one side.")
        assert newest(editor, article) is not None
    assert verify_chain().fault is None


def test_a_label_that_was_set_again_is_not_taken_back_and_it_is_said_by_whom(context: Flask, editor: Actor) -> None:
    with transaction():
        article, speaker = labelled(editor)
        event = newest(editor, article)
        assert event is not None
        set_party(editor, speaker, Party.UNKNOWN, "")
        with pytest.raises(Conflict, match="“party” by a"):
            undo_party(editor, speaker, event)
        with pytest.raises(Conflict, match="nothing to undo"):
            undo_party(editor, speaker, event + 900)
        assert speaker.party is Party.UNKNOWN


def test_only_an_editor_takes_a_label_back_and_only_for_a_while_it_is_offered(
    context: Flask, editor: Actor, ann: Actor
) -> None:
    with transaction():
        article, speaker = labelled(editor)
        event = newest(editor, article)
        assert event is not None
        assert newest(ann, article) is None
        with pytest.raises(NotAllowed):
            undo_party(ann, speaker, event)
        with time_machine.travel(now() + OFFERED_FOR):
            assert newest(editor, article) is None
