"""Findings: signed by named people, versioned, appealed, outgrown when the article is opened again."""

import pytest
from flask import Flask

from deliberate.articles.models import Article
from deliberate.articles.services import close, reopen
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.moderation.appealing import appeal, decide_appeal
from deliberate.moderation.concluding import findings_of, present_finding, sign_finding, write_finding
from deliberate.moderation.measures import undo_measure
from deliberate.weighting.models import Score
from tests.host import person
from tests.moderation.scenes import moderator, opened, posted

WORDS = "Nobody has shown *who* closed it."


def ended(app: Flask) -> Article:
    editor, claim = person(app, "editor"), opened(app)
    posted(person(app, "ann", level=1), claim)
    with transaction():
        close(editor, claim.article, "Enough.")
    return claim.article


def test_it_is_written_once_an_article_is_closed_and_stands_under_its_writers_name(context: Flask) -> None:
    claim = opened(context)
    editor = person(context, "editor")
    with transaction():
        with pytest.raises(Conflict, match="once it is closed"):
            write_finding(editor, claim.article, WORDS, 0)
        close(editor, claim.article, "Enough.")
        made = write_finding(editor, claim.article, WORDS, 0)
        assert write_finding(editor, claim.article, WORDS, 0).id == made.id
    assert present_finding(claim.article) == made
    assert [(each.actor_id, each.role) for each in made.signatures] == [("editor", "editor")]
    assert "<em>who</em>" in made.html


def test_others_sign_the_very_words_and_other_words_begin_with_one_name(context: Flask) -> None:
    article, mo, editor = ended(context), moderator(context), person(context, "editor")
    with transaction():
        write_finding(editor, article, WORDS, 0)
        sign_finding(mo, article, 1)
        made = sign_finding(mo, article, 1)
        assert [(each.actor_id, each.role) for each in made.signatures] == [("editor", "editor"), ("mo", "moderator")]
        newer = write_finding(mo, article, "The cable broke.", 1)
        with pytest.raises(Conflict, match="no longer stands"):
            sign_finding(editor, article, 1)
    assert [each.actor_id for each in newer.signatures] == ["mo"]
    assert [each.number for each in findings_of(article)] == [2, 1]


def test_whoever_was_overtaken_is_told(context: Flask) -> None:
    article, mo, editor = ended(context), moderator(context), person(context, "editor")
    with transaction():
        write_finding(editor, article, WORDS, 0)
        with pytest.raises(StaleEdit) as stale:
            write_finding(mo, article, "The cable broke.", 0)
    assert stale.value.current == WORDS


@pytest.mark.parametrize("words", ["", " \u200b", "x" * 8001])
def test_it_has_words_and_not_too_many(context: Flask, words: str) -> None:
    article, editor = ended(context), person(context, "editor")
    with transaction(), pytest.raises(Invalid):
        write_finding(editor, article, words, 0)


def test_readers_and_members_sign_nothing(context: Flask) -> None:
    article, editor, ann = ended(context), person(context, "editor"), person(context, "ann", level=3)
    with transaction():
        write_finding(editor, article, WORDS, 0)
        with pytest.raises(NotAllowed):
            sign_finding(ann, article, 1)
        with pytest.raises(NotAllowed):
            write_finding(ann, article, "I know better.", 1)


def test_an_article_that_was_opened_again_has_outgrown_it_and_keeps_it(context: Flask) -> None:
    article, editor = ended(context), person(context, "editor")
    with transaction():
        made = write_finding(editor, article, WORDS, 0)
        reopen(editor, article, "There is news.")
    assert present_finding(article) is None
    with transaction():
        close(editor, article, "Enough again.")
        assert present_finding(article) is None
        newer = write_finding(editor, article, WORDS + " Still.", 1)
    assert present_finding(article) == newer
    assert list(findings_of(article)) == [newer, made]


def test_somebody_who_posted_there_appeals_and_whoever_did_not_sign_answers(context: Flask) -> None:
    article, editor, mo = ended(context), person(context, "editor"), moderator(context)
    other = moderator(context, "max")
    ann, ben = person(context, "ann", level=1), person(context, "ben", level=1)
    with transaction():
        made = write_finding(editor, article, WORDS, 0)
        sign_finding(mo, article, 1)
        with pytest.raises(NotAllowed):
            appeal(ben, made, "It was shown.")
        with pytest.raises(NotAllowed):
            appeal(editor, made, "It was shown.")
        case = appeal(ann, made, "It was shown.")
        with pytest.raises(NotAllowed):
            decide_appeal(mo, case, True, "So it was.")
        decide_appeal(other, case, True, "So it was.")
    assert present_finding(article) is None
    assert findings_of(article)[0].is_undone


def test_it_is_withdrawn_by_those_who_may_write_it(context: Flask) -> None:
    article, editor, mo = ended(context), person(context, "editor"), moderator(context)
    with transaction():
        made = write_finding(editor, article, WORDS, 0)
        undo_measure(mo, made, "It goes too far.")
    assert present_finding(article) is None
    with transaction():
        assert write_finding(editor, article, WORDS, 1).number == 2


def test_it_weighs_nothing(context: Flask) -> None:
    article, editor = ended(context), person(context, "editor")
    before = [(each.proposition_id, each.log_odds, each.balance) for each in session.query(Score)]
    with transaction():
        write_finding(editor, article, WORDS, 0)
    assert [(each.proposition_id, each.log_odds, each.balance) for each in session.query(Score)] == before
