"""Signing up, in and out."""

from flask import flash, redirect, request, url_for
from flask import session as cookie

from deliberate.accounts import limits, signing_in
from deliberate.accounts.forms import CodeForm, SignInForm, SignUpForm
from deliberate.accounts.models import User
from deliberate.accounts.names import clean_name
from deliberate.accounts.pages import Page, blueprint, page
from deliberate.accounts.passkey_asking import check_step, who_holds
from deliberate.accounts.passkeys import passkeys_of
from deliberate.accounts.passwords import hash_of
from deliberate.accounts.posting import ask_to_confirm
from deliberate.accounts.services import create_user, find_user
from deliberate.accounts.site import accounts
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.wording import say


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Page:
    """Make an account and be signed in. The answer is the same whether or not the address is somebody's already."""
    if signing_in.current_user() is not None:
        return _on("")
    if not accounts.settings.open_sign_up:
        raise NotAllowed(say("Accounts here are made by whoever runs the site; ask them for one."))
    form = SignUpForm(request.form, next=request.args.get("next", ""))
    if not accounts.settings.sends_mail:
        del form.email
    if request.method != "POST":
        return page("sign_up", form)
    if not form.validate():
        return _in_already(form) or page("sign_up", form)
    address: str = getattr(form.email, "data", None) or ""
    network = signing_in.network()
    bounds = [limits.SIGN_UPS.at_most(accounts.settings.sign_ups_per_hour).of(network)]
    if address:
        bounds.append(limits.LETTERS_FROM.of(network))
    signing_in.count_try(bounds)
    mailed, kept = address != "" and signing_in.may_write_to(address), hash_of(form.password.data)
    with transaction():
        user = create_user(form.username.data, form.password.data, kept=kept)
        if address:
            ask_to_confirm(user, address, mailed=mailed)
        signing_in.enter(user, stay=False)
    if address:
        flash(
            say(
                "Your account is made. You will get a message at %(address)s: open its link to confirm the address. "
                "Where none comes, give the address once more on your account's page.",
                address=address,
            ),
            "success",
        )
    return _on(form.next.data)


def _in_already(form: SignUpForm) -> Page | None:
    """Where the button was pressed twice, the name is taken by the first press: its owner is signed in."""
    if set(form.errors) != {"username"}:
        return None
    try:
        name = clean_name(form.username.data)
    except Invalid:
        return None
    user = signing_in.check_guess(name, form.password.data) if find_user(name) else None
    return None if user is None else _enter(user, stay=False, to=form.next.data)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    """Sign in with a password, and a second step after it where the account asks for one; or with a passkey alone."""
    if signing_in.current_user() is not None:
        return _on("")
    form = SignInForm(request.form, next=request.args.get("next", ""))
    if request.method == "POST" and form.passkey.data:
        return _by_passkey(form)
    if request.method != "POST" or not form.validate():
        return page("sign_in", form)
    user = signing_in.check_guess(form.identity.data, form.password.data)
    if user is None:
        form.form_errors.append(say("No account here has that name or e-mail with that password."))
        return page("sign_in", form)
    return _enter(user, stay=form.remember.data, to=form.next.data)


def _by_passkey(form: SignInForm) -> Page:
    answer, form.passkey.data = form.passkey.data, ""
    try:
        user = who_holds(answer)
    except (Invalid, Conflict) as refusal:
        form.form_errors.append(refusal.message)
        return page("sign_in", form)
    with transaction():
        signing_in.enter(user, stay=form.remember.data, proven=True)
    return _on(form.next.data)


def _enter(user: User, *, stay: bool, to: str | None) -> Page:
    """Sign somebody in whose password was right, or ask them for a code."""
    with transaction():
        entered = signing_in.enter(user, stay=stay)
    if entered:
        return _on(to)
    return redirect(url_for("accounts.sign_in_code", next=to or None), 303)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def sign_in_code() -> Page:
    """The second step: the app's code, a recovery code, or a passkey."""
    half = signing_in.halfway_in()
    if half is None:
        return redirect(url_for("accounts.sign_in"), 303)
    form = CodeForm(request.form, next=request.args.get("next", ""))
    if request.method != "POST" or not form.validate():
        return page("sign_in_code", form, user=half.user, passkeys=passkeys_of(half.user))
    answer, form.passkey.data = form.passkey.data or "", ""
    wrong = check_step(half.user, form.code.data or "", answer)
    if wrong is not None:
        form.code.errors = [wrong]
        return page("sign_in_code", form, user=half.user, passkeys=passkeys_of(half.user))
    with transaction():
        signing_in.enter_fully(half)
    return _on(form.next.data)


@blueprint.post("/sign-out")
def sign_out() -> Page:
    """End this session."""
    if signing_in.current_sign_in() is not None:
        with transaction():
            signing_in.leave()
    cookie.clear()
    flash(say("You are signed out."), "success")
    return _on("")


def _on(path: str | None) -> Page:
    return redirect(path or url_for("deliberate.reading.home"), 303)
