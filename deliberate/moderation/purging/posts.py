"""Erasing a post: every wording of it, what it cites and nobody else does, and what was written about it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select, update

from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision, Status, change_status
from deliberate.core.db import session
from deliberate.core.signals import decision_taken
from deliberate.evidence.models import Bearing, EmptySearch, Evidence, Remark, Source
from deliberate.evidence.services import companions
from deliberate.moderation.carrying_out import open_flags
from deliberate.moderation.effects import changes, leans_of
from deliberate.moderation.models import Decision
from deliberate.moderation.purging.about_posts import erase_what_was_said_of
from deliberate.moderation.purging.citations import erase_sources_of, erase_suggestions_of
from deliberate.propositions.models import Act, Anchor, Check, Proposition, Speaker, Voice

#: Of a wording, what is a word of ours or a day, and nobody's own.
_CODES = frozenset({"kind", "modality", "side", "class", "published_on", "observed_on"})


def erase_post(actor: Actor, contribution: Contribution, code: str, *, self_review: bool) -> list[str]:
    """Erase it and what was posted as one with it, one event and one decision each. Returns the words there were."""
    group = _posted_as_one(contribution)
    flags = open_flags(group)
    before = leans_of(group)
    batch = uuid4().hex if len(group) > 1 else None
    words = [text for each in group for text in _erase(actor, each)]
    words += erase_what_was_said_of(actor, group)
    made: list[Decision] = []
    for each in group:
        made.append(_mark(actor, each, code, batch, made[0] if made else None, self_review, reported=bool(flags)))
    effects = changes(before, leans_of(group))
    for decision in made:
        decision.effects = effects
    for flag in flags:
        flag.settled_at, flag.settled_by_id, flag.upheld = made[0].created_at, made[0].id, True
    session.flush()
    decision_taken.send(made[0], actor=actor, decisions=made, flags=flags)
    return words


def _posted_as_one(contribution: Contribution) -> list[Contribution]:
    """A bearing with the item that bears on nothing else; an item with its author's words on how it bears."""
    found = [contribution, *companions(contribution)]
    if isinstance(contribution, Evidence):
        own = select(Bearing).where(Bearing.evidence_id == contribution.id, Bearing.author_id == contribution.author_id)
        found += session.scalars(own.order_by(Bearing.id))
    return [each for each in found if each.status is not Status.PURGED]


def _mark(
    actor: Actor,
    each: Contribution,
    code: str,
    batch: str | None,
    lead: Decision | None,
    self_review: bool,
    *,
    reported: bool,
) -> Decision:
    before = each.status.value
    event = change_status(each, actor, Status.PURGED, "purge", reason_code=code, batch=batch, self_review=self_review)
    decision = Decision(
        contribution=each,
        revision=each.revision,
        actor_id=actor.key,
        action="purge",
        before=before,
        after=Status.PURGED.value,
        reason_code=code,
        reason="",
        reported=reported,
        self_review=self_review,
        event_id=event,
        batch=batch,
        lead_id=lead.id if lead else None,
    )
    session.add(decision)
    session.flush()
    return decision


def _erase(actor: Actor, each: Contribution) -> list[str]:
    """Take the words out of its rows. The digests of its wordings stay; their salts go, so that none can be guessed."""
    wordings = session.scalars(select(Revision).where(Revision.contribution_id == each.id)).all()
    bodies = [revision.body for revision in wordings]
    words = list(_texts_in(bodies))
    for revision in wordings:
        revision.body, revision.salt, revision.status = {}, "", Status.PURGED
    each.held_because = None
    each.changed_at = now()
    if isinstance(each, Proposition):
        words += _erase_claim(actor, each)
    elif isinstance(each, Evidence):
        words += [each.quote, *erase_sources_of(actor, each, bodies)]
        each.quote, each.curation_url = "", None
        words += erase_suggestions_of(actor, each)
        session.execute(update(Bearing).where(Bearing.evidence_id == each.id).values(quote_key=None))
    elif isinstance(each, Bearing):
        words.append(each.warrant)
        words.append(each.pinned_because or "")
        each.warrant = each.warrant_html = ""
        each.quote_key = each.pinned_because = None
    elif isinstance(each, Remark | CommonPoint):
        words.append(each.text)
        each.text = each.html = ""
    session.flush()
    return words


def _erase_claim(actor: Actor, claim: Proposition) -> list[str]:
    words = [claim.text, claim.scope or "", claim.said_reason or "", *map(str, claim.explanation)]
    claim.text, claim.explanation = "", []
    claim.scope = claim.said_url = claim.said_reason = claim.main_of_id = None
    claim.said = Check.UNCHECKED
    session.execute(delete(Anchor).where(Anchor.proposition_id == claim.id))
    speakers = set(session.scalars(select(Voice.speaker_id).where(Voice.proposition_id == claim.id)))
    session.execute(delete(Voice).where(Voice.proposition_id == claim.id))
    session.execute(update(EmptySearch).where(EmptySearch.proposition_id == claim.id).values(where=None))
    words += _forget_speakers({each for each in speakers if each is not None})
    _forget_acts(actor, claim)
    return words


def _forget_speakers(ids: Collection[int]) -> list[str]:
    """Those who say nothing else here and stand behind no source."""
    alone = (
        select(Speaker)
        .where(Speaker.id.in_(ids))
        .where(Speaker.id.not_in(select(Voice.speaker_id).where(Voice.speaker_id.is_not(None))))
        .where(Speaker.id.not_in(select(Source.speaker_id).where(Source.speaker_id.is_not(None))))
    )
    gone = session.scalars(alone).all()
    names = [each.name for each in gone]
    for each in gone:
        session.delete(each)
    return names


def _forget_acts(actor: Actor, claim: Proposition) -> None:
    """What an editor's act keeps for its undoing holds old words and places; from now on there is nothing to undo."""
    acts: Sequence[Act] = session.scalars(select(Act).where(Act.article_id == claim.article_id)).all()
    for act in acts:
        touches = str(claim.id) in act.prior.get("claims", {}) or claim.id in act.prior.get("parts", [])
        if act.proposition_id == claim.id or touches:
            act.prior = {"claims": {}}
            act.undone_at, act.undone_by = act.undone_at or now(), act.undone_by or actor.key


def _texts_in(value: Any) -> Iterator[str]:
    """Every text in something that JSON can say."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in _CODES:
                yield from _texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)
