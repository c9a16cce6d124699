"""The standalone site as tests run it, and the people who sign in there."""

import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from deliberate.accounts.mounting import HASHING
from deliberate.accounts.services import create_user
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.standalone import create_app
from tests.databases import apps

PASSWORD = "a long enough password"


def make_site(data: Path, **config: Any) -> Flask:
    """The site on a data folder. Its error pages are what a person sees, so tests look at them too."""
    config = {"DELIBERATE_DATA": str(data), "TESTING": True, "PROPAGATE_EXCEPTIONS": False, **config}
    # The same way of hashing with as little work as it takes.
    cheap = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
    mail = {"DELIBERATE_MAIL_URL": "console:", "MAIL_BACKEND": "locmem"}
    app = create_app({HASHING: cheap, **mail, **config})
    apps.append(app)
    return app


def beside(app: Flask, **config: Any) -> Flask:
    """Another process of the same site: its folder and its database."""
    with app.app_context():
        url = app.extensions["sqlalchemy"].engine.url.render_as_string(hide_password=False)
    return make_site(Path(app.instance_path), **{"DELIBERATE_DATABASE_URL": url, **config})


def account(app: Flask, name: str, *roles: str, level: int = 0, email: str | None = None) -> Actor:
    """Somebody with an account, as services take them."""
    with app.app_context(), transaction():
        user = create_user(name, PASSWORD, roles=roles, level=level, email=email)
        return Actor(id=user.actor_id, name=name, roles=frozenset(roles), level=level)


def form_token(client: FlaskClient, page: str = "/sign-in") -> str:
    """The token of the form on a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(page).get_data(as_text=True))
    assert found, f"{page} has no form"
    return found[1]


def sign_up(client: FlaskClient, name: str, password: str = PASSWORD, **fields: str) -> Any:
    """Fill in the sign-up page and send it."""
    filled = {"username": name, "password": password, "password_confirm": password, "email": "", **fields}
    return client.post("/sign-up", data={"csrf_token": form_token(client, "/sign-up"), **filled})


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD, **fields: str) -> Any:
    """Fill in the sign-in page and send it."""
    filled = {"identity": name, "password": password, **fields}
    return client.post("/sign-in", data={"csrf_token": form_token(client), **filled})


def sign_out(client: FlaskClient) -> Any:
    """Press the button in the frame of every page."""
    return client.post("/sign-out", data={"csrf_token": form_token(client, "/how-weighing-works")})
