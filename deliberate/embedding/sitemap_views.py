"""Which pages search engines may list, and when these changed last (sitemaps.org): never a page that shows a text."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response
from sqlalchemy import ColumnElement, and_, func, select

from deliberate.articles.access import PUBLISHED
from deliberate.articles.models import Article, Audience
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.core.written import PageVersion
from deliberate.embedding.views import blueprint
from deliberate.propositions.models import Proposition
from deliberate.reading.views import number_in
from deliberate.web.feeds import full_address

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: The claims of a part have ids in a range of so many; a part may have 50,000 addresses.
PART = 20_000
#: Pages that say the same to everybody.
PAGES = ("deliberate.reading.articles", "deliberate.reading.how", "deliberate.moderation.how")

#: An address, and when what it shows changed last, where that is known.
Listed = tuple[str, datetime | None]


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The parts there are, or one of them. Where search engines may list nothing, there is none."""
    if not settings.search_engines:
        raise NotFound(say("This site is not listed by search engines."))
    part = number_in("part", 10**12)
    if part is None:
        own = "deliberate.embedding.sitemap"
        return _written("sitemapindex", "sitemap", [(full_address(own, part=each), at) for each, at in _parts()])
    found = [(full_address("deliberate.reading.claim", claim=claim), at) for claim, at in _claims(part)]
    pages: list[Listed] = [(full_address(each), None) for each in PAGES] if part == 0 else []
    return _written("urlset", "url", [*pages, *found])


def _may_be_listed() -> ColumnElement[bool]:
    return and_(Article.audience == Audience.PUBLIC, Article.state.in_(PUBLISHED), Proposition.status == Status.VISIBLE)


def _parts() -> list[tuple[int, datetime | None]]:
    """The numbers of all parts that have anything, the first always, and when each changed last. One query."""
    part = (Proposition.id // PART).label("part")
    rows = session.execute(
        select(part, func.max(PageVersion.number), func.max(Article.changed_at))
        .join(Article, Article.id == Proposition.article_id)
        .outerjoin(PageVersion, PageVersion.about == Article.id)
        .where(_may_be_listed())
        .group_by(part)
        .order_by(part)
    )
    found = {number: _later(version, changed) for number, version, changed in rows}
    return sorted({0: None, **found}.items())


def _claims(part: int) -> Sequence[tuple[object, datetime | None]]:
    """The claims of a part, and when the page of each changed last. One query."""
    rows = session.execute(
        select(Proposition.public_id, PageVersion.number, Article.changed_at)
        .join(Article, Article.id == Proposition.article_id)
        .outerjoin(PageVersion, PageVersion.about == Article.id)
        .where(_may_be_listed(), Proposition.id >= part * PART, Proposition.id < (part + 1) * PART)
        .order_by(Proposition.id)
    )
    return [(claim, _later(version, changed)) for claim, version, changed in rows]


def _later(version: int | None, changed: datetime) -> datetime:
    """Versions are times, in millionths of a second."""
    return max(datetime.fromtimestamp(version / 1_000_000, UTC), changed) if version else changed


def _written(whole: str, each: str, listed: Iterable[Listed]) -> Response:
    root = Element(whole, xmlns=NAMESPACE)
    for address, at in listed:
        entry = SubElement(root, each)
        SubElement(entry, "loc").text = address
        if at is not None:
            SubElement(entry, "lastmod").text = at.isoformat(timespec="seconds")
    return Response(tostring(root, encoding="utf-8", xml_declaration=True), mimetype="application/xml")
