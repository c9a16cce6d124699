"""An open article with one claim, and people who take part."""

from collections.abc import Iterator

import pytest
from flask import Flask

from deliberate.core import screening
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.propositions.models import Proposition
from tests.factories import make_article, make_proposition
from tests.host import person


@pytest.fixture
def ann(app: Flask) -> Actor:
    return person(app, "ann", level=1)


@pytest.fixture
def ben(app: Flask) -> Actor:
    return person(app, "ben", level=1)


@pytest.fixture
def claim(context: Flask) -> Proposition:
    with transaction():
        return make_proposition(make_article(slug="bridge"), words="The bridge closed on Monday.")


@pytest.fixture
def hold_all() -> Iterator[None]:
    """A screen that lets everything wait, as one of a pre-moderated article would."""

    def hold(_actor: Actor, _article: object, _text: str) -> screening.Verdict:
        return screening.Verdict(screening.Outcome.HOLD, "A moderator looks first.")

    put_up = screening.screen(hold)
    yield
    screening._screens.remove(put_up)
