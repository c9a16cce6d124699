"""What is said of something whose words were erased for good, to those who may know that it was there."""

from sqlalchemy import select

from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Gone
from deliberate.core.events import Event
from deliberate.core.times import day_in_words
from deliberate.core.wording import N_, say

#: The grounds on which words are erased, in the words of the page that stands in their place.
_BECAUSE = {"illegal": N_("It broke the law."), "personal_data": N_("It gave away somebody’s private details.")}


def refuse_reading_purged(contribution: Contribution) -> None:
    """Raise Gone, with the day and the reason, where its words were erased. Whether they may know is the caller's."""
    if not contribution.is_purged:
        return
    erased = select(Event).where(Event.target == str(contribution.public_id), Event.action == "purge")
    event = session.scalar(erased.order_by(Event.id.desc()).limit(1))
    if event is None:
        raise Gone(say("What stood here was erased for good."))
    erased_on = say("What stood here was erased for good on %(day)s.", day=day_in_words(event.at))
    because = _BECAUSE.get(event.reason_code or "")
    raise Gone(f"{erased_on} {say(because)}" if because else erased_on)
