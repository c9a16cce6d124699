"""Letting an item bear on more, changing what is there, and remarks."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy import select

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Revision
from deliberate.core.db import session
from deliberate.core.errors import Invalid, NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.drafts.recalling import recall
from deliberate.evidence import services
from deliberate.evidence.forms import BearForm, EditBearingForm, EditEvidenceForm, EditRemarkForm, RemarkForm
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.evidence.pages import (
    EDITED,
    POSTED,
    Done,
    Page,
    Refused,
    address_of,
    attempt,
    blueprint,
    describe,
    edited,
    posted,
)
from deliberate.evidence.queries import get_evidence, get_target, shown
from deliberate.evidence.views import asked_side
from deliberate.propositions.models import Proposition, Relation
from deliberate.web.identity import current_actor

#: Under which name what somebody changes is kept until it is sent.
_DRAFTS = {"evidence": "edit", "bearing": "edit_bearing", "remark": "edit_remark"}

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@blueprint.route("/evidence/<uuid:item>/bear", methods=["GET", "POST"])
def bear(item: UUID) -> Page:
    """Let an item that is here speak for or against something else."""
    actor = current_actor()
    form = BearForm(request.form, data={"side": asked_side()})
    if request.method != "POST":
        return _bear_page(actor, form, item, 200)
    if not form.validate():
        return _bear_page(actor, form, item, 422)

    def work() -> Done:
        evidence = get_evidence(actor, item)
        target = _chosen(actor, form)
        bearing = services.bear(actor, evidence, target, form.bearing())
        return Done(
            address_of(bearing), posted(bearing, say("The item bears on this too now.")), bearing.public_id, POSTED
        )

    outcome = attempt(form, work)
    return outcome.response() if isinstance(outcome, Done) else _bear_page(actor, form, item, outcome.status)


def _chosen(actor: Actor, form: BearForm) -> Contribution:
    """What was chosen; an address, where one was typed, is the later thought. Raises Invalid beside its field."""
    field = "address" if form.address.data else "target"
    found = _UUID.findall(form[field].data or "")
    if not found:
        raise Invalid(say("Choose what it bears on, or give its address here."), field)
    try:
        target: Contribution = get_target(actor, UUID(found[-1]), Proposition, Evidence, Bearing, Relation)
    except NotFound as missing:
        raise Invalid(missing.message, field) from None
    return target


def _bear_page(actor: Actor, form: BearForm, item: UUID, status: int) -> Page:
    evidence = get_evidence(actor, item)
    authorize(actor, Permission.POST_EVIDENCE, evidence)
    claims = session.execute(
        select(Proposition.public_id, Proposition.text)
        .where(Proposition.article_id == evidence.article_id, shown(actor, Proposition))
        .order_by(Proposition.position, Proposition.id)
    )
    form.offer((public_id, text) for public_id, text in claims)
    unfinished = recall(actor, form, "bear", item)
    return render_template("deliberate/evidence/bear.html", form=form, evidence=evidence, unfinished=unfinished), status


@blueprint.route("/evidence/<uuid:item>/edit", methods=["GET", "POST"])
def edit(item: UUID) -> Page:
    """Change an item of one's own."""
    form = EditEvidenceForm(request.form)

    def fill(evidence: Evidence) -> None:
        draft = services.item_draft(evidence)
        form.process(data={**vars(draft), "kind": draft.kind.value, "version": evidence.version})

    def save(actor: Actor, evidence: Evidence) -> Revision:
        return services.edit_evidence(actor, evidence, form.item(), form.version.data or 0)

    return _edit_page(form, item, Evidence, fill, save)


@blueprint.route("/bearings/<uuid:bearing>/edit", methods=["GET", "POST"])
def edit_bearing(bearing: UUID) -> Page:
    """Change the side one's item takes, or why it matters there."""
    form = EditBearingForm(request.form)

    def fill(own: Bearing) -> None:
        draft = services.bearing_draft(own)
        form.process(data={"side": draft.side.value, "warrant": draft.warrant, "version": own.version})

    def save(actor: Actor, own: Bearing) -> Revision:
        return services.edit_bearing(actor, own, form.bearing(), form.version.data or 0)

    return _edit_page(form, bearing, Bearing, fill, save)


@blueprint.route("/remarks/<uuid:remark>/edit", methods=["GET", "POST"])
def edit_remark(remark: UUID) -> Page:
    """Change a remark of one's own."""
    form = EditRemarkForm(request.form)

    def fill(own: Remark) -> None:
        form.process(data={"text": own.text, "version": own.version})

    def save(actor: Actor, own: Remark) -> Revision:
        return services.edit_remark(actor, own, form.text.data or "", form.version.data or 0)

    return _edit_page(form, remark, Remark, fill, save)


def _edit_page(
    form: Any,
    public_id: UUID,
    kind: type[Contribution],
    fill: Callable[[Any], None],
    save: Callable[[Actor, Any], Revision],
) -> Page:
    """One page for every edit: a stale one comes back with the present words beside the typed ones."""
    actor = current_actor()
    refused = Refused(200)
    if request.method == "POST" and not form.validate():
        refused = Refused(422)
    elif request.method == "POST":

        def work() -> Done:
            own = get_target(actor, public_id, kind)
            revision = save(actor, own)
            return Done(address_of(own), edited(own, revision), own.public_id, EDITED)

        outcome = attempt(form, work)
        if isinstance(outcome, Done):
            return outcome.response()
        refused = outcome
    own = get_target(actor, public_id, kind)
    authorize(actor, Permission.EDIT_CONTRIBUTION, own)
    if request.method != "POST":
        fill(own)
    unfinished = recall(actor, form, _DRAFTS[own.kind], public_id)
    if refused.current is not None:
        # Whoever has seen the present words may send theirs on top. The raw data goes too, or the field prints that.
        form.version.data, form.version.raw_data = own.version, None
    page = render_template(
        "deliberate/evidence/edit.html", form=form, own=own, current=refused.current, unfinished=unfinished
    )
    return page, refused.status


@blueprint.post("/remarks")
def remark() -> Page:
    """Add a remark on an article, or on something in it."""
    actor = current_actor()
    form = RemarkForm(request.form)
    refused = Refused(422)
    if form.validate():

        def work() -> Done:
            article, target = _subject(actor, form)
            made = services.post_remark(actor, article, target, form.text.data or "", form.submission.data)
            return Done(address_of(made), posted(made, say("Your remark is posted.")), made.public_id, POSTED)

        outcome = attempt(form, work)
        if isinstance(outcome, Done):
            return outcome.response()
        refused = outcome
    article, target = _subject(actor, form)
    authorize(actor, Permission.POST_REMARK, article)
    about = describe(target) if target else article.title
    unfinished = recall(actor, form, "remark", (target or article).public_id)
    page = render_template("deliberate/evidence/remark.html", form=form, about=about, unfinished=unfinished)
    return page, refused.status


def _subject(actor: Actor, form: RemarkForm) -> tuple[Article, Contribution | None]:
    """What a remark is about: the article by its slug, and something in it where the form names that."""
    article = session.scalar(select(Article).where(Article.slug == (form.article.data or ""), readable(actor)))
    if article is None:
        raise NotFound(say("There is no such article, or it is not open to you."))
    if not form.target.data:
        return article, None
    if not _UUID.fullmatch(form.target.data):
        raise NotFound(say("What this remark is about is not in this article."))
    return article, get_target(actor, UUID(form.target.data))
