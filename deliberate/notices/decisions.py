"""What is heard of moderation: decisions, flags, what is put back; and of how sources stand."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.signals import decision_reversed, decision_taken, proposal_answered, source_marked
from deliberate.evidence.models import Evidence, Source
from deliberate.moderation.curating.models import ItemProposal, ProposalState
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag
from deliberate.moderation.purging.about_posts import MOOT
from deliberate.notices.appeals import parts_in, shown_as
from deliberate.notices.models import NoticeKind
from deliberate.notices.posts import announce, ask_to_confirm
from deliberate.notices.taking_back import take_back
from deliberate.notices.telling import News, tell
from deliberate.weighting.models import Rating


@decision_taken.connect
def hear_decision(
    lead: Decision, *, actor: Actor, decisions: Sequence[Decision], flags: Sequence[Flag], **_more: Any
) -> None:
    """Tell each author once, however many rows share the fate; those who flagged; and of what shows by it."""
    told: set[str] = set()
    for decision in decisions:
        contribution = decision.contribution
        if contribution.author_id not in told:
            told.add(contribution.author_id)
            tell([contribution.author_id], _decided(decision), by=actor.key)
        if decision.action == "approve":
            _tell_of_approved(decision, contribution)
    if flags:
        answered = News(
            NoticeKind.FLAG_ANSWERED,
            lead.contribution.article_id,
            lead.contribution.public_id,
            {"upheld": flags[0].upheld},
            lead.event_id,
        )
        tell({flag.actor_id for flag in flags}, answered, by=actor.key)


@decision_reversed.connect
def hear_reversal(
    lead: Decision, *, actor: Actor, decisions: Sequence[Decision], appeal: Appeal | None, **_more: Any
) -> None:
    """Unsay it, or say that it is undone; on appeal, those whom the answer reaches learn it from that."""
    also_told = parts_in(appeal, lead).keys() if appeal is not None else ()
    # Whoever flagged it was right all the same where something milder takes its place.
    milder = appeal is not None and appeal.state is AppealState.MODIFIED
    kinds = {NoticeKind.DECIDED} if milder else {NoticeKind.DECIDED, NoticeKind.FLAG_ANSWERED}
    take_back([each.event_id for each in decisions], by=actor.key, kinds=kinds, also_told=list(also_told))


@source_marked.connect
def hear_source(
    source: Source, *, action: str, people: Collection[str], articles: Sequence[Article], **_more: Any
) -> None:
    """Tell those who cited or weighed it, each in an article where they did and that they may read; else in none."""
    if not articles or not people:
        return
    of_source = Evidence.source_id == source.id
    weighed = select(Rating.actor_id, Evidence.article_id).join(Evidence, Evidence.id == Rating.contribution_id)
    cited = select(Evidence.author_id, Evidence.article_id).where(of_source, Evidence.author_id.in_(people))
    part_in: dict[str, set[int]] = {each: set() for each in people}
    for person, article in [*session.execute(weighed.where(of_source)), *session.execute(cited)]:
        if person in part_in:
            part_in[person].add(article)
    found: dict[int | None, set[str]] = {}
    for person, theirs in part_in.items():
        found.setdefault(_open_to(person, theirs), set()).add(person)
    for article_id, those in found.items():
        tell(those, News(NoticeKind.SOURCE_MARKED, article_id, source.public_id, {"action": action}))


@proposal_answered.connect
def hear_answered_proposal(proposal: ItemProposal, *, actor: Actor, matter: Contribution, **_more: Any) -> None:
    """Tell whoever proposed it, and the curator who was for it first."""
    data = {"done": proposal.state is ProposalState.CONFIRMED, "proposal": str(proposal.public_id)}
    if proposal.reply == MOOT:
        data["erased"] = True
    people = {each for each in (proposal.proposed_by, proposal.seconded_by) if each is not None}
    news = News(NoticeKind.PROPOSAL_ANSWERED, proposal.article_id, matter.public_id, data)
    tell(people, news, by=actor.key)


def _open_to(person: str, articles: Collection[int]) -> int | None:
    """The first of these articles that somebody may read; their roles, which only they bring along, aside."""
    query = select(Article.id).where(Article.id.in_(articles), readable(Actor(id=person)))
    return session.scalar(query.order_by(Article.id).limit(1)) if articles else None


def _decided(decision: Decision) -> News:
    contribution = decision.contribution
    data = {"action": decision.action, "decision": str(decision.public_id)}
    return News(NoticeKind.DECIDED, contribution.article_id, shown_as(contribution), data, decision.event_id)


def _tell_of_approved(decision: Decision, contribution: Contribution) -> None:
    if decision.prior.get("waiting") is not None:
        ask_to_confirm(contribution, by=contribution.author_id)
    elif decision.before == Status.PENDING:
        announce(contribution)
