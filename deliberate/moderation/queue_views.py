"""Pages for moderators: the queue, deciding, undoing, answering appeals."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import names_of
from deliberate.evidence.models import OriginSuggestion
from deliberate.moderation import services
from deliberate.moderation.actions import actions, past_of
from deliberate.moderation.appealing import authorize_answering
from deliberate.moderation.claiming import holder_of, notes_on, refuse_held, release
from deliberate.moderation.conduct import Objection
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.forms import OVERTURN, AppealDecisionForm, DecisionForm, UndoForm
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.matters import Matter, matter_of
from deliberate.moderation.models import Appeal, Decision
from deliberate.moderation.objections import count_waiting
from deliberate.moderation.pages import Page, attempt, blueprint, get_decision
from deliberate.moderation.priorities import TERM_WORDS
from deliberate.moderation.queue import Entry, Place, QueuePage, queue_page, together
from deliberate.moderation.queue_models import Bucket
from deliberate.moderation.reversing import SOON
from deliberate.moderation.statements import statement_of
from deliberate.web.identity import current_actor

_BUCKETS = {each.name.lower(): each for each in Bucket}


@blueprint.get("/queue")
def queue() -> Page:
    """Everything that waits, and the one that is being decided."""
    actor = current_actor()
    asked = request.args.get("bucket", "")
    page = queue_page(actor, _BUCKETS.get(asked), Place.read(request.args.get("after", "")))
    ordered, kin = together(page.entries)
    entry = _opened(page)
    decidable = entry.contribution if entry is not None and entry.case is None else None
    matter = matter_of(actor, decidable) if decidable is not None else None
    notes = notes_on(decidable) if decidable is not None else []
    return render_template(
        "deliberate/moderation/queue.html",
        page=page,
        ordered=ordered,
        kin=kin,
        mine=entry is not None and holder_of(entry.row) == actor.key,
        notes=notes,
        note_names=names_of({note.actor_id for note in notes}),
        buckets=_BUCKETS,
        bucket=asked if asked in _BUCKETS else "all",
        entry=entry,
        matter=matter,
        form=_decision_form(matter) if matter else None,
        keys=_keys(),
        latest=_latest_of(actor),
        term_words=TERM_WORDS,
        place_of=lambda each: _place_of(each, asked if asked in _BUCKETS else None),
        objections=count_waiting(),
    )


def _opened(page: QueuePage) -> Entry | None:
    """The entry the address asks for, else the first."""
    asked = request.args.get("item")
    found = (each for each in page.entries if asked in _names(each))
    return next(found, page.entries[0] if page.entries else None)


def _place_of(entry: Entry, bucket: str | None) -> str:
    """The page where an entry is decided on."""
    if isinstance(entry.case, Appeal):
        return url_for(".decide_appeal", appeal=entry.case.public_id)
    if isinstance(entry.case, Objection):
        return url_for(".answer_objection", objection=entry.case.public_id)
    if isinstance(entry.case, OriginSuggestion):
        return url_for(".origin", suggestion=entry.case.public_id)
    if isinstance(entry.case, ItemProposal):
        return url_for(".proposal", proposal=entry.case.public_id)
    after, item = request.args.get("after"), entry.row.public_id
    return url_for(".queue", bucket=bucket, after=after, item=item, _anchor="item")


def _names(entry: Entry) -> set[str]:
    """What an address may call it: its own id, or that of what is to be decided on."""
    about = {str(entry.contribution.public_id)} if entry.contribution is not None and entry.case is None else set()
    return {str(entry.row.public_id)} | about


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
    if decision is None or decision.undone_by_id is not None or decision.action not in actions.names():
        return None
    return decision if now() - decision.created_at <= SOON else None


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
        flash(f"Done: you {past_of(form.action.data)}.", "info")
        return redirect(url_for(".queue"), 303)
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
        flash("Undone: everything is as it was before.", "info")
        return redirect(url_for(".queue"), 303)
    found = get_decision(actor, decision)
    what = titles_of([found.contribution])[found.contribution_id]
    return render_template("deliberate/moderation/undo.html", form=form, decision=found, what=what), status


@blueprint.route("/appeals/<uuid:appeal>", methods=["GET", "POST"])
def decide_appeal(appeal: UUID) -> Page:
    """Answer an appeal."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = AppealDecisionForm(request.form)

    def work() -> None:
        overturn = form.verdict.data == OVERTURN
        services.decide_appeal(actor, _get_appeal(appeal), overturn, form.reply.data or "", version=form.version.data)

    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash("The appeal is answered.", "info")
            return redirect(url_for(".queue"), 303)
        return _answer_page(actor, appeal, form), status
    return _answer_page(actor, appeal, AppealDecisionForm(None, data={"version": _get_appeal(appeal).version}))


def _answer_page(actor: Actor, public_id: UUID, form: AppealDecisionForm) -> str:
    case = _get_appeal(public_id)
    # Whoever was overtaken has what is there now before their eyes, and decides on that.
    form.version.data, form.version.raw_data = case.version, None
    self_review = authorize_answering(actor, case) if case.state.value == "open" else False
    decision = get_decision(actor, case.decision.public_id)
    return render_template(
        "deliberate/moderation/decide_appeal.html",
        form=form,
        case=case,
        statement=statement_of(decision),
        matter=matter_of(actor, decision.contribution),
        self_review=self_review,
    )


def _get_appeal(public_id: UUID) -> Appeal:
    found = session.scalar(select(Appeal).where(Appeal.public_id == public_id).options(joinedload(Appeal.decision)))
    if found is None:
        raise NotFound("There is no such appeal.")
    return found
