"""Pages to take an article along in a file, and to bring one."""

import json
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, DomainError, Invalid, NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.exchange.all_formats import formats
from deliberate.exchange.errors import CannotWrite
from deliberate.exchange.formats import write_text
from deliberate.exchange.forms import FileForm
from deliberate.exchange.gathering import gather
from deliberate.exchange.losses import left_behind
from deliberate.exchange.native import schema as native_schema
from deliberate.exchange.services import import_graph
from deliberate.web.blueprint import FILE_TAKING
from deliberate.web.identity import current_actor

blueprint = Blueprint("exchange", __name__)
FILE_TAKING.add("deliberate.exchange.bring")


@blueprint.get("/a/<slug>/export")
def choose(slug: str) -> str:
    """Every format, with what it would leave behind of this article."""
    actor = current_actor()
    article = get_readable(actor, slug)
    graph, report = gather(actor, article)
    known = (formats.get(name) for name in formats.names())
    # Without writing any of them: that would be eight downloads for one page.
    offered = [(form, left_behind(graph, form.carries).losses) for form in known if form.write is not None]
    return render_template("deliberate/exchange/export.html", article=article, offered=offered, kept=report.losses)


@blueprint.get("/a/<slug>/export/<form>")
def take(slug: str, form: str) -> Response:
    """The article in one format, as a download."""
    actor = current_actor()
    article = get_readable(actor, slug)
    if form not in formats.names() or formats.get(form).write is None:
        raise NotFound(say("Articles cannot be exported in this format."))
    chosen = formats.get(form)
    graph, _report = gather(actor, article)
    try:
        done = write_text(chosen, graph)
    except CannotWrite as error:
        raise Conflict(str(error)) from None
    response = Response(done.text, mimetype=chosen.media_type)
    name = quote(f"{slug}{chosen.suffixes[0]}")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    return response


@blueprint.get("/exchange/schema.json")
def schema() -> Response:
    """The JSON Schema of our own format."""
    return Response(json.dumps(native_schema(), indent=1), mimetype="application/schema+json")


@blueprint.route("/exchange/import", methods=["GET", "POST"])
def bring() -> Any:
    """A form that makes a draft article of a file."""
    actor = current_actor()
    authorize(actor, Permission.IMPORT_ARTICLE)
    form = FileForm(_sent() if request.method == "POST" else None)
    form.offer()
    if request.method == "POST" and form.validate():
        try:
            slug = _import(actor, form)
        except DomainError as refusal:
            if not isinstance(refusal, Invalid | Conflict):
                raise
            form.blame(Invalid(refusal.message, "file"))
        else:
            return redirect(url_for("deliberate.propositions.editor", slug=slug), 303)
    largest = f"{settings.max_exchange_bytes / 2**20:g}"
    return render_template("deliberate/exchange/import.html", form=form, largest=largest), 422 if form.errors else 200


def _sent() -> "MultiDict[str, Any]":
    sent: MultiDict[str, Any] = MultiDict(request.form)
    sent.setlist("file", request.files.getlist("file"))
    return sent


def _import(actor: Actor, form: FileForm) -> str:
    """Store what a valid form holds, in one unit of work."""
    if form.arrival is None or form.found is None:
        raise Invalid(say("Choose a file."), "file")
    with transaction():
        title, submission = form.title.data or "", form.submission.data
        article, report = import_graph(actor, form.arrival, title=title, submission=submission)
        slug = article.slug
    report.include(form.found.report)
    flash(say("The file is imported, as a draft that only its editors can read."))
    for sentence in report.sentences():
        flash(say("Left behind: %(sentence)s", sentence=sentence))
    return slug
