"""Which citations mean the same source, who publishes it, and where it got its matter from."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Executable, bindparam, select
from w3lib.url import canonicalize_url

from deliberate.articles.models import Article, Audience
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.events import record
from deliberate.core.markup import web_address
from deliberate.core.wording import say
from deliberate.evidence.grades import settle_grades
from deliberate.evidence.models import Evidence, Origin, Publisher, Source, bare_address
from deliberate.propositions.models import Speaker

#: Parameters that say how a reader got to a page, not which page it is.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl", re.IGNORECASE
)
_PORTS = {"http": 80, "https": 443}


def fold(text: str) -> str:
    """Text for comparing: one form of each character, case, white space and quotation marks aside."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub("[\u2018\u2019\u201a\u201b\u2032]", "'", plain)
    plain = re.sub('["\u201c\u201d\u201e\u201f\u00ab\u00bb]', "", plain)
    # Zero-width characters and direction marks show as nothing, so they make no difference either.
    plain = re.sub("[\u200b-\u200f\u2060\u2066-\u2069\ufeff\u00ad]", "", plain)
    return " ".join(plain.split()).strip(" .")


def canonical_address(link: str, field: str = "link") -> str:
    """One spelling for all addresses of a page: no tracking, no fragment, host in small letters.

    Raises Invalid on what is no plain web address.
    """
    address = web_address(link)
    if address is None:
        raise Invalid(say("Give an address that starts with http:// or https://."), field)
    try:
        parts = urlsplit(address)
        if parts.username is not None or parts.password is not None:
            raise Invalid(say("Leave out what stands before the @: an address with a name in it can mislead."), field)
        host = (parts.hostname or "").rstrip(".")
        host = f"[{host}]" if ":" in host else host
        netloc = host if parts.port in (None, _PORTS[parts.scheme]) else f"{host}:{parts.port}"
        query = "&".join(pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0]))
        canonical: str = canonicalize_url(urlunsplit((parts.scheme, netloc, parts.path, query, "")))
    except ValueError:
        raise Invalid(say("This address cannot be read. Copy it once more from the address bar."), field) from None
    return canonical


def scope_of(article: Article) -> str:
    """Among whom sources and origins are shared: what is cited where not everybody reads stays among its readers."""
    if article.audience is Audience.PUBLIC:
        return ""
    return f" [group {article.group_id}]" if article.audience is Audience.GROUP else f" [article {article.id}]"


def source_key(article: Article, link: str | None, citation: str | None) -> str:
    """What makes two citations one source among the same readers: the canonical address, or the folded citation."""
    if link:
        return canonical_address(link) + scope_of(article)
    if citation and web_address(citation):
        return canonical_address(citation, "citation") + scope_of(article)
    return f"citation:{fold(citation or '')}{scope_of(article)}"


@dataclass(frozen=True)
class Citing:
    """A source as somebody cites it on an article."""

    article: Article
    link: str | None
    citation: str | None
    published_on: date | None

    @property
    def key(self) -> str:
        return source_key(self.article, self.link, self.citation)


def find_source(key: str) -> Source | None:
    """The source with that key."""
    found: Source | None = session.scalar(_with_key(), {"key": key})
    return found


@cache
def _with_key() -> Executable:
    return select(Source).where(Source.key == bindparam("key"))


def source_for(citing: Citing, *, correcting: Evidence | None = None) -> Source:
    """The source so cited, made where it is new.

    What it says of itself stays, for nobody owns a source by citing it first, unless ``correcting`` is the only item
    that cites it. Where no item that readers see cites it, it is described anew: what waits, was withdrawn or removed
    must not speak through somebody else's item.
    """
    source = find_source(citing.key)
    if source is None:
        return _new_source(citing)
    if correcting is not None and correcting.source_id == source.id and not _cited_by_others(source, correcting):
        source.citation = citing.citation or source.citation
        source.published_on = citing.published_on or source.published_on
    elif not _shown_somewhere(source):
        source.citation = _called(citing, source.url)
        source.published_on = citing.published_on
        source.speaker_id = None
    session.flush()
    return source


