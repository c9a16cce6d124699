"""How the lines of claims would read after an act: changed copies of the cases are weighed, nothing is stored."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session
from deliberate.evidence.models import Evidence, Publisher, Reliability, Source
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import Balance
from deliberate.weighting.case import Case, Dimension, Item
from deliberate.weighting.gathering import case_of
from deliberate.weighting.presets import model_of
from deliberate.weighting.weigh import weigh

#: So many articles are worked out for one page, and so many claims shown; the rest is counted.
ARTICLES, CLAIMS = 3, 8

Change = Callable[[Case], Case]


@dataclass(frozen=True)
class Moved:
    """A claim whose line would read otherwise."""

    claim: Proposition
    before: Balance
    after: Balance


@dataclass(frozen=True)
class Preview:
    """What an act would move, in the articles that were worked out; ``more`` articles were not."""

    moved: Sequence[Moved]
    hidden: int
    articles: int
    more: int


def preview(articles: Sequence[Article], change: Change) -> Preview:
    """Weigh each article as it is and as it would be."""
    found: list[tuple[int, Balance, Balance]] = []
    for article in articles[:ARTICLES]:
        model = model_of(article)
        case = case_of(article, model)
        before, after = weigh(case, model).balances, weigh(change(case), model).balances
        found += [(int(key), before[key], after[key]) for key in before if _reads(before[key]) != _reads(after[key])]
    shown = found[:CLAIMS]
    wanted = select(Proposition).where(Proposition.id.in_([key for key, *_ in shown]))
    claims = {claim.id: claim for claim in session.scalars(wanted)}
    moved = [Moved(claims[key], before, after) for key, before, after in shown]
    return Preview(moved, len(found) - len(shown), len(articles), max(0, len(articles) - ARTICLES))


def _reads(balance: Balance) -> tuple[object, ...]:
    return balance.line, balance.counts, balance.notes


def linked(sources: Collection[Source]) -> Change:
    """These sources share one origin."""
    keys = {f"source {source.id}" for source in sources}
    known = next((f"origin {each.origin_id}" for each in sources if each.origin_id), "origin new")
    return _items(lambda item: replace(item, origin=known) if item.source in keys else item)


def unlinked(source: Source) -> Change:
    """It counts by itself."""
    key = f"source {source.id}"
    return _items(lambda item: replace(item, origin=None) if item.source == key else item)


def retracted(source: Source) -> Change:
    """What cites it counts nothing."""
    key = f"source {source.id}"
    return _items(lambda item: replace(item, states=(*item.states, "retracted")) if item.source == key else item)


def cleared(source: Source) -> Change:
    """What cites it is no longer held to be retracted."""
    key = f"source {source.id}"
    return _items(
        lambda item: (
            replace(item, states=tuple(each for each in item.states if each != "retracted"))
            if item.source == key
            else item
        )
    )


def archived(source: Source) -> Change:
    """What cites it is no longer held back by a link that is broken."""
    key = f"source {source.id}"
    found = {"broken_link": "archived_link"}
    return _items(
        lambda item: (
            replace(item, states=tuple(found.get(each, each) for each in item.states)) if item.source == key else item
        )
    )


def corrected(source: Source) -> Change:
    """What was said of its reliability waits to be confirmed."""
    items = {str(key) for key in session.scalars(select(Evidence.id).where(Evidence.source_id == source.id))}

    def change(case: Case) -> Case:
        kept = [
            each for each in case.ratings if each.dimension is not Dimension.RELIABILITY or each.subject not in items
        ]
        return replace(case, ratings=kept)

    return change


def graded(publisher: Publisher, grade: Reliability) -> Change:
    """Its sources start from another grade."""
    key = f"publisher {publisher.id}"
    return _items(lambda item: replace(item, profile=grade.value) if item.publisher == key else item)


def _items(change: Callable[[Item], Item]) -> Change:
    return lambda case: replace(case, items=[change(item) for item in case.items])
