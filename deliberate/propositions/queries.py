"""Propositions, relations and speakers as pages need them, in a number of queries that does not grow with them.

The anchors of a proposition are loaded as far as no newer version of the text has others in their stead.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, Status
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.gone import refuse_reading_purged
from deliberate.core.policy import Permission, may
from deliberate.core.wording import N_, say
from deliberate.propositions.models import Anchor, Proposition, Relation, Speaker, Voice

_GONE = N_("There is no such claim, or it is not open to you.")


def get_proposition(actor: Actor, public_id: uuid.UUID) -> Proposition:
    """The proposition, with its voices, speakers and anchors. Raises NotFound unless the actor may read it."""
    return with_parts(get_without_parts(actor, public_id))


def get_without_parts(actor: Actor, public_id: uuid.UUID) -> Proposition:
    """The proposition, for what asks neither who said it nor where. Raises NotFound unless the actor may read it."""
    found = session.scalar(
        select(Proposition)
        .join(Article, Article.id == Proposition.article_id)
        .options(contains_eager(Proposition.article))
        .where(Proposition.public_id == public_id, readable(actor))
    )
    if found is not None:
        refuse_reading_purged(found)
    if found is None or not may(actor, Permission.READ_CONTRIBUTION, found):
        raise NotFound(say(_GONE))
    return found


def get_relation(actor: Actor, public_id: uuid.UUID) -> Relation:
    """The relation, with its premises. Raises NotFound unless the actor may read it."""
    found = session.scalar(
        select(Relation)
        .join(Article, Article.id == Relation.article_id)
        .options(contains_eager(Relation.article), selectinload(Relation.premises))
        .where(Relation.public_id == public_id, readable(actor))
    )
    if found is None or not may(actor, Permission.READ_CONTRIBUTION, found):
        raise NotFound(say("There is no such relation, or it is not open to you."))
    return found


def relation_of(public_id: str) -> Relation | None:
    """The relation that the log knows by this id, with its premises."""
    found = select(Relation).options(selectinload(Relation.premises))
    return session.scalar(found.where(Relation.public_id == uuid.UUID(public_id)))


def get_speaker(actor: Actor, speaker_id: int) -> tuple[Speaker, Article]:
    """A speaker and the article that names them. Raises NotFound unless the actor may read it."""
    row = session.execute(
        select(Speaker, Article)
        .join(Article, Article.id == Speaker.article_id)
        .where(Speaker.id == speaker_id, readable(actor))
    ).first()
    if row is None:
        raise NotFound(say("There is no such speaker, or the article is not open to you."))
    return row[0], row[1]


def propositions_of(article: Article, statuses: Collection[Status] = PUBLIC) -> list[Proposition]:
    """The article's propositions of these statuses in its order, with voices, speakers and anchors: three queries."""
    return _whole(Proposition.article_id == article.id, Proposition.status.in_(statuses))


def propositions_by_id(ids: Collection[int]) -> list[Proposition]:
    """These propositions, with voices, speakers and anchors: three queries. For a page's worth of them."""
    return _whole(Proposition.id.in_(ids))


def merged_into(proposition: Proposition) -> list[Proposition]:
    """The claims that were merged into this one, with voices, speakers and anchors: three queries."""
    return merged_into_any([proposition.id])


def merged_into_any(ids: Collection[int]) -> list[Proposition]:
    """The claims that were merged into any of these."""
    return _whole(Proposition.merged_into_id.in_(ids), Proposition.status == Status.MERGED)


def relations_of(article: Article, statuses: Collection[Status] = PUBLIC) -> list[Relation]:
    """The article's relations of these statuses with their premises, oldest first: one query."""
    return list(
        session.scalars(
            select(Relation)
            .options(joinedload(Relation.premises))
            .where(Relation.article_id == article.id, Relation.status.in_(statuses))
            .order_by(Relation.id)
        ).unique()
    )


def speakers_of(article: Article) -> Sequence[Speaker]:
    """Everybody whom the article names as saying something, by name."""
    return session.scalars(select(Speaker).where(Speaker.article_id == article.id).order_by(Speaker.name)).all()


def find_main(article: Article) -> Proposition | None:
    """What the article is mainly about, once somebody has said so."""
    return session.scalar(select(Proposition).where(Proposition.main_of_id == article.id))


def with_parts(proposition: Proposition) -> Proposition:
    """The same proposition with its voices and anchors read afresh."""
    session.flush()
    _load_parts([proposition], select(Proposition.id).where(Proposition.id == proposition.id))
    return proposition


def is_newest() -> ColumnElement[bool]:
    """The condition on ``Anchor`` that no newer version has words for the same part of the same claim."""
    newer = aliased(Anchor)
    same = (newer.proposition_id == Anchor.proposition_id, newer.role == Anchor.role, newer.part == Anchor.part)
    return ~select(newer.id).where(*same, newer.version_id > Anchor.version_id).exists()


def _whole(*wanted: ColumnElement[bool]) -> list[Proposition]:
    """In the order of the article, with voices, speakers and anchors."""
    found = list(session.scalars(select(Proposition).where(*wanted).order_by(Proposition.position, Proposition.id)))
    _load_parts(found, select(Proposition.id).where(*wanted))
    return found


def _load_parts(propositions: Iterable[Proposition], ids: Select[Any]) -> None:
    """Two queries, however many propositions: an eager load would ask once for every five hundred."""
    voices, anchors = defaultdict(list), defaultdict(list)
    for voice in session.scalars(
        select(Voice).options(joinedload(Voice.speaker)).where(Voice.proposition_id.in_(ids)).order_by(Voice.depth)
    ):
        voices[voice.proposition_id].append(voice)
    for anchor in session.scalars(
        select(Anchor)
        .where(Anchor.proposition_id.in_(ids), is_newest())
        .order_by(Anchor.role, Anchor.part, Anchor.ordinal)
    ):
        anchors[anchor.proposition_id].append(anchor)
    for proposition in propositions:
        set_committed_value(proposition, "voices", voices[proposition.id])
        set_committed_value(proposition, "anchors", anchors[proposition.id])
