"""Pages for moderators: the queue, deciding, undoing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import N_, say
from deliberate.moderation import services
from deliberate.moderation.actions import actions, past_of
from deliberate.moderation.claiming import holder_of, notes_on, refuse_held, release
from deliberate.moderation.forms import DecisionForm, UndoForm
from deliberate.moderation.grouping import together
from deliberate.moderation.handing_on import handed_to, holder_in_words
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.matters import Matter, matter_of
from deliberate.moderation.models import Decision
from deliberate.moderation.pages import Page, attempt, blueprint, get_decision
from deliberate.moderation.priorities import TERM_WORDS
from deliberate.moderation.purging.services import count_waiting as count_purges
from deliberate.moderation.queue import Entry, Place, QueuePage, queue_page
from deliberate.moderation.queue_models import BUCKETS, EntryKind, QueueNote
from deliberate.moderation.reversing import SOON
from deliberate.moderation.waiting_kinds import standing_in
from deliberate.web.identity import current_actor


@blueprint.get("/queue")
def queue() -> Page:
    """Everything that waits, and the one that is being decided."""
    actor = current_actor()
    asked = request.args.get("bucket", "")
    page = queue_page(actor, BUCKETS.get(asked), Place.read(request.args.get("after", "")))
    ordered, kin = together(page.entries)
    handed = handed_to(actor)
    entry = _opened(page, handed)
    bucket = asked if asked in BUCKETS else None
    decidable = entry.contribution if entry is not None and entry.case is None else None
    matter = matter_of(actor, decidable) if decidable is not None else None
    standing = matter.standing if matter is not None else standing_in(actor, entry.subject) if entry else "no"
    notes = _notes_for(actor, entry, standing) if entry is not None else []
    return render_template(
        "deliberate/moderation/queue.html",
        page=page,
        ordered=ordered,
        kin=kin,
        mine=entry is not None and holder_of(entry.row) == actor.key,
        notes=notes,
        note_names=names_of({note.actor_id for note in notes}),
        handed=holder_in_words(entry.row) if entry is not None else None,
        standing=standing,
        address={"kind": entry.row.kind.value, "subject": entry.subject.public_id} if entry is not None else {},
        answer=_answer_to(entry) if entry is not None and matter is None else None,
        handed_to_me=handed,
        buckets=BUCKETS,
        bucket=bucket or "all",
        following=_following(entry, ordered),
        onward=_onward(entry, ordered, bucket),
        entry=entry,
        matter=matter,
        form=_decision_form(matter) if matter else None,
        keys=_keys(),
        latest=_latest_of(actor),
        term_words=TERM_WORDS,
        place_of=lambda each: _place_of(each, bucket),
        purges=count_purges() if may(actor, Permission.PURGE) else 0,
    )


def _notes_for(actor: Actor, entry: Entry, standing: str) -> Sequence[QueueNote]:
    """What moderators told each other about it; in a matter of one's own, what one told them."""
    notes = notes_on(entry.subject)
    return notes if standing != "no" else [each for each in notes if each.actor_id == actor.key]


def _opened(page: QueuePage, handed: Sequence[Entry]) -> Entry | None:
    """The entry the address asks for, on this page or handed to whoever asks, else the first."""
    asked = request.args.get("item")
    found = (each for each in (*page.entries, *handed) if asked in _names(each))
    return next(found, page.entries[0] if page.entries else None)


def _following(entry: Entry | None, ordered: Sequence[Entry]) -> Entry | None:
    """What comes after it in the list, or before it where it is the last."""
    ids = [each.row.id for each in ordered]
    if entry is None or entry.row.id not in ids or len(ids) < 2:
        return None
    at = ids.index(entry.row.id)
    return ordered[at + 1 if at + 1 < len(ids) else at - 1]


def _onward(entry: Entry | None, ordered: Sequence[Entry], bucket: str | None) -> dict[str, str]:
    """What a decision's address says of where to go on."""
    following = _following(entry, ordered)
    return {"next": str(following.row.public_id), "bucket": bucket or ""} if following is not None else {}


