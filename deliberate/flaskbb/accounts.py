"""What happens to the forum's accounts, as far as it is ours: a new password ends tokens, who is gone is forgotten."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flaskbb.extensions import db
from flaskbb.user.models import User
from sqlalchemy import event, exists, inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from deliberate.api.models import ApiToken
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.events import Pseudonym
from deliberate.core.personal_data import Remains, forget
from deliberate.core.preferences import Preference
from deliberate.core.signals import signed_out_everywhere
from deliberate.core.text import whole_number
from deliberate.drafts.models import Draft
from deliberate.flaskbb.access import user_key
from deliberate.flaskbb.mounting import is_ready
from deliberate.jobs.tasks import every
from deliberate.notices.models import Notice, NoticePreference, PostWatch, Watch
from deliberate.reading.models import Visit

_CHANGED = "deliberate_flaskbb_passwords"
#: Where somebody leaves a trace that goes with them: whoever is gone from the forum is found by these.
_TRACES: Iterable[InstrumentedAttribute[Any]] = (
    Pseudonym.actor_id,
    Preference.actor_id,
    NoticePreference.actor_id,
    Notice.actor_id,
    Watch.actor_id,
    PostWatch.actor_id,
    Visit.actor_id,
    Draft.actor_id,
    ApiToken.actor_id,
)


def watch_passwords() -> None:
    """Have whoever has another password, by whatever way of the forum, be rid of every program that acts for them."""
    event.listen(db.session, "after_flush", _note)
    event.listen(db.session, "after_flush_postexec", _end_tokens)


def _note(unit: Any, _flush: Any) -> None:
    people = (each for each in unit.dirty if isinstance(each, User))
    changed = {str(each.id) for each in people if inspect(each).attrs["_password"].history.has_changes()}
    if changed:
        unit.info[_CHANGED] = unit.info.get(_CHANGED, set()) | changed


def _end_tokens(unit: Any, _flush: Any) -> None:
    for person in unit.info.pop(_CHANGED, ()):
        if is_ready():
            signed_out_everywhere.send(None, actor_id=person)


@every(timedelta(hours=1), "forget_who_left_the_forum")
def forget_the_gone() -> None:
    """Forget whoever the forum has no more, as if they had left here: what they posted stays, under nobody's name."""
    for person in _gone():
        with transaction():
            forget(Actor(id=person), Remains.ALL)


def _gone() -> list[str]:
    """The ids that we have and no user of the forum has; what is no number never was one."""
    found = {
        person
        for trace in _TRACES
        for person in session.scalars(select(trace).where(~exists().where(user_key() == trace)).distinct())
    }
    return sorted(person for person in found if whole_number(person) is not None)
