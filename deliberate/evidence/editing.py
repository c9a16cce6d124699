"""Editing with revisions, and withdrawing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from deliberate.core.actors import Actor
from deliberate.core.contributions import (
    STANDING,
    WAITING,
    Contribution,
    Revision,
    Status,
    add_revision,
    appliers,
    change_status,
    check_version,
    find_waiting_revision,
)
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.markup import render
from deliberate.core.policy import Permission, authorize
from deliberate.core.revising import find_same, revise
from deliberate.core.wording import say
from deliberate.evidence.drafts import (
    BearingDraft,
    ItemDraft,
    bounded,
    checked_bearing,
    checked_item,
    words_of,
)
from deliberate.evidence.fate import bearings_from, companions
from deliberate.evidence.models import Bearing, Evidence, EvidenceKind, Origin, Remark, Side, Source
from deliberate.evidence.posting import bearing_body, item_body, write_bearing, write_item
from deliberate.evidence.quotes import quote_key, refuse_same_quote, settle_quote_key
from deliberate.evidence.sources import Citing, fold, require_speaker, source_for, source_key
from deliberate.propositions.models import Proposition, Speaker


def edit_evidence(actor: Actor, evidence: Evidence, draft: ItemDraft, version: int) -> Revision:
    """Change an item's words, source, kind or dates. It is one of substance where quote or source are others.

    Raises StaleEdit where it was changed since the form was opened, Conflict where another item has the new quote.
    """
    authorize(actor, Permission.EDIT_CONTRIBUTION, evidence)
    source = session.get_one(Source, evidence.source_id)
    item = checked_item(draft)
    if (same := find_same(evidence, item_body(item))) is not None:
        return same
    check_version(evidence, version, evidence.quote)
    require_speaker(evidence.article, item.speaker)
    key = quote_key(item.quote)
    for bearing in bearings_from(evidence):
        refuse_same_quote(bearing.target_id, bearing.side, key, besides=bearing)
    other_source = source_key(evidence.article, item.link, item.citation) != source.key
    substantive = fold(item.quote) != fold(evidence.quote) or other_source
    revision = revise(evidence, actor, item_body(item), words_of(item), substantive=substantive)
    _send_back_along(actor, evidence, bearings_from(evidence))
    return revision


def edit_bearing(actor: Actor, bearing: Bearing, draft: BearingDraft, version: int) -> Revision:
    """Change the side an item takes, or why it matters there. Raises StaleEdit or Conflict as for the item."""
    authorize(actor, Permission.EDIT_CONTRIBUTION, bearing)
    new = checked_bearing(draft)
    if (same := find_same(bearing, bearing_body(new))) is not None:
        return same
    check_version(bearing, version, bearing.warrant)
    evidence = session.get_one(Evidence, bearing.evidence_id)
    refuse_same_quote(bearing.target_id, new.side, quote_key(evidence.quote), besides=bearing)
    substantive = new.side is not bearing.side or fold(new.warrant) != fold(bearing.warrant)
    revision = revise(bearing, actor, bearing_body(new), new.warrant, substantive=substantive)
    _send_back_along(actor, bearing, companions(bearing))
    return revision


def _send_back_along(actor: Actor, edited: Contribution, others: Sequence[Contribution]) -> None:
    """An item and its bearing are returned as one; what mends the one puts both before a moderator again."""
    for each in others:
        if edited.status is Status.PENDING and each.status is Status.RETURNED and each.author_id == actor.key:
            change_status(each, actor, Status.PENDING, "resubmit")


def edit_remark(actor: Actor, remark: Remark, text: str, version: int) -> Revision:
    """Change a remark's words. Raises StaleEdit where it was changed since the form was opened."""
    authorize(actor, Permission.EDIT_CONTRIBUTION, remark)
    text = bounded(text, "text")
    if not text:
        raise Invalid(say("Write the remark, or withdraw it."), "text")
    if (same := find_same(remark, {"text": text})) is not None:
        return same
    check_version(remark, version, remark.text)
    return revise(remark, actor, {"text": text}, text, substantive=False)


