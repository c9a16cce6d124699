"""The map of an article's claims, its outline, and the matrix of claims and evidence."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for

from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_slug
from deliberate.core.errors import NotFound
from deliberate.core.wording import say
from deliberate.mapping.choosing import DEPTHS, Asked, choose
from deliberate.mapping.drawing import draw
from deliberate.mapping.gathering import network_of
from deliberate.mapping.matrix import matrix_of
from deliberate.mapping.outline import outline_of
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article

blueprint = Blueprint("mapping", __name__)

#: How large the map may be drawn, in hundredths; what fits the page is asked for by its word.
ZOOMS = (50, 75, 100, 150, 200)
FIT = "fit"


@blueprint.get("/a/<slug>/map")
@shows_article(by_slug)
def map_of(slug: str) -> str:
    """The claims as a picture of what bears on what."""
    page = _page(slug)
    picture = draw(page["chosen"].shown, page["outline"], page["chosen"].folded)
    zoom = _zoom()
    nearest = ZOOMS.index(100 if zoom is None else zoom)
    return render_template(
        "deliberate/mapping/map.html",
        **page,
        picture=picture,
        zoom=zoom,
        smaller=ZOOMS[nearest - 1] if nearest else None,
        larger=ZOOMS[nearest + 1] if nearest + 1 < len(ZOOMS) else None,
    )


@blueprint.get("/a/<slug>/outline")
@shows_article(by_slug)
def outline(slug: str) -> str:
    """The same as nested lists."""
    return render_template("deliberate/mapping/outline.html", **_page(slug))


@blueprint.get("/a/<slug>/matrix")
@shows_article(by_slug)
def matrix(slug: str) -> str:
    """Claims in rows, evidence in columns."""
    actor = current_actor()
    article = get_readable(actor, slug)
    found = matrix_of(actor, article, _number("page", 99_999) or 1)
    return render_template("deliberate/mapping/matrix.html", article=article, matrix=found)


def _page(slug: str) -> dict[str, Any]:
    """What map and outline have in common: the same part of the same claims."""
    actor = current_actor()
    article = get_readable(actor, slug)
    chosen = choose(network_of(actor, article), _asked())
    return {
        "article": article,
        "chosen": chosen,
        "outline": outline_of(chosen.shown),
        "circles": chosen.shown.circles(),
        "depths": DEPTHS,
        "to": _addresses(slug),
    }


def _asked() -> Asked:
    focus = request.args.get("focus")
    depth = _number("depth", max(DEPTHS))
    return Asked(
        _id(focus) if focus else None,
        depth if depth in DEPTHS else Asked.depth,
        "all" in request.args,
        _number("from", 99_999) or 0,
    )


def _id(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError as error:
        raise NotFound(say("There is no such claim on this map.")) from error


def _zoom() -> int | None:
    """In hundredths; None where it is to fit the page."""
    if request.args.get("zoom") == FIT:
        return None
    zoom = _number("zoom", max(ZOOMS))
    return zoom if zoom in ZOOMS else 100


def _number(name: str, most: int) -> int | None:
    """A whole number of the query string, if it is one and in bounds."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 20 and int(given) <= most else None


def _addresses(slug: str) -> Callable[..., str]:
    """Addresses of these pages that keep what was asked, but for what is changed; None leaves it out."""
    kept = {name: request.args[name] for name in ("focus", "depth", "all", "from", "zoom") if name in request.args}

    def address(page: str, **changes: Any) -> str:
        wanted = {name: value for name, value in (kept | changes).items() if value is not None}
        return url_for(f"deliberate.mapping.{page}", slug=slug, **wanted)

    return address
