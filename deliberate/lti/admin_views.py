"""Pages of platforms: which there are, what holds for each, and the page at which one registers itself."""

import uuid
from dataclasses import replace

from flask import flash, make_response, redirect, render_template, request, url_for

from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.wording import say
from deliberate.fetching.errors import FetchError
from deliberate.lti import platforms as rules
from deliberate.lti.forms import InviteForm, PlatformForm, SettleForm
from deliberate.lti.pages import Page, blueprint, framed_by, origin_of, refused_page
from deliberate.lti.refusals import Refused
from deliberate.lti.registering import register_at
from deliberate.lti.site import address_of
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor


@blueprint.route("/lti/platforms", methods=["GET", "POST"])
def platforms() -> Page:
    """All there are, and a form for another."""
    actor = current_actor()
    rules.platforms(actor)
    form, status = PlatformForm(request.form), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    made = rules.add_platform(actor, form.draft()).public_id
                flash(say("The platform is known."), "success")
                return redirect(url_for(".platform", platform=made), 303)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return _list_page(form, InviteForm()), status


@blueprint.post("/lti/platforms/invite")
def invite() -> Page:
    """An address at which a platform registers itself."""
    form = InviteForm(request.form)
    with transaction():
        secret = rules.invite(current_actor(), trusts_teachers=form.trusts_teachers.data)
    return _list_page(PlatformForm(), form, address_of("lti.register", invitation=secret))


def _list_page(form: PlatformForm, inviting: InviteForm, invitation: str = "") -> str:
    return render_template(
        "deliberate/lti/platforms.html",
        platforms=rules.platforms(current_actor()),
        form=form,
        inviting=inviting,
        invitation=invitation,
        ours=_ours(),
    )


def _ours() -> list[tuple[str, str]]:
    """What a platform has to be told of this site."""
    return [
        (say("Login (third-party initiation)"), address_of("lti.login")),
        (say("Redirection, target link, deep linking"), address_of("lti.launch")),
        (say("Public keyset"), address_of("lti.jwks")),
    ]


@blueprint.route("/lti/platforms/<uuid:platform>", methods=["GET", "POST"])
def platform(platform: uuid.UUID) -> Page:
    """One of them."""
    actor = current_actor()
    found = rules.get_platform(actor, platform)
    form, status = SettleForm.of(found), 200
    if request.method == "POST":
        form, status = SettleForm(request.form), 422
        if form.validate():
            try:
                with transaction():
                    found = rules.get_platform(actor, platform)
                    trusts = form.trusts_teachers.data
                    rules.settle_platform(actor, found, form.deployment_ids(), trusts_teachers=trusts)
                flash(say("Stored."), "success")
                return redirect(url_for(".platform", platform=platform), 303)
            except Invalid as refusal:
                form.refuse(refusal)
        found = rules.get_platform(actor, platform)
    return render_template("deliberate/lti/platform.html", form=form, known=found, ours=_ours()), status


@blueprint.post("/lti/platforms/remove")
def remove_platform() -> Page:
    """Know one no more; gone already, nothing happens."""
    actor = current_actor()
    with transaction():
        try:
            wanted = uuid.UUID(request.form.get("platform", ""))
            rules.remove_platform(actor, rules.get_platform(actor, wanted))
        except (ValueError, NotFound):
            rules.platforms(actor)
    flash(say("The platform is known no more. Classes and accounts stay."), "info")
    return redirect(url_for(".platforms"), 303)


@blueprint.route("/lti/register/<invitation>", methods=["GET", "POST"])
def register(invitation: str) -> Page:
    """Where a platform's admin registers this site there, and the platform here."""
    configuration = request.values.get("openid_configuration", "")[:2000]
    token = request.values.get("registration_token", "")[:8000]
    if rules.find_invitation(invitation) is None:
        raise NotFound(say("This address for a registration was used already, or is too old. Make another one."))
    done, problem = False, ""
    if request.method == "POST":
        try:
            with transaction():
                trusts = rules.use_invitation(invitation)
            draft = register_at(configuration, token)
            with transaction():
                rules.register_platform(replace(draft, trusts_teachers=trusts))
            done = True
        except (Refused, FetchError) as trouble:
            words = say("The platform could not be registered. Ask whoever runs this site for another address.")
            return refused_page(trouble, happened=words)
        except (Invalid, Conflict) as refusal:
            problem = refusal.message
    shown = render_template(
        "deliberate/lti/register.html",
        configuration=configuration,
        token=token,
        where=origin_of(configuration),
        done=done,
        problem=problem,
        invitation=invitation,
    )
    return framed_by(make_response(shown), [configuration])
