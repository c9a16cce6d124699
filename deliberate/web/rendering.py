"""What every template has at hand, and the headers every page carries."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, request
from flask import session as cookie

from deliberate.core.actors import Actor
from deliberate.core.policy import Permission
from deliberate.core.policy import may as policy_allows
from deliberate.core.registry import Registry
from deliberate.core.site import settings
from deliberate.core.stored_words import say_stored
from deliberate.core.times import day_in_words, hour_in_words, moment_in_words
from deliberate.core.wording import month, number, percent, say, shortest
from deliberate.web.forms import csrf_field, new_submission
from deliberate.web.identity import current_actor
from deliberate.web.in_place import frame, title_level
from deliberate.web.layout import in_layout, skeleton
from deliberate.web.reader import current_reader

#: Our own site's pages and embeds: nothing inline, nothing from elsewhere.
STRICT_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


#: Set in ``g`` by a view whose answer is the same whoever asks.
SAME_FOR_ALL = "deliberate_same_for_all"
#: What higher rooms give to every template, by the name it has there.
for_templates: Registry[Callable[..., Any]] = Registry("function for templates")


def may(permission: str, subject: Any = None) -> bool:
    """For templates: whether the present actor may, by the permission's name."""
    return policy_allows(current_actor(), Permission[permission.upper()], subject)


def template_globals() -> dict[str, Any]:
    """The names every template of ours may use."""
    actor, reader = current_actor(), current_reader()
    return {
        "actor": actor,
        "lang": reader.language,
        "text_direction": reader.direction,
        "theme": reader.theme,
        "frame": frame(),
        "skeleton": skeleton(),
        "in_layout": in_layout,
        "title_level": title_level(),
        "may": may,
        "site": current_app.extensions["deliberate"].links(),
        "csrf_field": csrf_field,
        "new_submission": new_submission,
        **{name: for_templates.get(name) for name in for_templates.names()},
    }


def plural(count: int, one: str, many: str | None = None) -> str:
    """'1 report', '2 reports'."""
    return f"{count} {one if count == 1 else many or one + 's'}"


#: Each is a filter ``dlb_`` and its name; the prefix keeps a host's own of the same name.
FILTERS: dict[str, Callable[..., str]] = {
    "day": day_in_words,
    "moment": moment_in_words,
    "hour": hour_in_words,
    "plural": plural,
    "month": month,
    "number": number,
    "percent": percent,
    "shortest": shortest,
    "words": say,
    "stored": say_stored,
}


def _is_somebodys() -> bool:
    """Whether it was made for somebody who is signed in; nobody is asked who, where that was not needed."""
    actor: Actor | None = g.get("deliberate_actor")
    return actor is not None and actor.id is not None


def finish(response: Response) -> Response:
    """Set caching and security headers where nothing set them before."""
    headers = response.headers
    if "Cache-Control" not in headers:
        # Hosts know people by other signs than the session, too.
        signed = current_app.config["SESSION_COOKIE_NAME"] in request.cookies or bool(cookie) or _is_somebodys()
        shared = not signed and request.method in {"GET", "HEAD"} and response.status_code in {200, 304}
        headers["Cache-Control"] = "public, no-cache" if shared else "private, no-store"
    if "immutable" not in headers["Cache-Control"] and not g.get(SAME_FOR_ALL):
        response.vary.update(["Cookie", "Accept-Language"])
    if settings.csp and "Content-Security-Policy" not in headers:
        headers["Content-Security-Policy"] = settings.csp
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if response.status_code == 304:
        # Nobody reads the file that it would have been, so nobody else closes it.
        response.close()
    return response
