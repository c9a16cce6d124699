"""The settings of whoever is signed in, on our own site and in a host alike."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.core.errors import NotSignedIn
from deliberate.core.preferences import Theme, choose, preference_of
from deliberate.core.wording import say
from deliberate.preferences.forms import SettingsForm
from deliberate.web.identity import current_actor
from deliberate.web.reader import may_choose_language

blueprint = Blueprint("preferences", __name__)


@blueprint.route("/settings", methods=["GET", "POST"])
def looks() -> str | Response | tuple[str, int]:
    """Language, colours and time zone."""
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to choose how pages look to you."))
    chosen = preference_of(actor)
    form = SettingsForm(request.form) if request.method == "POST" else SettingsForm.showing(chosen)
    if not may_choose_language():
        # Nothing was asked, so that what was chosen before stays.
        del form.language
    if request.method != "POST":
        return _page(form)
    if not form.validate():
        return _page(form), 422
    language = form.language.data if "language" in form else chosen.language
    with transaction():
        choose(actor, language=language or None, theme=Theme(form.theme.data), time_zone=form.time_zone.data or None)
    flash(say("Stored."), "success")
    return redirect(url_for(".looks"), 303)


def _page(form: SettingsForm) -> str:
    return render_template("deliberate/preferences/settings.html", form=form, moment=now())
