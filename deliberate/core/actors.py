"""Who acts. A person is an opaque id with roles and an earned level; never a foreign key."""

from dataclasses import dataclass, field
from datetime import datetime

from deliberate.core.clock import now
from deliberate.core.wording import N_, say

#: Roles a site gives; levels 0 to 3 are earned.
EDITOR, MODERATOR, ADMIN = "editor", "moderator", "admin"
ROLES = (EDITOR, MODERATOR, ADMIN)

#: The level of moderators and admins.
TRUSTED_BY_ROLE = 4
LEVEL_NAMES = (N_("new"), N_("basic"), N_("regular"), N_("curator"), N_("moderator"))


@dataclass(frozen=True)
class Actor:
    """Whoever asks for something: a visitor (``id`` is None), a person, or the system itself."""

    id: str | None = None
    name: str = "Visitor"
    roles: frozenset[str] = field(default_factory=frozenset)
    level: int = 0
    #: Until when they take no part, where a moderator decided so.
    suspended_until: datetime | None = None
    #: Whether the host lets them read and nothing else.
    barred: bool = False

    @property
    def signed_in(self) -> bool:
        return self.id is not None

    @property
    def is_moderator(self) -> bool:
        return bool(self.roles & {MODERATOR, ADMIN})

    @property
    def is_admin(self) -> bool:
        return ADMIN in self.roles

    @property
    def is_suspended(self) -> bool:
        return self.barred or (self.suspended_until is not None and self.suspended_until > now())

    @property
    def key(self) -> str:
        """The id of somebody signed in; asking it of a visitor is a mistake in the caller."""
        if self.id is None:
            raise ValueError("a visitor has no id")
        return self.id

    @property
    def role_name(self) -> str:
        """The word the public log uses for them."""
        # The system may what admins may, and is none of them.
        if self.id == SYSTEM_ID:
            return SYSTEM_ID
        return next((role for role in (ADMIN, MODERATOR, EDITOR) if role in self.roles), "member")


SYSTEM_ID, SYSTEM_NAME = "system", N_("the system")
VISITOR = Actor()
SYSTEM = Actor(id=SYSTEM_ID, name=SYSTEM_NAME, roles=frozenset({ADMIN}), level=TRUSTED_BY_ROLE)


_SOMEBODY = {
    EDITOR: N_("an editor"),
    MODERATOR: N_("a moderator"),
    ADMIN: N_("an admin"),
    "member": N_("a member"),
    SYSTEM_ID: SYSTEM_NAME,
}


def somebody(role: str) -> str:
    """Whoever acted in this role, in a sentence: "a moderator", "an admin", "the system"."""
    return say(_SOMEBODY[role])