def withdraw(actor: Actor, contribution: Contribution) -> None:
    """Take back one's own contribution, once. It leaves a tombstone; what hangs on it is hidden with it.

    An item that then bears on nothing goes with its last bearing, where both are the same person's.
    """
    authorize(actor, Permission.WITHDRAW_CONTRIBUTION, contribution)
    if contribution.status is Status.WITHDRAWN:
        return
    if contribution.status not in STANDING:
        raise Conflict(say("This no longer stands, so there is nothing to withdraw."))
    if isinstance(contribution, Proposition) and contribution.status not in WAITING:
        raise Conflict(say("A claim that others argue about is not withdrawn. Its article's editor can set it aside."))
    for each in (contribution, *companions(contribution)):
        if each.author_id == actor.key and each.status in STANDING:
            waiting = find_waiting_revision(each)
            if waiting is not None:
                waiting.status = Status.WITHDRAWN
            change_status(each, actor, Status.WITHDRAWN, "withdraw")


def item_draft(evidence: Evidence) -> ItemDraft:
    """An item as a form shows it for editing: as readers see it, or as its author last left it where that waits."""
    waiting = find_waiting_revision(evidence)
    if waiting is not None:
        return item_in(waiting.body)
    source = session.get_one(Source, evidence.source_id)
    origin = session.get(Origin, source.origin_id) if source.origin_id else None
    speaker = session.get(Speaker, source.speaker_id) if source.speaker_id else None
    return ItemDraft(
        quote=evidence.quote,
        kind=evidence.evidence_kind,
        link=source.url,
        citation=None if source.is_bare else source.citation,
        observed_on=evidence.observed_on,
        published_on=source.published_on,
        origin=origin.name if origin else None,
        speaker=speaker.name if speaker else None,
    )


def bearing_draft(bearing: Bearing) -> BearingDraft:
    """A bearing as a form shows it for editing."""
    waiting = find_waiting_revision(bearing)
    return _bearing_in(waiting.body) if waiting else BearingDraft(side=bearing.side, warrant=bearing.warrant)


def _apply_item(evidence: Evidence, revision: Revision) -> None:
    item = item_in(revision.body)
    before = (fold(evidence.quote), evidence.source_id)
    source = source_for(Citing(evidence.article, item.link, item.citation, item.published_on), correcting=evidence)
    evidence.source = source
    write_item(evidence, item)
    session.flush()
    changed = before != (fold(item.quote), source.id)
    for bearing in bearings_from(evidence):
        settle_quote_key(bearing, evidence)
        if changed and bearing.is_visible:
            _carry_over(bearing, Actor(id=revision.author_id))


def _carry_over(bearing: Bearing, editor: Actor) -> None:
    """Have what people said of the old words bearing here wait for confirmation, as what they said of the words does.

    The bearing's own wording stays, as a revision of its own, and so does an edit of it that waits.
    """
    waiting = find_waiting_revision(bearing)
    same = add_revision(bearing, editor, bearing_body(BearingDraft(bearing.side, bearing.warrant)), Status.VISIBLE)
    bearing.revision = bearing.substance = same.number
    if waiting is not None:
        waiting.status = Status.WITHDRAWN
        author = Actor(id=waiting.author_id)
        add_revision(bearing, author, waiting.body, Status.PENDING, substantive=waiting.substantive)
    status = bearing.status.value
    record(editor, "edit", bearing, before=status, after=status, revision=same.number, body_digest=same.digest)


def _apply_bearing(bearing: Bearing, revision: Revision) -> None:
    draft = _bearing_in(revision.body)
    if draft.side is not bearing.side and bearing.quote_key is not None:
        refuse_same_quote(bearing.target_id, draft.side, bearing.quote_key, besides=bearing)
    write_bearing(bearing, draft)


def _apply_remark(remark: Remark, revision: Revision) -> None:
    remark.text = revision.body["text"]
    remark.html = render(remark.text)


appliers["evidence"] = _apply_item
appliers["bearing"] = _apply_bearing
appliers["remark"] = _apply_remark


def item_in(body: dict[str, Any]) -> ItemDraft:
    """The draft that a revision's body holds."""
    return ItemDraft(
        quote=body["quote"],
        kind=EvidenceKind(body["kind"]),
        link=body["link"],
        citation=body["citation"],
        observed_on=_day(body["observed_on"]),
        published_on=_day(body["published_on"]),
        origin=body["origin"],
        speaker=body.get("speaker"),
    )


def _bearing_in(body: dict[str, Any]) -> BearingDraft:
    return BearingDraft(side=Side(body["side"]), warrant=body["warrant"])


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
