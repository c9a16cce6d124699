"""``deliberate serve``: the site for real visitors, with several workers, until it is told to stop."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import click
from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from deliberate.operating.site import address_of, bring_up_to_date, close, open_site, private_files
from deliberate.operating.worker import THREADS
from deliberate.serving.edge import TRUSTED

#: How long requests that are under way may take to finish after SIGTERM, in seconds.
GRACE = 30

#: How long a client may take to send the head of its request, in milliseconds.
HEAD_TIMEOUT = 10_000

#: The server's own warnings, written as the site's lines are.
SERVER_LINES: dict[str, Any] = {
    "formatters": {"json": {"()": "deliberate.serving.logs.JsonLines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "json"}},
    "loggers": {"_granian": {"handlers": ["lines"], "propagate": False}},
}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; one for each core where it is not given.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The folder of the site's data.")
def serve_command(host: str, port: int, workers: int | None, data: Path | None) -> None:
    """Serve the site: its tables are brought up to date, then workers start.

    SIGTERM stops it when the requests under way are answered.
    """
    private_files()
    # The secret is made here, before there are workers that could each make one.
    app = open_site(data)
    click.echo(f"Database: {address_of(app)}", err=True)
    require_free_port(host, port)
    bring_up_to_date(app)
    threads = THREADS + app.extensions["deliberate"].streams.most
    close(app)
    if faces_the_net(app, host):
        click.echo(
            "Warning: others can connect without a proxy (none is trusted, DELIBERATE_TRUSTED_PROXIES is 0). "
            "A few clients that send slowly can keep all others from posting; put one in front that buffers requests.",
            err=True,
        )
    workers = workers or os.cpu_count() or 1
    click.echo(f"Serving on http://{host}:{port} with {workers} {'worker' if workers == 1 else 'workers'}", err=True)
    Server(
        "deliberate.operating.worker:load",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=threads,
        backpressure=threads + THREADS * 3,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_TIMEOUT),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        # It warns of eight threads on few cores; they wait for the database most of the time.
        log_level=LogLevels.error,
        log_dictconfig=SERVER_LINES,
    ).serve()


def faces_the_net(app: Flask, host: str) -> bool:
    """Whether clients on other machines reach it with no proxy in between that is believed."""
    try:
        here = ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return not here and not app.extensions[TRUSTED]


def require_free_port(host: str, port: int) -> None:
    """Refuse, in one line, when something already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise click.ClickException(
                f"Port {port} of {host} cannot be used ({problem.strerror}). Choose another: --port N"
            ) from None
