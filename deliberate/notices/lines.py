"""Notices as sentences with a place to go. How many queries it takes grows with no count of notices, only with how far
what they speak of stands from the claim it is about in the end."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.articles.models import Article
from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.policy import post_first
from deliberate.core.stored_words import say_stored
from deliberate.core.wording import N_, N_many, say, say_many
from deliberate.evidence.models import Bearing, Remark, Side, Source
from deliberate.moderation.actions import actions, past_of
from deliberate.moderation.loading import load_all, load_public, titles_of
from deliberate.moderation.models import Decision
from deliberate.notices.handing_on import of_handed_on, waiting_among
from deliberate.notices.measure_lines import ALONE, Link, Measured, measures_in, of_answer, of_measure
from deliberate.notices.models import GATHERED, Notice, NoticeKind
from deliberate.notices.wording import yours_in_words
from deliberate.propositions.models import Relation


@dataclass(frozen=True)
class Line:
    """One notice as it is shown."""

    notice: Notice
    #: None where it is about no article.
    article: Article | None
    sentence: str
    #: The words it is about, where it is about one thing.
    about: str | None
    link: Link
    #: A second sentence: the reasons a moderator gave.
    reason: str | None = None

    @property
    def at(self) -> datetime:
        return self.notice.created_at

    @property
    def unread(self) -> bool:
        return self.notice.read_at is None


@dataclass(frozen=True)
class _Found:
    """What notices speak of, loaded once for all of them."""

    things: Mapping[uuid.UUID, Contribution]
    titles: Mapping[int, str]
    #: What they are on, and that in turn, up to a claim or an item; by its id.
    targets: Mapping[int, Contribution]
    sources: Mapping[uuid.UUID, Source]
    decisions: Mapping[str, Decision]
    measures: Mapping[uuid.UUID, Measured]
    #: The entries of the queue that were handed on and still wait.
    waiting: Set[uuid.UUID]


def lines_of(actor: Actor, notices: Sequence[Notice], articles: Mapping[int, Article]) -> list[Line]:
    """A line for each notice whose things this actor may read, in the same order."""
    found = _load(notices)
    lines = []
    for notice in notices:
        line = _line(actor, notice, articles.get(notice.article_id or 0), found)
        if line is not None:
            lines.append(line)
    return lines


def _load(notices: Sequence[Notice]) -> _Found:
    ids = {notice.target for notice in notices}
    ids |= {uuid.UUID(each) for notice in notices for each in notice.data.get("items", ())}
    things = load_public(ids)
    targets = _above(things.values())
    titles = titles_of([*{each.id: each for each in (*things.values(), *targets.values())}.values()])
    marked = {notice.target for notice in notices if notice.kind is NoticeKind.SOURCE_MARKED}
    sources = session.scalars(select(Source).where(Source.public_id.in_(marked))).all() if marked else ()
    decided = {notice.data["decision"] for notice in notices if "decision" in notice.data}
    return _Found(
        things,
        titles,
        targets,
        {each.public_id: each for each in sources},
        _decisions(decided) if decided else {},
        measures_in(notices),
        waiting_among(notices),
    )


def _above(things: Iterable[Contribution]) -> Mapping[int, Contribution]:
    """All that stands above these, level by level."""
    found: dict[int, Contribution] = {}
    level = things
    while wanted := {on for each in level if (on := _on(each)) is not None} - found.keys():
        above = load_all(wanted)
        found.update(above)
        level = above.values()
    return found


def _decisions(public_ids: Collection[str]) -> Mapping[str, Decision]:
    wanted = [uuid.UUID(each) for each in public_ids]
    query = select(Decision).where(Decision.public_id.in_(wanted)).options(joinedload(Decision.contribution))
    return {str(each.public_id): each for each in session.scalars(query)}


def _line(actor: Actor, notice: Notice, article: Article | None, found: _Found) -> Line | None:
    if notice.kind in GATHERED and article is not None:
        return _gathered(actor, notice, article, found)
    if notice.kind is NoticeKind.SOURCE_MARKED:
        source = found.sources.get(notice.target)
        if source is None:
            return None
        if article is None:
            # They may no longer read where they cited it, so neither its words nor its page are shown.
            return Line(notice, None, _of_source(notice), None, Link("deliberate.moderation.yours", {}))
        link = Link("deliberate.reading.source", {"source": notice.target})
        return Line(notice, article, _of_source(notice), source.citation, link)
    if notice.kind is NoticeKind.APPEAL_LODGED:
        link = Link("deliberate.moderation.decide_appeal", {"appeal": notice.target})
        return Line(notice, article, say("An appeal waits for a moderator."), None, link)
    if notice.kind in ALONE:
        return Line(notice, article, *ALONE[notice.kind](notice))
    if notice.kind is NoticeKind.HANDED_ON:
        return Line(notice, article, *of_handed_on(notice, found.waiting))
    if "measure" in notice.data:
        measured = found.measures.get(notice.target)
        return Line(notice, article, *of_measure(actor, notice, measured)) if measured is not None else None
    thing = found.things.get(notice.target)
    if thing is None:
        return None
    sentence, link, reason = _of_one(notice, thing, found)
    # Whoever flagged something is told what became of it; its words only while they are shown.
    tells_words = thing.author_id == actor.id or actor.is_moderator or _shown(actor, thing, found)
    return Line(notice, article, sentence, found.titles[thing.id] if tells_words else None, link, reason)


def _gathered(actor: Actor, notice: Notice, article: Article, found: _Found) -> Line | None:
    """One line for all that came within an hour and is still shown."""
    given = (found.things.get(uuid.UUID(each)) for each in notice.data["items"])
    things = [each for each in given if each is not None and _shown(actor, each, found)]
    if not things:
        return None
    if len(things) > 1:
        link = Link("deliberate.reading.evidence_of", {"slug": article.slug})
        return Line(notice, article, say_many(*_MANY[notice.kind], len(things)), None, link)
    thing = things[0]
    link = Link("deliberate.reading.contribution", {"contribution": thing.public_id})
    return Line(notice, article, _one_of(notice.kind, thing, found), found.titles[thing.id], link)


_MANY = {
    NoticeKind.NEW_EVIDENCE: N_many(
        "%(num)s new item of evidence was posted.", "%(num)s new items of evidence were posted."
    ),
    NoticeKind.ANSWERED: N_many(
        "%(num)s answer to what you posted came in.", "%(num)s answers to what you posted came in."
    ),
    NoticeKind.CONFIRM: N_many(
        "%(num)s item that you weighed says something else now. Does your answer still hold?",
        "%(num)s items that you weighed say something else now. Do your answers still hold?",
    ),
}


def _one_of(kind: NoticeKind, thing: Contribution, found: _Found) -> str:
    target = found.targets.get(_on(thing) or 0)
    if kind is NoticeKind.CONFIRM:
        return say("What you weighed says something else now. Does your answer still hold?")
    if kind is NoticeKind.NEW_EVIDENCE:
        if isinstance(thing, Bearing) and target:
            return say(_NEW_EVIDENCE[thing.side], title=found.titles[target.id])
        return say("New evidence")
    yours = yours_in_words(target)
    if isinstance(thing, Bearing):
        return say(_EVIDENCE_ON[thing.side], yours=yours)
    return say("Somebody remarked on %(yours)s.", yours=yours)


_NEW_EVIDENCE = {
    Side.FOR: N_("New evidence for “%(title)s”"),
    Side.AGAINST: N_("New evidence against “%(title)s”"),
}
_EVIDENCE_ON = {
    Side.FOR: N_("Somebody posted evidence for %(yours)s."),
    Side.AGAINST: N_("Somebody posted evidence against %(yours)s."),
}


def _of_one(notice: Notice, thing: Contribution, found: _Found) -> tuple[str, Link, str | None]:
    """The sentence of a notice about one thing, where it leads, and a moderator's reason."""
    yours = yours_in_words(thing)
    at_yours = Link("deliberate.moderation.yours", {"before": thing.id + 1, "_anchor": f"own-{thing.public_id}"})
    at_flags = Link("deliberate.moderation.yours", {"_anchor": "flags"})
    at_thing = Link("deliberate.reading.contribution", {"contribution": thing.public_id})
    match notice.kind:
        case NoticeKind.DECIDED:
            return _of_decision(notice, yours, at_yours, found)
        case NoticeKind.FLAG_ANSWERED:
            upheld = notice.data["upheld"]
            return say(_FLAG_ANSWERS[upheld]), at_flags, None
        case NoticeKind.PROPOSAL_ANSWERED:
            return *_of_proposal(notice, at_thing), None
        case NoticeKind.APPEAL_ANSWERED:
            if notice.data["part"] == "decider":
                at_yours = Link("deliberate.moderation.decide_appeal", {"appeal": notice.data["appeal"]})
            elif notice.data["part"] == "appellant" and thing.author_id != notice.actor_id:
                at_yours = at_flags
            return of_answer(notice), at_yours, None
        case NoticeKind.UNDONE:
            if thing.author_id == notice.actor_id:
                undone = say("What was done to %(yours)s was undone: it stands as before.", yours=yours)
                return undone, at_yours, None
            return say("What was done to what you flagged was undone: it stands as before."), at_flags, None
        case _:
            return say(_OF_ONE[notice.kind], yours=yours), at_thing, None


