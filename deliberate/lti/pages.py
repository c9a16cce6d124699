"""The blueprint of every page that platforms lead to, and what its views share."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from deliberate.core.wording import say
from deliberate.fetching.errors import FetchError
from deliberate.fetching.urls import read_url
from deliberate.lti.models import Platform
from deliberate.lti.refusals import Refused
from deliberate.lti.site import is_on
from deliberate.web.blueprint import OPENED_BY_ADDRESS, refuse_without_token
from deliberate.web.identity import current_actor
from deliberate.web.rendering import STRICT_CSP, for_templates

Page = str | AnyResponse | tuple[str, int]

blueprint = Blueprint("lti", __name__)
blueprint.before_request(refuse_without_token)

#: What opens these is a platform's signed token, or a ticket that was given out for this one step: in the frames of
#: others there is no session that could hold another.
OPENED_BY_ADDRESS.update(f"lti.{name}" for name in ("login", "launch", "arrive", "enter", "choose", "register"))

#: Where browsers say that a page is asked for a frame.
_FRAMES = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})


for_templates.register("lti_is_on")(is_on)


@blueprint.before_request
def _get_to_know_the_reader() -> None:
    """Before a view refuses anything in words."""
    current_actor()


def is_framed() -> bool:
    """Whether this page is asked for by a frame. Browsers that do not say so keep cookies in frames."""
    return request.headers.get("Sec-Fetch-Dest", "") in _FRAMES


def origin_of(address: str | None) -> str:
    """Scheme, host and port of an address, as policies and messages name them; empty where it is none that could only
    be read in one way."""
    try:
        return read_url(address or "").origin
    except FetchError:
        return ""


def page(
    template: str, platform: Platform | None, *, status: int = 200, goes_to: str | None = None, **context: Any
) -> AnyResponse:
    """A page that this platform, and nobody else, may show in a frame; a form of it may lead to ``goes_to``."""
    response = make_response(render_template(f"deliberate/lti/{template}.html", platform=platform, **context), status)
    around = () if platform is None else (platform.issuer, platform.auth_url)
    return framed_by(response, around, goes_to)


def framed_by(response: Response, around: Iterable[str | None], goes_to: str | None = None) -> Response:
    """Let pages of these addresses show it, and no other."""
    policy = STRICT_CSP
    origins = " ".join(sorted({origin_of(each) for each in around} - {""}))
    if origins:
        policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {origins}")
    if origin_of(goes_to):
        policy = policy.replace("form-action 'self'", f"form-action 'self' {origin_of(goes_to)}")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "private, no-store"
    return response


def refused_page(trouble: Refused | FetchError, platform: Platform | None = None, happened: str = "") -> AnyResponse:
    """Say that nothing came of it. Why is for the log: it may be the work of somebody who would like to know."""
    why = "".join(each if each.isprintable() else " " for each in str(trouble))
    current_app.logger.warning("LTI%s: %s", f" of {platform.issuer}" if platform else "", why)
    if not happened and isinstance(trouble, FetchError):
        happened = say("The platform does not answer at the moment. Nothing was changed.")
    words = happened or say("Nobody was signed in, and nothing was changed. Follow the link in your course once more.")
    return page("refused", platform, status=400, framed=is_framed(), happened=words)
