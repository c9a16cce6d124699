"""What stands on a topic's page, and what its buttons do."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from deliberate.core.db import transaction
from deliberate.core.errors import DomainError
from deliberate.core.wording import say
from deliberate.flaskbb import layout
from deliberate.flaskbb.access import LINKED, OPENED, member_of
from deliberate.flaskbb.topics import (
    find_or_none,
    is_open_to,
    link_to,
    may_carry,
    open_from,
    slug_at,
    take_link_away,
)
from deliberate.hosting.queries import find_attached, find_discussion
from deliberate.web.identity import current_actor

#: Not below ours, so that the forum's own protection guards its forms.
blueprint = Blueprint("deliberate_flaskbb", __name__)


def box(topic: Any) -> str:
    """The deliberation of a topic, or the ways to one for whoever may open it; nothing for others."""
    actor = current_actor()
    opened = find_attached(OPENED + str(topic.id))
    linked = None if opened else find_attached(LINKED + str(topic.id))
    key = (OPENED if opened else LINKED) + str(topic.id)
    carries = may_carry(topic, member_of(actor.key) if actor.signed_in else None)
    talk = find_discussion(actor, key) if opened or linked else None
    if talk is None and (opened or linked or not carries):
        return ""
    return render_template(
        "deliberate/flaskbb/box.html", topic=topic, talk=talk, may_unlink=carries and linked is not None
    )


@blueprint.post("/<int:topic_id>/open")
def open_topic(topic_id: int) -> Answer:
    """Open the claims of a topic."""
    topic = _readable(topic_id)
    try:
        open_from(topic, current_actor())
    except DomainError as error:
        return _refused(topic_id, error)
    talk = find_discussion(current_actor(), OPENED + str(topic_id))
    if talk is None:
        return redirect(_readable(topic_id).url, 303)
    if talk.state == "draft":
        flash(say("No claim was found in the first post. Mark the sentences that are one, and publish it."), "info")
    return redirect(url_for("deliberate.reading.article", slug=talk.slug), 303)


@blueprint.post("/<int:topic_id>/link")
def link_topic(topic_id: int) -> Answer:
    """Show a deliberation that is there already."""
    return _done(topic_id, lambda topic: link_to(topic, current_actor(), slug_at(request.form.get("address", ""))))


@blueprint.post("/<int:topic_id>/unlink")
def unlink_topic(topic_id: int) -> Answer:
    """Show it no longer."""
    return _done(topic_id, lambda topic: take_link_away(topic, current_actor()))


@blueprint.get("/style/<theme>.css")
def style(theme: str) -> Response:
    """A theme's style sheets as our pages have them."""
    sheet = layout.layered_style(theme)
    if sheet is None:
        abort(404)
    return Response(sheet, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})


def _readable(topic_id: int) -> Any:
    topic, actor = find_or_none(topic_id), current_actor()
    if topic is None or not is_open_to(topic, member_of(actor.key) if actor.signed_in else None):
        abort(404)
    return topic


def _done(topic_id: int, act: Callable[[Any], None]) -> Answer:
    _readable(topic_id)
    try:
        with transaction():
            act(_readable(topic_id))
    except DomainError as error:
        return _refused(topic_id, error)
    return redirect(_readable(topic_id).url, 303)


def _refused(topic_id: int, error: DomainError) -> Answer:
    """Back on the topic, which says why in the way the forum says things."""
    flash(error.message, "danger")
    return redirect(_readable(topic_id).url, 303)
