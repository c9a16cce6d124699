"""Our own site: a host like any other, with accounts of its own."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from deliberate.accounts import mounting
from deliberate.accounts.identity import AccountIdentity
from deliberate.accounts.models import AccountBase
from deliberate.accounts.settings import AccountSettings
from deliberate.core import schema
from deliberate.core.base import Base
from deliberate.core.db import WRITING, tune_sqlite
from deliberate.extension import Deliberate
from deliberate.folders import shipped_folder
from deliberate.settings import PREFIX, Settings
from deliberate.web import errors, rendering

ACCOUNTS = schema.History(AccountBase.metadata, "accounts", "deliberate_accounts_version")

#: Where the data lives unless DELIBERATE_DATA or DELIBERATE_DATABASE_URL says otherwise.
DEFAULT_DATA = Path("var") / "demo"

#: Read from the environment here or by the tests, and no settings of the extension.
_OWN_NAMES = frozenset({"DATABASE_URL", "DATA", "SHARED", "CHROMIUM"})


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The standalone site. ``config`` goes before the environment.

    Raises ValueError on a setting that is unknown or of the wrong type.
    """
    app = Flask("deliberate", template_folder=str(shipped_folder("templates")), static_folder=None)
    app.config.update(DELIBERATE_URL_PREFIX="", DELIBERATE_CSP=rendering.STRICT_CSP)
    # A cookie that is sent anew with every answer would let nothing of it be kept by anybody.
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_REFRESH_EACH_REQUEST=False)
    app.config.update(_from_environment(os.environ))
    app.config.update(config or {})
    data = Path(app.config.pop("DELIBERATE_DATA", None) or os.environ.get("DELIBERATE_DATA") or DEFAULT_DATA)
    url = app.config.pop("DELIBERATE_DATABASE_URL", None) or os.environ.get("DELIBERATE_DATABASE_URL")
    app.config["SQLALCHEMY_DATABASE_URI"] = url or _file_database(data)
    # Flask begins with a key of None, so a default would not take its place.
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or os.environ.get("SECRET_KEY") or _kept_secret(data)
    account_settings = AccountSettings.take(app.config)
    db = SQLAlchemy(app, model_class=Base)
    with app.app_context():
        tune_sqlite(db.engine)
    Deliberate(app, db, identity=AccountIdentity())
    # For whatever is not the extension's: sign-up, sign-in, addresses that do not exist.
    app.config["MAX_CONTENT_LENGTH"] = app.extensions["deliberate"].settings.max_body_bytes
    mounting.install(app, account_settings)
    errors.install(app)
    app.context_processor(rendering.template_globals)
    app.after_request(rendering.finish)
    return app


def upgrade_database(app: Flask) -> None:
    """Bring every table of the site up to date."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine.execution_options(**{WRITING: True})
        for history in (schema.EXTENSION, ACCOUNTS):
            with engine.begin() as connection:
                schema.upgrade(connection, history)


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings as environment variables give them, each turned into its type."""
    defaults = {each.name.upper(): each.default for kind in (Settings, AccountSettings) for each in fields(kind)}
    settings: dict[str, Any] = {}
    for key, value in environment.items():
        name = key.removeprefix(PREFIX)
        if name == key or name in _OWN_NAMES:
            continue
        settings[key] = _typed(key, value, defaults.get(name))
    return settings


def _typed(key: str, value: str, default: Any) -> Any:
    if isinstance(default, bool):
        if value.lower() not in {"true", "false"}:
            raise ValueError(f"{key} must be true or false, not {value!r}.")
        return value.lower() == "true"
    if isinstance(default, int):
        if not value.isdigit():
            raise ValueError(f"{key} must be a whole number, not {value!r}.")
        return int(value)
    return value


def _file_database(data: Path) -> str:
    data.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{(data / 'deliberate.db').resolve()}"


def _kept_secret(data: Path) -> str:
    """The site's secret, made once and readable by its owner alone.

    It appears under its name complete or not at all, so that processes starting together share one.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret.key"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=data, prefix="secret-") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
