"""One's own account: what there is, another name, another password, where one is signed in."""

from uuid import UUID

from flask import flash, redirect, request, url_for

from deliberate.accounts import signing_in
from deliberate.accounts.devices import device_words
from deliberate.accounts.forms import ChangePasswordForm, OwnPasswordForm, RenameForm
from deliberate.accounts.letters import Change
from deliberate.accounts.links import find_awaited
from deliberate.accounts.models import User
from deliberate.accounts.pages import Page, blueprint, page
from deliberate.accounts.passkeys import passkeys_of
from deliberate.accounts.passwords import hash_of
from deliberate.accounts.posting import tell
from deliberate.accounts.second_step import codes_left
from deliberate.accounts.services import rename, set_password
from deliberate.accounts.sessions import end_session, end_sessions, sessions_of
from deliberate.accounts.sign_on.linking import identities_of
from deliberate.accounts.site import accounts
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict
from deliberate.core.wording import say


def own_password_is_right(form: OwnPasswordForm, user: User) -> bool:
    """Whether the form holds the person's password; what is wrong is said beside the field. Raises TooMany.

    Whoever has none has to have shown minutes ago who they are.
    """
    if not user.has_password:
        if not signing_in.is_fresh():
            form.form_errors.append(say("Sign in once more first, to show who you are."))
        return signing_in.is_fresh()
    if signing_in.check_own_password(user, form.own_password.data):
        return True
    form.own_password.errors = [say("That is not your password.")]
    return False


@blueprint.get("/account")
def account() -> Page:
    """Everything there is to see of one's account, and where to change it."""
    here = signing_in.require_sign_in()
    user = here.user
    return page(
        "account",
        user=user,
        here=here,
        awaited=find_awaited(user),
        passkeys=passkeys_of(user),
        identities=identities_of(user),
        codes_left=codes_left(user),
        sessions=sessions_of(user),
        device_words=device_words,
        sends_mail=accounts.settings.sends_mail,
    )


@blueprint.route("/account/name", methods=["GET", "POST"])
def change_name() -> Page:
    """Go by another name."""
    user = signing_in.require_sign_in().user
    form = RenameForm(request.form, username=user.username)
    form.user = user
    if request.method != "POST" or not form.validate():
        return page("name", form)
    try:
        with transaction():
            rename(user, form.username.data)
    except Conflict as refusal:
        form.username.errors = [refusal.message]
        return page("name", form)
    flash(say("You go by %(name)s now.", name=form.username.data), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
def change_password() -> Page:
    """Choose another password; every other browser is signed out."""
    here = signing_in.require_sign_in()
    user = here.user
    form = ChangePasswordForm(request.form)
    form.user = user
    if request.method != "POST" or not (form.validate() and own_password_is_right(form, user)):
        return page("password", form)
    kept = hash_of(form.password.data)
    with transaction():
        set_password(user, kept, besides=here)
        tell(user, Change.PASSWORD)
    flash(say("Your new password holds, and you are signed out everywhere else."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sessions/<uuid:place>/end")
def end_one(place: UUID) -> Page:
    """Sign out one of one's other browsers, or this one."""
    here = signing_in.require_sign_in()
    with transaction():
        if here.public_id == place:
            signing_in.leave()
        else:
            end_session(here.user, place)
    flash(say("You are signed out there."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sessions/end")
def end_others() -> Page:
    """Sign out everywhere but here."""
    here = signing_in.require_sign_in()
    with transaction():
        end_sessions(here.user, besides=here)
    flash(say("You are signed out everywhere else."), "success")
    return redirect(url_for("accounts.account"), 303)
