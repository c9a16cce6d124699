"""People with tokens, and requests made with them."""

from collections.abc import Collection
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from deliberate.api.models import Scope
from deliberate.api.tokens import make_token
from deliberate.core.actors import Actor
from deliberate.core.db import transaction

API = "/api/v1"


def secret_for(app: Flask, actor: Actor, scopes: Collection[Scope] = tuple(Scope), days: int = 30) -> str:
    """A token of somebody's, made now."""
    with app.app_context(), transaction():
        _token, secret = make_token(actor, "a program", scopes, days)
    assert secret is not None
    return secret


class Program:
    """Calls the API in somebody's name, or in nobody's."""

    def __init__(self, app: Flask, actor: Actor | None = None, scopes: Collection[Scope] = tuple(Scope)) -> None:
        self.client: FlaskClient = app.test_client()
        #: Where a host has us.
        self.prefix = ""
        self.headers = {"Authorization": f"Bearer {secret_for(app, actor, scopes)}"} if actor is not None else {}

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        """The answer to one call; a header's name has an underscore for each hyphen."""
        path = self.prefix + API + path
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(path, method=method, json=json, headers=self.headers | given)
