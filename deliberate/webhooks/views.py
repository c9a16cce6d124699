"""Pages of webhooks: those of the site and of an article, and each with what was sent to it."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.articles.services import get_readable as get_article
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, TooMany
from deliberate.core.mailing import find_site_url
from deliberate.core.text import whole_number
from deliberate.core.wording import N_, say
from deliberate.web.errors import status_of
from deliberate.web.forms import DomainForm
from deliberate.web.identity import current_actor
from deliberate.webhooks import services
from deliberate.webhooks.forms import ActForm, NewWebhookForm, WebhookForm
from deliberate.webhooks.models import DeliveryState, OffBecause, Webhook, WebhookState
from deliberate.webhooks.queries import sent_to, shown_secret, webhooks_of

blueprint = Blueprint("webhooks", __name__)

Page = str | Response | tuple[str, int]

STATE_WORDS = {
    WebhookState.ON: N_("On"),
    WebhookState.OFF: N_("Off"),
    WebhookState.REMOVED: N_("Removed"),
}
OFF_WORDS = {
    OffBecause.BY_HAND: N_("It was switched off by hand."),
    OffBecause.FAILING: N_("It was switched off because nothing could be delivered for five days."),
    OffBecause.GONE: N_("It was switched off because the address answered that it is gone for good."),
}
DELIVERY_WORDS = {
    DeliveryState.WAITING: N_("Waits"),
    DeliveryState.DELIVERED: N_("Delivered"),
    DeliveryState.FAILED: N_("Given up"),
    DeliveryState.LEFT_OUT: N_("Left out: no longer public"),
}
DONE = {
    "on": N_("It is switched on. What happens from now on is sent."),
    "off": N_("It is switched off. What waited is not sent."),
    "test": N_("A test is on its way. Load this page again in a moment to see what came of it."),
    "secret": N_("There is a new secret. The one before signs as well for 24 hours."),
    "remove": N_("The webhook is removed."),
}


@blueprint.route("/webhooks", methods=["GET", "POST"])
def webhooks() -> Page:
    """Those of the whole site."""
    return _list_page(None)


@blueprint.route("/a/<slug>/webhooks", methods=["GET", "POST"])
def webhooks_of_article(slug: str) -> Page:
    """Those of one article."""
    return _list_page(slug)


@blueprint.route("/webhooks/<uuid:webhook>", methods=["GET", "POST"])
def webhook(webhook: UUID) -> Page:
    """One of them: where it sends and what of, and what was sent."""
    actor = current_actor()
    hook = services.get_webhook(actor, webhook)
    if request.method != "POST":
        return _page(actor, hook, WebhookForm.showing(hook))
    form = WebhookForm(request.form)

    def work() -> None:
        services.change(actor, services.get_webhook(actor, webhook), form.address.data, form.kinds.data or ())

    if (status := _attempt(form, work)) != 200:
        return _page(actor, services.get_webhook(actor, webhook), form), status
    flash(say("Stored."), "success")
    return redirect(url_for(".webhook", webhook=webhook), 303)


@blueprint.post("/webhooks/<uuid:webhook>/act")
def act(webhook: UUID) -> Page:
    """What its buttons do."""
    actor, form = current_actor(), ActForm(request.form)
    done = form.do.data or ""
    with transaction():
        hook = services.get_webhook(actor, webhook)
        if done not in DONE:
            raise Invalid(say("Choose one of those listed."))
        article = hook.article
        match done:
            case "test":
                services.send_test(actor, hook)
            case "secret":
                services.renew_secret(actor, hook, form.secret_number())
            case "remove":
                services.remove(actor, hook)
            case _:
                services.switch(actor, hook, on=done == "on")
        slug = article.slug if article is not None else None
    flash(say(DONE[done]), "info")
    return redirect(_list_address(slug) if done == "remove" else url_for(".webhook", webhook=webhook), 303)


@blueprint.post("/webhooks/<uuid:webhook>/messages/<uuid:delivery>")
def again(webhook: UUID, delivery: UUID) -> Page:
    """Send a message once more."""
    actor = current_actor()
    with transaction():
        services.send_again(actor, services.get_webhook(actor, webhook), delivery)
    flash(say("It is sent once more. Load this page again in a moment to see what came of it."), "info")
    return redirect(url_for(".webhook", webhook=webhook), 303)


def _list_page(slug: str | None) -> Page:
    actor = current_actor()
    article = get_article(actor, slug) if slug is not None else None
    services.authorize_webhooks(actor, article)
    form = NewWebhookForm(request.form)
    status = 200
    if request.method == "POST":
        made: list[UUID] = []

        def work() -> None:
            place = get_article(actor, slug) if slug is not None else None
            wanted = form.address.data, form.kinds.data or ()
            made.append(services.set_up(actor, place, *wanted, _site_url(), form.submission.data).public_id)

        status = _attempt(form, work)
        if status == 200:
            flash(say("The webhook is set up. Copy its secret now: it is shown for ten minutes."), "success")
            return redirect(url_for(".webhook", webhook=made[0]), 303)
        article = get_article(actor, slug) if slug is not None else None
    page = render_template(
        "deliberate/webhooks/webhooks.html",
        article=article,
        form=form,
        hooks=webhooks_of(article),
        state_words=STATE_WORDS,
        address=_list_address(slug),
    )
    return page if status == 200 else (page, status)


def _page(actor: Actor, hook: Webhook, form: WebhookForm) -> str:
    return render_template(
        "deliberate/webhooks/webhook.html",
        hook=hook,
        form=form,
        sent=sent_to(hook, whole_number(request.args.get("before", ""), 18)),
        secret=shown_secret(hook, actor.id),
        state_words=STATE_WORDS,
        off_words=OFF_WORDS,
        delivery_words=DELIVERY_WORDS,
        address=_list_address(hook.article.slug if hook.article is not None else None),
    )


def _attempt(form: DomainForm, work: Callable[[], None]) -> int:
    """Do all of ``work`` in one unit: 200, or the status to show the form again with, which then says why."""
    if not form.validate():
        return 422
    try:
        with transaction():
            work()
    except (Invalid, Conflict, TooMany) as refusal:
        form.blame(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
        return status_of(refusal)
    return 200


def _site_url() -> str:
    """What addresses outside begin with: as the site is told, or as whoever sets this up sees it."""
    return find_site_url() or request.root_url


def _list_address(slug: str | None) -> str:
    return url_for(".webhooks") if slug is None else url_for(".webhooks_of_article", slug=slug)
