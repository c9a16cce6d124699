"""Bringing a graph in as a draft article, and trusting the answers that came with one."""

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import insert, select

from deliberate.articles.documents import Block, ImportedText
from deliberate.articles.drafts import LONGEST_ADDRESS, LONGEST_LINE
from deliberate.articles.models import Article
from deliberate.articles.services import ArticleDraft, import_article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.markup import web_address
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import weights_due
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Source
from deliberate.exchange.admitting import admit_graph
from deliberate.exchange.codec import encode
from deliberate.exchange.graph import Graph
from deliberate.exchange.losses import LossReport
from deliberate.exchange.models import ImportedFile
from deliberate.exchange.plain_text import text_of_claims, version_of
from deliberate.exchange.rows import imported_id
from deliberate.exchange.storing import Progress, Rows
from deliberate.exchange.text_storing import store_passages, store_versions
from deliberate.search.indexing import index_article
from deliberate.weighting.models import Dimension, Rating
from deliberate.weighting.weigh import DEFAULT_MODEL


@dataclass(frozen=True)
class Arrival:
    """A file that was read: its graph, its format and its bytes' SHA-256."""

    graph: Graph
    format: str
    sha256: str


def _silently(_done: int, _total: int) -> None:
    """Nobody waits."""


def arrival_of(graph: Graph, form: str, data: bytes) -> Arrival:
    """What a file became, with what it was."""
    return Arrival(graph, form, hashlib.sha256(data).hexdigest())


def import_graph(
    actor: Actor,
    arrival: Arrival,
    *,
    title: str = "",
    submission: str | None = None,
    progress: Progress = _silently,
    counts: bool = True,
) -> tuple[Article, LossReport]:
    """Make a draft article of a graph, all of it or nothing, and say what could not be taken in.

    One event tells of it. Ids are kept where they are free here. Answers and log entries are attached, not counted;
    their people cannot sign in. A format's relations count as confirmed by the editor who brings them; those of our own
    files are as they were. ``counts`` is as ``import_article`` has it. Raises Invalid, Conflict, TooMany.
    """
    authorize(actor, Permission.IMPORT_ARTICLE)
    graph, report = admit_graph(arrival.graph)
    if not graph.standing:
        raise Invalid(say("There is no claim in this file, so there is nothing to import."), "file")
    if arrival.format != "json":
        graph = replace(graph, relations=tuple(replace(each, confirmed=True) for each in graph.relations))
    places: dict[str, tuple[int, int]] = {}
    if not graph.document.versions:
        text, found = text_of_claims(claim.text for claim in graph.standing)
        places = dict(zip((claim.id for claim in graph.standing), found, strict=True))
        report.add(N_("anchors, as the file has no text"), (each.text for each in graph.claims if each.anchors))
        claims = tuple(replace(claim, anchors=()) for claim in graph.claims)
        graph = replace(graph, claims=claims, document=replace(graph.document, versions=(version_of(text),)))
    ids = _ids(graph, report)
    article = _article(actor, graph, ids, title, submission, counts=counts)
    if session.get(ImportedFile, article.id) is not None:
        return article, report
    versions = store_versions(actor, article, graph.document)
    rows = Rows(actor, article, versions, ids, progress)
    rows.store(graph, places)
    store_passages(article, versions, graph, rows.keys)
    report.include(rows.report)
    count = f"{len(graph.claims)} claims, {len(graph.relations)} relations, {len(graph.evidence)} items"
    event = record(actor, "import_file", article, after=f"{arrival.format}: {count}", body_digest=arrival.sha256)
    session.add(_attachment(article, arrival, graph, ids, event.id))
    session.flush()
    session.expire_all()
    index_article(article)
    if graph.evidence:
        # Without any, nothing weighs; publishing works the balances out as it names the main claim.
        weights_due.send(article)
    return article, report


def _ids(graph: Graph, report: LossReport) -> dict[str, uuid.UUID]:
    """A public id for everything: its own where that is one and nobody has it here, else a new one."""
    many = (graph.claims, graph.relations, graph.evidence, graph.bearings, graph.remarks, graph.sources)
    wanted = {each.id: _uuid(each.id) for things in many for each in things}
    asked = [name for name in wanted.values() if name is not None]
    taken: set[uuid.UUID] = set()
    for table in (Contribution, Source):
        for start in range(0, len(asked), 500):
            found = select(table.public_id).where(table.public_id.in_(asked[start : start + 500]))
            taken.update(session.scalars(found))
    report.add(N_("ids that are taken here and were given anew"), (str(each) for each in asked if each in taken))
    return {name: wish if wish is not None and wish not in taken else uuid.uuid4() for name, wish in wanted.items()}


