"""The page to import an article, and the one that waits for an article to be fetched."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from deliberate.articles import services
from deliberate.articles.by_address import ask_for, check_fetches, fetches, get_asked, problem_of
from deliberate.articles.forms import ImportForm
from deliberate.articles.models import FetchState
from deliberate.articles.queries import edited_articles, groups_of
from deliberate.articles.views import blueprint
from deliberate.core.actors import Actor
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import text_read
from deliberate.core.site import settings
from deliberate.core.stored_words import say_stored
from deliberate.core.wording import say
from deliberate.web.blueprint import ARTICLE_TAKING
from deliberate.web.identity import current_actor
from deliberate.web.repeating import stored

ARTICLE_TAKING.add("deliberate.articles.new")


@blueprint.route("/articles/new", methods=["GET", "POST"])
def new() -> Any:
    actor = current_actor()
    authorize(actor, Permission.IMPORT_ARTICLE)
    form = _prepared(actor, ImportForm(sent() if request.method == "POST" else None))
    if request.method != "POST":
        form.begin_for(request.args.get("group", ""))
    else:
        if request.form.get("address"):
            check_fetches()
        onward = _import(actor, form) if form.validate() else None
        if onward is not None:
            return redirect(onward, 303)
        form.ask_for_file_again()
    return _import_page(actor, form), 422 if form.errors else 200


def _prepared(actor: Actor, form: ImportForm) -> ImportForm:
    """The form with what this person and this site have to offer."""
    form.offer(groups_of(actor))
    if not fetches():
        del form.address
    return form


def _import_page(actor: Actor, form: ImportForm) -> str:
    largest = f"{settings.max_article_bytes / 2**20:g}"
    return render_template("deliberate/articles/new.html", form=form, largest=largest, edited=edited_articles(actor))


def sent() -> MultiDict[str, Any]:
    """The fields of the form with the chosen file among them; a file sent under another name stays out."""
    sent: MultiDict[str, Any] = MultiDict(request.form)
    sent.setlist("file", request.files.getlist("file"))
    return sent


def _import(actor: Actor, form: ImportForm) -> str | None:
    """Store what a valid form holds; where to go next, or None once the form says what is wrong."""
    authorize(actor, Permission.IMPORT_ARTICLE)
    try:
        if (address := form.wanted_address) is not None:
            submission = form.submission.data or ""
            asked = stored(lambda: ask_for(actor, address, form.settled(), submission).public_id)
            return url_for(".fetching", fetch=asked)
        if form.imported is not None:
            text_read.send(form.imported)
        slug, report = stored(lambda: _store(actor, form))
    except Invalid as refusal:
        form.blame(refusal)
        return None
    return _greeted(slug, report)


def greet_newer(slug: str, number: int, report: Iterable[str]) -> str:
    """Where an article with a newer text goes on, having said what came of it."""
    flash(say("The text is stored as version %(number)s. The older ones stay as they are.", number=number))
    for sentence in report:
        flash(say(say_stored(sentence)))
    return url_for("deliberate.propositions.passages", slug=slug)


def _greeted(slug: str, report: Iterable[str]) -> str:
    """Where an article that was just imported goes on, having said what came of it."""
    flash(say("Your article is imported, as a draft that only its editors can read. Next: which claims does it make?"))
    for sentence in report:
        flash(say(say_stored(sentence)))
    return url_for("deliberate.propositions.editor", slug=slug)


@blueprint.get("/articles/fetching/<uuid:fetch>")
def fetching(fetch: UUID) -> Any:
    """How fetching goes: it waits, or leads on to what it became, or back to the form that asked for it."""
    actor = current_actor()
    if not actor.signed_in:
        authorize(actor, Permission.IMPORT_ARTICLE)
    asked = get_asked(actor, fetch)
    if asked.renews is None:
        authorize(actor, Permission.IMPORT_ARTICLE)
    else:
        authorize(actor, Permission.EDIT_ARTICLE, asked.article)
    problem = problem_of(asked)
    article, renews = asked.article, asked.renews is not None
    is_done = article is not None and (asked.state is FetchState.DONE or not renews)
    if problem is None and not is_done:
        return render_template("deliberate/articles/fetching.html", asked=asked)
    if "HX-Request" in request.headers:
        # A script asks: have the browser come itself.
        return "", 200, {"HX-Redirect": url_for(".fetching", fetch=fetch)}
    if article is not None and not is_done:
        return redirect(url_for(".renew", slug=article.slug, fetch=fetch), 303)
    if article is not None:
        version = services.current_version(article)
        if renews:
            return redirect(greet_newer(article.slug, version.number, version.report), 303)
        return redirect(_greeted(article.slug, version.report), 303)
    form = _prepared(actor, ImportForm.again(asked))
    if "address" in form:
        form.address.errors = [problem or ""]
    return _import_page(actor, form)


def _store(actor: Actor, form: ImportForm) -> tuple[str, list[str]]:
    if form.imported is None:
        raise Invalid(say("Paste the text of the article here, or choose a file."), "text")
    article = services.import_article(actor, form.imported, form.settled(), submission=form.submission.data)
    return article.slug, list(services.current_version(article).report)
