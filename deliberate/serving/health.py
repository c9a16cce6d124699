"""Whether the process lives, and whether the site can do its work: for load balancers and supervisors.

Answered in front of Flask: a probe names no trusted host and has no session. It waits for one of the worker's threads,
as every request does; slow bodies leave some of them free.
"""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from deliberate.core import schema
from deliberate.core.db import session
from deliberate.core.events import ChainHead
from deliberate.serving.requests import ROUTE_KEY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger("deliberate.health")

ALIVE = "/healthz"
READY = "/readyz"


class Health:
    """Wraps the site and answers these two addresses itself."""

    def __init__(self, site: "WSGIApplication", find_fault: Callable[[], str | None]) -> None:
        self.site = site
        self.find_fault = find_fault

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        address = environ.get("PATH_INFO")
        if address not in {ALIVE, READY} or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return self.site(environ, start_response)
        environ[ROUTE_KEY] = address
        fault = self.find_fault() if address == READY else None
        body = json.dumps({"ok": fault is None, **({"fault": fault} if fault else {})}).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if fault:
            headers.append(("Retry-After", "5"))
        start_response("503 Service Unavailable" if fault else "200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def install(app: Flask, histories: Sequence[schema.History]) -> None:
    """Answer both addresses of this app; it is ready when these histories are at their newest revision."""

    def find_fault() -> str | None:
        with app.app_context():
            return fault_of_site(histories)

    app.wsgi_app = Health(app.wsgi_app, find_fault)  # type: ignore[method-assign]


def fault_of_site(histories: Sequence[schema.History]) -> str | None:
    """What keeps the site from its work, in a word that gives nothing away; None if nothing does."""
    try:
        connection = session.connection()
        if not all(schema.is_at_head(connection, history) for history in histories):
            return "migrations"
        session.execute(select(ChainHead.hash)).first()
    except SQLAlchemyError as error:
        logger.warning("not ready: %s", type(error).__name__)
        return "database"
    finally:
        session.rollback()
    return None
