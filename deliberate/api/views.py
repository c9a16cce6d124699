"""The document of the API and its page, the page of one's tokens, and the answer where there is nothing."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import PathConverter
from werkzeug.wrappers import Response as WSGIResponse

from deliberate.api import administering as _administering  # noqa: F401
from deliberate.api import appeals as _appeals  # noqa: F401
from deliberate.api import articles as _articles  # noqa: F401
from deliberate.api import bursts as _bursts  # noqa: F401
from deliberate.api import claims as _claims  # noqa: F401
from deliberate.api import concluding as _concluding  # noqa: F401
from deliberate.api import curating as _curating  # noqa: F401
from deliberate.api import editing as _editing  # noqa: F401
from deliberate.api import evidence as _evidence  # noqa: F401
from deliberate.api import exchanging as _exchanging  # noqa: F401
from deliberate.api import fetching as _fetching  # noqa: F401
from deliberate.api import finding as _finding  # noqa: F401
from deliberate.api import histories as _histories  # noqa: F401
from deliberate.api import leaving as _leaving  # noqa: F401
from deliberate.api import mapping as _mapping  # noqa: F401
from deliberate.api import moderating as _moderating  # noqa: F401
from deliberate.api import notices as _notices  # noqa: F401
from deliberate.api import origins as _origins  # noqa: F401
from deliberate.api import outcomes as _outcomes  # noqa: F401
from deliberate.api import own as _own  # noqa: F401
from deliberate.api import passages as _passages  # noqa: F401
from deliberate.api import problems
from deliberate.api import publishers as _publishers  # noqa: F401
from deliberate.api import queueing as _queueing  # noqa: F401
from deliberate.api import relations as _relations  # noqa: F401
from deliberate.api import remarks as _remarks  # noqa: F401
from deliberate.api import searches as _searches  # noqa: F401
from deliberate.api import texts as _texts  # noqa: F401
from deliberate.api import transparency as _transparency  # noqa: F401
from deliberate.api import undoing as _undoing  # noqa: F401
from deliberate.api import visiting as _visiting  # noqa: F401
from deliberate.api import watching as _watching  # noqa: F401
from deliberate.api import webhooks as _webhooks  # noqa: F401
from deliberate.api import weighing as _weighing  # noqa: F401
from deliberate.api.document import address_of, openapi
from deliberate.api.forms import SCOPE_WORDS, TokenMakingForm
from deliberate.api.operations import Operation, blueprint, operations, tag_of
from deliberate.api.tokens import make_token, revoke, tokens_of
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.web.errors import status_of
from deliberate.web.feeds import full_address
from deliberate.web.identity import current_actor
from deliberate.web.rendering import for_templates

problems.install(blueprint)

#: The pages around it, which people look at; what goes wrong there is told on pages.
pages = Blueprint("api_pages", __name__)


@for_templates.register("api_tokens_page")
def api_tokens_page() -> str | None:
    """Where one's tokens are; None on a site without the API."""
    is_here = "deliberate.api_pages.tokens" in current_app.view_functions
    return url_for("deliberate.api_pages.tokens") if is_here else None


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY")


@blueprint.get("/openapi.json")
def document() -> WSGIResponse:
    """The OpenAPI 3.1 document."""
    server = full_address("deliberate.api_pages.about").rstrip("/")
    response = jsonify({**openapi(), "servers": [{"url": server.removesuffix("/api/v1") + "/api/v1"}]})
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(tag_of(response.get_data()))
    return response.make_conditional(request)


class Anything(PathConverter):
    """Any rest of an address, line breaks too, of which the usual converter knows nothing."""

    regex = "(?s:.+?)"
    part_isolating = False


@blueprint.record_once
def _know_of_anything(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["deliberate_anything"] = Anything


@blueprint.route("/<deliberate_anything:nowhere>", methods=_METHODS)
def nothing_there(nowhere: str) -> Response:
    """Say that there is nothing, or which methods there are."""
    adapter = request.url_rule.map.bind("localhost") if request.url_rule else None
    allowed = [method for method in _METHODS if adapter and _leads_on(adapter, method)]
    if not allowed:
        raise NotFound()
    raise MethodNotAllowed([*allowed, *(["HEAD"] if "GET" in allowed else []), "OPTIONS"])


def _leads_on(adapter: Any, method: str) -> bool:
    endpoint, _values = adapter.match(request.path, method)
    return bool(endpoint != request.endpoint)


@pages.get("/api/v1/")
def about() -> str:
    """The document as a page."""
    by_tag: dict[str, list[Mapping[str, Any]]] = {}
    for each in operations:
        by_tag.setdefault(each.tag, []).append(_row(each))
    return render_template("deliberate/api/about.html", by_tag=by_tag)


def _row(each: Operation) -> Mapping[str, Any]:
    return {
        "operation": each,
        "address": address_of(each),
        "notes": " ".join(_notes_on(each)),
    }


def _notes_on(each: Operation) -> Iterator[str]:
    """What the document says besides, in its language."""
    yield f"Scope: {each.scope.value}{'; open to visitors' if each.for_visitors else ''}."
    if each.revises is not None:
        yield "It needs If-Match."
    if each.body is not None:
        yield f"It takes {each.body.__name__}."
    if each.answer is not None:
        yield f"It answers {each.answer.__name__}."


@pages.route("/settings/api-tokens", methods=["GET", "POST"])
def tokens() -> Any:
    """One's tokens, and the form that makes one; a new one's secret is on the page that answers, and never again."""
    actor = current_actor()
    form = TokenMakingForm(request.form)
    secret, status = None, 200
    if request.method == "POST":
        status = 422
        if form.validate() and form.is_proved():
            try:
                with transaction():
                    _made, secret = make_token(actor, *form.wanted(), form.submission.data)
                if secret is None:
                    return redirect(url_for(".tokens"), 303)
                form, status = TokenMakingForm(None), 200
            except (Invalid, Conflict) as refusal:
                form.blame(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
                status = status_of(refusal)
    page = render_template(
        "deliberate/api/tokens.html", form=form, tokens=tokens_of(actor), scope_words=SCOPE_WORDS, secret=secret
    )
    return page, status


@pages.post("/settings/api-tokens/<uuid:token>/revoke")
def revoke_token(token: UUID) -> Any:
    """End a token at once."""
    actor = current_actor()
    with transaction():
        revoke(actor, token)
    return redirect(url_for(".tokens"), 303)
