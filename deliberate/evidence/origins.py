"""Suggestions that sources go back to one: looked for, proposed by hand, and listed while nobody has decided."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.evidence.models import (
    Bearing,
    Evidence,
    OriginSuggestion,
    Publisher,
    Source,
    SuggestionState,
    TieReason,
)
from deliberate.evidence.queries import not_withheld
from deliberate.evidence.tracing import Quoted, Tie, ties
from deliberate.propositions.models import Speaker

#: A new item is compared with so many of the article's newest; a job compares all of them.
COMPARED = 100
MOST_COMPARED = 5000
#: So many are suggested on one article before somebody has decided on some.
MOST_OPEN = 200
LONGEST_WHY = 500


def suggest_for(evidence: Evidence) -> int:
    """Look for what may share an origin with a new item, among the article's newest. Returns how many are new."""
    newest = session.scalars(_newest_beside(), {"article": evidence.article_id, "item": evidence.id})
    items = _quoted([evidence.id, *newest])
    return keep(evidence.article_id, ties(items, evidence.id)) if len(items) > 1 else 0


@cache
def _newest_beside() -> Executable:
    others = (Evidence.article_id == bindparam("article"), Evidence.id != bindparam("item"))
    return select(Evidence.id).where(*others, Evidence.status.in_(PUBLIC)).order_by(Evidence.id.desc()).limit(COMPARED)


def ties_on(article_id: int) -> list[Tie]:
    """Look through everything on an article, which may take seconds. It stores nothing: see ``keep``."""
    every = select(Evidence.id).where(Evidence.article_id == article_id, Evidence.status.in_(PUBLIC))
    return ties(_quoted(session.scalars(every.order_by(Evidence.id.desc()).limit(MOST_COMPARED)).all()))


def propose_origin(actor: Actor, evidence: Evidence, other: Evidence, why: str) -> OriginSuggestion:
    """Suggest by hand that two items of one article go back to one source. Sent twice, it is there once.

    Raises Conflict where that was suggested or decided before, Invalid where it cannot be.
    """
    authorize(actor, Permission.SUGGEST_ORIGIN, evidence)
    words = check_text(why, "why")
    if not words:
        raise Invalid(say("Say what makes you think so: who decides has to find it in the quotes."), "why")
    if len(words) > LONGEST_WHY:
        raise Invalid(say("Keep it under %(most)s characters.", most=LONGEST_WHY), "why")
    if other.article_id != evidence.article_id or not (other.is_visible and evidence.is_visible):
        raise Invalid(say("Choose an item that is shown on the same article."), "other")
    if other.source_id == evidence.source_id:
        raise Invalid(say("Both cite the same source already, which counts once."), "other")
    first, second = sorted((evidence, other), key=lambda each: each.source_id)
    known = _known({(first.source_id, second.source_id)}).get((first.source_id, second.source_id))
    if known is not None:
        if known.proposed_by == actor.key and known.words == words and known.state is SuggestionState.OPEN:
            return known
        raise Conflict(say(_SAID[known.state]))
    if share_origin(session.get_one(Source, first.source_id), session.get_one(Source, second.source_id)):
        raise Conflict(say(_SAID[SuggestionState.CONFIRMED]))
    suggestion = OriginSuggestion(
        article=evidence.article,
        first_id=first.source_id,
        second_id=second.source_id,
        first_item_id=first.id,
        second_item_id=second.id,
        reason=TieReason.PROPOSED,
        words=words,
        proposed_by=actor.key,
    )
    session.add(suggestion)
    session.flush()
    record(actor, "suggest_origin", suggestion, after=SuggestionState.OPEN.value, reason=words)
    return suggestion


_SAID = {
    SuggestionState.OPEN: N_("That was suggested already and waits for a decision."),
    SuggestionState.CONFIRMED: N_("These sources count as one already."),
    SuggestionState.DECLINED: N_("That was suggested before, and it was decided that they do not go back to one."),
}


