"""An article beside its claims: what all see of it, and what is the reader's own."""

from typing import Any

from flask import get_template_attribute, render_template, request, url_for

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_slug
from deliberate.core.actors import Actor
from deliberate.core.text import whole_number
from deliberate.core.wording import say
from deliberate.notices.watching import find_watch
from deliberate.reading.alike import reads_like_many
from deliberate.reading.article_page import View, article_page
from deliberate.reading.article_rows import Place, Range
from deliberate.reading.narrowing import MARKS, Narrowing
from deliberate.reading.overview import LENGTH
from deliberate.reading.places import place_now
from deliberate.reading.views import blueprint, number_in, uuid_in
from deliberate.reading.visits import find_visit, new_evidence, new_since, stopped_at
from deliberate.reading.words import CLAIM_KINDS
from deliberate.web.forms import csrf_field
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article
from deliberate.web.kept_parts import page_for_many


@blueprint.get("/a/<slug>")
@shows_article(by_slug)
def article(slug: str) -> str:
    """The text on one side, its claims on the other: the part of it that is asked for."""
    actor = current_actor()
    article = get_readable(actor, slug)
    template, own = "deliberate/reading/article.html", _own(actor, article)
    # What is new to somebody stands on the cards.
    if own["new"] or not reads_like_many(actor, article):
        shown = {**_shown(actor, article), **own}
        return render_template(template, **shown, watch=find_watch(actor, article))
    watching = get_template_attribute("deliberate/notices/_watch.html", "watching")
    gaps = {
        "since": lambda: render_template("deliberate/reading/_since.html", article=article, **own),
        "watching": lambda: watching(find_watch(actor, article), article, csrf_field()),
        "around": lambda: render_template("deliberate/reading/_around_here.html", article=article),
        "remarking": lambda: render_template("deliberate/reading/_remarking.html", article=article, target=None),
    }
    return page_for_many(actor, article.id, template, lambda reader: _shown(reader, article), gaps)


def _shown(actor: Actor, article: Article) -> dict[str, Any]:
    """What the page shows of an article, but for what is the reader's own."""
    words, version = _range(request.args.get("words", "")), number_in("version", 999_999)
    found = place_now(article, version or article.version_number, words) if words else None
    narrowing = Narrowing.of(request.args)
    view = View(
        narrowing,
        start=Place.of(request.args.get("at", "")),
        claim=uuid_in(request.args.get("claim", "")),
        words=found,
        whole="all" in request.args,
    )
    page = article_page(actor, article, view)
    kept: dict[str, Any] = {"slug": article.slug, **narrowing.query()}
    pages = {
        at: url_for(".article", at=str(at), **kept)
        for at in {*page.elsewhere.values(), page.before, page.after} - {None}
    }
    return {
        "page": page,
        "narrowing": narrowing,
        "whole": view.whole,
        "pages": pages,
        "elsewhere": {number: pages[at] for number, at in page.elsewhere.items()},
        "lost": version if words and not found else None,
        "kinds": {kind: say(words) for kind, words in CLAIM_KINDS.items()},
        "marks": MARKS,
        "mark_length": LENGTH,
        "new": {},
    }


def _own(actor: Actor, article: Article) -> dict[str, Any]:
    """What is this reader's own: where they stopped, and what is new to them. Of a visitor, nothing."""
    visit = find_visit(actor, article)
    if visit is None:
        return {"visit": None, "stopped": None, "new": {}}
    return {
        "visit": visit,
        "stopped": stopped_at(visit, article),
        "new": new_evidence(actor, article, new_since(visit)),
    }


def _range(given: str) -> Range | None:
    """Two places of a text, as in "120-180"."""
    start, end = (whole_number(each, 9) for each in given.partition("-")[::2])
    return (start, end) if start is not None and end is not None and start < end else None
