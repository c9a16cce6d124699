"""A process that writes without pause: event after event, each told on stdout once it is stored."""

from itertools import count
from types import SimpleNamespace

import click

from deliberate.core.actors import SYSTEM
from deliberate.core.db import transaction
from deliberate.core.events import record
from deliberate.standalone import create_app

if __name__ == "__main__":
    with create_app().app_context():
        for number in count(1):
            with transaction():
                record(SYSTEM, "wrote", SimpleNamespace(public_id=number, kind="number"), reason=f"The {number}th.")
            click.echo(number)