def _uuid(name: str) -> uuid.UUID | None:
    try:
        found = uuid.UUID(name)
    except ValueError:
        return None
    return found if str(found) == name else None


def _article(
    actor: Actor, graph: Graph, ids: dict[str, uuid.UUID], title: str, submission: str | None, *, counts: bool
) -> Article:
    document = graph.document
    first = document.versions[0]
    blocks = tuple(Block(kind, start, end) for kind, start, end in first.blocks)
    address = web_address(document.source_url or "")
    draft = ArticleDraft(
        title=title or document.title[:LONGEST_LINE],
        source_url=address if address and len(address) <= LONGEST_ADDRESS else None,
        published_on=date.fromisoformat(document.published_on) if document.published_on else None,
        language=document.language,
        byline=(document.byline or "")[:LONGEST_LINE],
        publisher=(document.publisher or "")[:LONGEST_LINE],
        licence=(document.licence or "")[:LONGEST_LINE],
    )
    known = _uuid(document.id or "")
    free = known is not None and session.scalar(select(Article.id).where(Article.public_id == known)) is None
    public_id = known if known and free else uuid.uuid4()
    return import_article(
        actor,
        ImportedText(first.text, blocks, report=first.report),
        draft,
        submission=submission,
        public_id=public_id,
        claims_follow=True,
        counts=counts,
        text_author=imported_id(public_id, first.author) if first.author else None,
        text_created=datetime.fromisoformat(first.created) if first.created else None,
    )


def _attachment(
    article: Article, arrival: Arrival, graph: Graph, ids: dict[str, uuid.UUID], last_event: int
) -> ImportedFile:
    """What has no row: with the ids that the things have here."""
    aliases = {str(ids[name]): graph.alias(name) for name in ids if str(ids[name]) != graph.alias(name)}
    stances = [encode(replace(each, claim=str(ids[each.claim]))) for each in graph.stances]
    ratings = [encode(replace(each, subject=str(ids[each.subject]))) for each in graph.ratings]
    return ImportedFile(
        article_id=article.id,
        format=arrival.format,
        sha256=arrival.sha256,
        aliases=aliases,
        extras=dict(graph.extras),
        stances=stances,
        ratings=ratings,
        events=[dict(each) for each in graph.events],
        last_event=last_event,
    )


def trust_import(actor: Actor, article: Article) -> int:
    """Let the answers that came with an article weigh, as answers of people of their levels. Returns how many.

    For admins alone. Raises Conflict where there are none, or where they are trusted already.
    """
    authorize(actor, Permission.MANAGE_PEOPLE)
    file = session.get(ImportedFile, article.id)
    if file is None or not file.ratings:
        raise Conflict(say("This article came with no ratings."))
    if file.trusted_by is not None:
        raise Conflict(say("The ratings that came with this article are trusted already."))
    wanted = {uuid.UUID(each["subject"]) for each in file.ratings}
    of_article = select(Contribution.public_id, Contribution.id).where(Contribution.article_id == article.id)
    keys = {public: key for public, key in session.execute(of_article) if public in wanted}
    rows = {}
    for each in file.ratings:
        key = keys.get(uuid.UUID(each["subject"]))
        if key is None:
            continue
        rater = imported_id(article.public_id, each["rater"])
        created = datetime.fromisoformat(each["created"]) if each.get("created") else now()
        rows[(key, rater, each["dimension"])] = {
            "contribution_id": key,
            "actor_id": rater,
            "dimension": Dimension(each["dimension"]),
            "quarters": each["quarters"],
            "revision": each["revision"],
            "level": each["level"],
            "weight": DEFAULT_MODEL.rater_weight(each["level"]),
            "saw_ledger": False,
            "created_at": created,
        }
    if rows:
        session.execute(insert(Rating), list(rows.values()))
    file.trusted_by = actor.key
    record(actor, "trust_import", article, after=f"{len(rows)} ratings")
    session.flush()
    weights_due.send(article)
    return len(rows)
