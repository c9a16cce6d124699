"""The page of what both sides accept, proposing for it, and answering."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_slug
from deliberate.common_ground import services
from deliberate.common_ground.forms import ANSWERS, AnswerForm, EditPointForm, ProposeForm
from deliberate.common_ground.models import CommonPoint
from deliberate.common_ground.queries import claims_to_propose, get_point, points_page
from deliberate.core.actors import Actor
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import settings
from deliberate.core.wording import N_, say
from deliberate.evidence.pages import Done, Page, Refused, attempt, describers, edited, posted
from deliberate.propositions.queries import get_proposition
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article

blueprint = Blueprint("common_ground", __name__)

describers["common_point"] = lambda point: str(point.words)

_TOLD = {
    True: N_("You confirmed it. Nobody is shown who did."),
    False: N_("You said that you do not accept it. Nobody is shown who did."),
    None: N_("Your answer is taken back."),
}


def _address(point: CommonPoint) -> str:
    anchor = f"point-{point.public_id}"
    return url_for("deliberate.common_ground.points", slug=point.article.slug, _anchor=anchor)


@blueprint.get("/a/<slug>/accepted")
@shows_article(by_slug)
def points(slug: str) -> str:
    """What stands, what is proposed, and what was refused."""
    return _points_page(current_actor(), slug)


def _points_page(actor: Actor, slug: str, form: AnswerForm | None = None) -> str:
    page = points_page(actor, get_readable(actor, slug))
    least = settings.common_ground_people
    return render_template("deliberate/common_ground/points.html", page=page, form=form, least=least)


@blueprint.route("/a/<slug>/accepted/propose", methods=["GET", "POST"])
def propose(slug: str) -> Page:
    """Propose a claim or a sentence."""
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.PROPOSE_POINT, article)
    form = ProposeForm(request.form, data={"claim": request.args.get("claim", "")})
    form.offer(claims_to_propose(article))
    refused = Refused(422 if request.method == "POST" else 200)
    if request.method == "POST" and form.validate():

        def work() -> Done:
            own = _proposed(actor, slug, form)
            return Done(_address(own), posted(own, say("It is proposed. Others say whether they accept it.")))

        outcome = attempt(form, work)
        if isinstance(outcome, Done):
            return outcome.response()
        refused = outcome
    return render_template("deliberate/common_ground/propose.html", form=form, article=article), refused.status


def _proposed(actor: Actor, slug: str, form: ProposeForm) -> CommonPoint:
    if form.claim.data:
        claim = get_proposition(actor, UUID(form.claim.data))
        return services.propose_claim(actor, claim, form.submission.data)
    return services.propose_sentence(actor, get_readable(actor, slug), form.text.data or "", form.submission.data)


@blueprint.post("/points/<uuid:point>/answer")
def answer(point: UUID) -> Page:
    """Confirm it, say that one does not accept it, or take that back."""
    actor = current_actor()
    found = get_point(actor, point)
    authorize(actor, Permission.ANSWER_POINT, found)
    form = AnswerForm(request.form)
    refused = Refused(422)
    if form.validate():
        accepts = ANSWERS[form.answer.data]

        def work() -> Done:
            own = get_point(actor, point)
            services.answer_point(actor, own, form.number.data, accepts=accepts)
            return Done(_address(own), say(_TOLD[accepts]))

        outcome = attempt(form, work)
        if isinstance(outcome, Done):
            return outcome.response()
        refused = outcome
    return _points_page(actor, found.article.slug, form), refused.status


@blueprint.route("/points/<uuid:point>/edit", methods=["GET", "POST"])
def edit(point: UUID) -> Page:
    """Word a sentence of one's own differently."""
    actor = current_actor()
    form = EditPointForm(request.form)
    refused = Refused(422 if request.method == "POST" else 200)
    if request.method == "POST" and form.validate():

        def work() -> Done:
            own = get_point(actor, point)
            revision = services.edit_point(actor, own, form.text.data or "", form.version.data or 0)
            return Done(_address(own), edited(own, revision))

        outcome = attempt(form, work)
        if isinstance(outcome, Done):
            return outcome.response()
        refused = outcome
    own = get_point(actor, point)
    authorize(actor, Permission.EDIT_CONTRIBUTION, own)
    services.refuse_claim(own)
    if request.method == "GET":
        form.process(data={"text": own.text, "version": own.version})
    if refused.current is not None:
        # Whoever has seen the present words may send theirs on top. The raw data goes too, or the field prints that.
        form.version.data, form.version.raw_data = own.version, None
    return _edit_page(form, own, refused)


def _edit_page(form: Any, own: CommonPoint, refused: Refused) -> Page:
    page = render_template(
        "deliberate/evidence/edit.html", form=form, own=own, about=own.words, current=refused.current
    )
    return page, refused.status
