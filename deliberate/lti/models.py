"""Platforms, the keys we sign with, launches on their way, and what of a course is what of a class.

Classes, assignments and people are named by their ids: their tables are of another line of migrations.
"""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.accounts.models import AccountBase
from deliberate.core.clock import now

#: The longest name of anything that LTI has (issuer, client, deployment, context, resource link, person).
LONGEST = 255


class Platform(AccountBase):
    """A learning platform, as it and this site are known to each other."""

    __tablename__ = "account_lti_platform"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: What people here call it.
    name: Mapped[str] = mapped_column(String(LONGEST))
    issuer: Mapped[str] = mapped_column(String(LONGEST))
    client_id: Mapped[str] = mapped_column(String(LONGEST))
    auth_url: Mapped[str] = mapped_column(Text)
    token_url: Mapped[str] = mapped_column(Text)
    jwks_url: Mapped[str] = mapped_column(Text)
    #: Whom our tokens are for; where it says nothing of it, its ``token_url``.
    audience: Mapped[str | None] = mapped_column(Text)
    #: The ids of its deployments; any other is refused.
    deployments: Mapped[list[str]] = mapped_column(JSON)
    #: Whether whoever teaches there may import articles here, as people of level 2 may.
    trusts_teachers: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Invitation(AccountBase):
    """An admin lets one platform register itself; used once, it is gone."""

    __tablename__ = "account_lti_invitation"

    #: Digest of what its address holds.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    trusts_teachers: Mapped[bool]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ToolKey(AccountBase):
    """A pair of keys of ours. The newest signs, and the public half of each is given out."""

    __tablename__ = "account_lti_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    #: PEM, sealed by the site's secret.
    private: Mapped[str] = mapped_column(Text)
    public: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Stage(enum.StrEnum):
    """What a launch waits for."""

    #: The platform's token.
    TOKEN = "token"  # noqa: S105  # no secret
    #: The browser that set out, to show that it is the one.
    BROWSER = "browser"
    #: A click in the frame, which opens a window of its own.
    WINDOW = "window"
    #: An answer of somebody who teaches: which class, which assignment.
    ANSWER = "answer"
    #: Somebody signed in here, to say whether that is them.
    PERSON = "person"
    #: Nothing any more. The row stays until it runs out, so that state and nonce are used up.
    OVER = "over"


class Launch(AccountBase):
    """Somebody on their way from a platform. Each step uses up what the one before gave out."""

    __tablename__ = "account_lti_launch"

    #: Digests of the state and of the nonce that the platform gives back.
    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("account_lti_platform.id"), index=True)
    #: Digest of what the browser that set out keeps: in a cookie, or in the platform's storage where it is in a frame.
    browser: Mapped[str] = mapped_column(String(64))
    framed: Mapped[bool]
    #: The frame in which the platform keeps it, by its name.
    storage: Mapped[str] = mapped_column(String(LONGEST), default="")
    stage: Mapped[Stage] = mapped_column(
        Enum(Stage, native_enum=False, length=24, values_callable=lambda members: [each.value for each in members])
    )
    #: Digest of what the next step has to bring.
    ticket: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: What the platform's token said, sealed.
    luggage: Mapped[str] = mapped_column(Text, default="")
    #: Who arrived, once that is known.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account_user.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    platform: Mapped[Platform] = relationship(lazy="joined", innerjoin=True)


class Course(AccountBase):
    """A context of a platform, and the class it is here."""

    __tablename__ = "account_lti_course"
    __table_args__ = (UniqueConstraint("platform_id", "deployment", "context"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("account_lti_platform.id"), index=True)
    deployment: Mapped[str] = mapped_column(String(LONGEST))
    context: Mapped[str] = mapped_column(String(LONGEST))
    #: The public id of the class; none before somebody who teaches chose one, or once it is gone.
    classroom: Mapped[uuid.UUID | None] = mapped_column(index=True)
    #: Where its members are listed, and where its line items are.
    memberships_url: Mapped[str | None] = mapped_column(Text)
    lineitems_url: Mapped[str | None] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: When its members were last taken over, and what kept it from that.
    roster_at: Mapped[datetime | None]
    roster_problem: Mapped[str | None] = mapped_column(Text)

    platform: Mapped[Platform] = relationship(lazy="joined", innerjoin=True)


class Place(AccountBase):
    """Somebody of a class in a course of a platform."""

    __tablename__ = "account_lti_place"
    __table_args__ = (UniqueConstraint("course_id", "subject"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("account_lti_course.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    #: What the platform knows them by.
    subject: Mapped[str] = mapped_column(String(LONGEST))
    #: Whether they were among its members when these were last taken over.
    active: Mapped[bool] = mapped_column(default=True)


class ResourceLink(AccountBase):
    """A link in a course, and the assignment behind it."""

    __tablename__ = "account_lti_link"
    __table_args__ = (UniqueConstraint("course_id", "link"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("account_lti_course.id"), index=True)
    link: Mapped[str] = mapped_column(String(LONGEST))
    assignment: Mapped[uuid.UUID | None] = mapped_column(index=True)
    #: Where grades go, if the platform said so or made it for us.
    lineitem: Mapped[str | None] = mapped_column(Text)
    #: How often its grades were sent: whoever has something to send meanwhile asks for another time.
    round: Mapped[int] = mapped_column(default=0)

    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)


class ScoreState(enum.StrEnum):
    """How far a grade is on its way."""

    WAITING = "waiting"
    TAKEN = "taken"
    FAILED = "failed"


class Score(AccountBase):
    """What a platform is told, or was told, of somebody's work. What it is follows from the class when it is sent."""

    __tablename__ = "account_lti_score"

    link_id: Mapped[int] = mapped_column(ForeignKey("account_lti_link.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    state: Mapped[ScoreState] = mapped_column(
        Enum(ScoreState, native_enum=False, length=24, values_callable=lambda members: [each.value for each in members])
    )
    #: Tells what is asked for now from what is being sent.
    asked: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    #: Why the last try came to nothing.
    problem: Mapped[str | None] = mapped_column(Text)
    #: What the platform took last, and the moment that went with it: each is later than the one before.
    taken: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    taken_at: Mapped[datetime | None]

    link: Mapped[ResourceLink] = relationship(lazy="joined", innerjoin=True)
