"""What of a template its copies have too, as plain values: what was carried over last is kept beside each copy."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.propositions.models import Anchor, Proposition, Relation
from deliberate.propositions.queries import propositions_by_id, propositions_of, relations_of, speakers_of
from deliberate.propositions.wording import snapshot

State = dict[str, Any]

#: Settings of an article that its copies share.
SETTINGS = ("byline", "publisher", "language", "source_url", "licence", "excerpt", "premoderated", "slow_minutes")


def article_state(article: Article) -> State:
    """Its title and settings, how far it is in its life, and the labels of its speakers."""
    labels = {each.name: [each.party.value, each.party_reason] for each in speakers_of(article)}
    plain = {name: getattr(article, name) for name in SETTINGS}
    day = article.published_on.isoformat() if article.published_on else None
    return {**plain, "title": article.title, "published_on": day, "life": article.state.value, "labels": labels}


def claim_states(article: Article, twins: Collection[int]) -> dict[int, State]:
    """Its visible claims, and those with a twin whatever became of them, by their keys. Seven queries."""
    visible = propositions_of(article, (Status.VISIBLE,))
    others = set(twins) - {each.id for each in visible}
    claims = [*visible, *(propositions_by_id(others) if others else ())]
    anchors = _anchors(each.id for each in claims)
    return {each.id: _claim_state(each, anchors[each.id]) for each in claims}


def relation_states(article: Article, twins: Collection[int]) -> dict[int, State]:
    """The same of relations between claims."""
    visible = relations_of(article, (Status.VISIBLE,))
    gone = set(twins) - {each.id for each in visible}
    found = {each.id: _relation_state(each) for each in visible}
    return found | {each: {"stands": False} for each in gone}


def versions_by_number(article: Article) -> dict[int, ArticleVersion]:
    """Every version of its text. One query."""
    own = select(ArticleVersion).where(ArticleVersion.article_id == article.id).order_by(ArticleVersion.number)
    return {each.number: each for each in session.scalars(own)}


def _claim_state(claim: Proposition, anchors: list[list[Any]]) -> State:
    return {
        "stands": claim.status is Status.VISIBLE,
        "purged": claim.is_purged,
        "merged_into": claim.merged_into_id if claim.status is Status.MERGED else None,
        "body": snapshot(claim),
        "substance": claim.substance,
        "said": [claim.said.value, claim.said_url, claim.said_reason],
        "main": claim.main_of_id is not None,
        "place": [claim.position, anchors],
    }


def _relation_state(relation: Relation) -> State:
    return {
        "stands": True,
        "kind": relation.relation_kind.value,
        "target": relation.target_id,
        "premises": sorted(each.proposition_id for each in relation.premises),
        "confirmed": relation.confirmed_by is not None,
    }


def _anchors(claims: Any) -> Mapping[int, list[list[Any]]]:
    """Where each stands, in every version: [version, role, part, ordinal, start, end]."""
    found: dict[int, list[list[Any]]] = defaultdict(list)
    rows = (
        select(Anchor, ArticleVersion.number)
        .join(ArticleVersion, ArticleVersion.id == Anchor.version_id)
        .where(Anchor.proposition_id.in_(list(claims)))
        .order_by(Anchor.proposition_id, ArticleVersion.number, Anchor.role, Anchor.part, Anchor.ordinal)
    )
    for anchor, number in session.execute(rows):
        place = [number, anchor.role.value, anchor.part, anchor.ordinal, anchor.start, anchor.end]
        found[anchor.proposition_id].append(place)
    return found
