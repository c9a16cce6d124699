"""A request whose writing was overtaken is answered once more, before anybody hears of it."""

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask import session as cookie
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from deliberate.core.database_errors import Meaning, meaning_of
from deliberate.core.db import STORED, session, transaction

#: How often again. Where something is there already, one look at it is enough.
_AGAIN = {Meaning.OVERTAKEN: 5, Meaning.TAKEN: 1}

#: What is waited before it, at most, doubled each time: seconds.
_PAUSE = 0.02

_TRIES = "deliberate_tries"

T = TypeVar("T")


def stored(work: Callable[[], T]) -> T:
    """Do it in a unit of work; once more where a double click or a namesake got in between, and so is there by now.

    For requests that have had a unit before, which are not answered again as a whole.
    """
    try:
        with transaction():
            return work()
    except IntegrityError:
        with transaction():
            return work()


def answer_again(error: SQLAlchemyError) -> Any:
    """What the view answers when it is run once more, or None where that would help nothing.

    Our views send nothing outside before their unit of work is stored, so that they can be repeated until one is; a
    host's views, and those of accounts, are not ours to repeat.
    """
    tries = g.get(_TRIES, 0)
    ours = (request.blueprint or "").partition(".")[0] == "deliberate"
    if not ours or request.method in {"GET", "HEAD"} or session.info.get(STORED):
        return None
    if tries >= _AGAIN.get(meaning_of(error), 0):
        return None
    setattr(g, _TRIES, tries + 1)
    session.rollback()
    _forget_the_last_try()
    time.sleep(random.uniform(0, _PAUSE * 2**tries))  # noqa: S311  # to be out of step, not to be secret
    view = current_app.view_functions[request.endpoint or ""]
    try:
        return current_app.ensure_sync(view)(**(request.view_args or {}))
    except Exception as other:
        # It goes the way of any error of a view, and may come back here.
        return current_app.handle_user_exception(other)


def _forget_the_last_try() -> None:
    """Unsay what it meant to tell on the next page, read its files from their beginning, and ask anew who acts."""
    g.pop("deliberate_actor", None)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    sent = app.session_interface.open_session(app, request)
    if "_flashes" in cookie:
        cookie["_flashes"] = sent.get("_flashes", []) if sent else []
    for file in request.files.values():
        file.stream.seek(0)
