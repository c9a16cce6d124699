"""A domain error becomes an HTTP status here and nowhere else, on a page that says what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, redirect, render_template, request
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError, ServiceUnavailable

from deliberate.core.actors import VISITOR
from deliberate.core.database_errors import Meaning, meaning_of
from deliberate.core.errors import Conflict, DomainError, Gone, Invalid, NotAllowed, NotFound, NotSignedIn, TooMany
from deliberate.core.wording import N_, say
from deliberate.web.in_place import asked_in_place
from deliberate.web.layout import unframed
from deliberate.web.rendering import template_globals
from deliberate.web.repeating import answer_again
from deliberate.web.request_ids import request_id

STATUS_OF: dict[type[DomainError], int] = {
    NotFound: 404,
    Gone: 410,
    NotSignedIn: 401,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
}

#: Fields that hold nothing a person wrote. Of the others, one word alone is a choice or a name, soon given again.
_NOT_WORDS = frozenset({"csrf_token", "submission"})


@dataclass(frozen=True)
class Trouble:
    """What an error page says."""

    status: int
    title: str
    happened: str
    kept: str | None
    todo: str
    links: tuple[Mapping[str, str], ...] = ()
    #: The request's name in the log, for a person to quote.
    request_id: str | None = None


_TITLES = {
    400: N_("That request could not be read"),
    401: N_("Sign in first"),
    403: N_("That is not open to you"),
    404: N_("There is nothing here"),
    405: N_("That is not how this page works"),
    409: N_("Somebody was there first"),
    410: N_("This was erased"),
    411: N_("That request has no length"),
    413: N_("That is too large"),
    422: N_("That could not be accepted"),
    429: N_("That is enough for now"),
    500: N_("Something broke on our side"),
    503: N_("The site cannot reach its data"),
    507: N_("There is no room left to store anything"),
}
_NO_TITLE = N_("That did not work")

_NEXT_STEPS = {
    401: N_("Sign in, then send it again."),
    404: N_("Check the address, or start from the list of articles. If you were invited to a group, sign in first."),
    409: N_("Look at what is there now, then decide."),
    410: N_("The article goes on without it. The log has when and why, and how moderation works says who decides so."),
    413: N_("Shorten it and send it again."),
    500: N_("It has been logged. Try again; if it stays, tell whoever runs this site."),
    503: N_("Nothing you sent was stored. Try again in a minute."),
    507: N_("Reading goes on meanwhile. Keep what you wrote, and send it when whoever runs this site has made room."),
}
_NO_NEXT_STEP = N_("Go back, or start from the list of articles.")

#: What the library that reads requests says by itself of some, for the catalogues.
_OF_THE_LIBRARY = (
    N_("The browser (or proxy) sent a request that this server could not understand."),
    N_("The method is not allowed for the requested URL."),
)

#: What the fields are called in which people write most; any other goes by its own name.
_FIELD_WORDS = {
    "text": N_("Text"),
    "title": N_("Title"),
    "quote": N_("Quote"),
    "warrant": N_("Warrant"),
    "citation": N_("Citation"),
    "reason": N_("Reason"),
    "reply": N_("Reply"),
    "words": N_("Words"),
    "scope": N_("Scope"),
    "byline": N_("Byline"),
    "note": N_("Note"),
    "publisher": N_("Publisher"),
    "why": N_("Why"),
}

#: What the database says, as a status and a sentence.
DATABASE_TROUBLES = {
    Meaning.AWAY: (503, N_("The database does not answer at the moment.")),
    Meaning.FULL: (507, N_("The disk of the database is full.")),
    Meaning.UNFIT: (400, N_("It holds a number or a character that cannot be stored.")),
}


def status_of(error: DomainError) -> int:
    """The status of the nearest class in the table."""
    return next(STATUS_OF[cls] for cls in type(error).__mro__ if cls in STATUS_OF)


def install(app_or_blueprint: Any) -> None:
    """Have a blueprint, or the whole of our own site, answer errors with our pages."""
    app_or_blueprint.register_error_handler(NotSignedIn, _ask_to_sign_in)
    app_or_blueprint.register_error_handler(DomainError, _domain_error)
    for kind in (exc.DBAPIError, exc.TimeoutError, StaleDataError):
        app_or_blueprint.register_error_handler(kind, _database_error)
    app_or_blueprint.register_error_handler(HTTPException, _http_error)
    if isinstance(app_or_blueprint, Flask):
        app_or_blueprint.register_error_handler(Exception, _broken)


def trouble_page(status: int, happened: str) -> Response:
    """An error page. With the database gone it is still shown, as to a visitor."""
    words = _typed_words()
    trouble = Trouble(
        status,
        say(_TITLES.get(status, _NO_TITLE)),
        happened,
        _kept(bool(words)),
        say(_NEXT_STEPS.get(status, _NO_NEXT_STEP)),
        request_id=request_id() if status >= 500 else None,
    )
    response = Response(_render(trouble, words), status, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-store"
    if status in {503, 507}:
        response.headers["Retry-After"] = "30"
    return response


def _kept(words: bool) -> str | None:
    if request.method in {"GET", "HEAD"}:
        return None
    return say("Nothing was stored, and what you wrote is below.") if words else say("Nothing was stored.")


def _render(trouble: Trouble, words: Mapping[str, str]) -> str:
    """After an error of ours no context processor runs: a host's, or a sign-in library's, may ask the database."""
    if trouble.status < 500:
        return render_template("deliberate/error.html", error=trouble, words=words)
    g.deliberate_actor = VISITOR
    unframed()
    template = current_app.jinja_env.get_template("deliberate/error.html")
    return template.render(error=trouble, words=words, **template_globals())


def _typed_words() -> dict[str, str]:
    """What the person typed, handed back so that nothing is lost; never a token or a password."""
    if request.method in {"GET", "HEAD"} or request.content_length is None:
        return {}
    try:
        typed = request.form
    except (RequestEntityTooLarge, ServiceUnavailable):
        # Too long, or a worker has no thread to wait for it.
        return {}
    return {
        _called(name): value
        for name, value in typed.items()
        if name not in _NOT_WORDS and "password" not in name and " " in value.strip()
    }


def _called(field: str) -> str:
    return say(_FIELD_WORDS[field]) if field in _FIELD_WORDS else field.replace("_", " ").capitalize()


def _ask_to_sign_in(error: NotSignedIn) -> Any:
    sign_in = current_app.extensions["deliberate"].sign_in_url()
    if request.method in {"GET", "HEAD"} and sign_in:
        if asked_in_place():
            return Response("", 401, {"HX-Redirect": sign_in})
        return redirect(sign_in, 303)
    return trouble_page(401, error.message)


def _domain_error(error: DomainError) -> Response:
    response = trouble_page(status_of(error), error.message)
    if isinstance(error, TooMany) and error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):
        # Of a host that is not ours no page can be made: it would have no address to link to.
        return Response(say("No site of this name is here.") + "\n", error.code, mimetype="text/plain")
    if isinstance(getattr(error, "original_exception", None), exc.SQLAlchemyError):
        return _database_error(error.original_exception)  # type: ignore[attr-defined]
    known = {404: say("No page has this address."), 413: say("It is longer than this site takes.")}
    return trouble_page(error.code, known.get(error.code) or say(error.description or error.name))


def _database_error(error: exc.SQLAlchemyError) -> Any:
    answer = answer_again(error)
    if answer is not None:
        return answer
    meaning = meaning_of(error)
    if meaning is Meaning.OVERTAKEN:
        return _overtaken(error)
    if meaning not in DATABASE_TROUBLES:
        return _broken(error)
    cause = getattr(error, "orig", None) or error
    current_app.logger.error("database %s: %s", meaning.value, type(cause).__name__)
    status, happened = DATABASE_TROUBLES[meaning]
    return trouble_page(status, say(happened))


def _overtaken(error: exc.SQLAlchemyError) -> Response:
    if isinstance(error, StaleDataError):
        return trouble_page(409, say("Somebody changed this at the same moment, and their change was stored first."))
    return trouble_page(503, say("Too many people are changing this at the same moment."))


def _broken(error: Exception) -> Response:
    current_app.logger.error("unhandled error on %s", request.endpoint, exc_info=error)
    return trouble_page(500, say("An error that nobody foresaw. Nothing half-done was stored."))
