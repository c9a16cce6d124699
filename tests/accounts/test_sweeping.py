"""What has run out does not stay on a quiet site."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from deliberate.accounts import limits
from deliberate.accounts.links import make_link
from deliberate.accounts.models import Link, Purpose, SignIn, Tally
from deliberate.accounts.services import get_user
from deliberate.accounts.sessions import open_session
from deliberate.accounts.sweeping import sweep_accounts
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from tests.own_site import account


def kept() -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Tally, SignIn, Link)]


def test_what_has_run_out_is_deleted_and_what_holds_stays(own_site: Flask) -> None:
    account(own_site, "cora")
    with own_site.app_context():
        with transaction():
            cora = get_user("cora")
            limits.count([limits.GUESSES_AT.of("cora")])
            open_session(cora, "Firefox on Linux")
            make_link(cora, Purpose.RESET)
        sweep_accounts()
        assert kept() == [1, 1, 1]
        with time_machine.travel(now() + timedelta(hours=2)):
            sweep_accounts()
        assert kept() == [0, 1, 0]
        with time_machine.travel(now() + timedelta(days=8)):
            sweep_accounts()
        assert kept() == [0, 0, 0]


def test_a_host_has_nothing_to_sweep(context: Flask) -> None:
    sweep_accounts()
