"""What an editor does to claims can be undone, while nothing has come to lean on it."""

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select

from deliberate.articles.models import Article
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor, somebody
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status, change_status
from deliberate.core.db import session
from deliberate.core.errors import Conflict, NotFound
from deliberate.core.events import ChainHead, Event, pseudonym_of, record
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import contribution_changed
from deliberate.core.states import put_back, state_of
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say
from deliberate.propositions.event_words import EVENT_WORDS
from deliberate.propositions.following import followers, leaning
from deliberate.propositions.models import Act, Anchor, AnchorRole, Proposition
from deliberate.propositions.queries import find_main, get_proposition, with_parts

#: How long the page offers to undo what one did last.
OFFERED_FOR = timedelta(minutes=30)

#: What is done to an article as a whole and changes the words that claims stand for.
_OF_THE_TEXT = ("renew", "place_passage", "undo_passage")

#: How those acts are undone that change one thing about a claim and nothing else of it, by the act's name. Each puts
#: that back with one event, or raises Conflict, naming what depends on it; any other act is undone by ``undo_claims``.
undoers: dict[str, Callable[[Actor, Act], None]] = {}


@contextmanager
def undoable(
    actor: Actor, action: str, proposition: Proposition, others: Sequence[Proposition] = ()
) -> Iterator[dict[str, Any]]:
    """Note what an act does to claims, so that it can be undone.

    The block may add to what is kept: ``anchors`` that it replaces, ``parts`` that it makes, and what ``moved``.
    """
    prior: dict[str, Any] = {"claims": {str(each.id): _state(each) for each in (proposition, *others)}}
    before = log_end()
    yield prior
    note_act(actor, action, proposition, prior, since=before)


def note_act(actor: Actor, action: str, proposition: Proposition, prior: dict[str, Any], *, since: int) -> None:
    """Keep an act with the events it left after that one, and with what undoing it takes."""
    session.flush()
    session.add(
        Act(
            article_id=proposition.article_id,
            proposition_id=proposition.id,
            actor_id=actor.key,
            action=action,
            prior=prior,
            first_event_id=since + 1,
            last_event_id=log_end(),
        )
    )
    session.flush()


def note_made(actor: Actor, action: str, proposition: Proposition, *, since: int) -> None:
    """Keep that a claim was made; to undo it is to withdraw the claim."""
    note_act(actor, action, proposition, {"claims": {}, "parts": [proposition.id]}, since=since)


def undo_act(actor: Actor, act: Act) -> None:
    """Put back what an act changed, to the letter. Done already, it is left alone.

    Raises Conflict, naming it, where something newer leans on the act.
    """
    authorize(actor, Permission.EDIT_ARTICLE, act.proposition)
    if act.undone_at is not None:
        return
    before = log_end()
    undoers.get(act.action, undo_claims)(actor, act)
    act.undone_at, act.undone_by = now(), actor.key
    act.undo_first_event_id, act.undo_last_event_id = before + 1, log_end()
    session.flush()


def undo_claims(actor: Actor, act: Act) -> None:
    """Put back the whole state of every claim that an act touched, and withdraw those that it made. Raises Conflict."""
    _refuse_leaning(act)
    renewed = _is_renewed(act)
    if renewed and "anchors" in act.prior:
        raise Conflict(
            say("This can no longer be undone, since a newer text was stored. Change what is there instead.")
        )
    batch, parts = uuid.uuid4().hex, _parts_of(act)
    claims = [each for each in _claims_of(act) if each not in parts]
    changed = [(each, each.status, act.prior["claims"][str(each.id)]) for each in claims]
    _put_main_back(act, claims)
    for each, _status, prior in changed:
        put_back(each, prior)
        each.merged_into_id = prior["merged_into"]
        if not renewed:
            each.position = prior["position"]
    if "anchors" in act.prior:
        _put_anchors_back(act.proposition, act.prior["anchors"])
    for name, moved in reversed(act.prior.get("moved", [])):
        followers.get(name).go_back(actor, moved)
    for part in parts:
        part.merged_into_id = None
        change_status(part, actor, Status.WITHDRAWN, "undo", batch=batch)
    for each, status, _prior in changed:
        after = each.status.value
        record(actor, "undo", each, before=status.value, after=after, revision=each.revision, batch=batch)
        contribution_changed.send(each, action="undo")


