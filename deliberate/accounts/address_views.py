"""Addresses: confirming one, changing one, and a new password by one."""

from flask import flash, redirect, request, url_for

from deliberate.accounts import limits, signing_in
from deliberate.accounts.forms import AddressForm, ChangeAddressForm, NewPasswordForm
from deliberate.accounts.held_addresses import carry_suspension
from deliberate.accounts.letters import Change
from deliberate.accounts.links import find_awaited, get_link, redeem
from deliberate.accounts.models import Purpose, User
from deliberate.accounts.own_views import own_password_is_right
from deliberate.accounts.pages import Page, blueprint, page
from deliberate.accounts.passkeys import passkeys_of
from deliberate.accounts.passwords import hash_of
from deliberate.accounts.posting import ask_to_confirm, ask_to_reset, tell
from deliberate.accounts.services import set_address, set_password
from deliberate.accounts.site import accounts
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say
from deliberate.web.forms import TokenForm


@blueprint.route("/confirm/<confirmation>", methods=["GET", "POST"])
def confirm(confirmation: str) -> Page:
    """Opening a link is no consent: programs that look through mail open them too. So the page has a button."""
    _need_mail()
    found = get_link(confirmation, Purpose.CONFIRM)
    if request.method != "POST":
        user = session.get_one(User, found.user_id)
        return page("confirm", TokenForm(), address=found.address, username=user.username)
    with transaction():
        user, address = redeem(confirmation, Purpose.CONFIRM)
        username = user.username
        if user.email != address:
            tell(user, Change.OTHER_ADDRESS)
        set_address(user, address)
        suspended_until = carry_suspension(user)
    flash(say("%(address)s is confirmed as the address of %(name)s.", address=address, name=username), "success")
    if suspended_until is not None:
        flash(
            say(
                "An account that had this address was deleted while it was suspended. You can take part again from "
                "%(moment)s; “Yours” says how to appeal.",
                moment=moment_in_words(suspended_until),
            ),
            "info",
        )
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> Page:
    """Send a link for a new password. Whether the address is anybody's or not, this page says and does the same."""
    if not accounts.settings.sends_mail:
        return page("forgotten_without_mail")
    form = AddressForm(request.form)
    if request.method != "POST" or not form.validate():
        return page("forgotten", form)
    address: str = form.email.data
    signing_in.count_try([limits.LETTERS_FROM.of(signing_in.network())])
    if signing_in.may_write_to(address):
        with transaction():
            ask_to_reset(address)
    flash(
        say(
            "If an account has the address %(address)s, you will get a message there with a link, good for an hour. "
            "Where none comes, your account may have another address, or none.",
            address=address,
        ),
        "success",
    )
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/reset/<link>", methods=["GET", "POST"])
def reset(link: str) -> Page:
    """Choose a new password by a link, and be signed in; the second step is still asked for."""
    form = NewPasswordForm(request.form)
    form.user = session.get_one(User, get_link(link, Purpose.RESET).user_id)
    if request.method != "POST" or not form.validate():
        return page("reset", form, username=form.user.username)
    kept = hash_of(form.password.data)
    with transaction():
        user, _ = redeem(link, Purpose.RESET)
        set_password(user, kept)
        tell(user, Change.PASSWORD_BY_LINK)
        entered = signing_in.enter(user, stay=False)
    flash(say("Your new password holds, and you are signed out everywhere else."), "success")
    if entered and passkeys_of(user):
        flash(say("Your passkeys still sign in. Take away any that you do not know."), "info")
        return redirect(url_for("accounts.own_passkeys"), 303)
    return redirect(url_for("accounts.account" if entered else "accounts.sign_in_code"), 303)


@blueprint.route("/account/address", methods=["GET", "POST"])
def change_address() -> Page:
    """Give another address, which counts once it is confirmed, or none."""
    _need_mail()
    user = signing_in.require_sign_in().user
    form = ChangeAddressForm(request.form, email=user.email)
    if request.method != "POST" or not (form.validate() and own_password_is_right(form, user)):
        return page("address", form, user=user, awaited=find_awaited(user))
    if not form.email.data:
        return _without_address(user)
    address: str = form.email.data
    signing_in.count_try([limits.LETTERS_FROM.of(signing_in.network()), limits.LETTERS_TO.of(address)])
    with transaction():
        ask_to_confirm(user, address)
    flash(
        say(
            "You will get a message at %(address)s. The address is yours once you open its link. Where none comes, "
            "give it here once more.",
            address=address,
        ),
        "success",
    )
    return redirect(url_for("accounts.account"), 303)


def _without_address(user: User) -> Page:
    with transaction():
        tell(user, Change.NO_ADDRESS)
        set_address(user, None)
    flash(say("Your account has no address now."), "success")
    return redirect(url_for("accounts.account"), 303)


def _need_mail() -> None:
    if not accounts.settings.sends_mail:
        raise NotFound(say("This site sends no mail, so it keeps no addresses."))
