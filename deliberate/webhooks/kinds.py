"""What webhooks can be told of: which lines of the public log are news to other programs, and what they are called.

Ratings and stances are in no log, and so in none of this. What readers never saw is no news either.
"""

from collections.abc import Mapping
from typing import Any

from deliberate.articles.access import PUBLISHED
from deliberate.articles.models import Audience, State
from deliberate.core.contributions import PUBLIC, UNSEEN, Contribution, Status
from deliberate.core.events import Event
from deliberate.core.wording import N_
from deliberate.moderation.actions import actions

#: A message that somebody asks for, to see whether it arrives.
TEST = "test"

KINDS: Mapping[str, str] = {
    "evidence.posted": N_("Evidence shows for the first time, or again"),
    "evidence.changed": N_("Evidence was edited"),
    "evidence.decided": N_("A moderator or the system decided on evidence"),
    "evidence.withdrawn": N_("Evidence was withdrawn by its author"),
    "proposition.posted": N_("A claim shows for the first time, or again"),
    "proposition.changed": N_("A claim was reworded, split, merged or checked"),
    "proposition.decided": N_("A moderator or the system decided on a claim"),
    "proposition.withdrawn": N_("A claim was withdrawn by its author"),
    "appeal.decided": N_("An appeal was decided"),
    "article.published": N_("An article was published or reopened"),
    "article.closed": N_("An article was closed or archived"),
    "article.unpublished": N_("An article is no longer public"),
    "article.changed": N_("An article has other settings, a newer text or a finding"),
}

#: What is told of an article that is public no more: that, and its id.
GONE = "article.unpublished"

_OF_ARTICLES = {
    **dict.fromkeys(("publish", "reopen"), "article.published"),
    **dict.fromkeys(("close", "archive"), "article.closed"),
    **dict.fromkeys(("settings", "renew", "write_finding", "sign_finding", "withdraw_finding"), "article.changed"),
}
#: States of an article in which nobody else reads it.
_HIDDEN = frozenset({State.DRAFT, State.TAKEN_DOWN})
_NOUNS = {"bearing": "evidence", "evidence": "evidence", "proposition": "proposition"}
_ANSWERS = frozenset({"uphold", "overturn", "modify"})
_CHANGES = frozenset(
    {"edit", "reword", "merge", "split", "make_main", "undo_main", "said", "undo_said", "source_lapsed", "link origin"}
)


def kind_of(event: Event, target: Any) -> str | None:
    """What an event is called to other programs; None where it is no news for them."""
    if event.target_kind == "article":
        return _of_article(event)
    noun = _NOUNS.get(event.target_kind)
    if noun is None or not isinstance(target, Contribution):
        return None
    if not target.is_visible and event.before not in PUBLIC:
        return None
    if event.action in _ANSWERS:
        return "appeal.decided"
    if _shows_now(event, target):
        # The quote of an item comes with what it bears on; by itself it would be told twice.
        return None if event.target_kind == "evidence" else f"{noun}.posted"
    if event.action == "withdraw":
        return f"{noun}.withdrawn"
    if event.action in actions.names() or event.action == "purge" or (event.action == "undo" and event.reason_code):
        return f"{noun}.decided"
    return f"{noun}.changed" if event.action in _CHANGES | {"undo"} else None


def audience_before(event: Event) -> Audience | None:
    """Who could read an article before its settings gave it another audience; None where they did not."""
    name, _, audience = (event.before or "").partition(" ")
    return Audience(audience) if event.action == "settings" and name == "audience" else None


def _of_article(event: Event) -> str | None:
    if event.after in _HIDDEN:
        return GONE if event.before in PUBLISHED else None
    return _OF_ARTICLES.get(event.action)


def _shows_now(event: Event, target: Contribution) -> bool:
    came = event.before is None or event.before in UNSEEN or event.before == Status.WITHDRAWN
    return target.is_visible and event.after in PUBLIC and came
