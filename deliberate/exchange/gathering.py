"""An article of this site as a graph: what readers of its page are shown, its people as numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from deliberate.articles.access import is_excerpt, readable
from deliberate.articles.models import Article
from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import N_
from deliberate.evidence import models as evidence
from deliberate.evidence.queries import not_withheld
from deliberate.exchange import graph
from deliberate.exchange.codec import decode
from deliberate.exchange.excerpts import passages_only
from deliberate.exchange.json_reading import Node
from deliberate.exchange.losses import LossReport
from deliberate.exchange.models import ImportedFile
from deliberate.exchange.rows import People, day_of, event_of, moment_of, revisions_of, source_of
from deliberate.exchange.tallies import tallies_of
from deliberate.exchange.text_rows import TextRows
from deliberate.propositions import models as propositions
from deliberate.propositions.queries import propositions_of, relations_of, speakers_of
from deliberate.propositions.sayings import sayings_reported
from deliberate.weighting.models import Rating

_Item = aliased(evidence.Evidence, flat=True)


def gather(actor: Actor, article: Article) -> tuple[graph.Graph, LossReport]:
    """The graph of an article, and what of it this actor does not take along. Raises NotAllowed.

    Single answers, and what editors are asked and have said of words in newer texts, go only to those who edit the
    article or moderate, who may need to move it to another site.
    """
    authorize(actor, Permission.READ_ARTICLE, article)
    report = LossReport()
    gathered = _Gathering(actor, article).whole()
    looks_after = may(actor, Permission.EDIT_ARTICLE, article) or actor.is_moderator
    if not looks_after:
        report.add(
            N_("ratings, which only the article's editors and moderators export"), ("" for _ in gathered.ratings)
        )
        report.add(
            N_("what became of words in newer versions, which only the article's editors and moderators export"),
            ("" for _ in gathered.passages),
        )
        gathered = replace(gathered, ratings=(), passages=())
    if is_excerpt(actor, article):
        gathered = passages_only(gathered, report)
    shared = select(CommonPoint).where(CommonPoint.article_id == article.id, CommonPoint.status == Status.VISIBLE)
    report.add(N_("what both sides accept"), (each.text for each in session.scalars(shared.order_by(CommonPoint.id))))
    hidden = select(Contribution.status).where(
        Contribution.article_id == article.id, Contribution.status.in_((Status.SUGGESTED, Status.PENDING))
    )
    if looks_after:
        report.add(N_("suggestions and what waits for a moderator"), (each.value for each in session.scalars(hidden)))
    return gathered, report


class _Gathering:
    def __init__(self, actor: Actor, article: Article) -> None:
        self.actor, self.article = actor, article
        self.file = session.get(ImportedFile, article.id)
        self.people = People(article, "p")
        self.ids: dict[int, str] = {}
        self.texts = TextRows(article, self.people)
        self.claims = _with_home(propositions_of(article, (Status.VISIBLE, Status.MERGED)))
        self.relations = relations_of(article, (Status.VISIBLE,))
        self.items, self.bearings = self._evidence()
        self.remarks = session.scalars(
            select(evidence.Remark)
            .where(evidence.Remark.article_id == article.id, evidence.Remark.status == Status.VISIBLE)
            .where(not_withheld(actor, evidence.Remark))
            .order_by(evidence.Remark.id)
        ).all()
        self.sayings = sayings_reported(article)
        self._keep_whole()
        everything: list[Contribution] = [*self.claims, *self.relations, *self.items, *self.bearings, *self.remarks]
        self.ids = {each.id: str(each.public_id) for each in everything}
        self.revisions = revisions_of(everything)
        self.people.meets(self.texts.people_met)
        self.people.meets(each.author_id for each in everything)
        self.people.meets(revision.author_id for many in self.revisions.values() for revision in many)

    def _evidence(self) -> tuple[list[evidence.Evidence], list[evidence.Bearing]]:
        """What is shown of the article's own items, and of those from elsewhere that bear on something here."""
        may_read = select(Article.id).where(readable(self.actor))
        here = select(evidence.Bearing.evidence_id).where(evidence.Bearing.article_id == self.article.id)
        parts = (joinedload(evidence.Source.publisher), joinedload(evidence.Source.origin))
        items = session.scalars(
            select(_Item)
            .options(joinedload(_Item.source).options(*parts, joinedload(evidence.Source.speaker)))
            .where(_Item.status == Status.VISIBLE, not_withheld(self.actor, _Item))
            .where(or_(_Item.article_id == self.article.id, _Item.id.in_(here) & _Item.article_id.in_(may_read)))
            .order_by(_Item.id)
        ).all()
        bearings = session.scalars(
            select(evidence.Bearing)
            .where(evidence.Bearing.article_id == self.article.id, evidence.Bearing.status == Status.VISIBLE)
            .where(not_withheld(self.actor, evidence.Bearing))
            .order_by(evidence.Bearing.id)
        ).all()
        return list(items), list(bearings)

    def _keep_whole(self) -> None:
        """Leave out what hangs on something that is not shown, and what hangs on that."""
        standing = {each.id for each in self.claims if each.status is Status.VISIBLE}
        items = {each.id for each in self.items}
        while True:
            links = {each.id for each in [*self.relations, *self.bearings]}
            ends = standing | items | links
            relations = [each for each in self.relations if each.target_id in ends and _premises(each) <= standing]
            bearings = [each for each in self.bearings if each.target_id in ends and each.evidence_id in items]
            if len(relations) + len(bearings) == len(links):
                break
            self.relations, self.bearings = relations, bearings
        self.remarks = [each for each in self.remarks if each.target_id is None or each.target_id in ends]
        self.claims = [each for each in self.claims if each.id in standing or each.merged_into_id in standing]

    def whole(self) -> graph.Graph:
        order = {each.id: number for number, each in enumerate(self.claims)}
        claims = tuple(self._claim(each) for each in self.claims)
        relations = tuple(self._relation(each, order) for each in self.relations)
        items = tuple(self._item(each) for each in self.items)
        sources = dict.fromkeys(each.source for each in self.items)
        file = self.file
        return graph.Graph(
            document=self._document(),
            passages=self.texts.passages(self.ids, {each.id for each in self.claims}),
            speakers=tuple(graph.Speaker(s.name, s.party.value, s.party_reason) for s in speakers_of(self.article)),
            claims=claims,
            relations=relations,
            sources=tuple(source_of(each) for each in sources),
            evidence=items,
            bearings=tuple(self._bearing(each) for each in self.bearings),
            remarks=tuple(self._remark(each) for each in self.remarks),
            stances=self._stances(),
            ratings=self._ratings(),
            events=self._events(),
            aliases=dict(file.aliases) if file else {},
            extras=dict(file.extras) if file else {},
        )

    def _document(self) -> graph.Document:
        article = self.article
        return graph.Document(
            id=str(article.public_id),
            title=article.title,
            byline=article.byline,
            publisher=article.publisher,
            published_on=day_of(article.published_on),
            language=article.language,
            source_url=article.source_url,
            licence=article.licence,
            versions=self.texts.versions(),
        )

    def _made(self, each: Contribution) -> graph.Made:
        return graph.Made(
            author=self.people.name(each.author_id),
            created=moment_of(each.created_at),
            revision=each.revision,
            substance=each.substance,
            revisions=tuple(
                graph.Revision(
                    number=revision.number,
                    body=revision.body,
                    author=self.people.name(revision.author_id),
                    created=moment_of(revision.created_at),
                    substantive=revision.substantive,
                )
                for revision in self.revisions[each.id]
                if each.status is not Status.MERGED and revision.number <= each.revision
            ),
        )

    def _claim(self, each: propositions.Proposition) -> graph.Claim:
        return graph.Claim(
            id=self.ids[each.id],
            text=each.text,
            kind=each.claim_kind.value,
            modality=each.modality.value,
            scope=each.scope,
            said=each.said.value,
            said_url=each.said_url,
            said_reason=each.said_reason,
            position=each.position,
            rank=each.rank,
            explanation=tuple(map(str, each.explanation)),
            main=each.main_of_id is not None,
            voices=tuple(
                graph.Voice(voice.speaker.name if voice.speaker else None, voice.cue, voice.cue_class)
                for voice in each.voices
            ),
            anchors=self.texts.anchors(each.id),
            merged_into=self.ids.get(each.merged_into_id or 0) if each.status is Status.MERGED else None,
            split_from=self.ids.get(each.split_from_id or 0),
            report_of=self.ids.get(self.sayings.get(each.id, 0)),
            made=self._made(each),
        )

    def _relation(self, each: propositions.Relation, order: Mapping[int, int]) -> graph.Relation:
        premises = sorted(_premises(each), key=order.__getitem__)
        return graph.Relation(
            id=self.ids[each.id],
            kind=each.relation_kind.value,
            premises=tuple(self.ids[premise] for premise in premises),
            target=self.ids[each.target_id],
            confirmed=each.confirmed_by is not None,
            made=self._made(each),
        )

    def _item(self, each: evidence.Evidence) -> graph.Evidence:
        return graph.Evidence(
            id=self.ids[each.id],
            source=str(each.source.public_id),
            quote=each.quote,
            kind=each.evidence_kind.value,
            observed_on=day_of(each.observed_on),
            curation=each.curation.value,
            made=self._made(each),
        )

    def _bearing(self, each: evidence.Bearing) -> graph.Bearing:
        made, name = self._made(each), self.ids[each.id]
        target, item = self.ids[each.target_id], self.ids[each.evidence_id]
        return graph.Bearing(
            id=name, evidence=item, target=target, side=each.side.value, warrant=each.warrant, made=made
        )

    def _remark(self, each: evidence.Remark) -> graph.Remark:
        return graph.Remark(self.ids[each.id], each.text, self.ids.get(each.target_id or 0), self._made(each))

    def _stances(self) -> tuple[graph.Tally, ...]:
        """Counts only, and none that says who they are; with what a file brought along."""
        counts = {(self.ids[claim], late): each for (claim, late), each in tallies_of(self.article, self.ids).items()}
        for tally in _kept(self.file.stances if self.file else (), graph.Tally):
            found = counts.setdefault((tally.claim, tally.after_weights), Counter())
            found.update(agree=tally.agree, disagree=tally.disagree, unsure=tally.unsure)
        return tuple(
            graph.Tally(claim, after, count["agree"], count["disagree"], count["unsure"])
            for (claim, after), count in sorted(counts.items())
            if claim in self.ids.values()
        )

    def _ratings(self) -> tuple[graph.Rating, ...]:
        """What the file brought along, unless it was trusted and so is among our own; then our own."""
        brought = [] if self.file is None or self.file.trusted_by else _kept(self.file.ratings, graph.Rating)
        raters = People(self.article, "r")
        raters.knows(each.rater for each in brought)
        shown = {*self.ids.values()}
        subjects = [each.id for each in [*self.items, *self.bearings, *self.relations]]
        rows = session.scalars(select(Rating).where(Rating.contribution_id.in_(subjects)).order_by(Rating.id)).all()
        raters.meets(each.actor_id for each in rows)
        ours = (
            graph.Rating(
                subject=self.ids[each.contribution_id],
                dimension=each.dimension.value,
                rater=raters.name(each.actor_id),
                quarters=each.quarters,
                revision=each.revision,
                level=each.level,
                created=moment_of(each.created_at),
            )
            for each in rows
        )
        return (*(each for each in brought if each.subject in shown), *ours)

    def _events(self) -> tuple[Mapping[str, Any], ...]:
        """The log of the article: what a file brought along, then what happened here since."""
        since = self.file.last_event if self.file else 0
        rows = session.scalars(
            select(Event).where(Event.article_id == self.article.id, Event.id > since).order_by(Event.id)
        )
        return (*(self.file.events if self.file else ()), *map(event_of, rows))


def _with_home(claims: Sequence[propositions.Proposition]) -> list[propositions.Proposition]:
    """Claims by id, where several begin at one place of the text they are in the order in which they were made."""
    return sorted(claims, key=lambda each: (each.position, each.id))


def _premises(relation: propositions.Relation) -> set[int]:
    return {premise.proposition_id for premise in relation.premises}


def _kept(rows: Iterable[Any], kind: type[Any]) -> list[Any]:
    return [decode(Node(row, (), ""), kind) for row in rows]
