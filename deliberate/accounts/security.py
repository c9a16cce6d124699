"""Flask-Security, set up for this site."""

from typing import Any

from flask import Flask, request
from flask_security import Security
from flask_security.datastore import SQLAlchemySessionUserDatastore

from deliberate.accounts.models import Role, User
from deliberate.accounts.services import MIN_PASSWORD
from deliberate.accounts.views import blueprint
from deliberate.core.db import WRITING, session

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": MIN_PASSWORD,
    "SECURITY_REGISTERABLE": True,
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_USERNAME_ENABLE": True,
    "SECURITY_USERNAME_REQUIRED": True,
    "SECURITY_USERNAME_MIN_LENGTH": 3,
    "SECURITY_USERNAME_MAX_LENGTH": 32,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_REGISTER_URL": "/sign-up",
    "SECURITY_LOGOUT_METHODS": None,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_REGISTER_VIEW": "/",
    "SECURITY_LOGIN_USER_TEMPLATE": "deliberate/accounts/sign_in.html",
    "SECURITY_REGISTER_USER_TEMPLATE": "deliberate/accounts/sign_up.html",
    "SECURITY_FLASH_MESSAGES": True,
    # One answer whether or not there is such an account.
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
}


def install(app: Flask, db: Any) -> None:
    """Give the app accounts: sign-up, sign-in and sign-out."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    datastore = SQLAlchemySessionUserDatastore(db.session, User, Role)
    Security(app, datastore)
    app.register_blueprint(blueprint)
    app.before_request(_begin_writing)


def _begin_writing() -> None:
    """Flask-Security commits by itself: begin as a writer, or SQLite may refuse to turn a read into a write."""
    if request.method == "POST" and request.blueprint == "security":
        session.connection(execution_options={WRITING: True})
