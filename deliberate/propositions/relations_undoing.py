"""What an editor did last to how claims are related can be undone, while nobody has touched it since."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status, change_status
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.events import Event, pseudonym_of
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import N_, say
from deliberate.propositions.following import leaning
from deliberate.propositions.models import Act, Relation
from deliberate.propositions.queries import relation_of
from deliberate.propositions.relations import refuse_faults
from deliberate.propositions.undoing import OFFERED_FOR

#: What can be undone, and what a page says of it.
_ACTS = {
    "relate": N_("You related claims."),
    "accept": N_("You accepted a relation."),
    "confirm": N_("You stood behind a relation."),
    "reject": N_("You left a relation out."),
    "withdraw": N_("You took a relation back."),
}
_AFTER = {each.value for each in (Status.VISIBLE, Status.REJECTED, Status.WITHDRAWN)}
#: What else they do: somebody stands behind the relation.
_UNCONFIRMED = ("accept", "confirm")


@dataclass(frozen=True)
class RelationAct:
    """What somebody did last: to which relation, by which event, and a sentence for the page."""

    relation: Relation
    event: int
    done: str


def latest_relation_act(actor: Actor, article: Article) -> RelationAct | None:
    """The newest act of this person on the article's relations that is not old, undone or overtaken. Two queries."""
    of_article = (Event.article_id == article.id, Event.target_kind == "relation", Event.at > now() - OFFERED_FOR)
    newest = select(func.max(Event.id)).where(*of_article).group_by(Event.target)
    mine = select(Event).where(Event.id.in_(newest), Event.actor == pseudonym_of(actor)).order_by(Event.id.desc())
    event = next((each for each in session.scalars(mine) if _is_undoable(each, actor)), None)
    relation = relation_of(event.target) if event is not None else None
    return (
        RelationAct(relation, event.id, say(_ACTS[event.action]))
        if event is not None and relation is not None
        else None
    )


def undo_relation_act(actor: Actor, relation: Relation, event_id: int) -> None:
    """Make a relation what it was before that event, which is this person's own. Done already, it is left alone.

    Raises Conflict where something happened to it since, where others built on it, or where what comes back no longer
    fits what stands.
    """
    authorize(actor, Permission.EDIT_ARTICLE, relation)
    events = _events_of(relation)
    if [event.action for event in events if event.id > event_id] == ["undo"]:
        return
    # Of a relation that came in a file the log tells nothing.
    event = events[-1] if events else None
    if event is None or event.id != event_id or not _is_undoable(event, actor):
        raise Conflict(say("Something happened to this relation since, so this can no longer be undone."))
    _refuse_leaning(relation, event)
    before = Status(event.before) if event.before else Status.WITHDRAWN
    if event.action == "withdraw":
        refuse_faults(relation)
    if event.action in _UNCONFIRMED:
        relation.confirmed_by = None
    change_status(relation, actor, before, "undo")


def _is_undoable(event: Event, actor: Actor) -> bool:
    """Whether it is an act of this person's own, and lately. What a merge or a moderator did has other ways back."""
    return (
        event.action in _ACTS
        and event.after in _AFTER
        and event.reason_code is None
        and event.actor == pseudonym_of(actor)
        and event.at > now() - OFFERED_FOR
    )


def _refuse_leaning(relation: Relation, event: Event) -> None:
    """Whatever hangs on a link would go with it."""
    since = Act(action=event.action, created_at=event.at)
    found = [words for name in leaning.names() for words in leaning.get(name)(since, [relation.id], [])]
    if found:
        raise Conflict(
            say(
                "This can no longer be undone, since other things rest on it by now: %(things)s.",
                things="; ".join(found),
            )
        )


def _events_of(relation: Relation) -> Sequence[Event]:
    found = select(Event).where(Event.target == str(relation.public_id)).order_by(Event.id)
    return session.scalars(found).all()
