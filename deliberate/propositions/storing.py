"""Suggestions as rows, all at once: while an import is stored nobody else can write, so it must not take long."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert, select

from deliberate.articles.extraction import RelationHint, Suggestion
from deliberate.articles.extraction import Voice as FoundVoice
from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision, Status, seal
from deliberate.core.db import session
from deliberate.core.events import record
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.models import (
    Anchor,
    AnchorRole,
    Check,
    Kind,
    Modality,
    Proposition,
    Relation,
    RelationKind,
    RelationPremise,
    Voice,
)
from deliberate.propositions.speakers import clean_name, speakers_named

Row = dict[str, Any]


@dataclass(frozen=True)
class Prepared:
    """A suggestion as rows that lack only the keys they will have: all that can be done before anybody has to wait."""

    rank: int
    proposition: Row
    #: Each voice with its speaker's name, empty where nobody is named; outermost first.
    voices: tuple[tuple[str, Row], ...]
    anchors: tuple[Row, ...]
    body: Row
    related: tuple[RelationHint, ...]


@dataclass(frozen=True)
class _Hint:
    """One suggested relation: who it starts from, where it leads, and what the extractor says of it."""

    public_id: uuid.UUID
    premise: uuid.UUID
    target: uuid.UUID
    said: RelationHint


def prepare(text: str, suggestions: Sequence[Suggestion]) -> Sequence[Prepared]:
    """What ``store`` takes. It needs no database."""
    return [_prepared(text, each) for each in suggestions]


def store(actor: Actor, article: Article, version: ArticleVersion, found: Sequence[Prepared]) -> int:
    """Keep suggestions with their voices, anchors, relations and first revisions; returns how many.

    One event tells of all of them.
    """
    named = {uuid.uuid4(): each for each in found}
    hints = list(_hints(named))
    names = {name for each in found for name, _voice in each.voices if name}
    speakers = {name: speaker.id for name, speaker in speakers_named(article, sorted(names)).items()}
    kinds = {**dict.fromkeys(named, "proposition"), **{hint.public_id: "relation" for hint in hints}}
    bodies = {key: each.body for key, each in named.items()}
    bodies |= {hint.public_id: _relation_body(hint) for hint in hints}
    _insert(Contribution, [_contribution(actor, article, key, kind) for key, kind in kinds.items()])
    ids = _ids_in(article)
    numbered = [(ids[key], each) for key, each in named.items()]
    _insert(Proposition, [{"id": key, **each.proposition} for key, each in numbered])
    of_speakers = [(key, name, row) for key, each in numbered for name, row in each.voices]
    _insert(Voice, [{"proposition_id": key, "speaker_id": speakers.get(name), **row} for key, name, row in of_speakers])
    anchored = [(key, row) for key, each in numbered for row in each.anchors]
    _insert(Anchor, [{"proposition_id": key, "version_id": version.id, **row} for key, row in anchored])
    _insert(Relation, [_relation(hint, ids) for hint in hints])
    premises = [{"relation_id": ids[each.public_id], "proposition_id": ids[each.premise]} for each in hints]
    _insert(RelationPremise, premises)
    _insert(Revision, [_first_revision(ids[key], actor, body) for key, body in bodies.items()])
    record(actor, "suggest", article, after=f"{len(named)} suggestions", revision=version.number)
    return len(named)


def chain(voice: FoundVoice | None) -> Iterator[FoundVoice]:
    """A voice and those inside it, outermost first."""
    while voice is not None:
        yield voice
        voice = voice.inner


def name_of(voice: FoundVoice, text: str) -> str:
    """The speaker's name; empty where nobody is named."""
    return clean_name(voice.speaker or " ".join(text[start:end] for start, end in voice.source))


def _insert(model: type[Any], rows: list[Row]) -> None:
    # The table, not the class: the unit of work would look at every row on its own.
    if rows:
        session.execute(insert(cast(Table, model.__table__)), rows)


def _ids_in(article: Article) -> Mapping[uuid.UUID, int]:
    found = select(Contribution.public_id, Contribution.id).where(
        Contribution.article_id == article.id, Contribution.status == Status.SUGGESTED
    )
    return {row.public_id: row.id for row in session.execute(found)}


def _hints(named: Mapping[uuid.UUID, Prepared]) -> Iterator[_Hint]:
    by_rank = {each.rank: public_id for public_id, each in named.items()}
    for public_id, each in named.items():
        for hint in each.related:
            if hint.rank in by_rank:
                yield _Hint(uuid.uuid4(), public_id, by_rank[hint.rank], hint)


def _contribution(actor: Actor, article: Article, public_id: uuid.UUID, kind: str) -> Row:
    return {
        "public_id": public_id,
        "kind": kind,
        "article_id": article.id,
        "author_id": actor.key,
        "status": Status.SUGGESTED,
        "revision": 1,
        "substance": 1,
        "created_at": now(),
        "changed_at": now(),
        "version": 1,
    }


def _prepared(text: str, suggestion: Suggestion) -> Prepared:
    kind, modality = Kind(suggestion.kind), Modality(suggestion.modality)
    voices = tuple(_voices(text, suggestion))
    return Prepared(
        rank=suggestion.rank,
        proposition={
            "text": suggestion.text,
            "claim_kind": kind,
            "modality": modality,
            "said": Check.UNCHECKED,
            "position": min((start for start, _ in suggestion.ranges), default=0),
            "rank": suggestion.rank,
            "explanation": list(suggestion.explanation),
        },
        voices=voices,
        anchors=tuple(_anchors(text, suggestion)),
        # As ``wording.snapshot`` has it.
        body={
            "text": suggestion.text,
            "kind": kind.value,
            "modality": modality.value,
            "scope": None,
            "voices": [{"speaker": name or None, "cue": row["cue"], "class": row["cue_class"]} for name, row in voices],
        },
        related=suggestion.related,
    )


def _voices(text: str, suggestion: Suggestion) -> Iterator[tuple[str, Row]]:
    for depth, voice in enumerate(chain(suggestion.voice)):
        cue = " … ".join(text[start:end] for start, end in voice.cue)
        yield name_of(voice, text), {"depth": depth, "cue": cue, "cue_class": voice.cue_class}


def _anchors(text: str, suggestion: Suggestion) -> Iterator[Row]:
    roles = [(suggestion.ranges, AnchorRole.STATEMENT, 0)]
    roles += [(hedge, AnchorRole.HEDGE, part) for part, hedge in enumerate(suggestion.hedges)]
    for depth, voice in enumerate(chain(suggestion.voice)):
        roles += [
            (voice.source, AnchorRole.SOURCE, depth),
            (voice.cue, AnchorRole.CUE, depth),
            (voice.content, AnchorRole.CONTENT, depth),
        ]
    for ranges, role, part in roles:
        yield from anchor_fields(text, ranges, role, part)


def _relation(hint: _Hint, ids: Mapping[uuid.UUID, int]) -> Row:
    return {
        "id": ids[hint.public_id],
        "relation_kind": RelationKind(hint.said.kind),
        "target_id": ids[hint.target],
    }


def _first_revision(key: int, actor: Actor, body: Row) -> Row:
    salt, digest = seal(body)
    return {
        "contribution_id": key,
        "number": 1,
        "author_id": actor.key,
        "status": Status.SUGGESTED,
        "body": body,
        "substantive": True,
        "salt": salt,
        "digest": digest,
        "created_at": now(),
    }


def _relation_body(hint: _Hint) -> Row:
    return {
        "kind": hint.said.kind,
        "premises": [str(hint.premise)],
        "target": str(hint.target),
        "because": hint.said.reason,
    }
