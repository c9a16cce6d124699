"""Posting evidence, on a claim or as a challenge; and the buttons beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from markupsafe import Markup

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import transaction
from deliberate.core.markup import render
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.drafts.recalling import recall
from deliberate.evidence import services
from deliberate.evidence.forms import KIND_WORDS, EvidenceForm, SearchForm
from deliberate.evidence.models import Bearing, Evidence, EvidenceKind, Remark, Side, bare_address
from deliberate.evidence.pages import (
    POSTED,
    PUT_BACK,
    WITHDRAWN,
    Done,
    Page,
    address_of,
    attempt,
    blueprint,
    describe,
    posted,
)
from deliberate.evidence.queries import get_target
from deliberate.propositions.models import Proposition, Relation
from deliberate.web.identity import current_actor


@dataclass(frozen=True)
class Preview:
    """What a person would post, as it would look; nothing of it is stored."""

    side: str
    kind: str
    quote: str
    warrant_html: Markup
    source: str
    link: str | None
    published_on: date | None
    author: str


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
    if request.form.get("preview") == "live":
        return _panel(actor, form, public_id, kinds)
    if not form.validate():
        return _form_page(actor, form, public_id, kinds, status=422)
    if "preview" in request.form:
        return _form_page(actor, form, public_id, kinds, preview=_preview(form))

    def work() -> Done:
        target = get_target(actor, public_id, *kinds)
        bearing = services.post_evidence(actor, target, form.draft())
        return Done(address_of(bearing), posted(bearing, say("Your evidence is posted.")), bearing.public_id, POSTED)

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
    name = "evidence" if isinstance(target, Proposition) else "challenge"
    page = render_template(
        "deliberate/evidence/post.html",
        form=form,
        target=target,
        about=describe(target),
        may_relate=may(actor, Permission.PROPOSE_CLAIM, target),
        twins=_twins_for(actor, target, form.data) if looked else [],
        looked=looked,
        preview=preview,
        unfinished=recall(actor, form, name, public_id),
    )
    return page, status


def _panel(actor: Actor, form: EvidenceForm, public_id: UUID, kinds: tuple[type[Contribution], ...]) -> Page:
    """While somebody types: what is here already, and how the item would look as soon as there is one."""
    target = get_target(actor, public_id, *kinds)
    authorize(actor, Permission.POST_EVIDENCE, target)
    typed = form.data
    said = all((typed["side"], typed["quote"], typed["warrant"], typed["citation"] or typed["link"]))
    return render_template(
        "deliberate/evidence/_beside_form.html",
        twins=_twins_for(actor, target, typed),
        looked=True,
        preview=_preview(form) if said else None,
    )


def _twins_for(actor: Actor, target: Contribution, typed: dict[str, Any]) -> list[services.Twin]:
    return services.find_twins(
        actor, target, link=typed.get("link"), citation=typed.get("citation"), quote=typed.get("quote")
    )


def _preview(form: EvidenceForm) -> Preview:
    typed = form.data
    kind = typed["kind"]
    return Preview(
        side=typed["side"],
        kind=say(KIND_WORDS[EvidenceKind(kind)]) if kind in set(EvidenceKind) else say("Kind not chosen yet"),
        quote=typed["quote"],
        warrant_html=Markup(render(typed["warrant"])),  # noqa: S704  # our own sanitiser made it
        source=typed["citation"] or bare_address(typed["link"]),
        link=typed["link"] or None,
        published_on=typed["published_on"],
        author=current_actor().name,
    )


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
        words = (
            say("Recorded: you searched and found none.")
            if report
            else say("Taken back: you no longer say you found none.")
        )
        return Done(url_for("deliberate.reading.claim", claim=claim, _anchor="searched"), words, proposition.public_id)

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
        words = say("Withdrawn. A note that something stood here stays in its place.")
        return Done(address_of(own), words, own.public_id, WITHDRAWN)

    with transaction():
        done = work()
    return done.response()


@blueprint.post("/contributions/<uuid:contribution>/put-back")
def put_back(contribution: UUID) -> Page:
    """Undo one's own withdrawal."""
    actor = current_actor()
    with transaction():
        own = get_target(actor, contribution, Evidence, Bearing, Remark)
        services.put_back(actor, own)
        done = Done(address_of(own), posted(own, say("It is back as it was.")), own.public_id, PUT_BACK)
    return done.response()
