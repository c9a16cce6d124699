"""The pages of peer review, and of where a class stood before and after."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, request, url_for

from deliberate.classroom.feedback import reviewing
from deliberate.classroom.feedback.forms import ReviewForm, StartRoundForm, WhichForm, review_form
from deliberate.classroom.feedback.models import PeerReview
from deliberate.classroom.feedback.queries import scale_of, sees_stances
from deliberate.classroom.feedback.stances import FEWEST, moved_in
from deliberate.classroom.feedback.summaries import pieces_to_review
from deliberate.classroom.feedback.views import address_of_work, for_staff, page
from deliberate.classroom.models import Assignment
from deliberate.classroom.progress import get_assignment
from deliberate.classroom.roster import members_of
from deliberate.classroom.views import Page, attempt, blueprint
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, StaleEdit
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import names_of
from deliberate.core.wording import N_, say
from deliberate.propositions.models import Answer
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor

ANSWER_WORDS = {Answer.AGREE: N_("For it"), Answer.DISAGREE: N_("Against it"), Answer.UNSURE: N_("Undecided")}


@blueprint.get("/assignments/<uuid:assignment>/reviews")
def reviews(assignment: uuid.UUID) -> Page:
    """How far the round is, and what is written in it, with names."""
    actor = current_actor()
    return _round_page(actor, for_staff(actor, assignment), StartRoundForm())


def _round_page(actor: Actor, found: Assignment, form: StartRoundForm) -> str:
    state = reviewing.round_state(actor, found)
    members = {each.actor_id: each.given_name for each in members_of(found.classroom)}
    accounts = names_of(members)
    names = {person: given or accounts[person] for person, given in members.items()}
    return page(
        "reviews",
        found,
        form=form,
        state=state,
        handed_in=reviewing.how_many_handed_in(found),
        names=names,
        short=sorted(names[each] for each in state.short if each in names) if state else (),
    )


@blueprint.post("/assignments/<uuid:assignment>/reviews/start")
def start_reviews(assignment: uuid.UUID) -> Page:
    """Have everybody who handed in look at others' work."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    authorize(actor, Permission.GIVE_FEEDBACK, found)
    form, status = StartRoundForm(request.form), 422
    if form.validate():

        def work() -> str:
            reviewing.start_round(actor, get_assignment(actor, assignment), form.each.data or 0)
            return url_for(".reviews", assignment=assignment)

        outcome = attempt(form, work)
        if not isinstance(outcome, int):
            flash(say("The round is started: students find what they are to review on the assignment’s page."))
            return outcome
        status = outcome
    return _round_page(actor, for_staff(actor, assignment), form), status


@blueprint.post("/assignments/<uuid:assignment>/reviews/mend")
def mend_reviews(assignment: uuid.UUID) -> Page:
    """Bring in who handed in since, and let go of who took it back."""
    return _step(assignment, reviewing.mend_round, say("The round is in order again."))


@blueprint.post("/assignments/<uuid:assignment>/reviews/call-off")
def call_off_reviews(assignment: uuid.UUID) -> Page:
    """Let the round be as if it had never been."""
    return _step(assignment, reviewing.call_off, say("The round is called off."))


@blueprint.post("/assignments/<uuid:assignment>/reviews/release")
def release_reviews(assignment: uuid.UUID) -> Page:
    """Let everybody read what was written of their work."""
    return _step(assignment, reviewing.release_round, say("Students read now what was written of their work."))


@blueprint.post("/assignments/<uuid:assignment>/reviews/withhold")
def withhold_reviews(assignment: uuid.UUID) -> Page:
    """Keep it from them again."""
    return _step(assignment, reviewing.take_round_back, say("Nobody reads the reviews any more but those who teach."))


@blueprint.post("/assignments/<uuid:assignment>/reviews/hide")
def hide_review(assignment: uuid.UUID) -> Page:
    """Keep one review from whom it is about, or no longer."""
    form = WhichForm(request.form)
    hidden = form.hidden.data == "yes"

    def work(actor: Actor, found: Assignment) -> None:
        reviewing.hide_review(actor, found, form.id_of("review"), hidden=hidden)

    return _step(assignment, work, say("It is hidden.") if hidden else say("It is not hidden any more."))


def _step(public_id: uuid.UUID, work: Callable[[Actor, Assignment], object], told: str) -> Page:
    actor = current_actor()
    with transaction():
        work(actor, get_assignment(actor, public_id))
    flash(told)
    return redirect(url_for(".reviews", assignment=public_id), 303)


@blueprint.route("/reviews/<uuid:review>", methods=["GET", "POST"])
def write_review(review: uuid.UUID) -> Page:
    """A fellow student's work, without their name, and what one says of it."""
    actor = current_actor()
    found, of = reviewing.get_review(actor, review)
    if request.method != "POST":
        return _review_page(actor, found, of, review_form(scale_of(of), review=found))
    authorize(actor, Permission.DO_ASSIGNMENT, of)
    form, status, current = review_form(scale_of(of), request.form), 422, ""
    if form.validate():
        try:
            with transaction():
                own, _ = reviewing.get_review(actor, review)
                reviewing.write_review(actor, own, form.chosen(), form.comment.data or "", form.version.data or 0)
            flash(say("Your review is kept. You can change it until your teacher lets everybody read them."))
            return redirect(url_for(".assignment", assignment=of.public_id), 303)
        except (Invalid, Conflict, StaleEdit) as refusal:
            form.refuse(refusal)
            status, current = status_of(refusal), refusal.current if isinstance(refusal, StaleEdit) else ""
    found, of = reviewing.get_review(actor, review)
    if current:
        form.version.data, form.version.raw_data = found.version, None
    return _review_page(actor, found, of, form, current), status


def _review_page(actor: Actor, found: PeerReview, of: Assignment, form: ReviewForm, current: str = "") -> str:
    pieces = pieces_to_review(actor, of, found.actor_id)
    return page("review", of, review=found, pieces=pieces, form=form, current=current)


@blueprint.get("/assignments/<uuid:assignment>/stances")
def stances(assignment: uuid.UUID) -> Page:
    """Where the class stood on the claims before, and after; counts alone."""
    actor = current_actor()
    found = get_assignment(actor, assignment)
    if not sees_stances(actor, found):
        raise NotAllowed(say("This shows once the assignment is closed, or your feedback is released."))
    return page(
        "stances",
        found,
        claims=moved_in(found),
        answers=ANSWER_WORDS,
        fewest=FEWEST,
        work=address_of_work(actor, found),
    )
