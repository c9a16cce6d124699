"""Signing in by another site: setting out, coming back, and which of them sign one in."""

from collections.abc import Callable, Collection
from uuid import UUID

from flask import current_app, flash, make_response, redirect, request, url_for
from flask import session as cookie

from deliberate.accounts import limits, signing_in
from deliberate.accounts.forms import LeadingOn, LinkForm, NewcomerForm
from deliberate.accounts.held_addresses import carry_suspension
from deliberate.accounts.letters import Change
from deliberate.accounts.models import Errand, User
from deliberate.accounts.own_views import own_password_is_right
from deliberate.accounts.pages import Page, address_in_full, blueprint, page
from deliberate.accounts.posting import tell
from deliberate.accounts.sign_on import journeys, linking
from deliberate.accounts.sign_on.arrivals import Arrival, Refused, free_name
from deliberate.accounts.sign_on.clients import Client, clients, get_client
from deliberate.accounts.sign_on.journeys import Back
from deliberate.accounts.sign_on.luggage import packed, unpacked
from deliberate.accounts.sign_on.providers import Provider
from deliberate.accounts.site import accounts
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, NotFound
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say
from deliberate.fetching.errors import FetchError
from deliberate.web.rendering import for_templates

#: What this browser is known by on its way, and whom it came back as.
_BROWSER, _ARRIVED = "account_browser", "account_arrived"


@for_templates.register("sign_on_providers")
def sign_on_providers() -> list[Provider]:
    """The other sites that sign people in here."""
    return [client.provider for client in clients().values()]


for_templates.register("signed_in_lately")(signing_in.is_fresh)


@blueprint.post("/sign-in/with/<provider>")
def depart(provider: str) -> Page:
    """Go to another site and sign in there; whoever is signed in here shows once more who they are."""
    client, user = get_client(provider), signing_in.current_user()
    to = LeadingOn(request.form).next.data or ""
    return _set_out(client, Errand.PROVE if user else Errand.SIGN_IN, to, user)


@blueprint.get("/sign-in/with/<provider>/back")
def come_back(provider: str) -> Page:
    """Where the other site sends people when it has signed them in."""
    client = get_client(provider)
    try:
        back, arrival = _arrive(client)
        return _RECEIVERS[back.errand](client.provider, back, arrival)
    except (Refused, FetchError) as trouble:
        return _not_in(client, trouble)


@blueprint.route("/sign-in/new-account", methods=["GET", "POST"])
def new_account() -> Page:
    """Somebody came who is new here: they choose a name, and have an account without a password."""
    key, provider = cookie.get(_ARRIVED) or ("", "")
    back = journeys.look(key, cookie.get(_BROWSER, ""), provider)
    if back is None or signing_in.current_user() is not None:
        return redirect(url_for("accounts.sign_in"), 303)
    client, arrival = get_client(provider), unpacked(back.luggage)
    form = NewcomerForm(request.form, username=free_name(arrival.name), next=back.luggage.get("next", ""))
    if request.method != "POST" or not form.validate():
        return page("sign_on_new", form, provider=client.provider, address=_address_to_be(arrival))
    network = signing_in.network()
    signing_in.count_try([limits.SIGN_UPS.at_most(accounts.settings.sign_ups_per_hour).of(network)])
    try:
        with transaction():
            journeys.arrive(key, cookie.get(_BROWSER, ""), provider)
            user = linking.make_account(provider, arrival, form.username.data)
            suspended_until = carry_suspension(user)
            signing_in.enter(user, stay=False, unasked=True)
    except Refused:
        # The button was pressed twice. A word on it would put the cookie of before in the place of the new one.
        return _on(form.next.data)
    flash(say("Your account is made. %(site)s signs you in from now on.", site=client.provider.name), "success")
    if suspended_until is not None:
        flash(
            say(
                "An account that you had before was deleted while it was suspended. You can take part again from "
                "%(moment)s; “Yours” says how to appeal.",
                moment=moment_in_words(suspended_until),
            ),
            "info",
        )
    return _on(form.next.data)


@blueprint.get("/sign-in/again")
def prove() -> Page:
    """Before what takes a password, for somebody who has none."""
    user = signing_in.require_sign_in().user
    issuers = {each.issuer for each in linking.identities_of(user)}
    _need_providers(or_any_of=issuers)
    form = LeadingOn(next=request.args.get("next", ""))
    return page(
        "sign_on_again",
        providers=[each for each in sign_on_providers() if each.issuer in issuers],
        by_course=any(each.startswith(linking.COURSES) for each in issuers),
        leading=form,
    )


@blueprint.route("/account/sign-ons", methods=["GET", "POST"])
def own_sign_ons() -> Page:
    """The other sites that sign one in, and a form for another."""
    user = signing_in.require_sign_in().user
    _need_providers(or_any_of=linking.identities_of(user))
    form = LinkForm(request.form)
    if request.method != "POST" or not (form.validate() and own_password_is_right(form, user)):
        return page("sign_ons", form, user=user, identities=linking.identities_of(user), by_key=_providers_by_key())
    return _set_out(get_client(form.provider.data or ""), Errand.LINK, url_for("accounts.own_sign_ons"), user)


@blueprint.post("/account/sign-ons/<uuid:identity>/remove")
def unlink(identity: UUID) -> Page:
    """Be signed in by it no more."""
    user = signing_in.require_sign_in().user
    with transaction():
        linking.unlink(user, linking.get_identity(user, identity))
        tell(user, Change.UNLINKED)
    flash(say("It signs you in here no more."), "success")
    return redirect(url_for("accounts.own_sign_ons"), 303)