def share_origin(first: Source, second: Source) -> bool:
    """Whether two sources count as one as it is."""
    return first.origin_id is not None and first.origin_id == second.origin_id


def cluster_of(first: Source, second: Source) -> list[Source]:
    """These and whatever shares an origin with either, by id."""
    origins = [each.origin_id for each in (first, second) if each.origin_id is not None]
    along = session.scalars(select(Source).where(Source.origin_id.in_(origins))).all() if origins else ()
    return sorted({first, second, *along}, key=lambda source: source.id)


def get_suggestion(actor: Actor, public_id: UUID) -> OriginSuggestion:
    """A suggestion on an article this actor may read, both of whose items they may see. Raises NotFound."""
    found = session.scalar(select(OriginSuggestion).where(OriginSuggestion.public_id == public_id))
    if found is None or not may(actor, Permission.READ_ARTICLE, found.article):
        raise NotFound(say("There is no such suggestion."))
    for item in (found.first_item_id, found.second_item_id):
        if not may(actor, Permission.READ_CONTRIBUTION, session.get_one(Evidence, item)):
            raise NotFound(say("There is no such suggestion."))
    return found


def open_suggestions(actor: Actor, article: Article, about: Evidence | None = None) -> Sequence[OriginSuggestion]:
    """What waits to be decided on an article (of one item's source), oldest first; what others settled is left out, and
    what this actor is not shown the items of.

    Of sources that count as one as it is, each question is asked once, and not again once it was declined. At most
    three queries.
    """
    found = select(OriginSuggestion).where(OriginSuggestion.article_id == article.id, *_waits(actor))
    waiting = session.scalars(found.order_by(OriginSuggestion.id).limit(MOST_OPEN)).all()
    if not waiting:
        return []
    answered = session.execute(
        select(OriginSuggestion.first_id, OriginSuggestion.second_id).where(
            OriginSuggestion.article_id == article.id, OriginSuggestion.state == SuggestionState.DECLINED
        )
    ).all()
    pairs = [(each.first_id, each.second_id) for each in waiting] + [(first, second) for first, second in answered]
    clusters = _clusters({source for pair in pairs for source in pair})
    asked = {frozenset((clusters[first], clusters[second])) for first, second in answered}
    open_ones = []
    for each in waiting:
        question = frozenset((clusters[each.first_id], clusters[each.second_id]))
        if question not in asked:
            asked.add(question)
            open_ones.append(each)
    if about is None:
        return open_ones
    own = clusters.get(about.source_id)
    return [
        each for each in open_ones if own is not None and own in {clusters[each.first_id], clusters[each.second_id]}
    ]


def _clusters(sources: Collection[int]) -> dict[int, str]:
    """What each source counts together with."""
    rows = session.execute(select(Source.id, Source.origin_id).where(Source.id.in_(sources)))
    return {source: f"origin {origin}" if origin else f"source {source}" for source, origin in rows}


def next_open(actor: Actor, suggestion: OriginSuggestion) -> OriginSuggestion | None:
    """The one that waits after this one on the same article, or the first."""
    waiting = [each for each in open_suggestions(actor, suggestion.article) if each.id != suggestion.id]
    return next((each for each in waiting if each.id > suggestion.id), waiting[0] if waiting else None)


def items_in(suggestions: Iterable[OriginSuggestion]) -> dict[int, Evidence]:
    """The items that these show, by id, with source, publisher and origin loaded. One query."""
    ids = {item for each in suggestions for item in (each.first_item_id, each.second_item_id)}
    parts = joinedload(Evidence.source)
    found = select(Evidence).where(Evidence.id.in_(ids))
    loaded = found.options(parts.joinedload(Source.publisher), parts.joinedload(Source.origin))
    return {each.id: each for each in session.scalars(loaded)}


