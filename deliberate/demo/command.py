"""``deliberate demo``: a site with something on every page, on this machine, until somebody stops it."""

import logging
import signal
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import click
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from deliberate.accounts.mounting import HASHING
from deliberate.articles.models import Article, Group
from deliberate.core.db import session
from deliberate.demo import schools
from deliberate.demo.foreign import foreign_page
from deliberate.demo.others import GROUP
from deliberate.demo.people import PASSWORD, logins
from deliberate.demo.seed import seed
from deliberate.jobs.consumer import start_consumer
from deliberate.propositions.models import Proposition
from deliberate.standalone import DEFAULT_DATA, create_app, upgrade_database

HOST = "127.0.0.1"
#: The same machine by a name that makes another site of it, as browsers see it.
OTHER_HOST = "localhost"

#: The files a demo makes in its folder. ``--fresh`` deletes these and nothing else.
OWN_FILES = (
    *("deliberate.db", "deliberate.db-wal", "deliberate.db-shm", "secret.key"),
    *("jobs.db", "jobs.db-wal", "jobs.db-shm", "jobs.lock"),
)

NOTICE = "This is a demonstration: the people, what they weigh and what moderators decide are made up."

#: One password for all, printed at every start: guarding it hard would only make that start slow.
LIGHT_HASHES = {"time_cost": 1, "memory_cost": 1024, "parallelism": 1}


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_DATA,
    show_default=True,
    help="The folder that keeps the demo between runs.",
)
@click.option("--fresh", is_flag=True, help="Start over: delete the demo's own files in that folder first.")
@click.option(
    "--embed", is_flag=True, help="Serve a page of somebody else's too, on the next port, that shows an article."
)
def demo_command(port: int, data: Path, fresh: bool, embed: bool) -> None:
    """Serve a site filled with examples."""
    # The ports are taken before anything is deleted: a demo that still runs keeps its files.
    with ExitStack() as taken:
        listener = taken.enter_context(_reserve(port))
        beside = taken.enter_context(_reserve(port + 1)) if embed else None
        if fresh:
            start_over(data)
        origins = [f"http://{name}:{port + 1}" for name in (OTHER_HOST, HOST)] if embed else []
        app = prepare(data, f"http://{HOST}:{port}", origins)
        # Before the address is told, so that whoever follows it at once is not turned away.
        listener.listen()
        _introduce(app, port)
        if beside is not None:
            beside.listen()
            taken.enter_context(_served_beside(app, port, beside))
        _serve(app, port, listener)


def start_over(data: Path) -> None:
    """Delete what a demo made in this folder, and nothing else."""
    for name in OWN_FILES:
        (data / name).unlink(missing_ok=True)


def prepare(data: Path, site_url: str = "", origins: Iterable[str] = ()) -> Flask:
    """The site on the demo's folder, up to date and filled. Links in its mail begin with ``site_url``; pages of these
    origins may show its articles."""
    data.mkdir(parents=True, exist_ok=True)
    app = create_app(
        {
            # Named outright, so that no setting of the environment can make the demo fill another database.
            "DELIBERATE_DATABASE_URL": f"sqlite:///{(data / 'deliberate.db').resolve()}",
            "DELIBERATE_DATA": str(data),
            "DELIBERATE_NOTICE": NOTICE,
            HASHING: LIGHT_HASHES,
            # Whatever the site would mail is printed here.
            "DELIBERATE_MAIL_URL": "console:",
            "DELIBERATE_SITE_URL": site_url,
            "DELIBERATE_EMBED_ORIGINS": ", ".join(origins),
        }
    )
    upgrade_database(app)
    if seed(app, click.echo):
        click.echo("Ready.\n")
    return app


def _reserve(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as problem:
        listener.close()
        raise click.ClickException(
            f"Port {port} cannot be used ({problem.strerror}). Choose another: --port N"
        ) from None
    return listener


def _introduce(app: Flask, port: int) -> None:
    """Where it is, and with whose eyes one can look at it."""
    click.echo(f"The demo is at http://{HOST}:{port}/  (stop it with Ctrl-C)\n")
    click.echo(f"Everybody's password: {PASSWORD}")
    with app.app_context():
        code = session.scalar(select(Group.join_code).where(Group.name == GROUP).limit(1))
    if code:
        click.echo(f"Join code of {GROUP}: {code}")
    click.echo("\n" + "\n".join(logins()))


def foreign_page_of(app: Flask, site: str) -> Any:
    """A page of somebody else's, as an app, that shows one of the articles of a demo at this address."""
    with app.app_context():
        article = session.scalars(select(Article).where(Article.title == schools.SCRIPT.draft.title)).one()
        claim = session.scalars(select(Proposition.public_id).where(Proposition.main_of_id == article.id)).one()
        return foreign_page(site, article.slug, str(claim))


@contextmanager
def _served_beside(app: Flask, port: int, listener: socket.socket) -> Iterator[None]:
    """Somebody else's page on the next port, for as long as the block runs; and where it is."""
    page = foreign_page_of(app, f"http://{HOST}:{port}")
    server = make_server(HOST, port + 1, page, threaded=True, fd=listener.fileno())
    serving = Thread(target=server.serve_forever, name="foreign page")
    serving.start()
    click.echo(f"\nSomebody else's page is at http://{OTHER_HOST}:{port + 1}/, which is another site;")
    click.echo(f"at http://{HOST}:{port + 1}/ it is of the same site, as a subdomain is: there one can sign in.")
    try:
        yield
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def _serve(app: Flask, port: int, listener: socket.socket) -> None:
    # A line per request would push the logins off the screen.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server(HOST, port, app, threaded=True, fd=listener.fileno())
    signal.signal(signal.SIGTERM, _interrupt)
    stop_jobs = start_consumer(app)
    try:
        # It ends at an interrupt, and closes itself.
        server.serve_forever()
    finally:
        if stop_jobs is not None:
            stop_jobs()
    click.echo("Stopped. What you did is kept for the next run.")


def _interrupt(_signal: int, _frame: Any) -> None:
    raise KeyboardInterrupt
