"""Every version of an article's text, and what changed from one to the next."""

from collections.abc import Sequence
from hashlib import sha256

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.articles.access import is_excerpt
from deliberate.articles.comparing import Stretch, compare
from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_slug
from deliberate.articles.versions import VersionLine, get_version, versions_of
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, may
from deliberate.core.wording import say
from deliberate.reading.version_page import version_page
from deliberate.reading.views import blueprint
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article

#: Versions that have more characters than this together are compared for editors of the article only.
LARGEST = 300_000


@blueprint.get("/a/<slug>/versions")
@shows_article(by_slug)
def versions(slug: str) -> str:
    """All of them, the newest first."""
    actor = current_actor()
    article = get_readable(actor, slug)
    return render_template(
        "deliberate/reading/versions.html",
        article=article,
        versions=versions_of(article),
        excerpt=is_excerpt(actor, article),
    )


@blueprint.get("/a/<slug>/versions/<int(max=999999):number>")
@shows_article(by_slug)
def version(slug: str, number: int) -> str:
    """One of them, as it was."""
    actor = current_actor()
    article = get_readable(actor, slug)
    page = version_page(actor, article, number)
    return render_template("deliberate/reading/version.html", page=page, excerpt=is_excerpt(actor, article))


@blueprint.get("/a/<slug>/versions/<int(max=999999):number>/changes")
def changes(slug: str, number: int) -> Response:
    """What changed from the version before. The first changed nothing: its own page is shown."""
    actor = current_actor()
    article = get_readable(actor, slug)
    lines = versions_of(article, number, number - 1)
    if not lines or lines[0].number != number:
        raise NotFound(say("The article has no such version."))
    if number == 1:
        return redirect(url_for(".version", slug=slug, number=1))
    if is_excerpt(actor, article):
        raise NotFound(say("Of this text only passages are shown, so its versions are not compared here."))
    newer, older = lines
    if newer.characters + older.characters > LARGEST and not may(actor, Permission.EDIT_ARTICLE, article):
        return make_response(_changes_page(article, older, newer, None))
    # Versions never change: all else that the page shows is set, and whoever has it is told so before any work.
    frame = _changes_page(article, older, newer, ())
    tag = sha256("\n".join((older.sha256, newer.sha256, article.language, frame)).encode()).hexdigest()
    if request.if_none_match.contains_weak(tag):
        response = make_response("", 304)
    else:
        response = make_response(_changes_page(article, older, newer, _compared(article, older, newer)))
    response.set_etag(tag, weak=True)
    return response


def _compared(article: Article, older: VersionLine, newer: VersionLine) -> list[Stretch]:
    before, after = get_version(article, older.number), get_version(article, newer.number)
    return compare(before.text, before.blocks, after.text, after.blocks)


def _changes_page(article: Article, older: VersionLine, newer: VersionLine, stretches: Sequence[Stretch] | None) -> str:
    """``stretches``: None where they are too many to be shown."""
    return render_template(
        "deliberate/reading/changes.html", article=article, older=older, newer=newer, stretches=stretches
    )
