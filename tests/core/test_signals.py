"""News that waits until there is nothing more to come."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.core.signals import weighed_together, weights_due
from deliberate.weighting.models import Score
from tests.factories import make_article, make_proposition


def weighed(article: Article) -> bool:
    return session.scalar(select(Score.proposition_id).where(Score.article_id == article.id)) is not None


def test_what_is_weighed_together_is_weighed_once_at_the_end(context: Flask) -> None:
    with transaction():
        articles = [make_article(), make_article()]
        for article in articles:
            make_proposition(article)
        with weighed_together():
            for article in (*articles, *articles):
                weights_due.send(article)
            assert not any(map(weighed, articles))
        assert all(map(weighed, articles))


def test_afterwards_and_after_an_error_everything_is_weighed_at_once_again(context: Flask) -> None:
    with transaction():
        article = make_article()
        make_proposition(article)
        with pytest.raises(ZeroDivisionError), weighed_together():
            weights_due.send(article)
            raise ZeroDivisionError
        assert not weighed(article)
        weights_due.send(article)
        assert weighed(article)
