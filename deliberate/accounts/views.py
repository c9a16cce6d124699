"""Signing out. Signing up and in are Flask-Security's pages in our own frame."""

from flask import Blueprint, flash, redirect, session, url_for
from flask_security import logout_user
from werkzeug.wrappers import Response

blueprint = Blueprint("accounts", __name__)

#: How Flask-Login tells itself, at the end of the request, to take the cookie of "stay signed in" away.
_ABOUT_THE_COOKIE = "_remember"


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this session. Nothing of it stays, so that the pages after it are everybody's."""
    logout_user()
    kept = {name: session[name] for name in (_ABOUT_THE_COOKIE,) if name in session}
    session.clear()
    session.update(kept)
    flash("You are signed out.", "success")
    return redirect(url_for("deliberate.reading.home"), 303)
