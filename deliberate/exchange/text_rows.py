"""The versions of an article's text, and where claims stand in each, as parts of a graph."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.db import session
from deliberate.exchange import graph
from deliberate.exchange.rows import People, moment_of
from deliberate.propositions.models import Anchor, Proposition
from deliberate.propositions.passage_models import Passage, Renewal
from deliberate.propositions.passages import as_ranges


class TextRows:
    """All versions of an article's text with what stands in them: four queries, however many there are."""

    def __init__(self, article: Article, people: People) -> None:
        self.people = people
        own = (ArticleVersion.article_id == article.id,)
        self._versions = session.scalars(select(ArticleVersion).where(*own).order_by(ArticleVersion.number)).all()
        self._numbers = {each.id: each.number for each in self._versions}
        renewals = session.scalars(select(Renewal).where(Renewal.version_id.in_(self._numbers)))
        self._renewals = {each.version_id: each for each in renewals}
        self._anchors = _anchors_of(article)
        passages = select(Passage).where(Passage.article_id == article.id).order_by(Passage.id)
        self._passages = session.scalars(passages).all()

    @property
    def people_met(self) -> set[str]:
        """Whoever stored a version or said where words are."""
        return {each.author_id for each in self._versions} | {each.decided_by or "" for each in self._passages}

    def versions(self) -> tuple[graph.Version, ...]:
        """The oldest first."""
        return tuple(self._version(each) for each in self._versions)

    def anchors(self, claim_id: int) -> tuple[graph.Anchor, ...]:
        """The words a claim stands on, those in the newest version first."""
        newest = self._versions[-1].id
        return tuple(
            graph.Anchor(
                *(row.start, row.end, row.exact, row.prefix, row.suffix, row.role.value, row.part),
                version=None if row.version_id == newest else self._numbers[row.version_id],
            )
            for row in self._anchors.get(claim_id, ())
        )

    def passages(self, ids: Mapping[int, str], claims: Collection[int]) -> tuple[graph.Passage, ...]:
        """Those on which one of these claims stands; ``ids`` are the claims' own."""
        places = {
            (row.version_id, row.start, row.end)
            for claim in claims
            for row in self._anchors.get(claim, ())
            if row.ordinal == 0
        }
        return tuple(
            self._passage(each, ids)
            for each in self._passages
            if (each.from_version_id, each.start, each.end) in places
        )

    def _version(self, each: ArticleVersion) -> graph.Version:
        renewal = self._renewals.get(each.id)
        return graph.Version(
            number=each.number,
            text=each.text,
            sha256=each.sha256,
            blocks=tuple((str(kind), int(start), int(end)) for kind, start, end in each.blocks),
            report=tuple(map(str, each.report)),
            author=self.people.name(each.author_id),
            created=moment_of(each.created_at),
            carried=(renewal.kept, renewal.moved) if renewal else None,
        )

    def _passage(self, each: Passage, ids: Mapping[int, str]) -> graph.Passage:
        return graph.Passage(
            version=self._numbers[each.version_id],
            of_version=self._numbers[each.from_version_id],
            ranges=as_ranges(each.ranges),
            position=each.position,
            state=each.state.value,
            candidates=tuple(
                graph.Candidate(as_ranges(ranges), round(1000 * confidence)) for ranges, confidence in each.candidates
            ),
            placed=as_ranges(each.placed or ()),
            added=tuple((ids[claim], role, part) for claim, role, part in each.added or () if claim in ids),
            decider=self.people.name(each.decided_by) if each.decided_by else None,
            decided=moment_of(each.decided_at) if each.decided_at else None,
        )


def _anchors_of(article: Article) -> Mapping[int, Sequence[Row[Any]]]:
    """By claim, the newest version first, and in it as a claim's own ``anchors`` are."""
    columns = ("version_id", "role", "part", "ordinal", "start", "end", "exact", "prefix", "suffix")
    rows = session.execute(
        select(Anchor.proposition_id, *(getattr(Anchor, name) for name in columns))
        .join(Proposition, Proposition.id == Anchor.proposition_id)
        .where(Proposition.article_id == article.id)
        .order_by(Anchor.proposition_id, Anchor.version_id.desc(), Anchor.role, Anchor.part, Anchor.ordinal)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.proposition_id].append(row)
    return found
