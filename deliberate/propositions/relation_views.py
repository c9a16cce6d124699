"""Pages on how claims are related: what is there, to relate more, to stand behind a relation or take it back."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, Status
from deliberate.core.db import transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.propositions import services
from deliberate.propositions.forms import RelationForm
from deliberate.propositions.models import Relation
from deliberate.propositions.queries import get_relation, propositions_of
from deliberate.propositions.relating import relations_page, shown_with
from deliberate.propositions.relations import WAITS
from deliberate.propositions.relations_undoing import latest_relation_act, undo_relation_act
from deliberate.propositions.undoing import log_end
from deliberate.propositions.views import blueprint, number_asked
from deliberate.web.errors import status_of
from deliberate.web.identity import current_actor
from deliberate.web.repeating import stored


@blueprint.route("/a/<slug>/relations", methods=["GET", "POST"])
def relate(slug: str) -> Any:
    actor = current_actor()
    form = RelationForm(request.form if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        with transaction():
            form.offer(propositions_of(get_readable(actor, slug), PUBLIC))
        status = 422
        if form.validate():
            try:
                return redirect(stored(lambda: _relate(actor, slug, form)), 303)
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return _relation_page(actor, slug, form), status


def _relate(actor: Actor, slug: str, form: RelationForm) -> str:
    article = get_readable(actor, slug)
    relation = services.relate(actor, article, form.draft())
    if relation.status is Status.PENDING:
        flash(say("What you said is stored and waits. %(why)s", why=say(relation.held_because or WAITS)))
    return _relations_address(actor, article, relation)


def _relations_address(actor: Actor, article: Article, relation: Relation) -> str:
    """Where an editor, or anybody else, sees a relation."""
    if not may(actor, Permission.EDIT_ARTICLE, article):
        return url_for("deliberate.reading.article", slug=article.slug)
    # A page that starts with it, unless one is on a page that has it.
    after, line = after_asked(), shown_with(relation)
    page = relations_page(article, after)
    if all(each.relation.id != line.id for each in page.relations) and line.status is not Status.WITHDRAWN:
        after = line.id - 1
    anchor = f"r-{relation.public_id}"
    return url_for("deliberate.propositions.relate", slug=article.slug, after=after or None, _anchor=anchor)


def after_asked() -> int:
    """The relation that the address asks to go on after."""
    return number_asked("after") or 0


def _relation_page(actor: Actor, slug: str, form: RelationForm) -> str:
    article = get_readable(actor, slug)
    edits = may(actor, Permission.EDIT_ARTICLE, article)
    if not edits:
        authorize(actor, Permission.PROPOSE_CLAIM, article)
    form.offer(propositions_of(article, PUBLIC))
    return render_template(
        "deliberate/propositions/relate.html",
        article=article,
        relation_form=form,
        page=relations_page(article, after_asked()) if edits else None,
        after=after_asked() or None,
        latest=latest_relation_act(actor, article) if edits else None,
        since=log_end() if edits else 0,
    )


@blueprint.post("/relations/<uuid:relation>/confirm")
def confirm_relation(relation: uuid.UUID) -> Any:
    actor = current_actor()
    with transaction():
        found = get_relation(actor, relation)
        services.confirm_relation(actor, found)
        address = _relations_address(actor, found.article, found)
    return redirect(address, 303)


@blueprint.post("/relations/<uuid:relation>/undo/<int:event>")
def undo_relation(relation: uuid.UUID, event: int) -> Any:
    """Put a relation back as it was before what its log has last."""
    actor = current_actor()
    with transaction():
        found = get_relation(actor, relation)
        undo_relation_act(actor, found, event)
        address = _relations_address(actor, found.article, found)
    flash(say("Undone: everything is as it was before."))
    return redirect(address, 303)


@blueprint.post("/relations/<uuid:relation>/remove")
def unrelate(relation: uuid.UUID) -> Any:
    actor = current_actor()
    with transaction():
        found = get_relation(actor, relation)
        services.unrelate(actor, found)
        address = _relations_address(actor, found.article, found)
    return redirect(address, 303)
