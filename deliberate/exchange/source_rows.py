"""Sources of a file as rows here: one that this site knows is found, not made again."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.wording import N_
from deliberate.evidence import models as evidence
from deliberate.evidence.grades import settle_grades
from deliberate.evidence.sources import canonical_address, fold, scope_of, source_key
from deliberate.exchange import graph
from deliberate.exchange.losses import LossReport
from deliberate.propositions.models import Speaker


class SourceRows:
    """The sources of one import."""

    def __init__(
        self, article: Article, ids: Mapping[str, uuid.UUID], speakers: Mapping[str, Speaker], report: LossReport
    ) -> None:
        self.article, self.ids, self.speakers, self.report = article, ids, speakers, report

    def source(self, each: graph.Source) -> evidence.Source:
        """The source of that address or citation, made where it is new; one that is there keeps what it says."""
        key, url = self._key_of(each)
        known = session.scalar(select(evidence.Source).where(evidence.Source.key == key))
        if known is not None:
            return known
        source = evidence.Source(
            public_id=self.ids[each.id],
            key=key,
            url=url,
            citation=each.citation,
            author=each.author,
            published_on=date.fromisoformat(each.published_on) if each.published_on else None,
            publisher_id=self._publisher(each.publisher),
            origin_id=self._origin(each.origin),
            speaker_id=self.speakers[each.speaker].id if each.speaker else None,
            archived_url=each.archived_url,
            retracted_at=datetime.fromisoformat(each.retracted_at) if each.retracted_at else None,
            retraction_url=each.retraction_url,
        )
        session.add(source)
        session.flush()
        return source

    def _key_of(self, each: graph.Source) -> tuple[str, str | None]:
        try:
            return source_key(self.article, each.url, each.citation), each.url
        except Invalid:
            self.report.add(N_("addresses that are no web addresses, left out"), [each.url or each.citation])
            return f"citation:{fold(each.citation)}{scope_of(self.article)}", None

    def _publisher(self, each: graph.Publisher | None) -> int | None:
        if each is None:
            return None
        by = evidence.Publisher.domain == each.domain if each.domain else evidence.Publisher.name == each.name
        known = session.scalar(select(evidence.Publisher).where(by).limit(1))
        if known is None:
            # How reliable it is, is this site's to say; a file's word counts where nobody has said anything yet.
            known = evidence.Publisher(name=each.name, domain=each.domain)
            if each.reliability != evidence.Reliability.F.value:
                known.own_grade = evidence.Reliability(each.reliability)
                known.own_reason = N_("As the imported file says.")
                known.graded_at = now()
            session.add(known)
            session.flush()
            settle_grades([known])
        return known.id

    def _origin(self, name: str | None) -> int | None:
        if name is None:
            return None
        try:
            key = canonical_address(name) + scope_of(self.article)
        except Invalid:
            key = f"name:{fold(name)}{scope_of(self.article)}"
        known = session.scalar(select(evidence.Origin).where(evidence.Origin.key == key))
        if known is None:
            known = evidence.Origin(name=name, key=key)
            session.add(known)
            session.flush()
        return known.id
