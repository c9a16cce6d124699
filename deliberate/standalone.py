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
from sqlalchemy import URL, make_url

from deliberate.accounts import mail, mounting
from deliberate.accounts.identity import AccountIdentity
from deliberate.accounts.models import AccountBase
from deliberate.accounts.settings import AccountSettings
from deliberate.core import schema
from deliberate.core.base import Base
from deliberate.core.db import WRITING, engine_options, tune
from deliberate.core.mailing import Mailing
from deliberate.extension import Deliberate
from deliberate.features import CAN_HAVE_API
from deliberate.folders import shipped_folder
from deliberate.lti import mounting as lti
from deliberate.search.indexing import fill_what_is_missing
from deliberate.serving import edge, front, health, requests, robots
from deliberate.settings import PREFIX, Settings
from deliberate.web import errors, rendering

ACCOUNTS = schema.History(AccountBase.metadata, "accounts", "deliberate_accounts_version")
HISTORIES = (schema.EXTENSION, ACCOUNTS)

#: The site's secret, in the folder of its data.
SECRET_FILE = "secret.key"  # noqa: S105  # a name, no secret

#: Where the data lives unless DELIBERATE_DATA or DELIBERATE_DATABASE_URL says otherwise.
DEFAULT_DATA = Path("var") / "demo"

#: How many connections each process keeps, and opens beside them in a rush.
DEFAULT_POOL = 5

#: Read from the environment here or by the tests, and no settings of the extension.
_OWN_NAMES = frozenset({"DATABASE_URL", "DATABASE_POOL", "DATA", "SHARED", "CHROMIUM", "TEST_POSTGRES"})


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The standalone site. ``config`` goes before the environment.

    Raises ValueError on a setting that is unknown or of the wrong type.
    """
    config = dict(config or {})
    data = Path(config.pop("DELIBERATE_DATA", None) or os.environ.get("DELIBERATE_DATA") or DEFAULT_DATA)
    app = Flask(
        "deliberate",
        template_folder=str(shipped_folder("templates")),
        static_folder=None,
        instance_path=str(data.resolve()),
    )
    app.config.update(DELIBERATE_URL_PREFIX="", DELIBERATE_CSP=rendering.STRICT_CSP, DELIBERATE_PAGE_CACHE_SECONDS=0)
    app.config.update(DELIBERATE_API=CAN_HAVE_API)
    # A cookie that is sent anew with every answer would let nothing of it be kept by anybody.
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_REFRESH_EACH_REQUEST=False)
    app.config.update(_from_environment(os.environ))
    app.config.update(config)
    app.extensions["deliberate.data"] = data
    _choose_database(app, data)
    # Flask begins with a key of None, so a default would not take its place.
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or os.environ.get("SECRET_KEY") or _kept_secret(data)
    surroundings = edge.take_edge(app.config)
    account_settings = AccountSettings.take(app.config)
    db = SQLAlchemy(app, model_class=Base)
    with app.app_context():
        tune(db.engine)
    mailing = Mailing(mail.send, account_settings.site_url) if account_settings.sends_mail else None
    Deliberate(app, db, identity=AccountIdentity(), mailing=mailing)
    # For whatever is not the extension's: sign-up, sign-in, addresses that do not exist.
    app.config["MAX_CONTENT_LENGTH"] = app.extensions["deliberate"].settings.max_body_bytes
    mounting.install(app, account_settings)
    lti.install(app, account_settings)
    robots.install(app)
    errors.install(app)
    app.context_processor(rendering.template_globals)
    app.after_request(rendering.finish)
    with app.app_context():
        front.install(app, db.engine)
    edge.install(app, surroundings)
    health.install(app, HISTORIES)
    requests.install(app, named_by_proxy=surroundings.trusted_proxies > 0)
    return app


def upgrade_database(app: Flask) -> None:
    """Bring every table of the site up to date, and let what stands in them be found."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine.execution_options(**{WRITING: True})
        for history in HISTORIES:
            with engine.begin() as connection:
                # Two that start at once take turns, and a table as large as may be is given its time.
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                schema.upgrade(connection, history)
        fill_what_is_missing()


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings as environment variables give them, each turned into its type."""
    known = {edge.name_of(each.name): each.default for kind in (Settings, AccountSettings) for each in fields(kind)}
    known |= edge.DEFAULTS
    return {
        key: _typed(key, value, known.get(key))
        for key, value in environment.items()
        if key.startswith(PREFIX) and key.removeprefix(PREFIX) not in _OWN_NAMES
    }


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


def _choose_database(app: Flask, data: Path) -> None:
    """Take the database that config or environment names, else a file in the data folder."""
    given = app.config.pop("DELIBERATE_DATABASE_URL", None) or os.environ.get("DELIBERATE_DATABASE_URL")
    pool = app.config.pop("DELIBERATE_DATABASE_POOL", os.environ.get("DELIBERATE_DATABASE_POOL", DEFAULT_POOL))
    pool = _typed("DELIBERATE_DATABASE_POOL", str(pool), DEFAULT_POOL)
    if not pool:
        raise ValueError("DELIBERATE_DATABASE_POOL must be 1 or more.")
    url = _with_driver(make_url(given)) if given else _file_database(data)
    app.config["SQLALCHEMY_DATABASE_URI"] = url.render_as_string(hide_password=False)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        **engine_options(url, pool),
        **app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {}),
    }


def _with_driver(url: URL) -> URL:
    """Name the driver that we ship with, where an address, as hosting services give it, names none."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgres", "postgresql"} else url


def _file_database(data: Path) -> URL:
    _make_private(data)
    return make_url(f"sqlite:///{(data / 'deliberate.db').resolve()}")


def _kept_secret(data: Path) -> str:
    """The site's secret, made once and readable by its owner alone.

    It appears under its name complete or not at all, so that processes starting together share one.
    """
    _make_private(data)
    path = data / SECRET_FILE
    if not path.exists():
        # Its mode is 0600 from the first byte on, whatever the umask.
        with tempfile.NamedTemporaryFile("w", dir=data, prefix="secret-") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, path)
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise ValueError(f"{path} holds no usable secret. Delete it, and a new one is made; everybody signs in anew.")
    return secret


def _make_private(data: Path) -> None:
    """Make the folder of the data, for its owner alone: passwords' hashes and addresses lie in it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
