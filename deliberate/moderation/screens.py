"""What new contributions meet: pre-moderation, a newcomer's first posts and links, watched words."""

import re
from typing import Any

from sqlalchemy import select

from deliberate.articles.access import is_of_class
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.policy import Permission, may
from deliberate.core.screening import PASSED, Outcome, Verdict, screen
from deliberate.core.site import settings
from deliberate.core.standing import Standing
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_, listed, say
from deliberate.moderation.watching import Effect, folded, strictest
from deliberate.moderation.word_lists import hits_in

#: What is stored of why something waits.
_PREMODERATED = stored(N_("In this article a moderator looks at every contribution before it shows."))
_FIRST_POST = stored(N_("You are new here: your first post waits until a moderator has looked at it."))
_FIRST_POSTS = stored(N_("You are new here: your first %(count)s posts wait until a moderator has looked at them."))
_LINKS = stored(N_("You are new here, and this holds more than %(count)s links: a moderator looks at it first."))
_WATCHED = stored(N_("It holds %(met)s, which is on a list of watched words: a moderator looks at it first."))

#: What begins a link; with its scheme, "www." begins no second one.
_LINK = re.compile(r"https?://(?:www\.)?|\bwww\.")


@screen
def pre_moderation(actor: Actor, article: Any, text: str) -> Verdict:
    """Everything waits in a pre-moderated article, but for what its editors and the moderators write."""
    if not article.premoderated or runs_it(actor, article):
        return PASSED
    return Verdict(Outcome.HOLD, _PREMODERATED, of_place=True)


@screen
def newcomers_posts(actor: Actor, article: Any, text: str) -> Verdict:
    """The first posts of somebody new wait until enough of them have been approved."""
    if _is_known(actor, article) or _approved(actor) >= settings.newcomer_posts_held:
        return PASSED
    many = settings.newcomer_posts_held
    return Verdict(Outcome.HOLD, _FIRST_POST if many == 1 else _FIRST_POSTS % {"count": many})


@screen
def newcomers_links(actor: Actor, article: Any, text: str) -> Verdict:
    """Many links from somebody new are looked at first: that is what spam looks like."""
    if _is_known(actor, article) or len(_LINK.findall(folded(text))) <= settings.newcomer_links:
        return PASSED
    return Verdict(Outcome.HOLD, _LINKS % {"count": settings.newcomer_links})


@screen
def watched_words(actor: Actor, article: Any, text: str) -> Verdict:
    """What holds a watched word is refused or waits, and its author is told which word. Reports are made once it is
    stored (``reporting``)."""
    if runs_it(actor, article):
        return PASSED
    hits = hits_in(article, text)
    effect = strictest(hits)
    met = [hit.met for hit in hits if hit.entry.effect is effect]
    if effect is Effect.BLOCK:
        words = listed([say("“%(met)s”", met=each) for each in met])
        refusal = say("The list of watched words does not let %(met)s through. Nothing was stored.", met=words)
        return Verdict(Outcome.REFUSE, refusal)
    if effect is Effect.HOLD:
        return Verdict(Outcome.HOLD, _WATCHED % {"met": " and ".join(f"“{each}”" for each in met)})
    return PASSED


def _is_known(actor: Actor, article: Any) -> bool:
    """Somebody new is known in a class: a teacher let them in, and nobody else reads what they post there."""
    return actor.level > 0 or is_of_class(article) or runs_it(actor, article)


def runs_it(actor: Actor, article: Any) -> bool:
    return actor.is_moderator or may(actor, Permission.EDIT_ARTICLE, article)


def _approved(actor: Actor) -> int:
    return session.scalar(select(Standing.approved).where(Standing.actor_id == actor.key)) or 0