def _place_of(entry: Entry, bucket: str | None) -> str:
    """The page of the queue that shows it."""
    after, item = request.args.get("after"), entry.row.public_id
    return url_for(".queue", bucket=bucket, after=after, item=item, _anchor="item")


#: The page that decides on what is no contribution, the argument that names it there, and what leads to it.
_DECIDED_ON = {
    EntryKind.APPEAL: (".decide_appeal", "appeal", N_("Answer the appeal")),
    EntryKind.SUGGESTION: (".origin", "suggestion", N_("Look at the suggestion")),
    EntryKind.PROPOSAL: (".proposal", "proposal", N_("Look at the proposal")),
    EntryKind.REPORT: (".reports_of", "reported", N_("Look at the reports")),
}


def _answer_to(entry: Entry) -> tuple[str, str]:
    """Where an entry that is no contribution is decided on, and the words that lead there."""
    endpoint, argument, words = _DECIDED_ON[entry.row.kind]
    named: dict[str, Any] = {argument: entry.subject.public_id}
    return url_for(endpoint, **named), say(words)


def _names(entry: Entry) -> set[str]:
    """What an address may call it: its own id, or that of what is to be decided on."""
    return {str(entry.row.public_id), str(entry.subject.public_id)}


def _keys() -> dict[str, str]:
    return {name: actions.get(name).key or "" for name in actions.names()}


def _latest_of(actor: Actor) -> Decision | None:
    """What this moderator decided last, while it can be undone without a reason."""
    newest = (
        select(Decision)
        .where(Decision.actor_id == actor.key, Decision.lead_id.is_(None))
        .order_by(Decision.id.desc())
        .options(joinedload(Decision.contribution))
        .limit(1)
    )
    decision = session.scalar(newest)
    if decision is None or decision.undone_by_id is not None or decision.replaces_id is not None:
        return None
    if decision.action not in actions.names():
        return None
    fresh = now() - decision.created_at <= SOON
    return decision if fresh and standing_in(actor, decision.contribution) != "no" else None


@blueprint.route("/contributions/<uuid:contribution>/decide", methods=["GET", "POST"])
def decide(contribution: UUID) -> Page:
    """Everything about one contribution, and the form to decide on it."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    if request.method != "POST":
        matter = matter_of(actor, get_readable(actor, contribution))
        return _decide_page(matter, _decision_form(matter))
    form = DecisionForm(request.form)
    form.offer(actions.get(name) for name in actions.names() if not actions.get(name).by_system)

    def work() -> None:
        refuse_held(actor, get_readable(actor, contribution))
        services.decide(
            actor,
            get_readable(actor, contribution),
            form.action.data or "",
            form.reason_code.data or "",
            form.reason.data or "",
            address=form.address.data or None,
            version=form.version.data,
        )
        release(actor, get_readable(actor, contribution))

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("Done: you %(past)s.", past=past_of(form.action.data)), "info")
        bucket = request.args.get("bucket", "")
        there = url_for(".queue", item=request.args.get("next"), bucket=bucket if bucket in BUCKETS else None)
        return redirect(there, 303)
    matter = matter_of(actor, get_readable(actor, contribution))
    form.offer(matter.choices)
    if status == 409:
        # The words above say what is there now, so deciding once more is deciding on that.
        form.version.process_data(matter.contribution.version)
        form.version.raw_data = None
    return _decide_page(matter, form), status


def _decision_form(matter: Matter) -> DecisionForm:
    form = DecisionForm(None, data={"version": matter.contribution.version})
    form.offer(matter.choices)
    return form


def _decide_page(matter: Matter, form: DecisionForm) -> str:
    return render_template("deliberate/moderation/decide.html", matter=matter, form=form, keys=_keys())


@blueprint.post("/decisions/<uuid:decision>/undo")
def undo(decision: UUID) -> Page:
    """Put back what a decision changed."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = UndoForm(request.form)

    def work() -> None:
        services.undo(actor, get_decision(actor, decision), form.reason.data or "")

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("Undone: everything is as it was before."), "info")
        return redirect(url_for(".queue"), 303)
    found = get_decision(actor, decision)
    what = titles_of([found.contribution])[found.contribution_id]
    return render_template("deliberate/moderation/undo.html", form=form, decision=found, what=what), status
