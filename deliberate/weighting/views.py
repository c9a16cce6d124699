"""Weigh five, weigh one, and how it adds up."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import transaction
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.wording import say
from deliberate.evidence.forms import KIND_WORDS
from deliberate.evidence.models import Bearing, Side
from deliberate.propositions.models import Proposition
from deliberate.propositions.queries import find_main, get_proposition
from deliberate.propositions.stances import is_stale, latest_stance
from deliberate.web.identity import current_actor
from deliberate.web.in_place import Told, told
from deliberate.weighting.choosing import (
    ROUND,
    answers_of,
    find_bearing_called,
    least_weighed,
    target_of,
    target_words,
)
from deliberate.weighting.forms import WeighingForm
from deliberate.weighting.models import Dimension
from deliberate.weighting.pages import ledger_of
from deliberate.weighting.services import ask_to_see, must_ask_first, rate
from deliberate.weighting.setting_aside import are_aside
from deliberate.weighting.viewpoints import composition_of

blueprint = Blueprint("weighting", __name__)

#: What has just become of an item, for what somebody may want to do next.
WEIGHED = "weighed"


@dataclass(frozen=True)
class Round:
    """Where somebody is in their five: how many are done, and the side they saw last."""

    done: int
    last: Side | None

    @classmethod
    def of_request(cls) -> "Round":
        given = request.values.get("done", "")
        last = request.values.get("last", "")
        done = int(given) if given in {str(number) for number in range(ROUND + 1)} else 0
        return cls(done, Side(last) if last in set(Side) else None)


@blueprint.get("/a/<slug>/weigh")
def five(slug: str) -> AnyResponse:
    """The next item to weigh, its author and its weight out of sight; or a word of thanks after five."""
    actor = current_actor()
    article = get_readable(actor, slug)
    authorize(actor, Permission.WEIGH, article)
    where = Round.of_request()
    bearing = least_weighed(actor, article, where.last) if where.done < ROUND else None
    if bearing is None:
        return _page("thanks.html", article=article, done=where.done)
    if not where.done and "skip" not in request.args and (main := _owed_stance(actor, article)) is not None:
        return _page("stance_first.html", article=article, main=main)
    return _question(bearing, _form_for(actor, bearing), where)


@blueprint.post("/a/<slug>/weigh")
def five_answered(slug: str) -> AnyResponse:
    """Store the answers about one item and go on to the next."""
    actor, where = current_actor(), Round.of_request()
    authorize(actor, Permission.WEIGH, get_readable(actor, slug))
    try:
        public_id = uuid.UUID(request.form.get("bearing", ""))
    except ValueError:
        abort(400, say("The form does not say which item it is about."))
    form, bearing = _answer(public_id, slug)
    if form.errors:
        return _question(bearing, form, where, status=422)
    done = min(where.done + 1, ROUND)
    return redirect(url_for("deliberate.weighting.five", slug=slug, done=done, last=bearing.side), 303)


@blueprint.route("/bearings/<uuid:bearing>/rate", methods=["GET", "POST"], endpoint="rate")
def weigh_one(bearing: uuid.UUID) -> AnyResponse:
    """Weigh one chosen item, or answer anew."""
    actor = current_actor()
    if request.method != "POST":
        item = _bearing(actor, bearing)
        _refuse_own(actor, item)
        return _question(item, _form_for(actor, item), None)
    form, item = _answer(bearing)
    if form.errors:
        return _question(item, form, None, status=422)
    words, category = say("Thank you. Your answers count from now on; you can change them any time."), "done"
    if are_aside(current_actor(), item):
        aside = say(
            "Thank you. Your answers are stored, aside with others that came unusually many at once. The item’s page "
            "says what becomes of these."
        )
        words, category = aside, "info"
    address = url_for("deliberate.reading.contribution", contribution=bearing)
    return told(Told(words, address, bearing, WEIGHED, category))


@blueprint.get("/claims/<uuid:claim>/weigh")
def weigh_claim(claim: uuid.UUID) -> AnyResponse:
    """The item of one claim that is least weighed."""
    actor = current_actor()
    proposition = get_proposition(actor, claim)
    authorize(actor, Permission.WEIGH, proposition.article)
    bearing = least_weighed(actor, proposition.article, about=proposition)
    if bearing is None:
        return _page("thanks.html", article=proposition.article, claim=proposition, done=0)
    return redirect(url_for("deliberate.weighting.rate", bearing=bearing.public_id), 303)


def _answer(public_id: uuid.UUID, slug: str | None = None) -> tuple[WeighingForm, Bearing]:
    """Store what the form says about an item (of this article), unless the form has errors."""
    actor = current_actor()
    with transaction():
        bearing = _bearing(actor, public_id)
        if slug is not None and bearing.article.slug != slug:
            raise NotFound(say("That item belongs to another article."))
        _refuse_own(actor, bearing)
        form = _form_for(actor, bearing)
        if form.validate():
            rate(actor, bearing, form.answers())
    return form, bearing


def _refuse_own(actor: Actor, bearing: Bearing) -> None:
    for each in (bearing, bearing.evidence):
        authorize(actor, Permission.RATE, each)


@blueprint.route("/claims/<uuid:claim>/adds-up", methods=["GET", "POST"])
def ledger(claim: uuid.UUID) -> AnyResponse:
    """How it adds up. Somebody who can still weigh asks for it first, since what they see may sway them."""
    actor = current_actor()
    if request.method == "POST":
        with transaction():
            ask_to_see(actor, get_proposition(actor, claim))
        return redirect(url_for("deliberate.weighting.ledger", claim=claim), 303)
    proposition = get_proposition(actor, claim)
    if must_ask_first(actor, proposition):
        return _page("ledger_first.html", proposition=proposition)
    found = ledger_of(actor, proposition)
    rows = [{**vars(row), "url": _address(row.subject)} for row in found.rows]
    changes = [{**vars(change), "url": _address(change.subject)} for change in found.changes]
    shown = {**vars(found), "rows": rows, "changes": changes, "composition": composition_of(proposition.article)}
    return _page("ledger.html", proposition=proposition, **shown)


def _address(subject: Contribution | None) -> str | None:
    """Where the thing a row is about is shown."""
    return url_for("deliberate.reading.contribution", contribution=subject.public_id) if subject else None


def _page(template: str, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(f"deliberate/weighting/{template}", **context), status)


def _question(bearing: Bearing, form: WeighingForm, where: Round | None, status: int = 200) -> Response:
    return _page(
        "question.html",
        status,
        article=bearing.article,
        bearing=bearing,
        words=target_words(target_of(bearing)),
        kind=KIND_WORDS[bearing.evidence.evidence_kind],
        form=form,
        where=where,
        round=ROUND,
    )


def _form_for(actor: Actor, bearing: Bearing) -> WeighingForm:
    """The questions that are open to this person, with what they answered before.

    Reliability is asked once for all that an item of evidence bears on; who comes back to a bearing may change it.
    """
    posted = request.method == "POST"
    form = WeighingForm(request.form if posted else None)
    form.bearing.data = str(bearing.public_id)
    known = answers_of(actor, bearing) if actor.signed_in else {}
    if not posted:
        form.recall(known)
    if known.keys() == {Dimension.RELIABILITY} and not (posted and form.reliability.data):
        del form.reliability
    return form


def _bearing(actor: Actor, public_id: uuid.UUID) -> Bearing:
    bearing = find_bearing_called(public_id)
    readable = bearing is not None and all(
        may(actor, permission, each)
        for each in (bearing, bearing.evidence)
        for permission in (Permission.READ_ARTICLE, Permission.READ_CONTRIBUTION)
    )
    if bearing is None or not readable:
        raise NotFound(say("There is no such item, or it is gone."))
    return bearing


def _owed_stance(actor: Actor, article: Article) -> Proposition | None:
    """The main claim, where this person has not said yet where they stand on it, as it is worded now."""
    main = find_main(article)
    if main is None or not main.is_visible:
        return None
    stance = latest_stance(actor, main)
    return main if stance is None or is_stale(stance, main) else None
