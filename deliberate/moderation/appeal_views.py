"""Pages of appeals: to lodge one, to answer it, and how those who answer have decided."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.moderation import services
from deliberate.moderation.appealing import authorize_answering, whole_of
from deliberate.moderation.appeals import Ground, get_appeal, ground_of
from deliberate.moderation.claiming import refuse_held
from deliberate.moderation.conduct_pages import tell, told_to_others
from deliberate.moderation.forms import OVERTURN, AppealDecisionForm, AppealForm
from deliberate.moderation.loading import titles_of
from deliberate.moderation.matters import matter_of
from deliberate.moderation.measures import get_measure
from deliberate.moderation.models import AppealState, Decision
from deliberate.moderation.modifying import milder_than
from deliberate.moderation.pages import Page, attempt, blueprint, get_decision
from deliberate.moderation.reviewing import reviewers
from deliberate.moderation.statements import statement_of
from deliberate.web.identity import current_actor


@blueprint.route("/decisions/<uuid:decision>/appeal", methods=["GET", "POST"])
def appeal(decision: UUID) -> Page:
    """Ask a moderator who did not take it to look at a decision again, whatever it was about."""
    actor = current_actor()
    form = AppealForm(request.form)

    def work() -> None:
        services.appeal(actor, _get_ground(actor, decision), form.text.data or "")

    status = 200
    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash(say("Your appeal waits for a moderator who did not take the decision."), "info")
            return redirect(url_for(".yours"), 303)
    ground = _get_ground(actor, decision)
    authorize(actor, Permission.APPEAL, ground)
    return render_template("deliberate/moderation/appeal.html", form=form, **_to_whom_it_touches(ground)), status


@blueprint.route("/appeals/<uuid:appeal>", methods=["GET", "POST"])
def decide_appeal(appeal: UUID) -> Page:
    """Answer an appeal."""
    actor = current_actor()
    authorize(actor, Permission.SEE_QUEUE)
    form = AppealDecisionForm(request.form)
    form.offer(milder_than(whole_of(ground_of(get_appeal(appeal)))))

    def work() -> None:
        case, overturn = get_appeal(appeal), form.verdict.data == OVERTURN
        refuse_held(actor, case)
        services.decide_appeal(
            actor, case, overturn, form.reply.data or "", version=form.version.data, change=form.change()
        )

    status = 200
    if request.method == "POST":
        status = attempt(form, work) if form.validate() else 422
        if status == 200:
            flash(say("The appeal is answered."), "info")
            return redirect(url_for(".queue"), 303)
    case = get_appeal(appeal)
    # Whoever was overtaken has what is there now before their eyes, and decides on that.
    form.version.data, form.version.raw_data = case.version, None
    return render_template(
        "deliberate/moderation/decide_appeal.html",
        form=form,
        case=case,
        self_review=authorize_answering(actor, case) if case.state is AppealState.OPEN else False,
        **_to_moderators(actor, ground_of(case)),
    ), status


@blueprint.get("/appeals")
def appeals() -> Page:
    """How many appeals each moderator has answered, and how often they were overturned."""
    return render_template("deliberate/moderation/appeals.html", reviewers=reviewers(current_actor()))


def _get_ground(actor: Actor, public_id: UUID) -> Ground:
    """A decision or a measure that this actor may know of. Raises NotFound."""
    try:
        return get_decision(actor, public_id)
    except NotFound:
        return get_measure(actor, public_id)


def _to_whom_it_touches(ground: Ground) -> dict[str, Any]:
    if isinstance(ground, Decision):
        thing = ground.contribution
        return {"statement": statement_of(ground), "words": titles_of([thing])[thing.id]}
    return {"told": tell(ground)}


def _to_moderators(actor: Actor, ground: Ground) -> dict[str, Any]:
    if isinstance(ground, Decision):
        decision = get_decision(actor, ground.public_id)
        return {"statement": statement_of(decision), "matter": matter_of(actor, decision.contribution)}
    told, whom = told_to_others(ground)
    return {"told": told, "whom": whom}
