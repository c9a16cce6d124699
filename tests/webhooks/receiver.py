"""A program on this machine that is told of things: it keeps what it got and answers as the test says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flask import Flask
from sqlalchemy import select

from deliberate.core.db import session, transaction
from deliberate.fetching.fetcher import Fetcher
from deliberate.jobs.tasks import Run
from deliberate.webhooks.kinds import KINDS
from deliberate.webhooks.models import Delivery, Webhook
from deliberate.webhooks.sending import KEPT_ANSWER, SENDER, send_waiting
from deliberate.webhooks.signing import new_secret
from tests.fetching.servers import only_here


@dataclass
class Receiver:
    """``answers``: status and body for each message to come; after the last, 204 for all."""

    port: int = 0
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    location: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiving(app: Flask) -> Iterator[Receiver]:
    """Have the site send to this machine for once, without TLS."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, words = receiver.answers.pop(0) if receiver.answers else (204, b"")
            self.send_response(status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app.extensions[SENDER] = Fetcher("t", limit=KEPT_ANSWER, ports=[receiver.port], allows=only_here)
    try:
        yield receiver
    finally:
        del app.extensions[SENDER]
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def make_hook(address: str, article: Any = None, **fields: Any) -> Webhook:
    """A webhook of everything, at an address that no form would take."""
    with transaction():
        hook = Webhook(
            article_id=article.id if article is not None else None,
            address=address,
            **{
                "author_id": "ada",
                "kinds": [*KINDS],
                "site_url": "https://site.example/under/",
                "secret": new_secret(),
                **fields,
            },
        )
        session.add(hook)
    return hook


def run(hook: Webhook) -> None:
    """What the job does when it comes to this webhook."""
    send_waiting(Run({"webhook": hook.id}, 1, last=False))
    session.expire_all()


def deliveries(hook: Webhook) -> list[Delivery]:
    return list(session.scalars(select(Delivery).where(Delivery.webhook_id == hook.id).order_by(Delivery.id)))
