"""Turning the second step of signing in on and off, and new recovery codes."""

from collections.abc import Sequence

from flask import current_app, flash, redirect, request, url_for

from deliberate.accounts import second_step, signing_in
from deliberate.accounts.forms import OwnCodeForm, SecondStepForm
from deliberate.accounts.letters import Change
from deliberate.accounts.models import User
from deliberate.accounts.own_views import own_password_is_right
from deliberate.accounts.pages import Page, blueprint, page
from deliberate.accounts.passkey_asking import both_are_right
from deliberate.accounts.posting import tell
from deliberate.accounts.sessions import end_sessions
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.wording import say
from deliberate.web.squares import square_of


@blueprint.route("/account/second-step", methods=["GET", "POST"])
def turn_on() -> Page:
    """Show the secret, and ask for a second step from the first right code on."""
    here = signing_in.require_sign_in()
    user = here.user
    if user.has_second_step:
        return redirect(url_for("accounts.account"), 303)
    form = SecondStepForm(request.form)
    if request.method != "POST":
        form.sealed.data = second_step.new_sealed_secret(user)
    if request.method != "POST" or not (form.validate() and own_password_is_right(form, user)):
        return _secret_page(form, user)
    try:
        with transaction():
            codes = second_step.turn_on(user, form.sealed.data, form.code.data)
            end_sessions(user, besides=here)
            tell(user, Change.SECOND_STEP)
    except Invalid as refusal:
        form.blame(refusal)
        return _secret_page(form, user)
    return _codes_page(codes)


@blueprint.route("/account/second-step/off", methods=["GET", "POST"])
def turn_off() -> Page:
    """Ask for the password alone from now on."""
    user = signing_in.require_sign_in().user
    if not user.has_second_step:
        return redirect(url_for("accounts.account"), 303)
    form = OwnCodeForm(request.form)
    if request.method != "POST" or not (form.validate() and both_are_right(form, user)):
        return page("second_step_off", form, user=user)
    with transaction():
        second_step.turn_off(user)
        tell(user, Change.NO_SECOND_STEP)
    flash(say("Signing in takes your password alone now."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
def recovery_codes() -> Page:
    """New recovery codes in the place of the old ones."""
    user = signing_in.require_sign_in().user
    if not user.has_second_step:
        raise Conflict(say("Recovery codes take the place of an app's code, and signing in asks you for none."))
    form = OwnCodeForm(request.form)
    if request.method != "POST" or not (form.validate() and both_are_right(form, user)):
        return page("recovery_codes", form, user=user)
    with transaction():
        codes = second_step.new_recovery_codes(user)
        tell(user, Change.NEW_CODES)
    return _codes_page(codes)


def _secret_page(form: SecondStepForm, user: User) -> Page:
    secret = second_step.open_secret(user, form.sealed.data or "")
    address = second_step.address_of(secret, user, current_app.extensions["deliberate"].settings.site_name)
    return page("second_step", form, square=square_of(address), secret=second_step.in_groups(secret), address=address)


def _codes_page(codes: Sequence[str]) -> Page:
    """The one time that the codes are shown."""
    return page("codes", codes=codes)
