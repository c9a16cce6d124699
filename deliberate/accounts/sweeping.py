"""What has run out is deleted on quiet sites too: counts of tries, sessions, links, addresses under suspension, and
roles that another site gave long ago."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete

from deliberate.accounts import limits
from deliberate.accounts.models import HeldAddress, Journey, Link, PasskeyChallenge, SignIn
from deliberate.accounts.sign_on.linking import lapse_roles
from deliberate.accounts.site import EXTENSION
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.tasks import every


@every(timedelta(hours=1), "sweep_accounts")
def sweep_accounts() -> None:
    """Delete what has run out; a host in a process that knows of accounts has none of its own."""
    if EXTENSION not in current_app.extensions:
        return
    with transaction():
        limits.sweep()
        for table in (SignIn, Link, PasskeyChallenge, Journey):
            session.execute(delete(table).where(table.expires_at <= now()))
        session.execute(delete(HeldAddress).where(HeldAddress.until <= now()))
        lapse_roles()
