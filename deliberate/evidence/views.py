"""Posting evidence, on a claim or as a challenge; and the buttons beside it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import transaction
from deliberate.core.markup import render
from deliberate.core.policy import Permission, authorize, may
from deliberate.evidence import services
from deliberate.evidence.forms import EvidenceForm, SearchForm
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.evidence.pages import Done, Page, address_of, attempt, blueprint, describe, posted
from deliberate.evidence.queries import get_target
from deliberate.propositions.models import Proposition, Relation
from deliberate.web.identity import current_actor


@dataclass(frozen=True)
class Preview:
    """What a person would post, as it would look; nothing of it is stored."""

    side: str
    quote: str
    warrant_html: str
    source: str


@blueprint.route("/claims/<uuid:claim>/evidence", methods=["GET", "POST"])
def post(claim: UUID) -> Page:
    """Post evidence on a claim."""
    return _post_on(claim, Proposition)


@blueprint.route("/contributions/<uuid:target>/challenge", methods=["GET", "POST"])
def challenge(target: UUID) -> Page:
    """Post evidence on an item, on how it bears, or on a relation."""
    return _post_on(target, Evidence, Bearing, Relation)


def _post_on(public_id: UUID, *kinds: type[Contribution]) -> Page:
    actor = current_actor()
    form = EvidenceForm(request.form, data={"side": asked_side()})
    if request.method != "POST":
        return _form_page(actor, form, public_id, kinds)
    if not form.validate():
        return _form_page(actor, form, public_id, kinds, status=422)
    if "preview" in request.form:
        return _form_page(actor, form, public_id, kinds, preview=_preview(form))

    def work() -> Done:
        target = get_target(actor, public_id, *kinds)
        bearing = services.post_evidence(actor, target, form.draft())
        return Done(address_of(bearing), posted(bearing, "Your evidence is posted."))

    outcome = attempt(form, work)
    if isinstance(outcome, Done):
        return outcome.response()
    return _form_page(actor, form, public_id, kinds, status=outcome.status)


def asked_side() -> str | None:
    """The side that a link asks for; any other value asks for none."""
    side = request.args.get("side")
    return side if side in set(Side) else None


def _form_page(
    actor: Actor,
    form: EvidenceForm,
    public_id: UUID,
    kinds: tuple[type[Contribution], ...],
    *,
    status: int = 200,
    preview: Preview | None = None,
) -> Page:
    """The form; once it was sent, with what is here already, and with the preview that was asked for."""
    target = get_target(actor, public_id, *kinds)
    authorize(actor, Permission.POST_EVIDENCE, target)
    looked = request.method == "POST"
    page = render_template(
        "deliberate/evidence/post.html",
        form=form,
        target=target,
        about=describe(target),
        may_relate=may(actor, Permission.PROPOSE_CLAIM, target),
        twins=_twins_for(actor, target, form.data) if looked else [],
        looked=looked,
        preview=preview,
    )
    return page, status


def _twins_for(actor: Actor, target: Contribution, typed: dict[str, Any]) -> list[services.Twin]:
    return services.find_twins(
        actor, target, link=typed.get("link"), citation=typed.get("citation"), quote=typed.get("quote")
    )


def _preview(form: EvidenceForm) -> Preview:
    typed = form.data
    return Preview(typed["side"], typed["quote"], render(typed["warrant"]), typed["citation"] or typed["link"])


@blueprint.get("/claims/<uuid:claim>/twins")
def twins(claim: UUID) -> Page:
    """The panel of what is here already, for the script to fill while somebody types."""
    actor = current_actor()
    target = get_target(actor, claim, Proposition)
    authorize(actor, Permission.POST_EVIDENCE, target)
    found = _twins_for(actor, target, request.args.to_dict())
    return render_template("deliberate/evidence/_twins.html", twins=found, looked=True)


@blueprint.post("/claims/<uuid:claim>/searched")
def searched(claim: UUID) -> Page:
    """Say that one searched for evidence on a side and found none, or take it back."""
    actor = current_actor()
    form = SearchForm(request.form)
    if not form.validate():
        return _search_page(actor, form, claim, 422)
    wanted = {"yes": True, "no": False}.get(form.wanted.data or "")

    def work() -> Done:
        proposition = get_target(actor, claim, Proposition)
        report = services.report_search(actor, proposition, Side(form.side.data), form.where.data, wanted=wanted)
        words = "Recorded: you searched and found none." if report else "Taken back: you no longer say you found none."
        return Done(url_for("deliberate.reading.claim", claim=claim, _anchor="searched"), words)

    outcome = attempt(form, work)
    return outcome.response() if isinstance(outcome, Done) else _search_page(actor, form, claim, outcome.status)


def _search_page(actor: Actor, form: SearchForm, public_id: UUID, status: int) -> Page:
    """What was typed, with what is wrong with it. The buttons themselves stand on the claim's page."""
    claim = get_target(actor, public_id, Proposition)
    authorize(actor, Permission.REPORT_SEARCH, claim)
    return render_template("deliberate/evidence/searched.html", form=form, claim=claim), status


@blueprint.post("/contributions/<uuid:contribution>/withdraw")
def withdraw(contribution: UUID) -> Page:
    """Take back one's own contribution."""
    actor = current_actor()

    def work() -> Done:
        own = get_target(actor, contribution)
        services.withdraw(actor, own)
        return Done(address_of(own), "Withdrawn. A note that something stood here stays in its place.")

    with transaction():
        done = work()
    return done.response()
