"""What the pages about conduct show of sanctions, locks and findings, to moderators and to those they touch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import ADMIN, LEVEL_NAMES, MODERATOR, SYSTEM_ID, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import N_, say
from deliberate.moderation.actions import rule_in_words
from deliberate.moderation.appealing import appeal_until
from deliberate.moderation.appeals import appeals_against
from deliberate.moderation.concluding import article_of
from deliberate.moderation.conduct import Finding, Lock, Measure, Sanction
from deliberate.moderation.facts import Conduct, near_to, ranks_of
from deliberate.moderation.loading import load_all, titles_of
from deliberate.moderation.measures import kind_of
from deliberate.moderation.models import Appeal
from deliberate.moderation.paces import span_in_words
from deliberate.moderation.reports.acts import acts
from deliberate.moderation.reports.deciding import reviewed_thing
from deliberate.moderation.reports.models import ReportedThing, Review
from deliberate.moderation.reports.things import titles_of_things
from deliberate.moderation.sanctions import kinds as sanctions
from deliberate.moderation.wording import kind_word

PAGE = 50

#: What the log calls taking a measure, where there is one word for all of its kind.
_ACTS: Mapping[type[Measure], str] = {Lock: "lock", Finding: "write_finding"}
#: What was done, by what the log calls it, as it is said to others than the person it was done to.
_DONE: Mapping[str, str] = {
    "warn": N_("Warned %(whom)s"),
    "slow": N_("Slowed %(whom)s down"),
    "suspend": N_("Suspended %(whom)s"),
    "fall": N_("Moved %(whom)s down a level"),
    "lock": N_("Locked %(whom)s"),
    "write_finding": N_("Wrote a finding on %(whom)s"),
    "keep_reported": N_("Looked at %(whom)s, which was reported, and kept it"),
    "gone_reported": N_("Looked at %(whom)s, which was reported, and found it dealt with"),
    "close": N_("Closed %(whom)s"),
    "unpublish": N_("Took %(whom)s back to draft"),
    "agree_to_purge": N_("Agreed with reports of %(whom)s, and asked that it be erased for good"),
    "act_on_source": N_("Agreed with reports of %(whom)s, and marked it"),
    "act_on_person": N_("Agreed with reports of the name of %(whom)s"),
    "ask_rename": N_("Asked %(whom)s to go by another name"),
}
#: The same of a lock, by the role of whoever took it, as it is said to whose it is.
_LOCKED: Mapping[str, str] = {MODERATOR: N_("A moderator locked %(what)s"), ADMIN: N_("An admin locked %(what)s")}


@dataclass(frozen=True)
class Told:
    """One measure, in the words of a statement of reasons."""

    measure: Measure
    #: What was done, as it is said to whom it touches.
    did: str
    means: str
    rule: str
    reason: str
    until: datetime | None
    holds: bool
    #: What it is about, as its page names it, where that is one thing.
    thing: Contribution | None
    title: str | None
    appeal: Appeal | None

    def said_of(self, whom: str) -> str:
        """What was done, as it is said to others: "Suspended loud-jay"."""
        return say(_DONE[_action(self.measure)], whom=whom)

    @property
    def automatic(self) -> bool:
        return self.measure.actor_id == SYSTEM_ID

    @property
    def levels(self) -> tuple[str, str] | None:
        """The level it cost and the one below, where it cost one."""
        before = getattr(self.measure, "level_before", None)
        return (say(LEVEL_NAMES[before]), say(LEVEL_NAMES[before - 1])) if before else None

    @property
    def appealable(self) -> bool:
        return self.appeal is None and not self.measure.is_undone and now() <= appeal_until(self.measure)

    @property
    def appeal_until(self) -> datetime:
        return appeal_until(self.measure)


@dataclass(frozen=True)
class Case:
    """One measure as moderators see it."""

    told: Told
    person: str
    by: str
    #: Whether their rank lets them, and it is no matter of their own.
    may_undo: bool


def newest_cases(actor: Actor) -> Sequence[Case]:
    """The newest sanctions, as moderators see them, in a fixed number of queries."""
    authorize(actor, Permission.SEE_QUEUE)
    newest = session.scalars(select(Sanction).order_by(Sanction.id.desc()).limit(PAGE)).all()
    names = names_of({each.person_id for each in newest} | {each.actor_id for each in newest})
    told = told_of(newest)
    ranks = ranks_of({each.person_id for each in newest})
    # Whoever may act on one of a rank may on all of it, but for a matter of their own: only of those is each asked.
    beneath = {
        rank: may(actor, Permission.SANCTION, Conduct(person))
        for rank, person in {rank: person for person, rank in ranks.items()}.items()
    }
    own = near_to(actor, [told[each.id].thing for each in newest])

    def may_undo(made: Sanction) -> bool:
        if made.is_undone or not beneath[ranks[made.person_id]]:
            return False
        thing = told[made.id].thing
        return made.contribution_id not in own or may(actor, Permission.SANCTION, Conduct(made.person_id, thing))

    return [Case(told[each.id], names[each.person_id], names[each.actor_id], may_undo(each)) for each in newest]


def told_to_others(measure: Measure) -> tuple[Told, str]:
    """One measure in words, and whom or what it is about, as moderators name it."""
    told = tell(measure)
    if isinstance(measure, Sanction):
        return told, names_of([measure.person_id])[measure.person_id]
    if isinstance(measure, Finding):
        return told, say("“%(title)s”", title=article_of(measure).title)
    return told, say("“%(title)s”", title=told.title)


def sanctions_of(actor: Actor) -> Sequence[Told]:
    """Everything that was decided about one's own conduct, the newest first."""
    mine = select(Sanction).where(Sanction.person_id == actor.key).order_by(Sanction.id.desc()).limit(PAGE)
    found = session.scalars(mine).all()
    told = told_of(found)
    return [told[each.id] for each in found]


