"""What is already here from the same source, or in nearly the same words: shown before posting, never a refusal."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence, Source
from deliberate.evidence.queries import shown
from deliberate.evidence.sources import find_source, fold, source_key

_Item = aliased(Evidence, flat=True)

#: How alike two folded quotes are, of 100, from where they are shown as near-equal.
NEAR = 85.0
#: How many twins are shown.
MOST = 6


@dataclass(frozen=True)
class Twin:
    """An item that is already in this article, and why it is shown."""

    evidence: Evidence
    #: One of its bearings: the one on the very target, where there is one.
    bearing: Bearing
    same_source: bool
    same_words: bool

    @property
    def why(self) -> str:
        """In words for the page."""
        if self.same_source and self.same_words:
            return say("from the same source, in nearly the same words")
        return say("from the same source") if self.same_source else say("in nearly the same words")


def find_twins(
    actor: Actor,
    target: Contribution,
    *,
    link: str | None = None,
    citation: str | None = None,
    quote: str | None = None,
) -> list[Twin]:
    """Items of the target's article that share the source or nearly the words; those nearest in words first.

    What is half typed and no address yet simply finds nothing.
    """
    source = _source_named(target.article, link, citation)
    folded = fold(quote or "")
    if source is None and not folded:
        return []
    alike = _alike(actor, target, folded)
    source_id = source.id if source else None
    found = session.execute(
        select(_Item, Bearing)
        .join(Bearing, Bearing.evidence_id == _Item.id)
        .where(
            _Item.article_id == target.article_id,
            shown(actor, _Item),
            shown(actor, Bearing),
            or_(_Item.id.in_(list(alike)), _Item.source_id == source_id),
        )
        # The bearing on the very target comes last, and so is the one that is kept.
        .order_by(Bearing.target_id == target.id, Bearing.id.desc())
    )
    twins = {
        evidence.id: Twin(evidence, bearing, evidence.source_id == source_id, evidence.id in alike)
        for evidence, bearing in found
    }
    ranked = sorted(twins.values(), key=lambda twin: (-alike.get(twin.evidence.id, 0), twin.evidence.id))
    return ranked[:MOST]


def _source_named(article: Article, link: str | None, citation: str | None) -> Source | None:
    if not (link and link.strip()) and not fold(citation or ""):
        return None
    try:
        return find_source(source_key(article, (link or "").strip() or None, citation))
    except Invalid:
        return None


def _alike(actor: Actor, target: Contribution, folded: str) -> dict[int, float]:
    """How alike the quotes of the article are to this one, for those that are nearly equal."""
    if not folded:
        return {}
    rows = session.execute(
        select(Evidence.id, Evidence.quote).where(Evidence.article_id == target.article_id, shown(actor, Evidence))
    )
    quotes = {evidence_id: fold(quote) for evidence_id, quote in rows}
    matches = process.extract(folded, quotes, scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST)
    return {evidence_id: score for _quote, score, evidence_id in matches}
