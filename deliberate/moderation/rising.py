"""Levels 2 and 3 are earned by conduct: counted each night, one step at a time, and lost by removals.

To rise, one was active on so many days, has so many posts that stand, weighed so often and (for level 3) raised so many
flags that moderators agreed with; and for some days before, nothing of one's own was removed and no sanction passed.
What is counted is conduct and never which side one takes. A level is lost where so many posts were removed since it
last moved, and by a suspension (``sanctioning``); level 1 stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.signals import level_moved
from deliberate.core.site import moderators, settings
from deliberate.core.standing import Standing
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_, N_many, say, say_many
from deliberate.jobs.tasks import every
from deliberate.moderation.conduct import Sanction
from deliberate.moderation.models import Decision, Flag
from deliberate.moderation.sanctioning import lose_level, move
from deliberate.weighting.models import Rating

LOWEST, HIGHEST = 1, 3
#: What is counted, in the words for whom it is about, and with how much of it, for everybody.
_COUNTED = (
    (
        N_("Days on which you took part"),
        N_many("%(num)s day on which one took part", "%(num)s days on which one took part"),
    ),
    (N_("Posts that stand"), N_many("%(num)s post that stands", "%(num)s posts that stand")),
    (N_("Answers when weighing"), N_many("%(num)s answer when weighing", "%(num)s answers when weighing")),
    (
        N_("Flags that were agreed with"),
        N_many("%(num)s flag that was agreed with", "%(num)s flags that were agreed with"),
    ),
)
LOST_BY_REMOVALS = stored(
    N_(
        "%(removals)s of your posts were removed since your level last moved, within %(days)s days; %(cost)s cost a level. The removals stand under “Yours”, and each that is put back counts no more."  # noqa: E501
    )
)
#: How many people one unit of work looks at.
BATCH = 200


@dataclass(frozen=True)
class Doings:
    """What is counted of somebody."""

    days: int = 0
    posts: int = 0
    ratings: int = 0
    flags: int = 0
    #: Removals and sanctions within the days that have to be clean, and removals since their level last moved.
    blemishes: int = 0
    removals: int = 0


@dataclass(frozen=True)
class Need:
    """One thing the next level takes: how much of it there is, and how much there has to be."""

    label: str
    #: So much of it in words, for one and for many.
    counted: tuple[str, str]
    has: int
    wanted: int

    @property
    def words(self) -> str:
        """What is counted of somebody, said to them."""
        return say(self.label)

    @property
    def demand(self) -> str:
        """How much of it there has to be, said to anybody."""
        return say_many(*self.counted, self.wanted)

    @property
    def met(self) -> bool:
        return self.has >= self.wanted


def needs(level: int, doings: Doings) -> Sequence[Need]:
    """What it takes to rise from this level, with how far one is; nothing from level 3 on, or from level 0."""
    if level == LOWEST:
        wanted = (settings.level_2_days, settings.level_2_posts, settings.level_2_ratings, 0)
    elif level == LOWEST + 1:
        wanted = (settings.level_3_days, settings.level_3_posts, settings.level_3_ratings, settings.level_3_flags)
    else:
        return []
    has = (doings.days, doings.posts, doings.ratings, doings.flags)
    counted = zip(_COUNTED, has, wanted, strict=True)
    return [Need(*words, there, least) for words, there, least in counted if least]


def verdict(level: int, doings: Doings) -> int:
    """The level that follows tonight: one up, one down or the same."""
    if level > LOWEST and doings.removals >= settings.removals_cost_level:
        return level - 1
    wanted = needs(level, doings)
    risen = bool(wanted) and all(need.met for need in wanted) and not doings.blemishes
    return level + 1 if risen else level


def doings_of(people: Mapping[str, datetime | None], moment: datetime) -> dict[str, Doings]:
    """What is counted of these, each with when their level last moved; a fixed number of queries."""
    since = moment - timedelta(days=settings.clean_days)
    posts = _days(Contribution.author_id, Contribution.created_at, people).where(
        Contribution.kind != "evidence", Contribution.status == Status.VISIBLE
    )
    active: dict[str, set[object]] = {}
    for person, day in [*session.execute(posts), *session.execute(_days(Rating.actor_id, Rating.created_at, people))]:
        active.setdefault(person, set()).add(str(day))
    standing = _counted(
        _count(Contribution.author_id, people).where(
            Contribution.kind != "evidence", Contribution.status == Status.VISIBLE
        )
    )
    ratings = _counted(_count(Rating.actor_id, people))
    flags = _counted(_count(Flag.actor_id, people).where(Flag.upheld.is_(True)))
    sanctions = _counted(
        _count(Sanction.person_id, people).where(
            # The loss of a level is told of the same removals, which count already.
            *(Sanction.undone_at.is_(None), Sanction.created_at > since, Sanction.name != "fall")
        )
    )
    removed: dict[str, list[datetime]] = {}
    for person, at in session.execute(
        select(Contribution.author_id, Decision.created_at)
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .where(
            Contribution.author_id.in_(people),
            Decision.action.in_(("remove", "reject")),
            # What came along with another decision is one removal with it.
            Decision.lead_id.is_(None),
            Decision.undone_by_id.is_(None),
            Decision.created_at > since,
        )
    ):
        removed.setdefault(person, []).append(at)
    return {
        person: Doings(
            days=len(active.get(person, ())),
            posts=standing.get(person, 0),
            ratings=ratings.get(person, 0),
            flags=flags.get(person, 0),
            blemishes=sanctions.get(person, 0) + len(removed.get(person, ())),
            removals=len([at for at in removed.get(person, ()) if moved is None or at > moved]),
        )
        for person, moved in people.items()
    }


def _days(who: object, at: object, people: Mapping[str, datetime | None]) -> Select[str, object]:
    return select(who, func.date(at)).where(who.in_(people)).distinct()  # type: ignore[attr-defined, call-overload, no-any-return]


def _count(who: object, people: Mapping[str, datetime | None]) -> Select[str, int]:
    return select(who, func.count()).where(who.in_(people)).group_by(who)  # type: ignore[attr-defined, call-overload, no-any-return]


def _counted(query: Select[str, int]) -> dict[str, int]:
    return {person: count for person, count in session.execute(query)}  # noqa: C416  # rows, as a mapping


def settle_levels(moment: datetime, after: str = "") -> str | None:
    """Move those whose conduct calls for it, of the people that come next in order of id; the last of them, if any.

    Each move is one event. Who moderates acts with another level and is left alone.
    """
    batch = session.scalars(
        select(Standing)
        .where(Standing.level >= LOWEST, Standing.actor_id > after)
        .order_by(Standing.actor_id)
        .limit(BATCH)
    ).all()
    trusted = moderators() or set()
    found = doings_of({each.actor_id: each.moved_at for each in batch}, moment)
    for standing in batch:
        level = verdict(standing.level, found[standing.actor_id])
        if level != standing.level and standing.actor_id not in trusted:
            _move(standing, level, found[standing.actor_id], moment)
    session.flush()
    return batch[-1].actor_id if batch else None


def _move(standing: Standing, level: int, doings: Doings, moment: datetime) -> None:
    if level < standing.level:
        lose_level(standing, _facts(doings), moment)
        return
    before = standing.level
    level_moved.send(standing, event=move(standing, level, "rise", moment), before=before)


def _facts(doings: Doings) -> str:
    facts = {"removals": doings.removals, "days": settings.clean_days, "cost": settings.removals_cost_level}
    return LOST_BY_REMOVALS % facts


@every(timedelta(days=1), "settle_levels")
def settle_all_levels() -> None:
    """Everybody's level once a night, in units of work of a bounded size."""
    last: str | None = ""
    while last is not None:
        with transaction():
            last = settle_levels(now(), last)
