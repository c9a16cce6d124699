"""The page where an editor hands in a newer text of an article."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.documents import ImportedText
from deliberate.articles.forms import RenewForm
from deliberate.articles.import_views import sent
from deliberate.articles.models import Article
from deliberate.articles.services import current_version, get_readable
from deliberate.articles.versions import read_ahead
from deliberate.articles.versions import renew as store_newer
from deliberate.articles.views import blueprint
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import settings
from deliberate.web.blueprint import ARTICLE_TAKING
from deliberate.web.identity import current_actor

ARTICLE_TAKING.add("deliberate.articles.renew")


@blueprint.route("/a/<slug>/text", methods=["GET", "POST"])
def renew(slug: str) -> Any:
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    form = RenewForm(sent() if request.method == "POST" else None)
    if request.method != "POST":
        return _text_page(article, form)
    current, status = "", 422
    if form.validate() and form.imported is not None:
        read_ahead(article, form.imported)
        try:
            return redirect(_store(actor, slug, form.imported, form.number.data or 0), 303)
        except StaleEdit as stale:
            form.form_errors.append(stale.message)
            current, status = stale.current, 409
    form.ask_for_file_again()
    return _text_page(get_readable(actor, slug), form, current), status


def _store(actor: Actor, slug: str, imported: ImportedText, number: int) -> str:
    """Store a text; where to go on, having said what came of it. Raises StaleEdit."""
    with transaction():
        renewed = store_newer(actor, get_readable(actor, slug), imported, number)
        number, is_new, report = renewed.version.number, renewed.is_new, list(renewed.version.report)
    if not is_new:
        flash(f"This is the text of version {number} already, to the letter. Nothing was stored.")
        return url_for(".renew", slug=slug)
    flash(f"The text is stored as version {number}. The older ones stay as they are.")
    for sentence in report:
        flash(sentence)
    return url_for("deliberate.propositions.passages", slug=slug)


def _text_page(article: Article, form: RenewForm, current: str = "") -> str:
    """``current`` is the version that somebody else stored meanwhile, in words."""
    version = current_version(article)
    # Whoever was overtaken has been told of the other text, and may store theirs after it.
    form.number.data, form.number.raw_data = version.number, None
    return render_template(
        "deliberate/articles/renew.html",
        article=article,
        version=version,
        form=form,
        current=current,
        largest=f"{settings.max_article_bytes / 2**20:g}",
    )
