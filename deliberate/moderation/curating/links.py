"""Whether the addresses of sources still answer: looked at now and then, politely, and marked after two bad days."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import or_, select

from deliberate.articles.by_address import fetcher
from deliberate.core.actors import SYSTEM, SYSTEM_ID
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC
from deliberate.core.db import session, transaction
from deliberate.core.site import settings
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_
from deliberate.evidence.models import Curation, Evidence, Source
from deliberate.evidence.reach import items_citing
from deliberate.fetching.errors import BadStatus, FetchError, NotWelcome
from deliberate.jobs.tasks import every
from deliberate.moderation.actions import FINE, UNREACHABLE, actions
from deliberate.moderation.carrying_out import Order, carry_out
from deliberate.moderation.curating.models import LinkLook
from deliberate.moderation.models import Decision

#: So many addresses are looked at in one run, of each host one; a run comes each hour.
IN_ONE_RUN = 20
#: So many that are due are read for one run, as thousands in a row may be of one host.
MOST_READ = 20_000
PERIOD = timedelta(hours=1)
#: How long an address that answered is left in peace, and one that did not.
WELL, UNWELL = timedelta(days=14), timedelta(days=1)
#: On so many different days it has to fail before it is marked.
BAD_DAYS = 2
#: Why the marks are set and taken off.
_CAME_BACK = stored(N_("What came back at last: %(status)s"))
_ANSWERS_AGAIN = stored(N_("Its address answers again."))
#: What sites say to robots that they would not say to readers.
_NOT_FOR_ROBOTS = frozenset({401, 402, 403, 405, 406, 429, 451})


@every(PERIOD, "look_at_links", lease=timedelta(minutes=20))
def look_at_links() -> None:
    """Look at a few that are due. Nothing is fetched within a unit of work, and the bodies are not read."""
    if not settings.fetch_urls:
        return
    for source_id, url in _due():
        status, fails = _look(url)
        with transaction():
            note(session.get_one(Source, source_id), status, fails=fails)


def _due() -> list[tuple[int, str]]:
    """The sources longest not looked at that something shown cites, one of each host."""
    cited = select(Evidence.source_id).where(Evidence.status.in_(PUBLIC))
    moment = now()
    found: dict[str, tuple[int, str]] = {}
    with transaction():
        rows: Any = session.execute(
            select(Source.id, Source.url)
            .outerjoin(LinkLook, LinkLook.source_id == Source.id)
            .where(Source.url.is_not(None), Source.id.in_(cited))
            .where(
                or_(
                    LinkLook.looked_at.is_(None),
                    LinkLook.looked_at <= moment - WELL,
                    (LinkLook.failures > 0) & (LinkLook.looked_at <= moment - UNWELL),
                )
            )
            .order_by(LinkLook.looked_at.is_not(None), LinkLook.looked_at, Source.id)
            .limit(MOST_READ)
            .execution_options(yield_per=500)
        )
        for source_id, url in rows:
            found.setdefault(host_of(url), (source_id, url))
            if len(found) == IN_ONE_RUN:
                break
        rows.close()
    return list(found.values())


def host_of(url: str) -> str:
    """The machine an address names; of one that names none, nothing."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _look(url: str) -> tuple[str, bool | None]:
    """What it says, and whether that counts as a failure; None where it says nothing of the link."""
    try:
        where = fetcher().look(url)
    except BadStatus as refusal:
        return str(refusal.status), None if refusal.status in _NOT_FOR_ROBOTS else True
    except NotWelcome:
        return "robots are to stay away", None
    except FetchError as trouble:
        return trouble.message[:200], True
    return ("answers" if where == url else "redirected"), False


def note(source: Source, status: str, *, fails: bool | None) -> LinkLook:
    """Keep what came of looking; the second bad day marks what cites the source, and an answer takes the mark off."""
    moment = now()
    look = session.get(LinkLook, source.id)
    if look is None:
        look = LinkLook(source_id=source.id, looked_at=moment, status=status, failures=0)
        session.add(look)
        new_day = True
    else:
        new_day = look.failures == 0 or look.looked_at.date() < moment.date()
    look.looked_at, look.status = moment, status
    if fails is False:
        look.failures, look.failed_since = 0, None
        _take_marks_off(source)
    elif fails and new_day:
        look.failures += 1
        look.failed_since = look.failed_since or moment
    session.flush()
    if fails and look.failures >= BAD_DAYS:
        _mark(source, look)
    return look


def _mark(source: Source, look: LinkLook) -> None:
    """What a person has taken such a mark off, since the address stopped answering, stays as they left it."""
    order = Order(SYSTEM, actions.get("mark_broken"), UNREACHABLE, _CAME_BACK % {"status": look.status})
    items = items_citing([source.id])
    decided_by_people = select(Decision.contribution_id).where(
        Decision.contribution_id.in_([item.id for item in items]),
        Decision.actor_id != SYSTEM_ID,
        Decision.before == Curation.BROKEN_LINK.value,
        Decision.created_at >= look.failed_since,
    )
    left = set(session.scalars(decided_by_people))
    for item in items:
        if item.status in PUBLIC and item.curation is Curation.ACTIVE and item.id not in left:
            carry_out(order, item)


def _take_marks_off(source: Source) -> None:
    """What this job marked, and nothing that a person did."""
    order = Order(SYSTEM, actions.get("clear"), FINE, _ANSWERS_AGAIN)
    for item in items_citing([source.id]):
        if item.status in PUBLIC and item.curation is Curation.BROKEN_LINK and _marked_here(item):
            carry_out(order, item)


def _marked_here(item: Evidence) -> bool:
    last = select(Decision.actor_id).where(Decision.contribution_id == item.id, Decision.action == "mark_broken")
    return session.scalar(last.order_by(Decision.id.desc()).limit(1)) == SYSTEM_ID
