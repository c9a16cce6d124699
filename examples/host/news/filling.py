"""Two people and an article, to look at."""

import secrets

import click
from flask.cli import with_appcontext

from news.models import Person, Story, db

TEXT = """The bridge over the Leen closed on Monday. The city council says that its main cable had rusted.

Engineers of the university deny this. According to their report, the cable was sound and the council closed the bridge
to save the cost of lighting it.

The mayor promised that the bridge will open again in May."""


@click.command("fill")
@with_appcontext
def fill_command():
    """Make the tables, two people and an article."""
    db.create_all()
    password = secrets.token_urlsafe(12)
    ada, ben = Person.with_password("ada", password, "writer"), Person.with_password("ben", password)
    db.session.add_all([ada, ben, Story(title="The bridge stays closed", text=TEXT, author=ada)])
    db.session.commit()
    click.echo(f"ada and ben, both with the password: {password}")
