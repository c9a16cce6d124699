"""What this room keeps of a person: flags, appeals, notices of decisions on what they posted, decisions they took.

Also what was decided about their conduct, and findings and word lists they wrote or signed. All of it stays when they
leave, under no name: others were told of these decisions and may appeal them.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.evidence.models import OriginSuggestion
from deliberate.moderation.conduct import Finding, Lock, Sanction, Signature, WordList
from deliberate.moderation.curating.models import CurationLook, ItemProposal, SourceAct
from deliberate.moderation.models import Appeal, Decision, Flag
from deliberate.moderation.queue_models import QueueEntry, QueueNote
from deliberate.moderation.reports.models import ReportedThing, Review


@sections.register("flags")
def flags(actor_id: str) -> Iterator[Row]:
    found = (
        select(Flag, Contribution.public_id, ReportedThing.public_id)
        .outerjoin(Contribution, Contribution.id == Flag.contribution_id)
        .outerjoin(ReportedThing, ReportedThing.id == Flag.reported_id)
    )
    for flag, contribution, thing in session.execute(found.where(Flag.actor_id == actor_id).order_by(Flag.id)):
        yield {
            "on": contribution or thing,
            "wording": flag.revision,
            "reason": flag.reason,
            "note": flag.note,
            "at": flag.created_at,
            "settled_at": flag.settled_at,
            "agreed": flag.upheld,
        }


@sections.register("appeals")
def appeals(actor_id: str) -> Iterator[Row]:
    found = select(Appeal, Decision.public_id).outerjoin(Decision, Decision.id == Appeal.decision_id)
    for appeal, decision in session.execute(found.where(Appeal.actor_id == actor_id).order_by(Appeal.id)):
        yield {
            "against": decision or appeal.measure_id,
            "words": appeal.text,
            "at": appeal.created_at,
            "state": appeal.state,
            "reply": appeal.reply,
            "decided_at": appeal.decided_at,
        }


@sections.register("sanctions")
def sanctions(actor_id: str) -> Iterator[Row]:
    """What was decided about their conduct; never by whom."""
    for made in session.scalars(select(Sanction).where(Sanction.person_id == actor_id).order_by(Sanction.id)):
        yield _sanction(made)


@sections.register("reports of them")
def reports_of_them(actor_id: str) -> Iterator[Row]:
    """That their name was reported, and what was decided on reports of it or of their articles; never by whom."""
    theirs = or_(ReportedThing.person_id == actor_id, Article.author_id == actor_id)
    found = (
        select(ReportedThing, Review)
        .outerjoin(Article, Article.id == ReportedThing.article_id)
        .outerjoin(Review, Review.reported_id == ReportedThing.id)
    )
    for thing, made in session.execute(found.where(theirs).order_by(ReportedThing.id, Review.id)):
        yield {"what": thing.sort, "reported_at": thing.created_at, **(_review(made) if made is not None else {})}


@sections.register("findings")
def findings(actor_id: str) -> Iterator[Row]:
    """The wordings of findings that they signed; whoever writes one signs it."""
    signed = select(Finding, Signature).join(Signature, Signature.finding_id == Finding.id)
    for finding, signature in session.execute(signed.where(Signature.actor_id == actor_id).order_by(Finding.id)):
        yield {"finding": finding.public_id, "words": finding.text, "as": signature.role, "at": signature.at}


@sections.register("measures")
def measures(actor_id: str) -> Iterator[Row]:
    """What they decided about people, locked, and had watched."""
    for made in session.scalars(select(Sanction).where(Sanction.actor_id == actor_id).order_by(Sanction.id)):
        yield _sanction(made)
    locks = select(Lock, Contribution.public_id).join(Contribution, Contribution.id == Lock.contribution_id)
    for lock, public_id in session.execute(locks.where(Lock.actor_id == actor_id).order_by(Lock.id)):
        yield {
            "lock": lock.public_id,
            "on": public_id,
            "ground": lock.reason_code,
            "reason": lock.reason,
            "at": lock.created_at,
        }
    for made_review in session.scalars(select(Review).where(Review.actor_id == actor_id).order_by(Review.id)):
        yield _review(made_review)
    for words in session.scalars(select(WordList).where(WordList.author_id == actor_id).order_by(WordList.id)):
        yield {"list": words.scope, "version": words.number, "words": words.entries, "at": words.created_at}


@sections.register("notices")
def notices(actor_id: str) -> Iterator[Row]:
    """The statements of reasons they were given; never by whom."""
    yield from _decisions(Contribution.author_id == actor_id)


@sections.register("decisions")
def decisions(actor_id: str) -> Iterator[Row]:
    """What they decided themselves, as a moderator."""
    yield from _decisions(Decision.actor_id == actor_id)


@sections.register("suggested origins")
def suggested_origins(actor_id: str) -> Iterator[Row]:
    """What they suggested to go back to one source."""
    found = select(OriginSuggestion).where(OriginSuggestion.proposed_by == actor_id).order_by(OriginSuggestion.id)
    for each in session.scalars(found):
        yield {"suggestion": each.public_id, "why": each.words, "state": each.state, "at": each.created_at}


@sections.register("acts on sources")
def acts_on_sources(actor_id: str) -> Iterator[Row]:
    """What they did to sources and publishers, as a curator."""
    for act in session.scalars(select(SourceAct).where(SourceAct.actor_id == actor_id).order_by(SourceAct.id)):
        yield {"act": act.public_id, "action": act.action, "reason": act.reason, "at": act.created_at}


@sections.register("proposals about items")
def proposals_about_items(actor_id: str) -> Iterator[Row]:
    """What they proposed to do about items of evidence."""
    found = select(ItemProposal).where(ItemProposal.proposed_by == actor_id).order_by(ItemProposal.id)
    for each in session.scalars(found):
        yield {
            "proposal": each.public_id,
            "what": each.action,
            "why": each.reason,
            "state": each.state,
            "at": each.created_at,
        }


@sections.register("queue")
def queue(actor_id: str) -> Iterator[Row]:
    """What they told other moderators about what waits, and what of the queue is with them or put off by them."""
    about = (Contribution, Contribution.id == QueueNote.contribution_id)
    told = select(QueueNote, Contribution.public_id).outerjoin(*about)
    for note, public_id in session.execute(told.where(QueueNote.actor_id == actor_id).order_by(QueueNote.id)):
        yield {"on": public_id, "of": note.kind, "note": note.text, "at": note.created_at}
    people = (QueueEntry.claimed_by, QueueEntry.deferred_by, QueueEntry.handed_to, QueueEntry.handed_by)
    theirs = or_(*(each == actor_id for each in people))
    for entry in session.scalars(select(QueueEntry).where(theirs).order_by(QueueEntry.id)):
        mine = entry.claimed_by == actor_id
        row: dict[str, Any] = {"entry": entry.public_id, "looking_until": entry.claimed_until if mine else None}
        if entry.deferred_by == actor_id:
            row |= {"put_off_until": entry.deferred_until, "because": entry.deferred_because}
        if actor_id in (entry.handed_to, entry.handed_by):
            row["handed_on"] = "to them" if entry.handed_to == actor_id else "by them"
        yield row


@erasers.register("looks at what would move")
def forget_looks(actor: Actor, _remains: Remains) -> None:
    """How often they looked is of no use to anybody once they are gone."""
    session.execute(delete(CurationLook).where(CurationLook.actor_id == actor.key))


def _decisions(whose: ColumnElement[bool]) -> Iterator[Row]:
    found = select(Decision, Contribution.public_id).join(Contribution, Contribution.id == Decision.contribution_id)
    for decision, public_id in session.execute(found.where(whose).order_by(Decision.id)):
        yield {
            "decision": decision.public_id,
            "on": public_id,
            "wording": decision.revision,
            "action": decision.action,
            "before": decision.before,
            "after": decision.after,
            "ground": decision.reason_code,
            "reason": decision.reason,
            "at": decision.created_at,
        }


def _review(made: Review) -> Row:
    return {
        "review": made.public_id,
        "what_was_done": made.action,
        "ground": made.reason_code,
        "reason": made.reason,
        "at": made.created_at,
        "put_back_at": made.undone_at,
    }


def _sanction(made: Sanction) -> Row:
    return {
        "sanction": made.public_id,
        "what": made.name,
        "minutes": made.minutes,
        "until": made.until,
        "ground": made.reason_code,
        "reason": made.reason,
        "at": made.created_at,
        "put_back_at": made.undone_at,
    }
