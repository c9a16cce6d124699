"""Slow mode: in one article, each person's posts have to be some minutes apart."""

from collections.abc import Sequence

from deliberate.articles.models import Article
from deliberate.articles.services import turn_over
from deliberate.core.actors import Actor
from deliberate.core.errors import Invalid
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say

#: What can be chosen, in minutes; 0 is none.
PACES: Sequence[int] = (0, 1, 5, 10, 30, 60, 180, 720)


def set_slow_mode(actor: Actor, article: Article, minutes: int) -> None:
    """Have each person's posts be so many minutes apart, or (0) as they come. As it is already, it is left alone."""
    authorize(actor, Permission.PUBLISH_ARTICLE, article)
    if minutes not in PACES:
        raise Invalid(say("Choose one of those listed."), "minutes")
    before = article.slow_minutes
    if before == minutes:
        return
    article.slow_minutes = minutes
    record(actor, "slow_mode", article, before=str(before), after=str(minutes))
    turn_over(article)
