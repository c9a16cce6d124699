"""What a purged item cites: the source goes with it unless others cite it too, and so do an origin and a publisher."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.evidence.models import Evidence, Origin, OriginSuggestion, Publisher, Source, SuggestionState
from deliberate.evidence.sources import find_source, source_key
from deliberate.moderation.appeals import appeals_against
from deliberate.moderation.curating.models import SourceAct
from deliberate.moderation.purging.about_posts import erase_case
from deliberate.moderation.purging.log_reasons import erase_log_reasons
from deliberate.moderation.purging.waiting_words import erase_waiting
from deliberate.moderation.queue_models import EntryKind
from deliberate.moderation.reports.forgetting import forget_reports_of_source
from deliberate.moderation.reports.models import ReportedThing, Review


def erase_sources_of(actor: Actor, item: Evidence, wordings: Collection[Mapping[str, Any]]) -> list[str]:
    """Take the words of what it cites, or cited in an earlier wording, where nothing else does; returns them."""
    named = {item.source_id}
    for body in wordings:
        if body.get("link") or body.get("citation"):
            found = find_source(source_key(item.article, body.get("link"), body.get("citation")))
            named |= {found.id} if found is not None else set()
    return [word for source_id in sorted(named) for word in _erase_source(actor, item, source_id)]


def _erase_source(actor: Actor, item: Evidence, source_id: int) -> list[str]:
    others = select(Evidence.id).where(
        Evidence.source_id == source_id, Evidence.id != item.id, Evidence.status != Status.PURGED
    )
    if session.scalar(others.limit(1)) is not None:
        return []
    source = session.get_one(Source, source_id)
    words = [source.citation, source.url or "", source.author or "", source.archived_url or ""]
    origin, publisher = source.origin_id, source.publisher_id
    source.key, source.citation = f"purged:{source.public_id}", ""
    source.url = source.author = source.archived_url = source.retraction_url = source.correction_url = None
    source.published_on = source.publisher_id = source.origin_id = source.speaker_id = None
    for act in session.scalars(select(SourceAct).where(SourceAct.source_id == source.id)).all():
        words.append(act.reason)
        session.delete(act)
    words += _erase_reports(actor, source)
    erase_log_reasons(Event.target == str(source.public_id))
    session.flush()
    return words + _erase_origin(origin) + _erase_publisher(publisher)


def _erase_reports(actor: Actor, source: Source) -> list[str]:
    """What was reported of it, what moderators wrote about that, and appeals against what they decided."""
    words = forget_reports_of_source(source.id)
    about = select(ReportedThing.id).where(ReportedThing.source_id == source.id)
    words += erase_waiting(EntryKind.REPORT, session.scalars(about).all())
    reviews = session.scalars(select(Review).where(Review.reported_id.in_(about))).all()
    for case in appeals_against(reviews).values():
        words += erase_case(actor, case, close=True)
    return words


def _erase_origin(origin_id: int | None) -> list[str]:
    if origin_id is None or session.scalar(select(Source.id).where(Source.origin_id == origin_id).limit(1)) is not None:
        return []
    origin = session.get_one(Origin, origin_id)
    words = [origin.name]
    # The row stays, for acts on sources that name it by its number.
    origin.name, origin.key = "", f"purged:{origin.id}"
    session.flush()
    return words


def _erase_publisher(publisher_id: int | None) -> list[str]:
    """An organisation that somebody has judged stays: its profile is no part of the post."""
    if publisher_id is None:
        return []
    publisher = session.get_one(Publisher, publisher_id)
    cited = session.scalar(select(Source.id).where(Source.publisher_id == publisher_id).limit(1))
    judged = session.scalar(select(SourceAct.id).where(SourceAct.publisher_id == publisher_id).limit(1))
    if cited is not None or judged is not None or publisher.own_grade is not None:
        return []
    words = [publisher.name, publisher.domain or ""]
    session.delete(publisher)
    session.flush()
    return words


def erase_suggestions_of(actor: Actor, item: Evidence) -> list[str]:
    """Suggestions that its source and another go back to one quote the words that both have. Returns what moderators
    wrote about these."""
    quoting = select(OriginSuggestion).where(
        (OriginSuggestion.first_item_id == item.id) | (OriginSuggestion.second_item_id == item.id)
    )
    found = session.scalars(quoting).all()
    ids = [each.id for each in found]
    words = erase_waiting(EntryKind.SUGGESTION, ids)
    for act in session.scalars(select(SourceAct).where(SourceAct.suggestion_id.in_(ids))):
        words.append(act.reason)
        act.reason = ""
    erase_log_reasons(Event.target.in_([str(each.public_id) for each in found]))
    for each in found:
        each.words = ""
        if each.state is SuggestionState.OPEN:
            each.state, each.decided_by, each.decided_at = SuggestionState.DECLINED, actor.key, now()
    return words
