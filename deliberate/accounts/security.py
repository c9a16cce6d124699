"""Flask-Security, set up for this site."""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, request
from flask_security import Security
from flask_security.datastore import SQLAlchemySessionUserDatastore

from deliberate.accounts.forms import SignInForm, SignUpForm
from deliberate.accounts.models import Role, User
from deliberate.accounts.services import MIN_PASSWORD
from deliberate.accounts.views import blueprint
from deliberate.core.db import WRITING, session
from deliberate.web.blueprint import refuse_without_token

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": MIN_PASSWORD,
    "SECURITY_REGISTERABLE": True,
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_REGISTER_URL": "/sign-up",
    "SECURITY_STATIC_FOLDER": None,
    # The headers of every page of ours are set in one place.
    "SECURITY_CACHE_CONTROL": None,
    # Signing out is a form of ours, and nothing here asks for a password anew.
    "SECURITY_LOGOUT_METHODS": None,
    "SECURITY_FRESHNESS": timedelta(minutes=-1),
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_REGISTER_VIEW": "/",
    "SECURITY_LOGIN_USER_TEMPLATE": "deliberate/accounts/sign_in.html",
    "SECURITY_REGISTER_USER_TEMPLATE": "deliberate/accounts/sign_up.html",
    "SECURITY_MSG_PASSWORD_NOT_PROVIDED": ("A password is needed.", "error"),
    "SECURITY_MSG_PASSWORD_INVALID_LENGTH": ("A password has at least %(length)s characters.", "error"),
    "SECURITY_MSG_RETYPE_PASSWORD_MISMATCH": ("The two passwords differ.", "error"),
}


def install(app: Flask, db: Any) -> None:
    """Give the app accounts: sign-up, sign-in and sign-out."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    app.before_request(_begin)
    datastore = SQLAlchemySessionUserDatastore(db.session, User, Role)
    Security(app, datastore, login_form=SignInForm, register_form=SignUpForm)
    app.register_blueprint(blueprint)
    app.after_request(_say_refused)


def _begin() -> None:
    """Flask-Security checks its tokens late and commits by itself.

    Without a token nothing begins; and it begins as a writer, or SQLite may refuse to turn a read into a write.
    """
    if request.method == "POST" and request.blueprint in {"security", "accounts"}:
        refuse_without_token()
        session.connection(execution_options={WRITING: True})


def _say_refused(response: Response) -> Response:
    """Flask-Security shows a refused form with the status of a good one."""
    if request.method == "POST" and request.blueprint == "security" and response.status_code == 200:
        response.status_code = 422
    return response
