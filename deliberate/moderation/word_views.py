"""Pages of the watched words of the site and of an article: trying a list, and storing it."""

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable as get_article
from deliberate.core.actors import Actor
from deliberate.core.errors import Invalid
from deliberate.core.wording import say
from deliberate.moderation.conduct_forms import WordListForm
from deliberate.moderation.loading import titles_of
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.moderation.word_lists import Trial, authorize_watching, change_list, entries_of, find_list, try_list
from deliberate.web.identity import current_actor


@blueprint.route("/watched-words", methods=["GET", "POST"])
def watched_words() -> Page:
    """The list of the whole site."""
    return _list_page(None)


@blueprint.route("/a/<slug>/watched-words", methods=["GET", "POST"])
def watched_words_of(slug: str) -> Page:
    """The list of one article."""
    return _list_page(slug)


def _list_page(slug: str | None) -> Page:
    actor = current_actor()
    article = get_article(actor, slug) if slug else None
    authorize_watching(actor, article)
    if request.method != "POST":
        found = find_list(article)
        return _page(actor, article, WordListForm.of(entries_of(found), found.number if found else 0))
    form = WordListForm(request.form)
    if not form.validate():
        return _page(actor, article, form), 422
    if "try" in request.form:
        return _tried(actor, article, form)

    def work() -> None:
        change_list(actor, get_article(actor, slug) if slug else None, form.entries(), form.version.data or 0)

    status = attempt(form, work)
    if status == 200:
        flash(say("The list is stored, and holds for what is posted from now on."), "info")
        return redirect(_address(article), 303)
    if status == 409:
        # Storing once more is storing over what is there now, which the page shows.
        found = find_list(article)
        form.version.data, form.version.raw_data = found.number if found else 0, None
    return _page(actor, article, form, overtaken=status == 409), status


def _tried(actor: Actor, article: Article | None, form: WordListForm) -> Page:
    try:
        trial = try_list(actor, article, form.entries(), form.sample.data or "")
    except Invalid as refusal:
        form.blame(refusal)
        return _page(actor, article, form), 422
    return _page(actor, article, form, trial=trial)


def _page(
    actor: Actor,
    article: Article | None,
    form: WordListForm,
    *,
    trial: Trial | None = None,
    overtaken: bool = False,
) -> str:
    found = find_list(article)
    return render_template(
        "deliberate/moderation/watched_words.html",
        article=article,
        form=form,
        trial=trial,
        titles=titles_of([met.contribution for met in trial.posts]) if trial else {},
        stored=entries_of(found),
        found=found,
        overtaken=overtaken,
        address=_address(article),
    )


def _address(article: Article | None) -> str:
    return url_for(".watched_words_of", slug=article.slug) if article else url_for(".watched_words")