def reviews_on(actor: Actor) -> Sequence[Told]:
    """What was decided on reports of one's articles and of one's name, where it took something, the newest first."""
    named = select(ReportedThing.id).where(ReportedThing.person_id == actor.key)
    imported = select(ReportedThing.id).join(Article).where(Article.author_id == actor.key)
    mine = select(Review).where(
        Review.reported_id.in_(named.union(imported)),
        Review.action.in_([name for name in acts.names() if acts.get(name).restricts]),
    )
    found = session.scalars(mine.order_by(Review.id.desc()).limit(PAGE)).all()
    told = told_of(found)
    return [told[each.id] for each in found]


def locks_on(actor: Actor) -> Sequence[Told]:
    """The locks that hold on what one posted, the newest first."""
    mine = (
        select(Lock)
        .join(Contribution, Contribution.id == Lock.contribution_id)
        .where(Contribution.author_id == actor.key, Lock.undone_at.is_(None))
    )
    found = session.scalars(mine.order_by(Lock.id.desc()).limit(PAGE)).all()
    told = told_of(found)
    return [told[each.id] for each in found]


def tell(measure: Measure, *, titled: bool = True) -> Told:
    """One measure in words; without a title where the page is about the thing itself, and has it loaded."""
    return told_of([measure], titled=titled)[measure.id]


def told_of(measures: Sequence[Measure], *, titled: bool = True) -> Mapping[int, Told]:
    """Measures of one kind in words, by their ids; a fixed number of queries."""
    appeals = appeals_against(measures)
    things = load_all(_things(measures))
    titles = titles_of(list(things.values())) if titled else {}
    reviewed = _reviewed(measures)
    found = {}
    for each in measures:
        thing = things.get(getattr(each, "contribution_id", None) or 0)
        did, means, until = _words(each, thing)
        found[each.id] = Told(
            measure=each,
            did=did,
            means=means,
            rule=rule_in_words(getattr(each, "reason_code", "")),
            reason=getattr(each, "reason", "") or getattr(each, "text", ""),
            until=until,
            holds=each.is_live(now()) if isinstance(each, Sanction) else not each.is_undone,
            thing=thing,
            title=titles.get(thing.id) if thing is not None else reviewed.get(each.id),
            appeal=appeals.get(each.public_id),
        )
    return found


def _action(measure: Measure) -> str:
    """What the log calls taking it."""
    if isinstance(measure, Review):
        return acts.get(measure.action).logged_as or measure.action
    return measure.name if isinstance(measure, Sanction) else _ACTS[type(measure)]


def _reviewed(measures: Collection[Measure]) -> Mapping[int, str]:
    """By the id of each decision on reports, what these were about, as its page names it."""
    reviews = [each for each in measures if isinstance(each, Review)]
    titles = titles_of_things([reviewed_thing(each) for each in reviews]) if reviews else {}
    return {each.id: titles[each.reported_id] for each in reviews}


def _things(measures: Collection[Measure]) -> set[int]:
    ids = (getattr(each, "contribution_id", None) for each in measures)
    return {each for each in ids if each is not None}


def _words(measure: Measure, thing: Contribution | None) -> tuple[str, str, datetime | None]:
    if isinstance(measure, Sanction):
        kind = sanctions.get(measure.name)
        apart = f": {span_in_words(measure.minutes)}" if measure.minutes else ""
        return f"{say(kind.told)}{apart}", say(kind.meant), measure.until
    if isinstance(measure, Lock):
        what = kind_word(thing.kind) if thing is not None else say("something")
        means = say("Nothing new is posted on it, and it is not weighed.")
        return say(_LOCKED[measure.role], what=what), means, measure.until
    if isinstance(measure, Finding):
        return say("A finding was written"), say("It stands beside the article and weighs nothing."), None
    if isinstance(measure, Review):
        act = acts.get(measure.action)
        return say(act.told), say(act.means), None
    raise TypeError(f"{kind_of(measure).name} has no words")