def _set_out(client: Client, errand: Errand, to: str, user: User | None) -> Page:
    """Send somebody to another site. A page leads on, for browsers follow no form to where its page may send none."""
    signing_in.count_try([limits.JOURNEYS_FROM.of(signing_in.network())])
    provider = client.provider
    try:
        departure = client.depart(_place_of(provider), again=errand is Errand.PROVE)
    except (Refused, FetchError) as trouble:
        return _not_in(client, trouble)
    browser = cookie.setdefault(_BROWSER, journeys.new_key())
    with transaction():
        journeys.set_out(departure.key, browser, errand, provider.key, {**departure.luggage, "next": to}, user)
    response = make_response(page("sign_on_going", provider=provider, address=departure.address))
    response.headers["Refresh"] = f"0; url={departure.address}"
    return response


def _arrive(client: Client) -> tuple[Back, Arrival]:
    """Who comes back, and on which errand; that journey is over, whatever comes of it."""
    answer = request.args.to_dict()
    key = client.key_of(answer)
    with transaction():
        back = journeys.arrive(key, cookie.get(_BROWSER, ""), client.provider.key)
    return back, client.arrival(_place_of(client.provider), answer, back.luggage)


def _sign_in(provider: Provider, back: Back, arrival: Arrival) -> Page:
    to = back.luggage.get("next", "")
    if signing_in.current_user() is not None:
        return _on(to)
    linked = linking.find_identity(arrival)
    if linked is None:
        return _newcomer(provider, arrival, to)
    return _enter(provider, arrival, to, unasked=True)


def _newcomer(provider: Provider, arrival: Arrival, to: str) -> Page:
    if not provider.new_accounts:
        flash(say("No account here is linked with %(site)s for you.", site=provider.name), "info")
        return redirect(url_for("accounts.sign_in"), 303)
    key = journeys.new_key()
    with transaction():
        luggage = packed(arrival, to)
        journeys.set_out(key, cookie[_BROWSER], Errand.NEW_ACCOUNT, provider.key, luggage)
    cookie[_ARRIVED] = (key, provider.key)
    return redirect(url_for("accounts.new_account"), 303)


def _enter(provider: Provider, arrival: Arrival, to: str, *, unasked: bool) -> Page:
    """Sign somebody in; a second step of theirs is still asked for."""
    with transaction():
        linked = linking.find_identity(arrival)
        if linked is None or not linked.user.active:
            raise Refused("the account is gone, or nobody may sign in with it")
        linking.note_arrival(linked, provider.key, arrival)
        entered = signing_in.enter(linked.user, stay=False, unasked=unasked)
    if entered:
        return _on(to)
    return redirect(url_for("accounts.sign_in_code", next=to or None), 303)


def _prove(provider: Provider, back: Back, arrival: Arrival) -> Page:
    user, linked = _same_person(back), linking.find_identity(arrival)
    if linked is None or linked.user_id != user.id:
        raise Refused("somebody else was signed in there")
    with transaction():
        signing_in.leave()
    return _enter(provider, arrival, back.luggage.get("next", ""), unasked=False)


def _link(provider: Provider, back: Back, arrival: Arrival) -> Page:
    user = _same_person(back)
    try:
        with transaction():
            linking.link(user, provider.key, arrival)
            carry_suspension(user)
            tell(user, Change.LINKED)
    except Conflict as refusal:
        flash(refusal.message, "info")
    else:
        flash(say("%(site)s signs you in from now on.", site=provider.name), "success")
    return redirect(url_for("accounts.own_sign_ons"), 303)


def _same_person(back: Back) -> User:
    """Whoever set out, if they are still signed in. Raises Refused."""
    user = signing_in.current_user()
    if user is None or user.id != back.user_id:
        raise Refused("somebody else set out")
    return user


def _nobody(provider: Provider, back: Back, arrival: Arrival) -> Page:
    raise Refused("this is no answer of a provider")


_RECEIVERS: dict[Errand, Callable[[Provider, Back, Arrival], Page]] = {
    Errand.SIGN_IN: _sign_in,
    Errand.PROVE: _prove,
    Errand.LINK: _link,
    Errand.NEW_ACCOUNT: _nobody,
}


def _not_in(client: Client, trouble: Refused | FetchError) -> Page:
    """Say that nothing came of it. Why is for the log: it may be the work of somebody who would like to know."""
    current_app.logger.warning("single sign-on by %s: %s", client.provider.key, trouble)
    name = client.provider.name
    if isinstance(trouble, FetchError):
        flash(say("%(site)s does not answer at the moment. Nothing was changed.", site=name), "info")
    else:
        flash(say("%(site)s did not sign you in. Nothing was changed; you can begin again.", site=name), "info")
    signed_in = signing_in.current_user() is not None
    return redirect(url_for("accounts.own_sign_ons" if signed_in else "accounts.sign_in"), 303)


def _address_to_be(arrival: Arrival) -> str | None:
    return arrival.address if accounts.settings.sends_mail else None


def _providers_by_key() -> dict[str, Provider]:
    return {each.key: each for each in sign_on_providers()}


def _need_providers(or_any_of: Collection[object] = ()) -> None:
    """Raise NotFound where there is nothing to see: neither another site, nor what somebody is linked with already."""
    if not clients() and not or_any_of:
        raise NotFound(say("No other site signs people in here."))


def _place_of(provider: Provider) -> str:
    return address_in_full("come_back", provider=provider.key)


def _on(path: str | None) -> Page:
    return redirect(path or url_for("deliberate.reading.home"), 303)
