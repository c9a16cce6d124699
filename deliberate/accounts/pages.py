"""The blueprint of every account page, and what its views share."""

from typing import Any

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from deliberate.accounts.site import accounts
from deliberate.web.blueprint import refuse_without_token
from deliberate.web.identity import current_actor

Page = str | tuple[str, int] | Response

blueprint = Blueprint("accounts", __name__)
blueprint.before_request(refuse_without_token)


@blueprint.before_request
def _get_to_know_the_reader() -> None:
    """Before a view refuses anything in words."""
    current_actor()


def page(template: str, form: Any = None, **context: Any) -> Page:
    """A page of ours; with a form that was refused, as a 422 that keeps what was typed."""
    refused = form is not None and request.method == "POST"
    html = render_template(f"deliberate/accounts/{template}.html", form=form, **context)
    return (html, 422) if refused else html


def address_in_full(endpoint: str, **values: str) -> str:
    """A page's address for use outside the site; a path alone where no setting says where the site is."""
    path = current_app.url_map.bind("").build(f"accounts.{endpoint}", values)
    return accounts.settings.site_url.rstrip("/") + path
