"""Campus: a small learning platform that launches tools by LTI 1.3 Advantage, to try them with."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized

from campus import gradebook, messages, pages, registering, services
from campus.tokens import Campus, Refused

__all__ = ["create_app"]

#: Tools are framed and get forms posted, wherever they are; all else is our own.
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "frame-src http: https:; form-action http: https:"
)
#: What tools, or their pages in somebody's browser, post to.
FOR_TOOLS = {"messages.authorize", "messages.chosen"}


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The platform. ``ISSUER`` is its address, ``DATABASE`` a file, or nothing to keep all in memory."""
    app = Flask("campus")
    app.config.update(ISSUER="http://localhost:5001", DATABASE=":memory:", MAX_CONTENT_LENGTH=256_000)
    app.config.update(SECRET_KEY=secrets.token_bytes(32), SESSION_COOKIE_NAME="campus", SESSION_COOKIE_SAMESITE="Lax")
    app.config.update(config or {})
    app.extensions["campus"] = Campus(app.config["ISSUER"], app.config["DATABASE"])
    for part in (pages, messages, services, gradebook, registering):
        app.register_blueprint(part.blueprint)
    app.before_request(by_its_one_name)
    app.before_request(only_from_here)
    app.after_request(say_what_may_be_loaded)
    app.register_error_handler(Refused, pages.refused)
    app.register_error_handler(Unauthorized, pages.nobody)
    for error in (Forbidden, NotFound):
        app.register_error_handler(error, pages.elsewhere)
    return app


def by_its_one_name() -> Any:
    """People see its pages under the name that tools know: to a browser, another name is another site."""
    if request.method == "GET" and request.blueprint == "pages":
        issuer = current_app.config["ISSUER"]
        if request.host != urlsplit(issuer).netloc:
            return redirect(f"{issuer}{request.full_path.rstrip('?')}")
    return None


def only_from_here() -> None:
    """Forms of other sites change nothing here, but for what is meant for tools."""
    origin = request.headers.get("Origin")
    is_foreign = origin is not None and urlsplit(origin).netloc != request.host
    if request.method == "POST" and is_foreign and request.endpoint not in FOR_TOOLS:
        abort(403)


def say_what_may_be_loaded(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Cache-Control", "no-store" if request.endpoint != "static" else "no-cache")
    return response
