"""Signing out. Signing up and in are Flask-Security's pages in our own frame."""

from flask import Blueprint, abort, redirect
from flask_security import logout_user
from werkzeug.wrappers import Response

from deliberate.web.forms import token_is_good

blueprint = Blueprint("accounts", __name__)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    if not token_is_good():
        abort(400, "The form's token is missing or too old. Reload the page and sign out once more.")
    logout_user()
    return redirect("/", 303)
