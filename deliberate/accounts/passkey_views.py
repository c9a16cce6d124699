"""Adding and removing passkeys, and what a page asks a browser for. Without scripts there are none; passwords do."""

from uuid import UUID

from flask import Response, flash, redirect, request, url_for

from deliberate.accounts import limits, passkeys, second_step, signing_in
from deliberate.accounts.codes import WRONG_CODE, check_code
from deliberate.accounts.forms import NewPasskeyForm, OwnPasswordForm
from deliberate.accounts.letters import Change
from deliberate.accounts.models import Ceremony, User
from deliberate.accounts.own_views import own_password_is_right
from deliberate.accounts.pages import Page, blueprint, page
from deliberate.accounts.passkey_asking import begin, required_place, take
from deliberate.accounts.posting import tell
from deliberate.accounts.sessions import end_sessions
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, NotSignedIn
from deliberate.core.site import settings
from deliberate.core.wording import say


@blueprint.post("/sign-in/passkey")
def ask_who() -> Response:
    """What to ask a browser for, so that a passkey says who somebody is."""
    place = required_place()
    signing_in.count_try([limits.PASSKEYS_FROM.of(signing_in.network())])
    return _asking(passkeys.to_prove(place, begin(Ceremony.SIGN_IN)))


@blueprint.post("/sign-in/code/passkey")
def ask_for_step() -> Response:
    """The same as a second step: after the password, or before what weakens that step."""
    half, place = signing_in.halfway_in(), required_place()
    user = half.user if half else signing_in.current_user()
    if user is None:
        raise NotSignedIn(say("Sign in first."))
    return _asking(passkeys.to_prove(place, begin(Ceremony.STEP, user), user))


@blueprint.post("/account/passkeys/new")
def ask_for_new() -> Response:
    """What to ask a browser for, so that it makes a passkey."""
    user, place = signing_in.require_sign_in().user, required_place()
    return _asking(passkeys.to_register(user, place, begin(Ceremony.REGISTER, user), settings.site_name))


@blueprint.route("/account/passkeys", methods=["GET", "POST"])
def own_passkeys() -> Page:
    """One's passkeys, and a form for another."""
    here = signing_in.require_sign_in()
    user, place = here.user, required_place()
    form = NewPasskeyForm(request.form)
    if not user.has_second_step:
        del form.code
    if request.method != "POST" or not (form.validate() and _may_add(form, user)):
        return _passkeys_page(form, user)
    try:
        challenge = take(Ceremony.REGISTER, user)
        with transaction():
            passkeys.register(user, place, challenge, form.name.data, form.made.data or "")
            tell(user, Change.PASSKEY)
    except (Invalid, Conflict) as refusal:
        form.blame(Invalid(refusal.message, getattr(refusal, "field", None)))
        return _passkeys_page(form, user)
    flash(say("The passkey is kept. It signs you in from now on."), "success")
    return redirect(url_for("accounts.own_passkeys"), 303)


@blueprint.post("/account/passkeys/<uuid:passkey>/remove")
def remove_passkey(passkey: UUID) -> Page:
    """Sign in with it no more."""
    user = signing_in.require_sign_in().user
    with transaction():
        passkeys.remove(user, passkeys.get_passkey(user, passkey))
        tell(user, Change.PASSKEY_GONE)
    flash(say("It signs nobody in any more. Delete it on your device too."), "success")
    return redirect(url_for("accounts.own_passkeys"), 303)


@blueprint.route("/account/passkeys/second-step", methods=["GET", "POST"])
def passkey_step() -> Page:
    """Ask for a passkey after the password from now on."""
    here = signing_in.require_sign_in()
    user = here.user
    required_place()
    if user.has_second_step or not passkeys.passkeys_of(user):
        return redirect(url_for("accounts.own_passkeys"), 303)
    form = OwnPasswordForm(request.form)
    if request.method != "POST" or not (form.validate() and own_password_is_right(form, user)):
        return page("passkey_step", form)
    with transaction():
        codes = second_step.ask_for_passkey(user)
        end_sessions(user, besides=here)
        tell(user, Change.PASSKEY_STEP)
    return page("codes", codes=codes)


def _may_add(form: NewPasskeyForm, user: User) -> bool:
    """Whoever adds a passkey can sign in with it and nothing else: that takes all that signing in takes now."""
    if not form.made.data:
        form.form_errors.append(
            say("Your browser made no passkey. It takes one with scripts turned on; nothing was changed.")
        )
        return False
    if not own_password_is_right(form, user):
        return False
    if user.has_second_step and not check_code(user, form.code.data):
        form.code.errors = [say(WRONG_CODE)]
        return False
    return True


def _passkeys_page(form: NewPasskeyForm, user: User) -> Page:
    form.made.data = ""
    return page("passkeys", form, user=user, passkeys=passkeys.passkeys_of(user))


def _asking(options: str) -> Response:
    return Response(options, mimetype="application/json")
