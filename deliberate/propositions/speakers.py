"""The people and bodies an article names as saying something: one row each, with a label no weight knows of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event, pseudonym_of, record
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import article_changed, weights_due
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.propositions.models import Party, Speaker
from deliberate.propositions.undoing import OFFERED_FOR, named, refuse_named

LONGEST_NAME = 200
LONGEST_REASON = 500
#: So many changes of one label are kept, to be taken back one after the other.
KEPT_CHANGES = 20


def clean_name(words: str) -> str:
    """A speaker's name on one line, without marks left over at its ends."""
    return " ".join(words.split()).strip(" ,;:")[:LONGEST_NAME].strip()


def speakers_named(article: Article, names: Iterable[str]) -> dict[str, Speaker]:
    """The article's speakers of these names, made where there is none yet."""
    wanted = list(dict.fromkeys(names))
    known = {
        speaker.name: speaker for speaker in session.scalars(select(Speaker).where(Speaker.article_id == article.id))
    }
    fresh = [Speaker(article_id=article.id, name=name) for name in wanted if name not in known]
    session.add_all(fresh)
    session.flush()
    known.update((speaker.name, speaker) for speaker in fresh)
    return {name: known[name] for name in wanted}


def set_party(actor: Actor, speaker: Speaker, party: Party, reason: str) -> None:
    """Say whether a speaker is party to the dispute, and why. Raises Invalid without a reason."""
    article = session.get_one(Article, speaker.article_id)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    reason = check_text(reason, "reason")
    if len(reason) > LONGEST_REASON or (not reason and party is not Party.UNKNOWN):
        raise Invalid(
            say(
                "Give a reason, in at most %(most)s characters. Readers see it.",
                most=LONGEST_REASON,
            ),
            "reason",
        )
    if (speaker.party, speaker.party_reason or "") == (party, reason):
        return
    prior = {"party": speaker.party.value, "reason": speaker.party_reason}
    known, event = speaker.party_before or {}, _label(actor, article, speaker, party, reason or None, "party")
    earlier = [*known.get("earlier", []), *([_change(known)] if "event" in known else [])]
    speaker.party_before = {**prior, "event": event, "earlier": earlier[-KEPT_CHANGES:]}
    session.flush()


def _change(known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: known[name] for name in ("party", "reason", "event")}


@dataclass(frozen=True)
class PartyAct:
    """What somebody said last of whom, and by which event of the log."""

    speaker: Speaker
    event: int


def latest_party_act(actor: Actor, article: Article, speakers: Iterable[Speaker]) -> PartyAct | None:
    """What this person said last of one of the article's speakers, unless it is old, undone or overtaken. One query."""
    latest = {known["event"]: each for each in speakers if "event" in (known := each.party_before or {})}
    if not latest:
        return None
    mine = select(func.max(Event.id)).where(
        Event.article_id == article.id,
        Event.id.in_(latest),
        Event.actor == pseudonym_of(actor),
        Event.at > now() - OFFERED_FOR,
    )
    event = session.scalar(mine)
    return PartyAct(latest[event], event) if event else None


def undo_party(actor: Actor, speaker: Speaker, event_id: int) -> None:
    """Have a speaker labelled as before that event; then the one before can be undone. Done already, it is left alone.

    Raises Conflict where the label was changed since, naming by whom, or where the event is of something else.
    """
    article = session.get_one(Article, speaker.article_id)
    authorize(actor, Permission.EDIT_ARTICLE, article)
    before = speaker.party_before or {}
    if before.get("undone") == event_id:
        return
    if before.get("event") != event_id:
        newer = session.get(Event, max(before.get("event", 0), before.get("undone", 0)))
        if newer is None or newer.id < event_id:
            raise Conflict(say("There is nothing to undo: the label of this speaker was not changed then."))
        refuse_named([named(newer)])
    _label(actor, article, speaker, Party(before["party"]), before["reason"], "undo_party")
    earlier = before.get("earlier", [])
    last: Mapping[str, Any] = earlier[-1] if earlier else {}
    speaker.party_before = {**last, "earlier": earlier[:-1], "undone": event_id}
    session.flush()


def _label(actor: Actor, article: Article, speaker: Speaker, party: Party, reason: str | None, action: str) -> int:
    """Set the label and the reason beside it; returns the event."""
    event = record(
        actor,
        action,
        article,
        before=speaker.party.value,
        after=party.value,
        reason=f"{speaker.name}: {reason}" if reason else speaker.name,
    )
    speaker.party, speaker.party_reason = party, reason
    article.turn += 1
    session.flush()
    article_changed.send(article)
    # The balance counts how many sources are a party's.
    weights_due.send(article)
    return event.id
