"""Deciding whether sources go back to one: moderators at once, curators two together."""

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.policy import Permission
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Origin, OriginSuggestion, Source, SuggestionState
from deliberate.evidence.origins import cluster_of, share_origin
from deliberate.evidence.sources import scope_of
from deliberate.moderation.curating.acts import Doing, authorize_curating, carry_out, checked_reason, last_act_on
from deliberate.moderation.curating.models import SourceAct

LONGEST_NAME = 200
_DECIDED = {
    SuggestionState.CONFIRMED: N_("This suggestion was confirmed meanwhile."),
    SuggestionState.DECLINED: N_("This suggestion was declined meanwhile."),
}


def confirm(actor: Actor, suggestion: OriginSuggestion, name: str = "", reason: str = "") -> SourceAct | None:
    """Let both sources, and all that share an origin with either, count as one from now on.

    ``name``: what the origin is called where it is new; without one, what the first source is called. A curator's word
    needs that of a second: then None. Raises Conflict where it was decided meanwhile.
    """
    self_review = authorize_curating(actor, Permission.LINK_ORIGIN, suggestion)
    words, called = checked_reason(reason, needed=False), _checked_name(name)
    if suggestion.state is SuggestionState.CONFIRMED and suggestion.decided_by == actor.key:
        return last_act_on(suggestion)
    _require_open(suggestion)
    if not actor.is_moderator and suggestion.seconded_by in {None, actor.key}:
        if suggestion.seconded_by is None:
            suggestion.seconded_by = actor.key
            session.flush()
            record(actor, "second_origin", suggestion, reason=words or None)
        return None
    first, second = (session.get_one(Source, key) for key in (suggestion.first_id, suggestion.second_id))
    if share_origin(first, second):
        raise Conflict(say("These sources count as one already."))
    sources = cluster_of(first, second)

    def change() -> None:
        origin = _origin_for(suggestion, first, second, called)
        for source in sources:
            source.origin_id = origin
        _settle(suggestion, actor, SuggestionState.CONFIRMED)

    return carry_out(Doing(actor, "link origin", words, self_review), suggestion, [*sources, suggestion], change)


def decline(actor: Actor, suggestion: OriginSuggestion, reason: str = "") -> SourceAct | None:
    """Say that they do not go back to one; it is not suggested again. Raises Conflict where that was decided."""
    self_review = authorize_curating(actor, Permission.LINK_ORIGIN, suggestion)
    words = checked_reason(reason, needed=False)
    if suggestion.state is SuggestionState.DECLINED and suggestion.decided_by == actor.key:
        return last_act_on(suggestion)
    _require_open(suggestion)

    def change() -> None:
        _settle(suggestion, actor, SuggestionState.DECLINED)

    return carry_out(Doing(actor, "decline_origin", words, self_review), suggestion, [suggestion], change)


def _origin_for(suggestion: OriginSuggestion, first: Source, second: Source, name: str) -> int:
    """The origin that one of them has; else a new one."""
    known = first.origin_id or second.origin_id
    if known is not None:
        return known
    key = f"suggestion:{suggestion.public_id}{scope_of(suggestion.article)}"
    origin = session.scalar(select(Origin).where(Origin.key == key))
    if origin is None:
        origin = Origin(name=name or first.citation, key=key)
        session.add(origin)
    origin.name = name or origin.name
    session.flush()
    return origin.id


def _settle(suggestion: OriginSuggestion, actor: Actor, state: SuggestionState) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, actor.key, now()


def _require_open(suggestion: OriginSuggestion) -> None:
    if suggestion.state is not SuggestionState.OPEN:
        raise Conflict(say(_DECIDED[suggestion.state]))


def _checked_name(name: str) -> str:
    called = check_text(name, "name")
    if len(called) > LONGEST_NAME:
        raise Invalid(say("Keep the name under %(most)s characters.", most=LONGEST_NAME), "name")
    return called
