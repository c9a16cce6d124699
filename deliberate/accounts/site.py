"""What our own site has set up for accounts."""

from dataclasses import dataclass
from typing import cast

from argon2 import PasswordHasher
from flask import Flask, current_app
from werkzeug.local import LocalProxy

from deliberate.accounts.settings import AccountSettings

EXTENSION = "deliberate_accounts"


@dataclass(frozen=True)
class State:
    """``app.extensions["deliberate_accounts"]``."""

    settings: AccountSettings
    hasher: PasswordHasher
    #: The hash of a password that nobody has, for checking one when there is no account: it takes as long.
    nobodys_hash: str


accounts = cast(State, LocalProxy(lambda: current_app.extensions[EXTENSION]))


def accounts_of(app: Flask) -> State:
    """The same of an app that is not the current one."""
    return cast(State, app.extensions[EXTENSION])
