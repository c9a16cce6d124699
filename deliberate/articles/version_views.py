"""The page where an editor hands in a newer text of an article, or has it fetched."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.by_address import ask_for_newer, fetches, get_asked, problem_of
from deliberate.articles.documents import ImportedText
from deliberate.articles.forms import FetchNewerForm, RenewForm
from deliberate.articles.import_views import greet_newer, sent
from deliberate.articles.models import Article
from deliberate.articles.services import current_version, get_readable
from deliberate.articles.versions import read_ahead
from deliberate.articles.versions import renew as store_newer
from deliberate.articles.views import blueprint
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Invalid, NotFound, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.web.blueprint import ARTICLE_TAKING
from deliberate.web.identity import current_actor
from deliberate.web.repeating import stored

ARTICLE_TAKING.add("deliberate.articles.renew")


@blueprint.route("/a/<slug>/text", methods=["GET", "POST"])
def renew(slug: str) -> Any:
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    form = RenewForm(sent() if request.method == "POST" else None)
    if request.method != "POST":
        return _text_page(article, form, fetch_form=_fetched_before(actor, article))
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
        flash(say("This is the text of version %(number)s already, to the letter. Nothing was stored.", number=number))
        return url_for(".renew", slug=slug)
    return greet_newer(slug, number, report)


@blueprint.post("/a/<slug>/text/address")
def fetch_newer(slug: str) -> Any:
    """Have the page at an address fetched as the newer text; what comes of it is told on the page that waits."""
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    form = FetchNewerForm(request.form)
    if form.validate():
        try:
            return redirect(url_for(".fetching", fetch=stored(lambda: _ask(actor, slug, form))), 303)
        except Invalid as refusal:
            form.blame(refusal)
    return _text_page(get_readable(actor, slug), RenewForm(None), fetch_form=form), 422


def _ask(actor: Actor, slug: str, form: FetchNewerForm) -> UUID:
    article, submission = get_readable(actor, slug), form.submission.data or ""
    return ask_for_newer(actor, article, form.address.data or "", form.number.data or 0, submission).public_id


def _fetched_before(actor: Actor, article: Article) -> FetchNewerForm:
    """The form with what kept the last try from becoming a version, where one leads here."""
    form = FetchNewerForm(address=article.source_url)
    try:
        asked = get_asked(actor, UUID(request.args.get("fetch", "")))
    except (ValueError, NotFound):
        return form
    problem = problem_of(asked)
    if problem is not None and asked.article_id == article.id:
        form.address.data, form.address.errors = asked.url, [problem]
    return form


def _text_page(
    article: Article, form: RenewForm, current: str = "", *, fetch_form: FetchNewerForm | None = None
) -> str:
    """``current`` is the version that somebody else stored meanwhile, in words."""
    version = current_version(article)
    fetch_form = fetch_form or FetchNewerForm(None, address=article.source_url)
    # Whoever was overtaken has been told of the other text, and may store theirs after it.
    for each in (form, fetch_form):
        each.number.data, each.number.raw_data = version.number, None
    return render_template(
        "deliberate/articles/renew.html",
        article=article,
        version=version,
        form=form,
        fetch_form=fetch_form if fetches() else None,
        current=current,
        largest=f"{settings.max_article_bytes / 2**20:g}",
    )
