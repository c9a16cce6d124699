"""Weigh five, weigh one, and how it adds up."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Proposition, Stance
from deliberate.propositions.queries import get_proposition
from deliberate.web.identity import current_actor
from deliberate.weighting.choosing import ROUND, answered_reliability, least_weighed, loaded, target_words
from deliberate.weighting.forms import WeighingForm
from deliberate.weighting.models import Rating
from deliberate.weighting.pages import ledger_of
from deliberate.weighting.services import has_seen_ledger, rate, show_ledger

blueprint = Blueprint("weighting", __name__)


@dataclass(frozen=True)
class Round:
    """Where somebody is in their five: how many are done, and the side they saw last."""

    done: int
    last: Side | None

    @classmethod
    def of_request(cls) -> "Round":
        given = request.values.get("done", "0")
        last = request.values.get("last", "")
        done = int(given) if given.isdigit() and len(given) < 3 else 0
        return cls(min(done, ROUND), Side(last) if last in set(Side) else None)


@blueprint.get("/a/<slug>/weigh")
def five(slug: str) -> AnyResponse:
    """The next item to weigh, its author and its weight out of sight; or a word of thanks after five."""
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.RATE, article)
    where = Round.of_request()
    if not where.done and _owes_stance(actor, article) and "skip" not in request.args:
        return _page("stance_first.html", article=article, main=_main_claim(article))
    bearing = least_weighed(actor, article, where.last) if where.done < ROUND else None
    if bearing is None:
        return _page("thanks.html", article=article, done=where.done)
    return _question(article, bearing, _form_for(actor, bearing), where)


@blueprint.post("/a/<slug>/weigh")
def five_answered(slug: str) -> AnyResponse:
    """Store the answers about one item and go on to the next."""
    actor, where = current_actor(), Round.of_request()
    with transaction():
        article = get_readable(actor, slug)
        authorize(actor, Permission.RATE, article)
        bearing = _named_bearing(article)
        form = _form_for(actor, bearing)
        authorize(actor, Permission.RATE, bearing)
        stored = form.validate()
        if stored:
            rate(actor, bearing, form.answers())
    if not stored:
        return _question(article, bearing, form, where, status=422)
    return redirect(url_for("deliberate.weighting.five", slug=slug, done=where.done + 1, last=bearing.side), 303)


@blueprint.route("/bearings/<uuid:bearing>/rate", methods=["GET", "POST"], endpoint="rate")
def weigh_one(bearing: uuid.UUID) -> AnyResponse:
    """Weigh one chosen item."""
    actor = current_actor()
    if request.method == "GET":
        item = _bearing(actor, bearing)
        authorize(actor, Permission.RATE, item)
        return _question(item.article, item, _form_for(actor, item), None)
    with transaction():
        item = _bearing(actor, bearing)
        authorize(actor, Permission.RATE, item)
        form = _form_for(actor, item)
        stored = form.validate()
        if stored:
            rate(actor, item, form.answers())
    if not stored:
        return _question(item.article, item, form, None, status=422)
    flash("Thank you. Your answers count from now on; you can change them any time.", "done")
    return redirect(url_for("deliberate.reading.contribution", contribution=bearing), 303)


@blueprint.route("/claims/<uuid:claim>/adds-up", methods=["GET", "POST"])
def ledger(claim: uuid.UUID) -> AnyResponse:
    """How it adds up. Somebody who can still weigh asks for it first, since what they see may sway them."""
    actor = current_actor()
    if request.method == "POST":
        with transaction():
            proposition = get_proposition(actor, claim)
            authorize(actor, Permission.STATE_STANCE, proposition)
            show_ledger(actor, proposition.article)
        return redirect(url_for("deliberate.weighting.ledger", claim=claim), 303)
    proposition = get_proposition(actor, claim)
    authorize(actor, Permission.SEE_LEDGER, proposition)
    asks_first = may(actor, Permission.STATE_STANCE, proposition) and not has_seen_ledger(actor, proposition.article)
    if asks_first:
        return _page("ledger_first.html", proposition=proposition)
    found = ledger_of(proposition)
    rows = [{**vars(row), "url": _address(row.subject)} for row in found.rows]
    return _page("ledger.html", proposition=proposition, **{**vars(found), "rows": rows})


def _address(subject: Contribution | None) -> str | None:
    """Where the thing a row is about is shown."""
    return url_for("deliberate.reading.contribution", contribution=subject.public_id) if subject else None


def _page(template: str, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(f"deliberate/weighting/{template}", **context), status)


def _question(
    article: Article, bearing: Bearing, form: WeighingForm, where: Round | None, status: int = 200
) -> Response:
    return _page(
        "question.html",
        status,
        article=article,
        bearing=bearing,
        words=target_words(bearing),
        form=form,
        where=where,
        round=ROUND,
    )


def _form_for(actor: Actor, bearing: Bearing) -> WeighingForm:
    """The three questions, without the one about the source where this person answered it already."""
    form = WeighingForm(request.form if request.method == "POST" else None)
    form.bearing.data = str(bearing.public_id)
    if request.method == "GET" or form.reliability.data is None:
        known = answered_reliability(actor, bearing.evidence)
        if known is not None and not _rated_before(actor, bearing):
            del form.reliability
    return form


def _rated_before(actor: Actor, bearing: Bearing) -> bool:
    found = select(Rating.id).where(Rating.contribution_id == bearing.id, Rating.actor_id == actor.key)
    return session.scalar(found.limit(1)) is not None


def _named_bearing(article: Article) -> Bearing:
    """The item the form is about, if it belongs to the article."""
    try:
        public_id = uuid.UUID(request.form.get("bearing", ""))
    except ValueError:
        abort(400, "The form does not say which item it is about.")
    bearing = _bearing(current_actor(), public_id)
    if bearing.article_id != article.id:
        raise NotFound("That item belongs to another article.")
    return bearing


def _bearing(actor: Actor, public_id: uuid.UUID) -> Bearing:
    key = session.scalar(select(Bearing.id).where(Bearing.public_id == public_id))
    bearing = loaded(key) if key is not None else None
    if bearing is None or not may(actor, Permission.READ_ARTICLE, bearing):
        raise NotFound("There is no such item, or it is gone.")
    return bearing


def _main_claim(article: Article) -> Proposition | None:
    return session.scalar(select(Proposition).where(Proposition.main_of_id == article.id))


def _owes_stance(actor: Actor, article: Article) -> bool:
    """Whether there is a main claim this person has not said anything about yet."""
    main = _main_claim(article)
    if main is None:
        return False
    said = select(Stance.id).where(Stance.proposition_id == main.id, Stance.actor_id == actor.key)
    return session.scalar(said.limit(1)) is None
