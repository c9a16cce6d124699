"""Every version of an article's text, and what changed from one to the next."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from deliberate.articles.access import is_excerpt
from deliberate.articles.comparing import compare
from deliberate.articles.services import get_readable
from deliberate.articles.versions import get_version, versions_of
from deliberate.core.errors import NotFound
from deliberate.reading.version_page import version_page
from deliberate.reading.views import blueprint
from deliberate.web.identity import current_actor


@blueprint.get("/a/<slug>/versions")
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
def version(slug: str, number: int) -> str:
    """One of them, as it was."""
    actor = current_actor()
    article = get_readable(actor, slug)
    page = version_page(actor, article, number)
    return render_template("deliberate/reading/version.html", page=page, excerpt=is_excerpt(actor, article))


@blueprint.get("/a/<slug>/versions/<int(max=999999):number>/changes")
def changes(slug: str, number: int) -> str | Response:
    """What changed from the version before. The first changed nothing: its own page is shown."""
    actor = current_actor()
    article = get_readable(actor, slug)
    newer = get_version(article, number)
    if number == 1:
        return redirect(url_for(".version", slug=slug, number=1))
    if is_excerpt(actor, article):
        raise NotFound("Of this text only passages are shown, so its versions are not compared here.")
    older = get_version(article, number - 1)
    stretches = compare(older.text, older.blocks, newer.text, newer.blocks)
    return render_template(
        "deliberate/reading/changes.html", article=article, older=older, newer=newer, stretches=stretches
    )
