"""The parent blueprint that every feature's own hangs from."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, abort, request

from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.folders import shipped_folder
from deliberate.web import errors, keeping, rendering
from deliberate.web.forms import token_is_good
from deliberate.web.static_files import RoomWithFiles, with_stamp

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def parent_blueprint(children: Iterable[Blueprint]) -> Blueprint:
    """A fresh ``deliberate`` blueprint with these children; one app, one parent."""
    parent = RoomWithFiles(
        "deliberate",
        "deliberate",
        template_folder=str(shipped_folder("templates")),
        static_folder="static",
        static_url_path="/static",
    )
    for child in children:
        parent.register_blueprint(child)
    parent.before_request(_bound_the_body)
    parent.before_request(refuse_without_token)
    parent.before_request(keeping.give_kept)
    parent.url_defaults(with_stamp)
    parent.context_processor(rendering.template_globals)
    # The last comes first: a page is kept with all its headers.
    parent.after_request(keeping.keep)
    parent.after_request(rendering.finish)
    errors.install(parent)
    return parent


def leave_our_forms(app: Flask) -> None:
    """Tell the host's form protection, where there is one already, that ours carry a token of their own."""
    protection: Any = app.extensions.get("csrf")
    if hasattr(protection, "exempt"):
        # Exempting the parent would not cover its children.
        for name, blueprint in app.blueprints.items():
            if name.partition(".")[0] == "deliberate":
                protection.exempt(blueprint)


def _bound_the_body() -> None:
    """Bound every body; the views that take whole articles are in ``ARTICLE_TAKING``."""
    largest = settings.max_body_bytes
    if request.endpoint in ARTICLE_TAKING:
        # Multipart overhead and percent-encoding make a text longer on the wire than it is.
        largest = 4 * settings.max_article_bytes
    if request.endpoint in FILE_TAKING:
        largest = settings.max_exchange_bytes + settings.max_body_bytes
    request.max_content_length = largest
    request.max_form_memory_size = largest
    if request.method not in SAFE and request.content_length is None and "Transfer-Encoding" in request.headers:
        # Werkzeug would read such a body up to the bound and pass on what it has, cut short and without a word.
        abort(411, say("It does not say how long it is, which every browser does."))


#: Endpoints whose bodies may hold a whole article; the feature adds its own.
ARTICLE_TAKING: set[str] = set()
#: Endpoints whose bodies may hold a whole exchange file.
FILE_TAKING: set[str] = set()
#: Endpoints whose address holds a signed permission of its own, which takes the place of a token: a mail program that
#: unsubscribes somebody has seen no page of ours.
OPENED_BY_ADDRESS: set[str] = set()


#: Blueprints whose requests name who acts by a header that no browser sends by itself, or by the session as pages do;
#: their session's token comes in a header too.
FOR_PROGRAMS: set[str] = set()


def _is_of_a_program() -> bool:
    """Whether nothing that a browser adds by itself says who asks: a header does, or nobody is meant."""
    return request.blueprint in FOR_PROGRAMS and ("Authorization" in request.headers or not request.cookies)


def refuse_without_token() -> None:
    """No view can forget it: an unsafe request without this session's token goes no further."""
    if request.endpoint in OPENED_BY_ADDRESS or _is_of_a_program():
        return
    if request.method not in SAFE and not token_is_good(in_header=request.blueprint in FOR_PROGRAMS):
        abort(
            400,
            say(
                "The form's token is missing or too old, as happens when a page stays open for long or you signed in "
                "meanwhile. Nothing was stored. Reload the page and send it again."
            ),
        )