_OF_ONE = {
    NoticeKind.MERGED: N_("Somebody merged %(yours)s with one that says the same."),
    NoticeKind.SPLIT: N_("An editor split %(yours)s, as it said more than one thing."),
    NoticeKind.REWORDED: N_("An editor reworded %(yours)s."),
    NoticeKind.ACCEPTED: N_("People of each viewpoint confirmed %(yours)s: it stands now."),
}


def _of_decision(notice: Notice, yours: str, place: Link, found: _Found) -> tuple[str, Link, str | None]:
    decision = found.decisions.get(notice.data["decision"])
    by_system = decision is not None and decision.actor_id == SYSTEM_ID
    action = notice.data["action"]
    told = actions.get(action).restricts if action in actions.names() else False
    reason = decision.reason if decision is not None and told else None
    who = say("The system") if by_system else say("A moderator")
    sentence = say("%(who)s %(did)s.", who=who, did=past_of(action, yours))
    return sentence, place, say_stored(reason) if by_system and reason else reason


def _of_proposal(notice: Notice, at_thing: Link) -> tuple[str, Link]:
    if notice.data.get("erased"):
        return say("What you proposed about an item is not decided: it was erased for good."), at_thing
    link = Link("deliberate.moderation.proposal", {"proposal": notice.data["proposal"]})
    if notice.data["done"]:
        return say("What you proposed about an item was done."), link
    return say("What you proposed about an item was declined, with a reason."), link


_FLAG_ANSWERS = {
    True: N_("A moderator agreed with your flag."),
    False: N_("A moderator looked at what you flagged and kept it."),
    None: N_("What you flagged was changed before a moderator decided."),
}


def _of_source(notice: Notice) -> str:
    action = notice.data["action"]
    if action == "retract_source":
        return say("A source that you cited or weighed was retracted.")
    if action == "correct_source":
        return say("A source that you cited or weighed was corrected by its publisher.")
    return say("A source that you cited or weighed is no longer marked as retracted or corrected.")


def _shown(actor: Actor, thing: Contribution, found: _Found) -> bool:
    """Whether they see it by now: what hangs in the end on something hidden is hidden with it."""
    if post_first(actor, thing):
        return False
    each: Contribution | None = thing
    while each is not None and each.is_visible:
        on = _on(each)
        if on is None:
            return True
        each = found.targets.get(on)
    return False


def _on(thing: Contribution) -> int | None:
    """The id of what a bearing, a relation or a remark is on, or of the claim that a common point is; else none."""
    if isinstance(thing, CommonPoint):
        return thing.claim_id
    return thing.target_id if isinstance(thing, Bearing | Relation | Remark) else None
