"""Two ways to take part without evidence: say that a search found none, or leave a remark. Neither is an item."""

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, post
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.markup import render
from deliberate.core.policy import Permission, authorize
from deliberate.core.screening import admit
from deliberate.core.signals import weights_due
from deliberate.core.submissions import find_submission
from deliberate.core.wording import say
from deliberate.evidence.drafts import SENT_WITH_OTHER_WORDS, bounded
from deliberate.evidence.models import EmptySearch, Remark, Side
from deliberate.propositions.models import Proposition


def report_search(
    actor: Actor, proposition: Proposition, side: Side, where: str | None = None, *, wanted: bool | None = None
) -> EmptySearch | None:
    """Say that one searched for evidence on a side and found none; said again, take it back.

    ``wanted`` says outright which of the two is meant, so that a double click does not undo itself.
    Returns the report that stands, or None.
    """
    authorize(actor, Permission.REPORT_SEARCH, proposition)
    if not proposition.is_visible:
        raise Conflict(say("This claim is not shown at the moment."))
    earlier = session.scalar(
        select(EmptySearch).where(
            EmptySearch.proposition_id == proposition.id,
            EmptySearch.actor_id == actor.key,
            EmptySearch.side == side,
        )
    )
    if wanted is None:
        wanted = earlier is None
    if wanted == (earlier is not None):
        return earlier
    report = None
    if earlier is not None:
        session.delete(earlier)
    else:
        places = bounded(where, "where") if where else None
        report = EmptySearch(proposition_id=proposition.id, actor_id=actor.key, side=side, where=places or None)
        session.add(report)
    session.flush()
    weights_due.send(proposition.article, cause="search", about=proposition)
    return report


def post_remark(
    actor: Actor, article: Article, target: Contribution | None, text: str, submission: str | None = None
) -> Remark:
    """Add a question or an aside on an article, or on something in it. It never weighs."""
    authorize(actor, Permission.POST_REMARK, article)
    earlier = find_submission(actor, submission, Remark)
    if earlier is not None and earlier.text != bounded(text, "text"):
        raise Conflict(say(SENT_WITH_OTHER_WORDS))
    if earlier is not None:
        return earlier
    if target is not None and target.article_id != article.id:
        raise NotFound(say("What this remark is about is not in this article."))
    if target is not None:
        authorize(actor, Permission.POST_REMARK, target)
    if target is not None and not target.is_visible:
        raise Conflict(say("What this is about is not shown at the moment, so nothing can be posted on it."))
    text = bounded(text, "text")
    if not text:
        raise Invalid(say("Write the remark first."), "text")
    remark = Remark(
        article=article,
        author_id=actor.key,
        target_id=target.id if target else None,
        text=text,
        html=render(text),
        submission=submission,
    )
    admit(remark, actor, text)
    post(remark, actor, {"text": text}, "post")
    return remark
