"""Accounts, set up on our own site."""

import os

from argon2 import PasswordHasher
from flask import Flask

from deliberate.accounts import address_views as _address_views  # noqa: F401
from deliberate.accounts import leaving_views as _leaving_views  # noqa: F401
from deliberate.accounts import mail
from deliberate.accounts import own_views as _own_views  # noqa: F401
from deliberate.accounts import passkey_views as _passkey_views  # noqa: F401
from deliberate.accounts import second_step_views as _second_step_views  # noqa: F401
from deliberate.accounts import sweeping as _sweeping  # noqa: F401
from deliberate.accounts import views as _views  # noqa: F401
from deliberate.accounts.keys import new_secret
from deliberate.accounts.pages import blueprint
from deliberate.accounts.settings import AccountSettings
from deliberate.accounts.sign_on import clients
from deliberate.accounts.sign_on import views as _sign_on_views  # noqa: F401
from deliberate.accounts.sign_on.providers import read_providers
from deliberate.accounts.signing_in import note_use
from deliberate.accounts.site import EXTENSION, State

#: A key of ``app.config``: arguments of argon2's PasswordHasher, for tests and demos, whose passwords guard nothing.
HASHING = "PASSWORD_HASHING"


def install(app: Flask, settings: AccountSettings) -> None:
    """Give the app accounts and their pages."""
    # argon2id, with the work that RFC 9106 asks for where memory is scarce.
    hasher = PasswordHasher(**app.config.get(HASHING, {}))
    app.extensions[EXTENSION] = State(settings, hasher, hasher.hash(new_secret()))
    providers = read_providers(settings.single_sign_on, os.environ) if settings.single_sign_on else {}
    clients.install(app, providers, app.extensions["deliberate"].settings.site_name)
    mail.install(app, settings.mail_url, settings.mail_from)
    app.before_request(note_use)
    app.register_blueprint(blueprint)
