"""A host site as small as one can be: people who are signed in by name, and a page that hands out a form token."""

from collections.abc import Iterable, Mapping
from contextvars import Context
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.base import Base
from deliberate.core.db import transaction, tune_sqlite
from deliberate.core.standing import set_level
from deliberate.extension import Deliberate
from deliberate.web.forms import csrf_field
from tests.databases import apps


class OwnContextClient(FlaskClient):
    """A client whose requests see nothing of the test's own app context: a view that forgets to commit is found out."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return Context().run(super().open, *args, **kwargs)


class People:
    """An identity whose people are made as tests need them; an id is a name."""

    def __init__(self) -> None:
        self.known: dict[str, Actor] = {}

    def add(self, name: str, *roles: str) -> Actor:
        self.known[name] = Actor(id=name, name=name.title(), roles=frozenset(roles))
        return self.known[name]

    def current(self) -> Actor:
        return self.known.get(session.get("who", ""), VISITOR)

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        return {each: self.known[each].name for each in ids if each in self.known}

    def moderators(self) -> list[str]:
        return [each.key for each in self.known.values() if each.is_moderator]

    def admins(self) -> list[str]:
        return [each.key for each in self.known.values() if each.is_admin]

    def sign_in_url(self, back: str) -> str:
        return f"/host/sign-in?next={back}"


def make_host(database: str, people: People | None = None, **config: Any) -> Flask:
    """The host, with deliberation mounted at /deliberate."""
    app = Flask("host")
    app.test_client_class = OwnContextClient
    app.config.update(SECRET_KEY="a key for tests", SQLALCHEMY_DATABASE_URI=database, TESTING=True, **config)
    # Our error pages are what a person sees; tests look at them instead of at the exception.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    db = SQLAlchemy(app, model_class=Base)
    with app.app_context():
        tune_sqlite(db.engine)
    Deliberate(app, db, identity=people or People())
    app.add_url_rule("/host/token", "token", lambda: str(csrf_field()))
    apps.append(app)
    return app


def person(app: Flask, name: str, *roles: str, level: int = 0) -> Actor:
    """Somebody of the host with this level here, as services take them."""
    people: People = app.extensions["deliberate"].identity
    actor = people.add(name, *roles)
    with app.app_context(), transaction():
        set_level(name, level)
    return Actor(id=actor.id, name=actor.name, roles=actor.roles, level=4 if actor.is_moderator else level)


def sign_in(client: FlaskClient, actor: Actor) -> None:
    """Sign this client in as somebody."""
    with client.session_transaction() as cookie:
        cookie["who"] = actor.key


def token(client: FlaskClient) -> str:
    """A form token of this client's session."""
    return client.get("/host/token").get_data(as_text=True).split('value="')[1].split('"')[0]


def send(client: FlaskClient, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    """POST a form as a page of ours would: with its token."""
    return client.post(url, data={"csrf_token": token(client), **(data or {})}, **kwargs)