def complete_source(evidence: Evidence, citing: Citing) -> None:
    """Once an item shows, add what its author knew of the source and nobody had said."""
    source = session.get_one(Source, evidence.source_id)
    if source.key != citing.key:
        return
    if citing.citation and source.is_bare:
        source.citation = _called(citing, source.url)
    source.published_on = source.published_on or citing.published_on
    session.flush()


def _called(citing: Citing, url: str | None) -> str:
    return (citing.citation if citing.link or url is None else None) or bare_address(url or "")


def _shown_somewhere(source: Source) -> bool:
    shown = select(Evidence.id).where(Evidence.source_id == source.id, Evidence.status.in_(PUBLIC))
    return session.scalar(shown.limit(1)) is not None


def _new_source(citing: Citing) -> Source:
    key = citing.key
    url = None if key.startswith("citation:") else (citing.link or citing.citation)
    source = Source(
        key=key,
        url=url,
        citation=_called(citing, url),
        published_on=citing.published_on,
        publisher_id=_publisher_of(url).id if url else None,
        origin_id=session.scalar(select(Origin.id).where(Origin.key == key)),
    )
    session.add(source)
    session.flush()
    return source


def _cited_by_others(source: Source, evidence: Evidence) -> bool:
    others = select(Evidence.id).where(Evidence.source_id == source.id, Evidence.id != evidence.id)
    return session.scalar(others.limit(1)) is not None


def _publisher_of(url: str) -> Publisher:
    domain = (urlsplit(canonical_address(url)).hostname or "").removeprefix("www.")
    publisher = session.scalar(select(Publisher).where(Publisher.domain == domain))
    if publisher is None:
        publisher = Publisher(name=domain, domain=domain)
        session.add(publisher)
        session.flush()
        settle_grades([publisher])
    return publisher


@dataclass(frozen=True)
class SourceIn:
    """A source as the log of one article tells of it: only its readers may read that it is cited there."""

    public_id: Any
    article_id: int
    kind: str = Source.kind


def link_origin(actor: Actor, evidence: Evidence, name: str) -> set[int]:
    """Note where an item's source got its matter from, if nobody did yet: what shares an origin counts once.

    Where the origin is itself a source here, that one belongs to the cluster too. One event for each source linked.
    Returns the ids of these; weighing anew what cites them is the caller's.
    """
    key = (canonical_address(name, "origin") if web_address(name) else f"name:{fold(name)}") + scope_of(
        evidence.article
    )
    source = session.get_one(Source, evidence.source_id)
    if source.origin_id is not None:
        return set()
    origin = session.scalar(select(Origin).where(Origin.key == key))
    if origin is None:
        origin = Origin(name=name, key=key)
        session.add(origin)
        session.flush()
    itself = session.scalars(select(Source).where(Source.key == key, Source.origin_id.is_(None)))
    linked = {source, *itself}
    for each in linked:
        each.origin_id = origin.id
        record(actor, "link origin", SourceIn(each.public_id, evidence.article_id))
    session.flush()
    return {each.id for each in linked}


def find_speaker(article: Article, name: str) -> Speaker | None:
    """Whoever the article names so."""
    return session.scalar(select(Speaker).where(Speaker.article_id == article.id, Speaker.name == name))


def require_speaker(article: Article, name: str | None) -> None:
    """Raise Invalid unless the article names somebody so, where a name is given."""
    if name and find_speaker(article, name) is None:
        words = say("The article names nobody so. Write the name as it stands with the claims, or leave it empty.")
        raise Invalid(words, "speaker")


def name_speaker(actor: Actor, evidence: Evidence, name: str) -> set[int]:
    """Note whose word an item's source is, if nobody did yet: so readers see whether it comes from a party.

    Returns that source's id where it is noted now; weighing anew what cites it is the caller's.
    """
    source = session.get_one(Source, evidence.source_id)
    speaker = find_speaker(evidence.article, name)
    if speaker is None or source.speaker_id is not None:
        return set()
    source.speaker_id = speaker.id
    session.flush()
    record(actor, "name speaker", SourceIn(source.public_id, evidence.article_id))
    return {source.id}
