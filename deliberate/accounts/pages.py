"""The blueprint of every account page, and what its views share."""

from typing import Any

from flask import Blueprint, current_app, flash, has_request_context, render_template, request
from werkzeug.wrappers import Response

from deliberate.accounts.mail import Letter, Undelivered, post
from deliberate.accounts.site import accounts
from deliberate.web.blueprint import refuse_without_token

Page = str | tuple[str, int] | Response

blueprint = Blueprint("accounts", __name__)
blueprint.before_request(refuse_without_token)


def page(template: str, form: Any = None, **context: Any) -> Page:
    """A page of ours; with a form that was refused, as a 422 that keeps what was typed."""
    refused = form is not None and request.method == "POST"
    html = render_template(f"deliberate/accounts/{template}.html", form=form, **context)
    return (html, 422) if refused else html


def address_in_full(endpoint: str, **values: str) -> str:
    """A page's address for use outside the site. Where no setting says where the site is, as this request found it."""
    path = current_app.url_map.bind("").build(f"accounts.{endpoint}", values)
    base = accounts.settings.site_url or (request.url_root if has_request_context() else "")
    return base.rstrip("/") + path


def send(letter: Letter, sent: str) -> None:
    """Send a letter now that its transaction is committed, and say so, or that it could not be sent."""
    try:
        post(letter)
    except Undelivered:
        flash("The message could not be sent: the mail server does not take it. Ask for it again later.", "error")
    else:
        flash(sent, "success")


def send_notice(letter: Letter | None) -> None:
    """Tell the owner by mail of a change they should know of; on the page it is told already."""
    if letter is None or not accounts.settings.sends_mail:
        return
    try:
        post(letter)
    except Undelivered:
        flash("It is done, but the message that tells you so by mail could not be sent.", "error")
