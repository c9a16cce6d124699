"""Arriving from a platform: setting out, coming back with its token, and the window that opens out of a frame."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from deliberate.accounts import limits, signing_in
from deliberate.accounts.keys import seal, unseal
from deliberate.core.db import session, transaction
from deliberate.core.wording import say
from deliberate.fetching.errors import FetchError
from deliberate.lti import launches
from deliberate.lti.keys import key_set
from deliberate.lti.launches import Secrets
from deliberate.lti.models import LONGEST, Launch, Platform, Stage
from deliberate.lti.pages import Page, blueprint, is_framed, origin_of, page, refused_page
from deliberate.lti.platforms import find_platform
from deliberate.lti.refusals import Refused
from deliberate.lti.staying import come_in
from deliberate.lti.tokens import is_ours, launch_address, read_token

#: In this cookie, of these pages alone, a browser keeps what shows that it set out.
COOKIE, COOKIE_PATH = "deliberate_lti", "/lti"
#: What a platform says when it begins, and how long that may be.
_HINTS = ("iss", "login_hint", "target_link_uri", "lti_message_hint", "lti_deployment_id", "client_id")
_LONGEST_HINT = 8000
#: How long a frame's link to a window of its own works, in seconds.
AGAIN_FOR, _AGAIN = 3600, "lti begins again"


@blueprint.get("/lti/jwks.json")
def jwks() -> Page:
    """The public halves of our keys."""
    answer = jsonify(key_set())
    answer.headers["Cache-Control"] = "public, max-age=600"
    return answer


@blueprint.route("/lti/login", methods=["GET", "POST"])
def login() -> Page:
    """Where platforms send people who follow a link of ours: on to the platform, to be told by it who they are."""
    hints = _hints()
    platform = find_platform(hints["iss"], hints["client_id"])
    if platform is None or not hints["login_hint"] or not is_ours(hints["target_link_uri"]):
        return refused_page(Refused("it is begun by a platform that is not known here, or for another site"), platform)
    storage = request.values.get("lti_storage_target", "")[:LONGEST] if is_framed() else ""
    if storage or not is_framed():
        signing_in.count_try([limits.LAUNCHES_FROM.of(signing_in.network())])
    if not is_framed():
        return _led_on(platform, hints)
    going: Secrets | None = None
    if storage:
        with transaction():
            going = launches.set_out(platform, framed=True, storage=storage)
    return page(
        "setting_out",
        platform,
        storage=storage,
        secret=going.browser if going else "",
        key=_storage_key(going.state) if going else "",
        origin=origin_of(platform.auth_url),
        address=_at_platform(platform, going, hints) if going else "",
        # What a platform posts may name somebody, and addresses end in logs.
        again=url_for(".login", again=seal(json.dumps({_AGAIN: hints}))),
    )


def _hints() -> dict[str, str]:
    """What the platform says as it begins, or said to the frame out of which a window was opened. Raises Conflict."""
    if again := request.args.get("again"):
        said: Mapping[str, str] = json.loads(unseal(again, max_age=AGAIN_FOR))[_AGAIN]
    else:
        said = request.values
    return {name: said.get(name, "")[:_LONGEST_HINT] for name in _HINTS}


def _led_on(platform: Platform, hints: Mapping[str, str]) -> AnyResponse:
    """On to the platform, in a window of its own, whose cookie shows later that it is the same browser."""
    with transaction():
        going = launches.set_out(platform, framed=False, browser=request.cookies.get(COOKIE, "")[:100])
    answer = make_response(redirect(_at_platform(platform, going, hints), 302))
    answer.set_cookie(
        COOKIE, going.browser, max_age=3600, path=COOKIE_PATH, httponly=True, secure=request.is_secure, samesite="Lax"
    )
    return answer


@blueprint.post("/lti/launch")
def launch() -> Page:
    """Where platforms send people back, with a token that says who they are and what they want."""
    state, token = request.form.get("state", ""), request.form.get("id_token", "")
    platform = None
    try:
        with transaction():
            found = launches.come_back(state)
        platform = found.platform
        if request.form.get("error"):
            raise Refused("the platform did not say who this is")
        message = read_token(found, token, state)
        with transaction():
            found = session.get_one(Launch, found.state)
            launches.pack(found, message)
            ticket = launches.wait_for(found, Stage.BROWSER)
    except (Refused, FetchError) as trouble:
        return refused_page(trouble, platform)
    if not found.framed:
        # A cookie of ours comes along only where the browser is led by us.
        return redirect(url_for(".arrive", ticket=ticket), 303)
    return page(
        "coming_back",
        found.platform,
        ticket=ticket,
        key=_storage_key(state),
        storage=found.storage,
        origin=origin_of(found.platform.auth_url),
    )


@blueprint.route("/lti/arrive", methods=["GET", "POST"])
def arrive() -> Page:
    """The browser shows that it is the one that set out."""
    platform = None
    try:
        if request.method == "POST" and not _is_of_our_own_page():
            raise Refused("what a platform kept for a frame was sent by another site’s page")
        with transaction():
            found = launches.take_step(request.values.get("ticket", ""), Stage.BROWSER)
        platform = found.platform
        kept = request.form.get("browser", "") if found.framed else request.cookies.get(COOKIE, "")
        launches.refuse_other_browser(found, kept)
        message = launches.message_of(found)
        if found.framed and not message.is_deep:
            with transaction():
                found = session.get_one(Launch, found.state)
                ticket = launches.wait_for(found, Stage.WINDOW)
            title = message.link_title or message.course_title or found.platform.name
            return page("open", found.platform, ticket=ticket, title=title)
        return come_in(found)
    except (Refused, FetchError) as trouble:
        words = say(
            "Your browser did not show that it is the one that set out. Follow the link in your course once more, in a "
            "new window if you can choose."
        )
        return refused_page(trouble, platform, words)


@blueprint.post("/lti/enter")
def enter() -> Page:
    """Out of the frame, into a window of its own, by the button that was given out for it."""
    try:
        if not _is_of_our_own_page():
            raise Refused("the button of a frame was pressed on another site’s page")
        with transaction():
            found = launches.take_step(request.form.get("ticket", ""), Stage.WINDOW)
        return come_in(found)
    except (Refused, FetchError) as trouble:
        return refused_page(trouble)


def _is_of_our_own_page() -> bool:
    """Whether a page of ours sent this form. A browser says so in one of two ways."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched == "same-origin"
    return origin_of(request.headers.get("Origin")) == origin_of(request.url_root)


def _at_platform(platform: Platform, going: Secrets, hints: Mapping[str, str]) -> str:
    """The platform's page that says who somebody is."""
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": launch_address(),
        "login_hint": hints["login_hint"],
        "state": going.state,
        "nonce": going.nonce,
    }
    if hints["lti_message_hint"]:
        asked["lti_message_hint"] = hints["lti_message_hint"]
    return f"{platform.auth_url}{'&' if '?' in platform.auth_url else '?'}{urlencode(asked)}"


def _storage_key(state: str) -> str:
    """Under which name the platform keeps it; its own for each launch."""
    return f"deliberate_{state[:16]}"