def get_act(actor: Actor, public_id: uuid.UUID) -> Act:
    """An act on a claim that the actor may read. Raises NotFound."""
    found = session.scalar(select(Act).where(Act.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such act, or it is not open to you."))
    get_proposition(actor, found.proposition.public_id)
    return found


def latest_act(actor: Actor, article: Article) -> Act | None:
    """What this person did last to the article's claims and has not undone, while the page offers to undo it."""
    return session.scalar(
        select(Act)
        .where(
            Act.article_id == article.id,
            Act.actor_id == actor.key,
            Act.undone_at.is_(None),
            Act.created_at > now() - OFFERED_FOR,
        )
        .order_by(Act.id.desc())
        .limit(1)
    )


def done_by_others(actor: Actor, article: Article, since: int) -> int:
    """How many events the article has after that one, of its text, claims and relations, by anybody else."""
    newer = select(func.count(Event.id)).where(
        Event.article_id == article.id,
        Event.id > since,
        or_(Event.target_kind.in_(["proposition", "relation"]), Event.action.in_(_OF_THE_TEXT)),
        Event.actor != pseudonym_of(actor),
    )
    return session.scalar(newer) or 0


def merges_into(ids: Collection[int]) -> dict[int, list[Act]]:
    """The merges that made each of these claims stand for others and are not undone, the newest first."""
    found: dict[int, list[Act]] = {}
    merges = select(Act).where(Act.proposition_id.in_(ids), Act.action == "merge", Act.undone_at.is_(None))
    for act in session.scalars(merges.order_by(Act.id.desc())):
        found.setdefault(act.proposition_id, []).append(act)
    return found


def log_end() -> int:
    """The number of the last event in the log."""
    head = session.get(ChainHead, 1)
    return head.event_id if head else 0


def _state(proposition: Proposition) -> dict[str, Any]:
    return {
        **state_of(proposition),
        "merged_into": proposition.merged_into_id,
        "is_main": proposition.main_of_id is not None,
        "position": proposition.position,
    }


def _claims_of(act: Act) -> Sequence[Proposition]:
    ids = [int(each) for each in act.prior["claims"]]
    return session.scalars(select(Proposition).where(Proposition.id.in_(ids)).order_by(Proposition.id)).all()


def _parts_of(act: Act) -> Sequence[Proposition]:
    return session.scalars(select(Proposition).where(Proposition.id.in_(act.prior.get("parts", [])))).all()


def _is_renewed(act: Act) -> bool:
    """Whether its places are those of an older text: a newer one was stored since."""
    newest = current_version(act.proposition.article)
    return newest.number > 1 and newest.created_at >= act.created_at


def _put_main_back(act: Act, claims: Sequence[Proposition]) -> None:
    """Where the main claim is another by now, it stays so."""
    main = find_main(act.proposition.article)
    if main is not None and main not in claims:
        return
    for each in claims:
        each.main_of_id = None
    # UNIQUE: the one lets go before the other takes hold.
    session.flush()
    for each in claims:
        each.main_of_id = each.article_id if act.prior["claims"][str(each.id)]["is_main"] else None


def _put_anchors_back(proposition: Proposition, anchors: Sequence[dict[str, Any]]) -> None:
    session.execute(delete(Anchor).where(Anchor.proposition_id == proposition.id))
    if anchors:
        rows = [{**each, "role": AnchorRole(each["role"]), "proposition_id": proposition.id} for each in anchors]
        session.execute(insert(Anchor), rows)
    with_parts(proposition)


def _refuse_leaning(act: Act) -> None:
    moved = [key for name, told in act.prior.get("moved", []) for key in followers.get(name).moved_ids(told)]
    parts = act.prior.get("parts", [])
    seen = [act.proposition_id, *parts]
    found = [words for name in leaning.names() for words in leaning.get(name)(act, seen, moved)]
    refuse_named([*found, *newer_events(act, {*map(int, act.prior["claims"]), *parts, *moved})])


def refuse_named(found: Sequence[str]) -> None:
    """Raise Conflict where there is anything that rests on what would be undone; it is named."""
    if found:
        raise Conflict(
            say(
                "This can no longer be undone, since other things rest on it by now: %(things)s. Change what is "
                "there instead.",
                things="; ".join(found),
            )
        )


def newer_events(act: Act, ids: Collection[int], actions: Collection[str] = ()) -> list[str]:
    """What happened to any of them since, but for what was undone itself: the last of it, in words.

    With ``actions`` only those count.
    """
    targets = list(map(str, session.scalars(select(Contribution.public_id).where(Contribution.id.in_(ids)))))
    wanted = (Event.action.in_(actions),) if actions else ()
    newer = session.scalars(
        select(Event).where(Event.target.in_(targets), Event.id > act.last_event_id, *wanted).order_by(Event.id)
    ).all()
    if not newer:
        return []
    undone = session.scalars(
        select(Act).where(Act.article_id == act.article_id, Act.undo_last_event_id > act.last_event_id)
    ).all()
    standing = [event for event in newer if not any(each.came_to_nothing(event.id) for each in undone)]
    return [named(event) for event in standing[-1:]]


def named(event: Event) -> str:
    """An event of the log, for whoever it keeps from undoing something."""
    what = event.action.replace("_", " ")
    what = say(EVENT_WORDS.get(event.action, what))
    who, when = somebody(event.role), moment_in_words(event.at)
    return say("“%(what)s” by %(who)s on %(when)s", what=what, who=who, when=when)
