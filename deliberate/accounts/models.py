"""Accounts and what hangs on them, in a metadata of their own: a host that mounts the extension never sees them."""

import enum
import uuid
from datetime import datetime
from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    Column,
    Enum,
    ForeignKey,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, validates

from deliberate.accounts.names import key_of_name, look_of_name
from deliberate.core.base import NAMING_CONVENTION, Moment
from deliberate.core.clock import now


class Purpose(enum.StrEnum):
    """What a link that was mailed or printed is good for."""

    CONFIRM = "confirm"
    RESET = "reset"


class Ceremony(enum.StrEnum):
    """What a passkey is asked for."""

    REGISTER = "register"
    SIGN_IN = "sign in"
    #: After the password, or before what weakens the second step.
    STEP = "step"


class Errand(enum.StrEnum):
    """What somebody was sent to another site for, to sign in there; or what they came back with."""

    SIGN_IN = "sign in"
    #: To be signed in here by that site from now on.
    LINK = "link"
    #: To show once more who they are, before what a passer-by at their screen must not do.
    PROVE = "prove"
    #: Back, unknown here, and asked for a name.
    NEW_ACCOUNT = "new account"


class AccountBase(DeclarativeBase):
    """The base of the standalone site's own tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {
        datetime: Moment,
        uuid.UUID: Uuid,
        Purpose: Enum(
            Purpose, native_enum=False, length=24, values_callable=lambda members: [each.value for each in members]
        ),
        Ceremony: Enum(
            Ceremony, native_enum=False, length=24, values_callable=lambda members: [each.value for each in members]
        ),
        Errand: Enum(
            Errand, native_enum=False, length=24, values_callable=lambda members: [each.value for each in members]
        ),
    }


account_role = Table(
    "account_role",
    AccountBase.metadata,
    Column("user_id", ForeignKey("account_user.id"), primary_key=True),
    Column("role_id", ForeignKey("account_role_kind.id"), primary_key=True),
)


class Role(AccountBase):
    """One of core.actors.ROLES."""

    __tablename__ = "account_role_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class User(AccountBase):
    """Somebody who can sign in here."""

    __tablename__ = "account_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What contributions and the log know them by; it outlives a change of name, password or session.
    actor_id: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: uuid4().hex)
    username: Mapped[str] = mapped_column(String(64))
    #: Unique in the place of the name itself, so that nobody signs up as ANNA beside Anna.
    name_key: Mapped[str] = mapped_column(String(128), unique=True)
    #: What the name looks like: unique too, so that nobody passes for Anna by a letter of another script.
    look: Mapped[str] = mapped_column(String(128), unique=True)
    renamed_at: Mapped[datetime | None]
    email: Mapped[str | None] = mapped_column(String(255), unique=True)
    #: When somebody who reads its mail said so. Until then it resets nothing.
    email_confirmed_at: Mapped[datetime | None]
    #: Its hash; empty for somebody who signs in by another site and has none.
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: The sealed secret of the app that gives codes, and the time step of the last code taken.
    totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_step: Mapped[int | None]
    #: Whether a passkey is asked for after the password, where no app gives codes.
    passkey_step: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=now)

    roles: Mapped[list[Role]] = relationship(secondary=account_role, lazy="selectin")

    @validates("username")
    def _keep_the_keys(self, _field: str, username: str) -> str:
        self.name_key, self.look = key_of_name(username), look_of_name(username)
        return username

    @property
    def has_password(self) -> bool:
        return self.password != ""

    @property
    def has_second_step(self) -> bool:
        return self.totp_secret is not None or self.passkey_step


class SignIn(AccountBase):
    """One browser that is signed in. Without this row its cookie is worth nothing."""

    __tablename__ = "account_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid4)
    #: Digest of what the cookie holds.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    #: Browser and system in a few words; neither version nor address.
    device: Mapped[str] = mapped_column(String(64))
    #: False between the password and the code of the second step.
    complete: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it last changed something here, give or take minutes.
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Link(AccountBase):
    """A link that was mailed or printed; used once, it is gone."""

    __tablename__ = "account_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Digest of what the address of the page holds.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    purpose: Mapped[Purpose]
    #: The address that a confirmation is about.
    address: Mapped[str | None] = mapped_column(String(255))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RecoveryCode(AccountBase):
    """Takes the place of the app's code, once."""

    __tablename__ = "account_recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"))
    key: Mapped[str] = mapped_column(String(64))


class Passkey(AccountBase):
    """A key whose other half a device holds; what is kept here signs nobody in."""

    __tablename__ = "account_passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid4)
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    #: What its owner calls it.
    name: Mapped[str] = mapped_column(String(64))
    #: What its device knows it by, of 1023 bytes at most, and its public half, both as base64url.
    credential: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    #: How often its device says it was used; many always say 0.
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class PasskeyChallenge(AccountBase):
    """What a passkey was asked to sign; answered once, it is gone."""

    __tablename__ = "account_passkey_challenge"

    #: Digest of what the browser was given.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ceremony: Mapped[Ceremony]
    #: Whose answer it waits for; None where the answer is to tell.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LinkedIdentity(AccountBase):
    """Who somebody is on another site, which signs them in here."""

    __tablename__ = "account_linked_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid4)
    user_id: Mapped[int] = mapped_column(ForeignKey("account_user.id"), index=True)
    #: What the site's settings call the provider, to show its name. What counts is who issued the identity.
    provider: Mapped[str] = mapped_column(String(32))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    #: The roles that its owner has only because the other site says so, with spaces between.
    roles_given: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Journey(AccountBase):
    """Somebody on their way to another site and back; once they are back, it is gone."""

    __tablename__ = "account_journey"

    #: Digest of what the other site gives back.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Digest of what the cookie of the browser that set out holds: nobody else's browser arrives.
    browser: Mapped[str] = mapped_column(String(64))
    errand: Mapped[Errand]
    provider: Mapped[str] = mapped_column(String(32))
    #: Who set out, where somebody was signed in.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    #: What has to be known on arrival, sealed.
    luggage: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Tally(AccountBase):
    """How often something was tried since a moment. Keys are digests: no address is kept, and none for over a day."""

    __tablename__ = "account_tally"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class HeldAddress(AccountBase):
    """The address of an account that was deleted while it was suspended, until the suspension ends: only its digest."""

    __tablename__ = "account_held_address"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True)


class HeldName(AccountBase):
    """A name that somebody gave up, kept from others for a while, so that nobody passes for them."""

    __tablename__ = "account_held_name"

    look: Mapped[str] = mapped_column(String(128), primary_key=True)
    #: Who may have it back; nobody where the account is gone.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    until: Mapped[datetime] = mapped_column(index=True)
