"""Accounts and their roles, in a metadata of their own: a host that mounts the extension never sees these tables."""

import unicodedata
from datetime import datetime
from uuid import uuid4

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, validates

from deliberate.core.base import NAMING_CONVENTION, Moment
from deliberate.core.clock import now


class AccountBase(DeclarativeBase):
    """The base of the standalone site's own tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: Moment}


account_role = Table(
    "account_role",
    AccountBase.metadata,
    Column("user_id", ForeignKey("account_user.id"), primary_key=True),
    Column("role_id", ForeignKey("account_role_kind.id"), primary_key=True),
)


class Role(AccountBase, RoleMixin):
    """One of core.actors.ROLES."""

    __tablename__ = "account_role_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


def key_of_name(name: str) -> str:
    """What two names have in common that people would take for the same."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


class User(AccountBase, UserMixin):
    """Somebody who can sign in here."""

    __tablename__ = "account_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What contributions and the log know them by; it outlives a change of name, password or session.
    actor_id: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: uuid4().hex)
    username: Mapped[str] = mapped_column(String(64))
    #: Unique in the place of the name itself, so that nobody signs up as ANNA beside Anna.
    name_key: Mapped[str] = mapped_column(String(128), unique=True)
    email: Mapped[str | None] = mapped_column(String(255), unique=True)  # type: ignore[assignment]  # a pseudonym has none
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: Written into the session; a new one signs every session out.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid4().hex)
    created_at: Mapped[datetime] = mapped_column(default=now)

    roles: Mapped[list[Role]] = relationship(secondary=account_role, lazy="selectin")  # type: ignore[assignment]

    @validates("username")
    def _keep_the_key(self, _field: str, username: str) -> str:
        self.name_key = key_of_name(username)
        return username
