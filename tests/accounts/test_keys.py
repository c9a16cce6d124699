"""What the site's secret digests and seals."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from deliberate.accounts.keys import digest, new_secret, seal, unseal
from deliberate.core.errors import Conflict


@pytest.fixture
def app() -> Flask:
    app = Flask("keys")
    app.secret_key = "a secret"
    return app


@pytest.fixture
def noise() -> None:
    """No database here."""


def test_a_digest_depends_on_value_purpose_and_secret(app: Flask) -> None:
    with app.app_context():
        one = digest("link", "value")
        assert one == digest("link", "value")
        assert len(one) == 64
        assert one not in {digest("session", "value"), digest("link", "other")}
        app.secret_key = "another secret"
        assert digest("link", "value") != one


def test_what_is_sealed_is_read_again_also_after_the_secret_was_changed(app: Flask) -> None:
    with app.app_context():
        sealed = seal("mine")
        assert "mine" not in sealed
        assert unseal(sealed) == "mine"
        app.config["SECRET_KEY_FALLBACKS"] = ["a secret"]
        app.secret_key = "a newer secret"
        assert unseal(sealed) == "mine"
        app.config["SECRET_KEY_FALLBACKS"] = []
        with pytest.raises(Conflict):
            unseal(sealed)


def test_what_was_sealed_too_long_ago_or_by_others_is_refused(app: Flask) -> None:
    with app.app_context(), time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as clock:
        sealed = seal("mine")
        assert unseal(sealed, max_age=60) == "mine"
        clock.shift(timedelta(seconds=61))
        with pytest.raises(Conflict, match="begin again"):
            unseal(sealed, max_age=60)
        with pytest.raises(Conflict):
            unseal("made up")


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) >= 43 for each in made)
