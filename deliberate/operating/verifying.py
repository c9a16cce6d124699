"""Whether a copy of a database is one of ours, and its log as it was written."""

import click
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from deliberate.core import schema
from deliberate.core.db import session
from deliberate.core.events import verify_chain
from deliberate.operating.site import close
from deliberate.standalone import HISTORIES, create_app, upgrade_database


def verified(url: str, *, upgrade: bool) -> str:
    """Walk the log of the copy at an address; how long it is, in words. Raises ClickException where it is broken.

    The log of an older version can be read only once the copy is brought up to date, where that is allowed.
    """
    app = create_app({"DELIBERATE_DATABASE_URL": url})
    try:
        if upgrade:
            upgrade_database(app)
        with app.app_context():
            connection = session.connection()
            if not all(schema.is_at_head(connection, history) for history in HISTORIES):
                return "of another version of deliberate: its log is verified when it is restored"
            verdict = verify_chain()
    except (SQLAlchemyError, CommandError) as error:
        raise click.ClickException(
            f"The copy is not a database that this version of deliberate can read ({type(error).__name__}). "
            "Nothing was changed."
        ) from error
    finally:
        close(app)
    if verdict.fault:
        raise click.ClickException(f"The log in the copy is broken: {verdict.fault}. Nothing was changed.")
    return f"its log verifies: {verdict.events} events"
