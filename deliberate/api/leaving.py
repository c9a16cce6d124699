"""Taking one's data along, and leaving for good; by one's password, as on the pages: a token alone is not enough."""

import json
from typing import Any, ClassVar

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.own import TAG
from deliberate.api.shapes import Given, Shown, words
from deliberate.core.actors import Actor
from deliberate.core.db import transaction
from deliberate.core.errors import Invalid, NotAllowed
from deliberate.core.personal_data import Remains, forget, written_out
from deliberate.core.site import confirms_person, data_of_host
from deliberate.core.wording import say

LONGEST_PASSWORD = 1000


class PasswordGiven(Given):
    """One's password."""

    password: str = words(LONGEST_PASSWORD)


class Leave(PasswordGiven):
    """One's password, and what is to remain of what one posted."""

    remains: Remains


class OwnData(Shown):
    """Everything kept of one, as rows by section."""

    secret_words: ClassVar[bool] = True

    sections: dict[str, list[dict[str, Any]]]


@operation(
    "POST",
    "/me/data",
    tag=TAG,
    body=PasswordGiven,
    answer=OwnData,
    scope=Scope.READ,
    own_units=True,
    keyed=False,
)
def take_data(caller: Caller, body: PasswordGiven) -> OwnData:
    """Everything kept of one. It takes one's password, and no Idempotency-Key: no copy of the answer is kept."""
    _check_password(caller.actor, body.password)
    key = caller.actor.key
    return OwnData(sections=json.loads("".join(written_out(key, **data_of_host(key)))))


@operation("POST", "/me/leave", tag=TAG, body=Leave, own_units=True, keyed=False)
def leave(caller: Caller, body: Leave) -> None:
    """Leave for good. What one posted stays under “deleted participant”, or is withdrawn; every token is over."""
    _check_password(caller.actor, body.password)
    with transaction():
        forget(caller.actor, body.remains)


def _check_password(actor: Actor, password: str) -> None:
    """Return where it is theirs. Raises NotAllowed where the site cannot tell, Invalid, TooMany."""
    right = confirms_person(actor.key, password)
    if right is None:
        raise NotAllowed(say("Programs cannot do that here. Ask for it on the pages of this site."))
    if not right:
        raise Invalid(say("That is not your password."), "password")
