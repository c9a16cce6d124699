"""People of both sides who are known by what they weighed, and points they are asked about."""

from collections.abc import Sequence

from flask import Flask

from deliberate.common_ground.models import CommonPoint, PointStanding, PointState
from deliberate.common_ground.services import answer_point, propose_sentence
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Answer, Proposition
from tests.factories import make_article, make_bearing, make_proposition, rate_fully
from tests.host import person
from tests.weighting.rooms import stand

FOR, AGAINST = ("fay", "fred", "fio"), ("ada", "abe", "ali")


def divided(agree: Sequence[str] = FOR, disagree: Sequence[str] = AGAINST, unsure: Sequence[str] = ()) -> Proposition:
    """The main claim of an open article on which these people stand, and have weighed something."""
    with transaction():
        claim = make_proposition(article := make_article(slug="bridge"), main_of_id=article.id)
        bearing = make_bearing(claim)
        for names, answer in ((agree, Answer.AGREE), (disagree, Answer.DISAGREE), (unsure, Answer.UNSURE)):
            for name in names:
                stand(name, claim, answer)
                rate_fully(bearing, name)
    return claim


def proposed(app: Flask, claim: Proposition, text: str = "The bridge is old.", by: str = "pam") -> CommonPoint:
    actor = person(app, by, level=1)
    with transaction():
        return propose_sentence(actor, claim.article, text)


def says(who: Actor, point: CommonPoint, accepts: bool | None = True) -> None:
    """Somebody answers about the present words."""
    with transaction():
        point = session.get_one(CommonPoint, point.id)
        answer_point(who, point, point.wording, accepts=accepts)


def all_say(app: Flask, point: CommonPoint, names: Sequence[str], accepts: bool | None = True) -> None:
    for name in names:
        says(person(app, name, level=1), point, accepts)


def accepted(app: Flask, point: CommonPoint) -> None:
    """Two of each side confirm it."""
    all_say(app, point, (*FOR[:2], *AGAINST[:2]))


def state_of(point: CommonPoint) -> PointState | None:
    found = session.get(PointStanding, point.id, populate_existing=True)
    return found.state if found else None
