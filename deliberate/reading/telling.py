"""What somebody is told at once of what they did: the thing as it looks, what it changed in the weights, what is next.

Balance lines are public, so they are told before and after. What an item weighs is not, and has a page of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, has_request_context, render_template
from markupsafe import Markup
from sqlalchemy import false, or_, select

from deliberate.articles.access import listed
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.policy import post_first
from deliberate.core.signals import balances_moved
from deliberate.core.site import names_of
from deliberate.evidence.citations import bearings_from
from deliberate.evidence.models import Bearing, Evidence, Remark, Side
from deliberate.evidence.pages import POSTED, WITHDRAWN
from deliberate.evidence.queries import bearings_by_id, side_counts
from deliberate.evidence.services import can_put_back
from deliberate.propositions.models import Proposition
from deliberate.propositions.stance_views import STATED
from deliberate.reading.items import ShownItem, shown_items
from deliberate.reading.kinds import kinds_posted
from deliberate.reading.words import balance_words
from deliberate.web.identity import current_actor
from deliberate.web.in_place import Told, beside
from deliberate.weighting.balance import Balance, Lean, SideCount, line_of
from deliberate.weighting.case import Side as BalanceSide
from deliberate.weighting.choosing import least_weighed
from deliberate.weighting.models import Score
from deliberate.weighting.views import WEIGHED

#: Of more claims than this it is not said, one by one, how their balances moved.
NAMED = 5
#: And so many are made anew elsewhere on the page.
SHOWN = 30

_MOVED = "deliberate_balances_moved"
_Said = Mapping[str, Any] | None


@dataclass(frozen=True)
class Move:
    """What is said of a claim before and after; the same twice where nobody would read a difference."""

    claim: Proposition
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True)
class Refreshed:
    """What stands of a claim elsewhere on the page, as it is now."""

    claim: Proposition
    balance: Mapping[str, Any]
    counts: Mapping[Side, int]


@balances_moved.connect
def _note(_sender: Any, moved: Mapping[UUID, tuple[_Said, _Said]]) -> None:
    if not has_request_context():
        return
    known: dict[UUID, tuple[_Said, _Said]] = g.setdefault(_MOVED, {})
    for claim, (before, after) in moved.items():
        known[claim] = (known[claim][0] if claim in known else before, after)


@beside.register("weights")
def what_it_changed(told: Told) -> Markup:
    """The thing, what moved, and what follows, with all that has to be made anew elsewhere on the page."""
    actor = current_actor()
    about = session.scalar(select(Contribution).where(Contribution.public_id == told.about)) if told.about else None
    claim = _claim_of(about)
    moved: Mapping[UUID, tuple[_Said, _Said]] = g.get(_MOVED, {})
    ids = [*([claim.public_id] if claim else []), *moved]
    claims = {each.public_id: each for each in _claims(actor, about, ids)}
    moves = [_move(claims[each], *said) for each, said in moved.items() if each in claims]
    items = _items(actor, about)
    return Markup(  # noqa: S704  # a template of ours
        render_template(
            "deliberate/reading/_told.html",
            told=told,
            about=about,
            claim=claim,
            item=items[0] if told.then == POSTED and isinstance(about, Bearing) and items else None,
            items=items,
            remark=about if isinstance(about, Remark) and about.status is not Status.WITHDRAWN else None,
            author=names_of({about.author_id})[about.author_id] if isinstance(about, Remark) else None,
            moves=[move for move in moves if move.before != move.after][:NAMED],
            weighs=told.then != STATED and isinstance(about, Evidence | Bearing),
            refreshed=_refreshed(actor, list(claims.values())),
            next=_next(actor, about) if told.then == WEIGHED else None,
            can_put_back=told.then == WITHDRAWN and about is not None and can_put_back(actor, about),
        )
    )


def _claim_of(about: Contribution | None) -> Proposition | None:
    if isinstance(about, Bearing):
        target = session.get(Contribution, about.target_id)
        return target if isinstance(target, Proposition) else None
    return about if isinstance(about, Proposition) else None


def _claims(actor: Actor, about: Contribution | None, ids: Sequence[UUID]) -> Sequence[Proposition]:
    """The first of those that may be shown: an item may stand in articles that this actor may not read.

    What is said of a claim that readers do not see is nobody's yet.
    """
    own = Article.id == about.article_id if about is not None else false()
    query = (
        select(Proposition)
        .join(Article, Article.id == Proposition.article_id)
        .where(Proposition.public_id.in_(ids), Proposition.status == Status.VISIBLE, or_(listed(actor), own))
    )
    found = {each.public_id: each for each in session.scalars(query)}
    return [found[each] for each in dict.fromkeys(ids) if each in found][:SHOWN]


def _move(claim: Proposition, before: _Said, after: _Said) -> Move:
    return Move(claim, _sentences(before), _sentences(after))


def _sentences(said: _Said) -> Sequence[str]:
    """The line that a card has, and what is counted on either side."""
    if said is None:
        return [line_of(Lean.TOO_LITTLE), *(SideCount(side, 0, 0, 0, 0).sentence for side in BalanceSide)]
    balance = Balance.from_json(said)
    return [balance.line, balance.counts]


def _items(actor: Actor, about: Contribution | None) -> list[ShownItem]:
    """The item, wherever it stands on the page."""
    if isinstance(about, Bearing):
        ids = [about.id]
    elif isinstance(about, Evidence):
        ids = [citation.bearing.id for citation in bearings_from(actor, about)]
    else:
        return []
    bearings = bearings_by_id(actor, ids)
    on = {each for bearing in bearings for each in (bearing.id, bearing.evidence_id)}
    challenges = {target: sum(counts.values()) for target, counts in side_counts(actor, on).items()}
    return shown_items(bearings, challenges)


def _refreshed(actor: Actor, claims: Sequence[Proposition]) -> list[Refreshed]:
    """Two queries for all of them."""
    ids = [claim.id for claim in claims]
    scores = {each.proposition_id: each for each in session.scalars(select(Score).where(Score.proposition_id.in_(ids)))}
    kinds = kinds_posted(Bearing.target_id.in_(ids)) if ids else {}
    found = []
    for claim in claims:
        kept = post_first(actor, claim.article)
        balance = balance_words(claim, scores.get(claim.id), kinds.get(claim.id), kept=kept)
        counts = {Side.FOR: balance["for_count"], Side.AGAINST: balance["against_count"]}
        found.append(Refreshed(claim, balance, counts))
    return found


def _next(actor: Actor, about: Contribution | None) -> Bearing | None:
    return least_weighed(actor, about.article, about.side) if isinstance(about, Bearing) else None
