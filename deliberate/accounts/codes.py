"""Checking a code of the second step, wherever one is asked for; what looks like theft is told to the owner."""

from contextlib import suppress

from deliberate.accounts import limits
from deliberate.accounts.letters import Change
from deliberate.accounts.models import User
from deliberate.accounts.posting import tell
from deliberate.accounts.second_step import Taken, take_code
from deliberate.accounts.signing_in import count_try
from deliberate.core.db import transaction
from deliberate.core.errors import TooMany
from deliberate.core.wording import N_

WRONG_CODE = N_("That is neither the code your app shows now nor a recovery code that is left.")


def check_code(user: User, code: str) -> bool:
    """Whether it is the app's code or a recovery code; with that it is used up. Raises TooMany."""
    bounds = limits.coding(str(user.id))
    try:
        count_try(bounds)
    except TooMany:
        _tell_of_tries(user)
        raise
    with transaction():
        taken = take_code(user, code)
        if taken is not None:
            limits.forget(bounds)
        if taken is Taken.RECOVERY:
            tell(user, Change.CODE_USED)
    return taken is not None


def _tell_of_tries(user: User) -> None:
    """Tell the owner, once a day."""
    with suppress(TooMany), transaction():
        limits.count([limits.CODES_TOLD.of(str(user.id))])
        tell(user, Change.CODES_TRIED)
