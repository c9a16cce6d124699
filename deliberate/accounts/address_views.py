"""Addresses: confirming one, changing one, and a new password by one."""

from flask import flash, redirect, request, url_for

from deliberate.accounts import letters, limits, signing_in
from deliberate.accounts.forms import AddressForm, ChangeAddressForm, NewPasswordForm
from deliberate.accounts.links import find_awaited, get_link, make_link, redeem
from deliberate.accounts.mail import Letter
from deliberate.accounts.models import Purpose, User
from deliberate.accounts.own_views import own_password_is_right
from deliberate.accounts.pages import Page, address_in_full, blueprint, page, send, send_notice
from deliberate.accounts.passwords import hash_of
from deliberate.accounts.services import find_user_of_address, set_address, set_password
from deliberate.accounts.site import accounts
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound, TooMany
from deliberate.web.forms import TokenForm


def begin_confirming(user: User, address: str) -> Letter:
    """Note the address that somebody gave as theirs; returns the letter to it, to be sent after the transaction.

    Whose it is already is told to its owner alone.
    """
    secret = make_link(user, Purpose.CONFIRM, address)
    owner = find_user_of_address(address)
    if owner is not None and owner.id != user.id:
        return letters.already_yours(address, owner.username)
    return letters.to_confirm(address, user.username, address_in_full("confirm", confirmation=secret))


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
        before, username = user.email if user.email_confirmed_at else None, user.username
        set_address(user, address)
    if before is not None and before != address:
        send_notice(letters.notice(before, username, "the address is another one now. This was the old one."))
    flash(f"{address} is confirmed as the address of {username}.", "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> Page:
    """Send a link for a new password. Known or not, every address gets one message, and this page says the same."""
    if not accounts.settings.sends_mail:
        return page("forgotten_without_mail")
    form = AddressForm(request.form)
    if request.method != "POST" or not form.validate():
        return page("forgotten", form)
    address: str = form.email.data
    signing_in.count_try([limits.LETTERS_FROM.of(signing_in.network())])
    sent = f"A message is on its way to {address}. If an account has that address, it holds a link, good for an hour."
    try:
        signing_in.count_try([limits.LETTERS_TO.of(address)])
    except TooMany:
        # Whoever owns the address has three messages already; whoever asks learns nothing.
        flash(sent, "success")
    else:
        send(_letter_of_reset(address), sent)
    return redirect(url_for("accounts.sign_in"), 303)


def _letter_of_reset(address: str) -> Letter:
    with transaction():
        user = find_user_of_address(address)
        if user is None or user.email_confirmed_at is None or not user.active:
            return letters.nobody_here(address)
        secret = make_link(user, Purpose.RESET)
        return letters.to_reset(address, user.username, address_in_full("reset", link=secret))


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
        address, username = user.email, user.username
        entered = signing_in.enter(user, stay=False)
    if address:
        send_notice(letters.notice(address, username, "a new password was chosen by a link."))
    flash("Your new password holds, and you are signed out everywhere else.", "success")
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
        letter = begin_confirming(user, address)
    send(letter, f"A message is on its way to {address}. The address is yours once you open its link.")
    return redirect(url_for("accounts.account"), 303)


def _without_address(user: User) -> Page:
    before, username = user.email if user.email_confirmed_at else None, user.username
    with transaction():
        set_address(user, None)
    if before:
        send_notice(letters.notice(before, username, "there is no address any more. This was it."))
    flash("Your account has no address now.", "success")
    return redirect(url_for("accounts.account"), 303)


def _need_mail() -> None:
    if not accounts.settings.sends_mail:
        raise NotFound("This site sends no mail, so it keeps no addresses.")
