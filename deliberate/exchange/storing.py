"""Many contributions written at once: rows, first wordings and parts, in a few statements for each table."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision, Status, seal
from deliberate.core.db import session
from deliberate.core.markup import render
from deliberate.evidence import models as evidence
from deliberate.evidence.quotes import quote_key
from deliberate.exchange import graph
from deliberate.exchange.bodies import claim_body, item_body
from deliberate.exchange.losses import LossReport
from deliberate.exchange.rows import imported_id
from deliberate.exchange.source_rows import SourceRows
from deliberate.exchange.text_storing import Versions
from deliberate.propositions import models as propositions
from deliberate.propositions.speakers import speakers_named

#: How many rows go into one statement, and how often somebody who waits is told.
BATCH = 500
#: Told how many things of how many are stored.
Progress = Callable[[int, int], None]


class Rows:
    """One import's rows. ``ids`` are public ids and ``keys`` row ids, by the ids of the graph."""

    def __init__(
        self, actor: Actor, article: Article, versions: Versions, ids: Mapping[str, uuid.UUID], progress: Progress
    ) -> None:
        self.actor, self.article, self.versions, self.ids = actor, article, versions, ids
        self.keys: dict[str, int] = {}
        self.progress, self.done = progress, 0
        self.report = LossReport()

    def store(self, whole: graph.Graph, places: Mapping[str, tuple[int, int]]) -> None:
        """Everything of the graph that has a table. ``places`` are where claims stand in a text made of them."""
        many = (whole.claims, whole.evidence, whole.relations, whole.bearings, whole.remarks)
        self.total = sum(map(len, many))
        names = [voice.speaker for claim in whole.claims for voice in claim.voices if voice.speaker]
        names += [source.speaker for source in whole.sources if source.speaker]
        self.speakers = speakers_named(self.article, [*(each.name for each in whole.speakers), *names])
        for each in whole.speakers:
            self.speakers[each.name].party = propositions.Party(each.party)
            self.speakers[each.name].party_reason = each.reason
        self._claims(whole, places)
        self._evidence(whole)
        self._links(whole)

    def _claims(self, whole: graph.Graph, places: Mapping[str, tuple[int, int]]) -> None:
        merged = {claim.id for claim in whole.claims if claim.merged_into}
        self._contribute("proposition", whole.claims, claim_body, merged)
        rows = []
        for claim in whole.claims:
            rows.append(
                {
                    "id": self.keys[claim.id],
                    "text": claim.text,
                    "claim_kind": propositions.Kind(claim.kind),
                    "modality": propositions.Modality(claim.modality),
                    "scope": claim.scope,
                    "said": propositions.Check(claim.said),
                    "said_url": claim.said_url,
                    "said_reason": claim.said_reason,
                    "position": places[claim.id][0] if claim.id in places else claim.position,
                    "rank": claim.rank,
                    "explanation": list(claim.explanation),
                    "main_of_id": self.article.id if claim.main else None,
                    "split_from_id": None,
                }
            )
        self._insert(propositions.Proposition.__table__, rows)
        table = propositions.Proposition.__table__
        for claim in whole.claims:
            if claim.merged_into:
                self._point(Contribution.__table__, claim.id, "merged_into_id", claim.merged_into)
            if claim.split_from:
                self._point(table, claim.id, "split_from_id", claim.split_from)
        self._insert(
            propositions.SayingReport.__table__,
            [
                {"proposition_id": self.keys[claim.id], "saying_id": self.keys[claim.report_of]}
                for claim in whole.claims
                if claim.report_of
            ],
        )
        self._insert(propositions.Voice.__table__, [row for claim in whole.claims for row in self._voices(claim)])
        anchors = [row for claim in whole.claims for row in self._anchors(claim, places.get(claim.id))]
        self._insert(propositions.Anchor.__table__, anchors)

    def _voices(self, claim: graph.Claim) -> list[dict[str, Any]]:
        return [
            {
                "proposition_id": self.keys[claim.id],
                "depth": depth,
                "speaker_id": self.speakers[voice.speaker].id if voice.speaker else None,
                "cue": voice.cue,
                "cue_class": voice.cue_class,
            }
            for depth, voice in enumerate(claim.voices)
        ]

    def _anchors(self, claim: graph.Claim, made: tuple[int, int] | None) -> list[dict[str, Any]]:
        text, seen = self.versions[None].text, dict[tuple[int, str, int], int]()
        anchors = claim.anchors if made is None else (graph.Anchor(*made, text[slice(*made)]),)
        rows = []
        for each in anchors:
            of = (self.versions[each.version].id, each.role, each.part)
            ordinal = seen[of] = seen.get(of, -1) + 1
            rows.append(
                {
                    "proposition_id": self.keys[claim.id],
                    "version_id": self.versions[each.version].id,
                    "role": propositions.AnchorRole(each.role),
                    "part": each.part,
                    "ordinal": ordinal,
                    **{name: getattr(each, name) for name in ("start", "end", "exact", "prefix", "suffix")},
                }
            )
        return rows

    def _evidence(self, whole: graph.Graph) -> None:
        found = SourceRows(self.article, self.ids, self.speakers, self.report)
        sources = {each.id: found.source(each) for each in whole.sources}
        described = {each.id: each for each in whole.sources}
        self._contribute("evidence", whole.evidence, lambda each: item_body(each, described[each.source]))
        rows = [
            {
                "id": self.keys[item.id],
                "source_id": sources[item.source].id,
                "quote": item.quote,
                "evidence_kind": evidence.EvidenceKind(item.kind),
                "observed_on": _day(item.observed_on),
                "curation": evidence.Curation(item.curation),
                "curated_at": None if item.curation == "active" else now(),
            }
            for item in whole.evidence
        ]
        self._insert(evidence.Evidence.__table__, rows)

    def _links(self, whole: graph.Graph) -> None:
        self._contribute("relation", whole.relations, self._relation_body)
        self._contribute("bearing", whole.bearings, lambda each: {"side": each.side, "warrant": each.warrant})
        self._contribute("remark", whole.remarks, lambda each: {"text": each.text})
        rows = [
            {
                "id": self.keys[each.id],
                "relation_kind": propositions.RelationKind(each.kind),
                "target_id": self.keys[each.target],
                "confirmed_by": self.actor.key if each.confirmed else None,
            }
            for each in whole.relations
        ]
        self._insert(propositions.Relation.__table__, rows)
        premises = [
            {"relation_id": self.keys[each.id], "proposition_id": self.keys[premise]}
            for each in whole.relations
            for premise in each.premises
        ]
        self._insert(propositions.RelationPremise.__table__, premises)
        quotes = {item.id: item.quote for item in whole.evidence}
        self._insert(evidence.Bearing.__table__, [self._bearing_row(each, quotes) for each in whole.bearings])
        remarks = [
            {
                "id": self.keys[each.id],
                "target_id": self.keys[each.target] if each.target else None,
                "text": each.text,
                "html": render(each.text),
            }
            for each in whole.remarks
        ]
        self._insert(evidence.Remark.__table__, remarks)

    def _bearing_row(self, each: graph.Bearing, quotes: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": self.keys[each.id],
            "evidence_id": self.keys[each.evidence],
            "target_id": self.keys[each.target],
            "side": evidence.Side(each.side),
            "warrant": each.warrant,
            "warrant_html": render(each.warrant),
            "quote_key": quote_key(quotes[each.evidence]),
        }

    def _relation_body(self, each: graph.Relation) -> dict[str, Any]:
        premises = [str(self.ids[name]) for name in each.premises]
        return {"kind": each.kind, "premises": premises, "target": str(self.ids[each.target])}

    def _contribute(
        self,
        kind: str,
        things: Sequence[Any],
        body_of: Callable[[Any], dict[str, Any]],
        merged: frozenset[str] | set[str] = frozenset(),
    ) -> None:
        """The common rows of these, and their wordings."""
        for start in range(0, len(things), BATCH):
            batch = things[start : start + BATCH]
            rows = [self._common_row(kind, each, each.id in merged) for each in batch]
            made = insert(Contribution).returning(Contribution.id, sort_by_parameter_order=True)
            keys = session.scalars(made, rows).all()
            self.keys.update((each.id, key) for each, key in zip(batch, keys, strict=True))
            self.done += len(batch)
            self.progress(self.done, self.total)
        revisions = [row for each in things for row in self._revisions(each, body_of, each.id in merged)]
        self._insert(Revision.__table__, revisions)

    def _common_row(self, kind: str, each: Any, merged: bool) -> dict[str, Any]:
        created = datetime.fromisoformat(each.made.created) if each.made.created else now()
        return {
            "public_id": self.ids[each.id],
            "kind": kind,
            "article_id": self.article.id,
            "author_id": self._person(each.made.author),
            "status": Status.MERGED if merged else Status.VISIBLE,
            "revision": each.made.revision,
            "substance": each.made.substance,
            "created_at": created,
            "changed_at": created,
            "version": 1,
        }

    def _person(self, author: str | None) -> str:
        """The importer, or somebody from elsewhere whom nobody can sign in as."""
        return self.actor.key if author is None else imported_id(self.article.public_id, author)

    def _revisions(self, each: Any, body_of: Callable[[Any], dict[str, Any]], merged: bool) -> list[dict[str, Any]]:
        kept = [
            graph.Revision(one.number, self._renamed(one.body), one.author, one.created, one.substantive)
            for one in each.made.revisions
            if one.number <= each.made.revision
        ]
        if all(one.number != each.made.revision for one in kept):
            kept.append(graph.Revision(each.made.revision, body_of(each), each.made.author, each.made.created))
        rows = []
        for one in kept:
            salt, digest = seal(dict(one.body))
            rows.append(
                {
                    "contribution_id": self.keys[each.id],
                    "number": one.number,
                    "author_id": self._person(one.author),
                    "status": Status.MERGED if merged else Status.VISIBLE,
                    "body": dict(one.body),
                    "substantive": one.substantive,
                    "salt": salt,
                    "digest": digest,
                    "created_at": datetime.fromisoformat(one.created) if one.created else now(),
                }
            )
        return rows

    def _renamed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A wording whose ids are those of this site."""

        def renamed(value: Any) -> Any:
            return str(self.ids[value]) if isinstance(value, str) and value in self.ids else value

        return {
            name: [renamed(one) for one in value]
            if isinstance(value, list)
            else renamed(value)
            if name == "target"
            else value
            for name, value in body.items()
        }

    def _point(self, table: Any, name: str, column: str, other: str) -> None:
        session.execute(update(table).where(table.c.id == self.keys[name]).values({column: self.keys[other]}))

    @staticmethod
    def _insert(table: Any, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), BATCH):
            session.execute(insert(table), list(rows[start : start + BATCH]))


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None
