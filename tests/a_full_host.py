"""A host with everything of its own: people with UUID keys, sign-in, form protection, error pages, limits."""

import uuid
from collections.abc import Iterable, Mapping

from flask import Flask, abort, redirect, render_template_string, request, session
from flask_babel import Babel, format_decimal
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from deliberate.core.actors import VISITOR, Actor
from tests.host import OwnContextClient


class HostBase(DeclarativeBase):
    """The host's own base: none of our tables are in its metadata."""


class Member(UserMixin, HostBase):
    """Somebody the host knows."""

    __tablename__ = "member"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    nickname: Mapped[str] = mapped_column(unique=True)
    staff: Mapped[bool] = mapped_column(default=False)


class Members:
    """The host's members as deliberation takes them: the whole of what a host has to write."""

    def current(self) -> Actor:
        if not current_user.is_authenticated:
            return VISITOR
        roles = frozenset({"editor"}) if current_user.staff else frozenset()
        return Actor(id=str(current_user.id), name=current_user.nickname, roles=roles)

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        wanted = [uuid.UUID(each) for each in ids]
        db = Member.metadata.info["db"]
        rows = db.session.query(Member).filter(Member.id.in_(wanted))
        return {str(member.id): member.nickname for member in rows}


def make_full_host(database: str) -> tuple[Flask, SQLAlchemy]:
    """The host as it is without us."""
    app = Flask("full_host")
    app.test_client_class = OwnContextClient
    app.config.update(
        SECRET_KEY="the host's own key",
        SQLALCHEMY_DATABASE_URI=database,
        SESSION_COOKIE_NAME="host_session",
        BABEL_DEFAULT_LOCALE="de",
        MAX_CONTENT_LENGTH=123_456,
        TESTING=True,
        PROPAGATE_EXCEPTIONS=False,
    )
    db = SQLAlchemy(app, model_class=HostBase)
    HostBase.metadata.info["db"] = db
    CSRFProtect(app)
    Babel(app)
    Limiter(get_remote_address, app=app, default_limits=["1000 per minute"], storage_uri="memory://")
    Migrate(app, db, directory="nowhere")
    people = LoginManager(app)
    people.user_loader(lambda key: db.session.get(Member, uuid.UUID(key)))
    _furnish(app)
    _make_pages(app, db)
    return app, db


def _furnish(app: Flask) -> None:
    """Handlers, filters and globals, some of them with names that a plugin might like."""
    app.jinja_env.globals["site"] = "the host’s site"
    app.jinja_env.filters["day"] = lambda value: f"the host’s day of {value}"
    app.context_processor(lambda: {"actor": "the host’s actor", "may": "the host’s may"})
    app.register_error_handler(404, lambda error: ("The host has no such page.", 404))
    app.register_error_handler(Exception, lambda error: ("The host is sorry.", getattr(error, "code", 500)))
    app.before_request(lambda: None)
    app.after_request(_stamp)


def _stamp(response: object) -> object:
    response.headers["X-Host"] = "stamped"  # type: ignore[attr-defined]
    return response


def _make_pages(app: Flask, db: SQLAlchemy) -> None:
    page = "{{ site }} {{ actor }} {{ may }} {{ 3|day }} {{ number }} {{ url_for('front') }}"
    app.add_url_rule("/", "front", lambda: render_template_string(page, number=format_decimal(1234.5)))
    app.add_url_rule("/token", "host_token", generate_csrf)
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    app.add_url_rule("/forbidden", "forbidden", lambda: abort(403))
    app.add_url_rule("/note", "note", lambda: f"noted {request.form['text']}", methods=["POST"])

    @app.post("/enter")
    def enter() -> object:
        member = db.session.query(Member).filter_by(nickname=request.form["nickname"]).one()
        login_user(member)
        session["kept by the host"] = "a thing of the host"
        return redirect("/")
