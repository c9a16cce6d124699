"""Taking one's data along, and leaving for good."""

from collections.abc import Iterator

from flask import Response, flash, redirect, request, stream_with_context, url_for

from deliberate.accounts import signing_in
from deliberate.accounts.forms import DataForm, LeaveForm
from deliberate.accounts.leaving import data_of
from deliberate.accounts.own_views import own_password_is_right
from deliberate.accounts.pages import Page, blueprint, page
from deliberate.core.data_in_tables import in_tables
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict
from deliberate.core.personal_data import Remains, forget, written_out
from deliberate.core.wording import say
from deliberate.web.identity import current_actor


@blueprint.route("/account/data", methods=["GET", "POST"])
def data() -> Page:
    """Everything kept of a person as one file, written while it is read from the database."""
    user = signing_in.require_sign_in().user
    form = DataForm(request.form)
    if request.method != "POST" or not (form.validate() and own_password_is_right(form, user)):
        return page("data", form)
    own = data_of(user)
    if form.form.data == "csv":
        return _to_save(in_tables(user.actor_id, **own), "application/zip", "my-data.zip")
    return _to_save(written_out(user.actor_id, **own), "application/json", "my-data.json")


def _to_save(pieces: Iterator[str] | Iterator[bytes], kind: str, name: str) -> Response:
    response = Response(stream_with_context(pieces), mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/account/delete", methods=["GET", "POST"])
def delete() -> Page:
    """Leave for good, with the choice of what remains."""
    user = signing_in.require_sign_in().user
    form = LeaveForm(request.form)
    if request.method != "POST" or not (form.validate() and own_password_is_right(form, user)):
        return page("delete", form)
    actor = current_actor()
    try:
        with transaction():
            forget(actor, Remains(form.remains.data))
    except Conflict as refusal:
        form.form_errors.append(refusal.message)
        return page("delete", form)
    signing_in.gone()
    flash(say("Your account is deleted."), "success")
    return redirect(url_for("deliberate.reading.home"), 303)
