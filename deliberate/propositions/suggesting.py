"""What an extractor finds in an imported text, stored as suggestions for an editor to decide on."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import insert

from deliberate.articles.documents import Block, ImportedText
from deliberate.articles.extraction import Suggestion, extract
from deliberate.articles.extraction import Voice as FoundVoice
from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision, Status, seal
from deliberate.core.db import session
from deliberate.core.events import record
from deliberate.core.registry import Registry
from deliberate.core.signals import article_imported, text_read
from deliberate.propositions.anchors import anchor_fields
from deliberate.propositions.models import (
    Anchor,
    AnchorRole,
    Kind,
    Modality,
    Proposition,
    Relation,
    RelationKind,
    RelationPremise,
    Speaker,
    Voice,
)
from deliberate.propositions.speakers import clean_name, speakers_named

#: (text, blocks) -> suggestions, ranked from 1 without gaps; ranges are code points of the text.
Extractor = Callable[[str, Sequence[Block]], Sequence[Suggestion]]

claim_extractors: Registry[Extractor] = Registry("claim extractor")
claim_extractors.register("rules", extract)
DEFAULT_EXTRACTOR = "rules"


#: So many of the best-ranked suggestions are kept: more than any editor goes through, and what a page can show.
MOST_KEPT = 1000


@lru_cache(maxsize=4)
def _found_in(text: str, blocks: tuple[Block, ...]) -> Sequence[Suggestion]:
    """What the default extractor finds; kept for a moment, so that reading happens before the transaction."""
    return claim_extractors.get(DEFAULT_EXTRACTOR)(text, blocks)


@text_read.connect
def read_ahead(imported: ImportedText, **_: Any) -> None:
    """Have the extractor read a text while nobody waits for the database."""
    _found_in(imported.text, tuple(imported.blocks))


@article_imported.connect
def suggest_claims(article: Article, *, actor: Actor, version: ArticleVersion, **_: Any) -> None:
    """Keep the best of what the default extractor finds in a version that was just imported."""
    found = _found_in(version.text, tuple(Block(*block) for block in version.blocks))
    store(actor, article, version, [each for each in found if each.rank <= MOST_KEPT])


def store(
    actor: Actor, article: Article, version: ArticleVersion, suggestions: Sequence[Suggestion]
) -> list[Proposition]:
    """Keep suggestions with their voices, anchors and first revisions. One event tells of all of them."""
    names = {
        name for suggestion in suggestions for voice in chain(suggestion.voice) if (name := name_of(voice, version))
    }
    speakers = speakers_named(article, sorted(names))
    propositions = [_proposition(actor, article, suggestion) for suggestion in suggestions]
    session.add_all(propositions)
    session.flush()
    anchors, voices, bodies = [], [], []
    for proposition, suggestion in zip(propositions, suggestions, strict=True):
        said = _voices(suggestion, version, speakers)
        voices += [{"proposition_id": proposition.id, **fields} for fields in said]
        anchors += [
            {"proposition_id": proposition.id, "version_id": version.id, **fields}
            for fields in _anchors(suggestion, version.text)
        ]
        bodies.append(_body(proposition, said, speakers))
    _insert(Voice, voices)
    _insert(Anchor, anchors)
    relations = _relations(actor, article, propositions, suggestions)
    _insert(
        Revision,
        [
            first_revision(contribution, actor, body)
            for contribution, body in [*zip(propositions, bodies, strict=True), *relations]
        ],
    )
    record(actor, "suggest", article, after=f"{len(propositions)} suggestions", revision=version.number)
    return propositions


def chain(voice: FoundVoice | None) -> Iterator[FoundVoice]:
    """A voice and those inside it, outermost first."""
    while voice is not None:
        yield voice
        voice = voice.inner


def name_of(voice: FoundVoice, version: ArticleVersion) -> str:
    """The speaker's name; empty where nobody is named."""
    return clean_name(voice.speaker or " ".join(version.text[start:end] for start, end in voice.source))


def first_revision(contribution: Contribution, actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """The columns of a contribution's first revision, for many at once."""
    salt, digest = seal(body)
    return {
        "contribution_id": contribution.id,
        "number": 1,
        "author_id": actor.key,
        "status": contribution.status,
        "body": body,
        "substantive": True,
        "salt": salt,
        "digest": digest,
        "created_at": now(),
    }


def _insert(table: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _proposition(actor: Actor, article: Article, suggestion: Suggestion) -> Proposition:
    return Proposition(
        article=article,
        author_id=actor.key,
        status=Status.SUGGESTED,
        text=suggestion.text,
        claim_kind=Kind(suggestion.kind),
        modality=Modality(suggestion.modality),
        position=min((start for start, _ in suggestion.ranges), default=0),
        rank=suggestion.rank,
        explanation=list(suggestion.explanation),
    )


def _voices(suggestion: Suggestion, version: ArticleVersion, speakers: dict[str, Speaker]) -> list[dict[str, Any]]:
    said = []
    for depth, voice in enumerate(chain(suggestion.voice)):
        name = name_of(voice, version)
        said.append(
            {
                "depth": depth,
                "speaker_id": speakers[name].id if name else None,
                "cue": " … ".join(version.text[start:end] for start, end in voice.cue),
                "cue_class": voice.cue_class,
            }
        )
    return said


def _anchors(suggestion: Suggestion, text: str) -> Iterator[dict[str, Any]]:
    yield from anchor_fields(text, suggestion.ranges, AnchorRole.STATEMENT)
    for part, hedge in enumerate(suggestion.hedges):
        yield from anchor_fields(text, hedge, AnchorRole.HEDGE, part)
    for depth, voice in enumerate(chain(suggestion.voice)):
        yield from anchor_fields(text, voice.source, AnchorRole.SOURCE, depth)
        yield from anchor_fields(text, voice.cue, AnchorRole.CUE, depth)
        yield from anchor_fields(text, voice.content, AnchorRole.CONTENT, depth)


def _body(proposition: Proposition, said: Sequence[dict[str, Any]], speakers: dict[str, Speaker]) -> dict[str, Any]:
    """As ``wording.snapshot`` has it."""
    names = {speaker.id: speaker.name for speaker in speakers.values()}
    return {
        "text": proposition.text,
        "kind": proposition.claim_kind.value,
        "modality": proposition.modality.value,
        "scope": proposition.scope,
        "voices": [
            {"speaker": names.get(voice["speaker_id"]), "cue": voice["cue"], "class": voice["cue_class"]}
            for voice in said
        ],
    }


def _relations(
    actor: Actor, article: Article, propositions: Sequence[Proposition], suggestions: Sequence[Suggestion]
) -> list[tuple[Contribution, dict[str, Any]]]:
    """Hints at how suggestions bear on each other, as suggested relations with why."""
    by_rank = {proposition.rank: proposition for proposition in propositions}
    made = []
    for suggestion in suggestions:
        for hint in suggestion.related:
            if hint.rank not in by_rank:
                continue
            premise, target = by_rank[suggestion.rank], by_rank[hint.rank]
            relation = Relation(
                article=article,
                author_id=actor.key,
                status=Status.SUGGESTED,
                relation_kind=RelationKind(hint.kind),
                target_id=target.id,
                premises=[RelationPremise(proposition_id=premise.id)],
            )
            body = {
                "kind": hint.kind,
                "premises": [str(premise.public_id)],
                "target": str(target.public_id),
                "because": hint.reason,
            }
            made.append((relation, body))
    session.add_all([relation for relation, _ in made])
    session.flush()
    return [*made]
