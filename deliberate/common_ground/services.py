"""Proposing what both sides may accept, rewording it, and saying whether one accepts it."""

from typing import Any

from sqlalchemy import Select, func, select

from deliberate.articles.models import Article
from deliberate.common_ground.models import CommonPoint, PointAnswer
from deliberate.common_ground.standing import work_out
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import (
    STANDING,
    Revision,
    Status,
    appliers,
    check_version,
    post,
)
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.markup import render
from deliberate.core.policy import Permission, authorize
from deliberate.core.revising import find_same, revise
from deliberate.core.screening import admit
from deliberate.core.submissions import find_submission
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.propositions.models import Proposition

#: The longest sentence, in characters.
LONGEST = 280
#: So many of one person's may be shown or wait in an article at a time: the list is to stay short.
MOST_OF_ONE = 10


def propose_sentence(actor: Actor, article: Article, text: str, submission: str | None = None) -> CommonPoint:
    """Propose a sentence that both sides may accept."""
    authorize(actor, Permission.PROPOSE_POINT, article)
    if (earlier := find_submission(actor, submission, CommonPoint)) is not None:
        return earlier
    text = _checked(text)
    same = _standing(article).where(func.lower(CommonPoint.text) == text.lower())
    if session.scalar(same.limit(1)) is not None:
        raise Conflict(say("This sentence is proposed already. Say below whether you accept it."))
    point = CommonPoint(article=article, author_id=actor.key, text=text, html=render(text), submission=submission)
    return _post(actor, point, {"text": text})


def propose_claim(actor: Actor, claim: Proposition, submission: str | None = None) -> CommonPoint:
    """Propose a claim of the article as one that both sides may accept."""
    authorize(actor, Permission.PROPOSE_POINT, claim)
    if (earlier := find_submission(actor, submission, CommonPoint)) is not None:
        return earlier
    if claim.status is not Status.VISIBLE:
        raise Conflict(say("This claim is not shown at the moment."))
    if session.scalar(_standing(claim.article).where(CommonPoint.claim_id == claim.id).limit(1)) is not None:
        raise Conflict(say("This claim is proposed already. Say below whether you accept it."))
    point = CommonPoint(article=claim.article, author_id=actor.key, claim=claim, submission=submission)
    return _post(actor, point, {"claim": str(claim.public_id)})


def edit_point(actor: Actor, point: CommonPoint, text: str, version: int) -> Revision:
    """Word a sentence differently. Whoever confirmed it is asked anew. Raises StaleEdit as every edit does."""
    authorize(actor, Permission.EDIT_CONTRIBUTION, point)
    refuse_claim(point)
    text = _checked(text)
    if (same := find_same(point, {"text": text})) is not None:
        return same
    check_version(point, version, point.text)
    return revise(point, actor, {"text": text}, text, substantive=True)


def refuse_claim(point: CommonPoint) -> None:
    """Raise Conflict where it is a claim, whose words are the article's."""
    if point.claim_id is not None:
        raise Conflict(
            say("This is a claim of the article. Its editors word it; you can take back that you proposed it.")
        )


def answer_point(actor: Actor, point: CommonPoint, wording: int, *, accepts: bool | None) -> None:
    """Say whether one accepts a point as it is worded now, or, with None, take back what one said.

    ``wording`` is the number of the one that the actor has before them. Raises Conflict where it is another by now.
    """
    authorize(actor, Permission.ANSWER_POINT, point)
    if point.status is not Status.VISIBLE or (point.claim is not None and point.claim.status is not Status.VISIBLE):
        raise Conflict(say("This is not shown at the moment, so nobody is asked about it."))
    earlier = session.scalar(
        select(PointAnswer).where(PointAnswer.point_id == point.id, PointAnswer.actor_id == actor.key)
    )
    if accepts is None:
        if earlier is not None:
            session.delete(earlier)
    elif wording != point.wording:
        raise Conflict(say("The words were changed meanwhile. Read them before you say whether you accept them."))
    elif earlier is None:
        session.add(PointAnswer(point_id=point.id, actor_id=actor.key, accepts=accepts, wording=wording))
    elif (earlier.accepts, earlier.wording) != (accepts, wording):
        earlier.accepts, earlier.wording, earlier.created_at = accepts, wording, now()
    work_out(point.article)


def _checked(text: str) -> str:
    clean = " ".join(check_text(text, "text").split())
    if not clean:
        raise Invalid(say("Write the sentence first, or choose a claim."), "text")
    if len(clean) > LONGEST:
        raise Invalid(say("This is longer than %(number)s characters.", number=LONGEST), "text")
    return clean


def _standing(article: Article) -> Select[Any]:
    return select(CommonPoint).where(CommonPoint.article_id == article.id, CommonPoint.status.in_(STANDING))


def _post(actor: Actor, point: CommonPoint, body: dict[str, str]) -> CommonPoint:
    own = _standing(point.article).where(CommonPoint.author_id == actor.key)
    if len(session.scalars(own).all()) >= MOST_OF_ONE:
        raise Conflict(
            say(
                "%(number)s points of yours are here already. Take one back before you propose more.",
                number=MOST_OF_ONE,
            )
        )
    admit(point, actor, point.words)
    post(point, actor, body, "post")
    return point


def _apply(point: CommonPoint, revision: Revision) -> None:
    if "text" in revision.body:
        point.text = revision.body["text"]
        point.html = render(point.text)


appliers["common_point"] = _apply
