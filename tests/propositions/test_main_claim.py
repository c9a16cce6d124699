"""The choice of the main claim is taken back, or refused with what rests on it."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article, State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.propositions.main_claim import make_main, set_main
from deliberate.propositions.models import Act, Answer, Proposition
from deliberate.propositions.publishing import publish
from deliberate.propositions.queries import find_main
from deliberate.propositions.services import merge, reject, restore, reword, state_stance
from deliberate.propositions.undoing import undo_act
from tests.factories import make_article, make_proposition


@pytest.fixture
def claims(context: Flask, editor: Actor) -> tuple[Proposition, Proposition]:
    """Two claims of an open article; the first was its main one, and an editor made it the second."""
    with transaction():
        article = make_article()
        one, two = make_proposition(article, "One.", rank=1), make_proposition(article, "Two.", rank=2)
        set_main(editor, one)
        make_main(editor, two)
    return one, two


def choice() -> Act:
    """The newest choice of a main claim."""
    return session.scalars(select(Act).where(Act.action == "make_main").order_by(Act.id.desc()).limit(1)).one()


def test_the_claim_that_was_the_main_one_is_it_again_by_one_event(
    editor: Actor, claims: tuple[Proposition, Proposition]
) -> None:
    one, two = claims
    with transaction():
        undo_act(editor, choice())
        undo_act(editor, choice())
        assert find_main(one.article) is one
        newest = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert newest is not None
        assert (newest.action, newest.target) == ("undo_main", str(two.public_id))
        assert session.scalars(select(Event).where(Event.action == "undo_main")).one() is newest
    assert verify_chain().fault is None


def test_what_is_no_matter_of_the_choice_does_not_keep_it(
    editor: Actor, claims: tuple[Proposition, Proposition]
) -> None:
    one, two = claims
    with transaction():
        for claim, words in ((one, "One, then."), (two, "Two, then.")):
            reword(editor, claim, words, claim.version)
        undo_act(editor, choice())
        assert find_main(one.article) is one
        assert (one.text, two.text) == ("One, then.", "Two, then.")


def test_another_choice_made_since_is_named_and_stays(editor: Actor, claims: tuple[Proposition, Proposition]) -> None:
    one, _two = claims
    with transaction():
        act = choice()
        make_main(editor, one)
        with pytest.raises(Conflict, match=r"“One\.” is the main claim"):
            undo_act(editor, act)
        undo_act(editor, choice())
        undo_act(editor, act)
        assert find_main(one.article) is one


def test_the_claim_that_was_the_main_one_has_to_stand(editor: Actor, claims: tuple[Proposition, Proposition]) -> None:
    one, two = claims
    with transaction():
        merge(editor, [one, two], two)
        with pytest.raises(Conflict, match=r"“One\.”, the main claim before, no longer stands"):
            undo_act(editor, choice())
        assert find_main(one.article) is two


def test_answers_to_the_main_claim_rest_on_the_choice(
    editor: Actor, ann: Actor, claims: tuple[Proposition, Proposition]
) -> None:
    _one, two = claims
    with transaction():
        state_stance(ann, two, Answer.AGREE)
        with pytest.raises(Conflict, match="1 stance"):
            undo_act(editor, choice())
        with pytest.raises(NotAllowed):
            undo_act(ann, choice())


def draft(editor: Actor) -> tuple[Article, Proposition]:
    article = make_article(state=State.DRAFT)
    claim = make_proposition(article, "One.", rank=1)
    make_main(editor, claim)
    return article, claim


def test_a_first_choice_leaves_none_behind_until_the_article_is_published(context: Flask, editor: Actor) -> None:
    with transaction():
        article, claim = draft(editor)
        undo_act(editor, choice())
        assert find_main(article) is None
        make_main(editor, claim)
        publish(editor, article)
        with pytest.raises(Conflict, match="the article is published"):
            undo_act(editor, choice())
        assert find_main(article) is claim


def test_a_claim_that_is_a_suggestion_again_is_no_choice_to_undo(context: Flask, editor: Actor) -> None:
    with transaction():
        _article, claim = draft(editor)
        restore(editor, claim)
        reject(editor, claim)
        assert claim.status is Status.REJECTED
        with pytest.raises(Conflict, match="taken back to be a suggestion"):
            undo_act(editor, choice())
