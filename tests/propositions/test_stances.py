"""Where readers stand."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.articles.models import Article, State
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn
from deliberate.core.events import Event
from deliberate.core.signals import weights_due
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.propositions.services import reword
from deliberate.propositions.stances import (
    confirm_stance,
    find_stance,
    is_stale,
    latest_stance,
    stale_stances,
    state_stance,
)
from tests.factories import make_article, make_proposition


def test_a_new_answer_replaces_the_old_and_bears_the_present_revision(context: Flask, newcomer: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article())
        state_stance(newcomer, claim, Answer.AGREE, 80)
        claim.revision = 2
        state_stance(newcomer, claim, Answer.UNSURE)
        (stance,) = session.scalars(select(Stance).where(Stance.proposition_id == claim.id))
        assert (stance.answer, stance.credence, stance.revision) == (Answer.UNSURE, None, 2)


def test_before_and_after_the_weights_are_kept_apart(context: Flask, newcomer: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article())
        state_stance(newcomer, claim, Answer.AGREE)
        state_stance(newcomer, claim, Answer.DISAGREE, after_weights=True)
        before, after = find_stance(newcomer, claim), find_stance(newcomer, claim, after_weights=True)
        assert before
        assert after
        assert (before.answer, after.answer) == (Answer.AGREE, Answer.DISAGREE)


def test_the_weights_are_told_and_the_log_is_not(context: Flask, newcomer: Actor) -> None:
    heard: list[int] = []

    def listen(article: Article, **about: object) -> None:
        assert about == {"cause": "stance", "person": newcomer.key}
        heard.append(article.id)

    with weights_due.connected_to(listen), transaction():
        article = make_article()
        claim = make_proposition(article, main_of_id=article.id)
        events = session.scalar(select(func.count()).select_from(Event))
        state_stance(newcomer, claim, Answer.AGREE)
        assert heard == [claim.article_id]
        assert session.scalar(select(func.count()).select_from(Event)) == events


@pytest.mark.parametrize("credence", [-1, 101])
def test_how_sure_one_is_goes_from_0_to_100(context: Flask, newcomer: Actor, credence: int) -> None:
    with transaction():
        claim = make_proposition(make_article())
        with pytest.raises(Invalid):
            state_stance(newcomer, claim, Answer.AGREE, credence)
        for edge in (0, 100):
            assert state_stance(newcomer, claim, Answer.AGREE, edge).credence == edge


def test_nobody_takes_a_stance_signed_out_on_a_closed_article_or_on_a_suggestion(
    context: Flask, newcomer: Actor
) -> None:
    with transaction():
        with pytest.raises(NotSignedIn):
            state_stance(VISITOR, make_proposition(make_article()), Answer.AGREE)
        with pytest.raises(NotAllowed):
            state_stance(newcomer, make_proposition(make_article(state=State.CLOSED)), Answer.AGREE)
        with pytest.raises(Conflict):
            state_stance(newcomer, make_proposition(make_article(), status=Status.SUGGESTED), Answer.AGREE)
        assert find_stance(VISITOR, make_proposition(make_article())) is None


def reworded(claim: Proposition, editor: Actor, text: str = "It never closed.", *, substantive: bool = True) -> None:
    reword(editor, claim, text, claim.version, substantive=substantive)


def test_the_latest_answer_is_the_one_after_the_weights(context: Flask, newcomer: Actor) -> None:
    with transaction():
        claim = make_proposition(make_article())
        assert latest_stance(newcomer, claim) is None
        before = state_stance(newcomer, claim, Answer.AGREE)
        assert latest_stance(newcomer, claim) is before
        after = state_stance(newcomer, claim, Answer.UNSURE, after_weights=True)
        assert latest_stance(newcomer, claim) is after
        assert latest_stance(VISITOR, claim) is None


def test_an_answer_is_stale_once_the_claim_was_reworded_in_substance_and_only_then(
    context: Flask, newcomer: Actor, editor: Actor
) -> None:
    with transaction():
        claim = make_proposition(make_article())
        stance = state_stance(newcomer, claim, Answer.AGREE)
        reworded(claim, editor, "The bridge closed on Monday", substantive=False)
        assert not is_stale(stance, claim)
        assert stale_stances(newcomer, 10) == []
        reworded(claim, editor)
        assert is_stale(stance, claim)
        (found,) = stale_stances(newcomer, 10)
        assert (found.stance, found.proposition, found.answered) == (stance, claim, "The bridge closed on Monday.")


def test_confirming_keeps_the_answer_and_moves_it_to_the_present_wording(
    context: Flask, newcomer: Actor, editor: Actor
) -> None:
    with transaction():
        claim = make_proposition(make_article())
        state_stance(newcomer, claim, Answer.AGREE, 80)
        reworded(claim, editor)
        stance = confirm_stance(newcomer, claim, claim.substance)
        assert (stance.answer, stance.credence, stance.revision) == (Answer.AGREE, 80, 2)
        assert stale_stances(newcomer, 10) == []


def test_confirmed_after_the_weights_an_answer_from_before_stays_one_about_the_old_wording(
    context: Flask, newcomer: Actor, editor: Actor
) -> None:
    with transaction():
        claim = make_proposition(make_article())
        before = state_stance(newcomer, claim, Answer.AGREE)
        reworded(claim, editor)
        after = confirm_stance(newcomer, claim, claim.substance, after_weights=True)
        assert (before.revision, after.revision, after.after_weights) == (1, 2, True)
        assert stale_stances(newcomer, 10) == []


def test_of_two_stale_answers_to_a_claim_the_later_one_is_asked_about(
    context: Flask, newcomer: Actor, editor: Actor
) -> None:
    with transaction():
        claim = make_proposition(make_article())
        state_stance(newcomer, claim, Answer.AGREE)
        after = state_stance(newcomer, claim, Answer.DISAGREE, after_weights=True)
        reworded(claim, editor)
        assert [each.stance for each in stale_stances(newcomer, 10)] == [after]


@pytest.mark.parametrize("state", [State.CLOSED, State.ARCHIVED])
def test_what_can_no_longer_be_answered_is_not_asked_about(
    context: Flask, newcomer: Actor, editor: Actor, state: State
) -> None:
    with transaction():
        claim = make_proposition(make_article())
        state_stance(newcomer, claim, Answer.AGREE)
        reworded(claim, editor)
        claim.article.state = state
        assert stale_stances(newcomer, 10) == []
        with pytest.raises(NotAllowed):
            confirm_stance(newcomer, claim, claim.substance)
