"""From draft to open."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deliberate.articles.importing import read_text
from deliberate.articles.models import State
from deliberate.articles.services import ArticleDraft, import_article
from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import Event
from deliberate.propositions.models import Modality, Proposition, Voice
from deliberate.propositions.publishing import accept_top, missing, publish
from deliberate.propositions.queries import find_main
from deliberate.propositions.services import make_main
from deliberate.propositions.voicing import hedge_words, speaker_names
from tests.factories import make_article, make_proposition
from tests.host import person

FIXTURES = Path(__file__).parents[1] / "articles" / "fixtures"


def test_publishing_opens_the_article_with_the_best_ranked_claim_as_main(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        make_proposition(article, "By hand.", position=0)
        second, first = (make_proposition(article, f"Rank {n}.", rank=n) for n in (2, 1))
        assert second.id < first.id
        publish(editor, article)
        assert (article.state, find_main(article)) == (State.OPEN, first)
        assert article.opened_at is not None
        actions = session.scalars(select(Event.action).where(Event.article_id == article.id).order_by(Event.id)).all()
        assert actions == ["make_main", "publish"]


def test_the_editor_s_choice_comes_before_rank(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        make_proposition(article, "Rank 1.", rank=1)
        chosen = make_proposition(article, "Rank 2.", rank=2)
        make_main(editor, chosen)
        publish(editor, article)
        assert find_main(article) is chosen


def test_a_claim_given_comes_before_both(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        make_main(editor, make_proposition(article, "Rank 1.", rank=1))
        given = make_proposition(article, "Rank 3.", rank=3)
        publish(editor, article, given)
        assert find_main(article) is given


def test_without_an_accepted_claim_nothing_is_published(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        make_proposition(article, status=Status.SUGGESTED, rank=1)
        far = make_proposition(make_article())
        assert missing(article) == ["Publishing needs at least one accepted claim."]
        for main in (None, far):
            with pytest.raises(Invalid, match="at least one"):
                publish(editor, article, main)
        assert article.state is State.DRAFT


def test_what_publishing_will_choose_is_said_before(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        claim = make_proposition(article, "Rank 1.", rank=1)
        assert "“Rank 1.”" in missing(article)[0]
        make_main(editor, claim)
        assert missing(article) == []


def test_an_open_article_is_not_published_again(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article()
        make_proposition(article)
        with pytest.raises(Conflict):
            publish(editor, article)


def test_a_moderator_publishes_and_a_regular_does_not(app: Flask, context: Flask, ann: Actor) -> None:
    moderator = person(app, "mo", "moderator")
    with transaction():
        article = make_article(state=State.DRAFT)
        make_proposition(article)
        with pytest.raises(NotAllowed):
            publish(ann, article)
        publish(moderator, article)
        assert article.state is State.OPEN


def test_the_best_ranked_suggestions_are_accepted_and_no_more(context: Flask, editor: Actor, ann: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        claims = [make_proposition(article, f"Rank {n}.", rank=n, status=Status.SUGGESTED) for n in (3, 1, 2)]
        with pytest.raises(NotAllowed):
            accept_top(ann, article, 2)
        assert [each.rank for each in accept_top(editor, article, 2)] == [1, 2]
        assert claims[0].status is Status.SUGGESTED
        assert len(accept_top(editor, article, 10)) == 1


def test_beyond_the_best_each_voice_and_each_sort_of_doubt_comes_once(context: Flask) -> None:
    """The fixture has what the first four leave out: more voices, and hedges in other words."""
    text = (FIXTURES / "harbour-article.txt").read_text(encoding="utf-8")
    with transaction():
        imported = read_text(text, format="text")
        article = import_article(SYSTEM, imported, ArticleDraft(title="Osterwick"))
        ranks = [each.rank or 0 for each in accept_top(SYSTEM, article, 4, beyond=100)]
        of_article = select(Proposition).where(Proposition.article_id == article.id, Proposition.rank.is_not(None))
        loaded = (selectinload(Proposition.voices).joinedload(Voice.speaker), selectinload(Proposition.anchors))
        claims = session.scalars(of_article.options(*loaded)).all()
    left = [each for each in claims if each.status == Status.SUGGESTED]
    taken = [each for each in claims if each.status != Status.SUGGESTED]
    assert ranks == sorted(ranks)
    assert left, "what adds no voice and no doubt stays a suggestion"
    for parts in (hedge_words, lambda each: [speaker_names(each)]):
        assert {part for each in left for part in parts(each)} <= {part for each in taken for part in parts(each)}


def test_what_is_accepted_beyond_the_best_is_bounded(context: Flask, editor: Actor) -> None:
    with transaction():
        article = make_article(state=State.DRAFT)
        for rank, modality in enumerate(Modality, start=1):
            make_proposition(article, f"Rank {rank}.", rank=rank, modality=modality, status=Status.SUGGESTED)
        assert [each.rank for each in accept_top(editor, article, 1, beyond=2)] == [1, 2, 3]
