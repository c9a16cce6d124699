"""A source's own marks: its publisher retracted or corrected it. All that cites it is moved by that, wherever it is."""

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC, Revision, Status, add_revision, find_waiting_revision
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.markup import web_address
from deliberate.core.policy import Permission
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Curation, Evidence, Source
from deliberate.evidence.reach import items_citing
from deliberate.moderation.curating.acts import Doing, authorize_curating, carry_out, checked_reason, same_act
from deliberate.moderation.curating.models import SourceAct

#: What can be done to a source, in the words of the form.
LABELS = {
    "retract_source": N_("Mark it as retracted: what cites it counts nothing"),
    "correct_source": N_("Mark it as corrected: how reliable it is waits to be confirmed"),
    "archive_source": N_("Give the address of an archived copy: a broken link then costs nothing"),
    "clear_source": N_("Clear it of such a mark"),
    "unlink_origin": N_("Take back which original source it has: it counts by itself again"),
}
NEED_ADDRESS = frozenset({"retract_source", "correct_source", "archive_source"})


def choices_for(source: Source) -> list[str]:
    """What can be done to a source as it is."""
    possible = {
        "retract_source": source.retracted_at is None,
        "correct_source": source.retracted_at is None,
        "archive_source": True,
        "clear_source": source.retracted_at is not None or source.corrected_at is not None,
        "unlink_origin": source.origin_id is not None,
    }
    return [action for action in LABELS if possible[action]]


def curate_source(actor: Actor, source: Source, action: str, reason: str, address: str | None = None) -> SourceAct:
    """Mark, clear or unlink a source: one event for each article that cites it, and all that cites it weighed anew.

    Raises Invalid without a reason, or without the address that shows it; Conflict where the source is not, or no
    longer, as the action needs it.
    """
    self_review = authorize_curating(actor, Permission.CURATE_SOURCE, source)
    if action not in LABELS:
        raise Invalid(say("Choose what should happen."), "action")
    doing = Doing(actor, action, checked_reason(reason), self_review)
    notice = _checked_address(action, address)
    known = {None, source.retraction_url, source.correction_url, source.archived_url}
    if (same := same_act(doing, source)) is not None and notice in known:
        return same
    if action == "archive_source" and notice == source.archived_url:
        raise Conflict(say("That is the address of its archived copy already."))
    if action not in choices_for(source):
        raise Conflict(
            say(
                "“%(action)s” is not possible as the source stands now. Look at its page again.",
                action=say(LABELS[action]),
            )
        )
    items = items_citing([source.id])
    if action == "clear_source" and any(each.curation is Curation.RETRACTED for each in items):
        raise Conflict(
            say("A decision on an item that cites it marked it. Undo that decision, or clear the item of its mark.")
        )

    def change() -> None:
        _CHANGES[action](actor, source, notice, items)

    asked = [each for each in items if each.status in PUBLIC] if action == "correct_source" else []
    return carry_out(doing, source, [source, *asked], change)


def _retract(_actor: Actor, source: Source, notice: str | None, _items: object) -> None:
    source.retracted_at, source.retraction_url = now(), notice


def _correct(actor: Actor, source: Source, notice: str | None, items: object) -> None:
    source.corrected_at, source.correction_url = now(), notice
    for item in items_citing([source.id]):
        if item.status in PUBLIC:
            ask_again(actor, item)


def _archive(_actor: Actor, source: Source, notice: str | None, _items: object) -> None:
    source.archived_url = notice


def _clear(_actor: Actor, source: Source, _notice: str | None, _items: object) -> None:
    source.retracted_at = source.retraction_url = source.corrected_at = source.correction_url = None


def _unlink(_actor: Actor, source: Source, _notice: str | None, _items: object) -> None:
    source.origin_id = None


_CHANGES = {
    "retract_source": _retract,
    "correct_source": _correct,
    "archive_source": _archive,
    "clear_source": _clear,
    "unlink_origin": _unlink,
}


def ask_again(actor: Actor, evidence: Evidence) -> None:
    """Have what people said of an item's reliability wait for their confirmation, though its words stay.

    The same wording becomes a revision of its own, as after an edit of substance; an edit that waits goes on waiting.
    What was erased for good has no wording to confirm.
    """
    if evidence.is_purged:
        return
    waiting = find_waiting_revision(evidence)
    shown = select(Revision).where(Revision.contribution_id == evidence.id, Revision.number == evidence.revision)
    same = add_revision(evidence, actor, session.scalars(shown).one().body, Status.VISIBLE)
    evidence.revision = evidence.substance = same.number
    if waiting is not None:
        waiting.status = Status.WITHDRAWN
        author = Actor(id=waiting.author_id)
        add_revision(evidence, author, waiting.body, Status.PENDING, substantive=waiting.substantive)
    session.flush()


def _checked_address(action: str, address: str | None) -> str | None:
    if action not in NEED_ADDRESS:
        return None
    notice = web_address(address or "")
    if notice is None:
        if action == "archive_source":
            raise Invalid(say("Give the address of the archived copy, so that everybody can read it."), "address")
        raise Invalid(say("Give the address of the notice, so that everybody can read it."), "address")
    return notice
