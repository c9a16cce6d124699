"""What a form posted already, by the name of its filling-in: a double click posts once."""

from functools import cache
from typing import TypeVar

from sqlalchemy import Executable, bindparam, select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.wording import say

Posted = TypeVar("Posted", bound=Contribution)


def find_submission(actor: Actor, submission: str | None, kind: type[Posted]) -> Posted | None:
    """What the same form already posted, if it did: the answer to a double click.

    Raises Invalid where it posted something of another kind.
    """
    if not submission:
        return None
    found: Contribution | None = session.scalar(_submitted(), {"author": actor.key, "submission": submission})
    if found is not None and not isinstance(found, kind):
        raise Invalid(say("This form was used for something else already. Open it afresh."))
    return found


@cache
def _submitted() -> Executable:
    by, form = Contribution.author_id == bindparam("author"), Contribution.submission == bindparam("submission")
    return select(Contribution).where(by, form)