def _waits(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Open, its items shown to whoever asks, and the sources not joined by other means meanwhile."""
    one, other = aliased(Source), aliased(Source)
    joined = (
        select(one.id)
        .join(other, other.origin_id == one.origin_id)
        .where(one.id == OriginSuggestion.first_id, other.id == OriginSuggestion.second_id)
        .exists()
    )
    shown = [
        select(Evidence.id)
        .where(Evidence.id == item, Evidence.status.in_(PUBLIC), not_withheld(actor, Evidence))
        .exists()
        for item in (OriginSuggestion.first_item_id, OriginSuggestion.second_item_id)
    ]
    return (OriginSuggestion.state == SuggestionState.OPEN, ~joined, *shown)


def _quoted(ids: Collection[int]) -> list[Quoted]:
    """These items as the tracing takes them. Three queries."""
    if not ids:
        return []
    bears: dict[int, set[tuple[int, str]]] = defaultdict(set)
    warrants: dict[int, list[str]] = defaultdict(list)
    for item, target, side, warrant in session.execute(_said_of_items(), {"items": ids}):
        bears[item].add((target, side.value))
        warrants[item].append(warrant)
    rows = session.execute(_items_with_sources(), {"items": ids})
    return [
        Quoted(
            item=item,
            source=source,
            quote=quote,
            warrant="\n".join(warrants[item]),
            citation=citation,
            names=tuple(filter(None, (author, name, speaker, _label(domain)))),
            bears=frozenset(bears[item]),
        )
        for item, quote, source, citation, author, name, domain, speaker in rows
    ]


@cache
def _said_of_items() -> Executable:
    of_items = Bearing.evidence_id.in_(bindparam("items", expanding=True))
    shown = select(Bearing.evidence_id, Bearing.target_id, Bearing.side, Bearing.warrant)
    return shown.where(of_items, Bearing.status.in_(PUBLIC)).order_by(Bearing.id)


@cache
def _items_with_sources() -> Executable:
    return (
        select(Evidence.id, Evidence.quote, Source.id, Source.citation, Source.author, Publisher.name, Publisher.domain)
        .add_columns(Speaker.name)
        .join(Source, Source.id == Evidence.source_id)
        .outerjoin(Publisher, Publisher.id == Source.publisher_id)
        .outerjoin(Speaker, Speaker.id == Source.speaker_id)
        .where(Evidence.id.in_(bindparam("items", expanding=True)))
        .order_by(Evidence.id)
    )


def _label(domain: str | None) -> str | None:
    """What people call a site of that domain: bbc for bbc.co.uk."""
    return domain.removeprefix("www.").partition(".")[0] if domain else None


def _known(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], OriginSuggestion]:
    if not pairs:
        return {}
    firsts, seconds = {first for first, _ in pairs}, {second for _, second in pairs}
    near = select(OriginSuggestion).where(
        OriginSuggestion.first_id.in_(firsts), OriginSuggestion.second_id.in_(seconds)
    )
    return {(each.first_id, each.second_id): each for each in session.scalars(near)}


def keep(article_id: int, found: Sequence[Tie]) -> int:
    """Keep what is new: no pair that was ever suggested, and none that shares an origin as it is."""
    if not found:
        return 0
    known = _known({tie.pair for tie in found})
    ids = {source for tie in found for source in tie.pair}
    sources = {each.id: each for each in session.scalars(select(Source).where(Source.id.in_(ids)))}
    waiting = select(func.count(OriginSuggestion.id)).where(
        OriginSuggestion.article_id == article_id, OriginSuggestion.state == SuggestionState.OPEN
    )
    room = MOST_OPEN - (session.scalar(waiting) or 0)
    new = [
        tie
        for tie in found
        if tie.pair not in known and not share_origin(sources[tie.first.source], sources[tie.second.source])
    ][: max(0, room)]
    for tie in new:
        session.add(
            OriginSuggestion(
                article_id=article_id,
                first_id=tie.first.source,
                second_id=tie.second.source,
                first_item_id=tie.first.item,
                second_item_id=tie.second.item,
                reason=tie.reason,
                words=tie.words,
            )
        )
    session.flush()
    return len(new)
