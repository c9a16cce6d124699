"""Our pages in the app that FlaskBB made: mounted, mailed for, and kept in step with the forum."""

import logging
from typing import Any

from flask import Flask, current_app, request
from flask_login import current_user
from flask_mail import Message as Letter
from flaskbb.extensions import db, mail

from deliberate.core import schema
from deliberate.core.mailing import Mailing, Message
from deliberate.extension import Deliberate
from deliberate.flaskbb import layout, views
from deliberate.flaskbb.audiences import follow
from deliberate.flaskbb.people import ForumPeople

_NAME = "deliberate_flaskbb"
_log = logging.getLogger(__name__)


def mount(app: Flask) -> None:
    """Have an app of FlaskBB's answer our addresses, in the forum's own layout."""
    app.config.setdefault("DELIBERATE_LAYOUT", "deliberate/flaskbb/layout.html")
    ours = Deliberate(db=db, identity=ForumPeople(), mailing=_mailing(app))
    ours.init_app(app)
    app.extensions[_NAME] = ours
    prefix = app.extensions["deliberate"].settings.url_prefix
    app.register_blueprint(views.blueprint, url_prefix=f"{prefix}/forum")
    app.jinja_env.globals.update(
        dlb_forum_layout=layout.layout_of_theme, dlb_forum_theme=layout.theme, dlb_forum_topic=layout.topic
    )


def is_ready() -> bool:
    """Whether our tables are there as this code knows them. Until then the forum goes on without us."""
    ours: Any = current_app.extensions[_NAME]
    if not getattr(ours, "is_ready", False):
        ours.is_ready = schema.is_at_head(db.session.connection())
        if not ours.is_ready:
            _log.warning("The tables of deliberate are not up to date: run flaskbb deliberate upgrade.")
    return bool(ours.is_ready)


def follow_the_forum() -> None:
    """Before a page of ours, and before a topic, where the counts of its deliberation stand."""
    ours = (request.blueprint or "").partition(".")[0] in {"deliberate", _NAME}
    is_file = (request.endpoint or "").endswith(".static")
    if (ours or request.endpoint == "forum.view_topic") and not is_file and is_ready():
        follow(current_user.get_id() if current_user.is_authenticated else None)


def _mailing(app: Flask) -> Mailing | None:
    """The forum's mail; a forum that does not say where it is has no addresses to write into letters."""
    server = app.config.get("SERVER_NAME")
    return Mailing(_send, f"{app.config['PREFERRED_URL_SCHEME']}://{server}") if server else None


def _send(message: Message) -> None:
    mail.send(
        Letter(
            subject=message.subject,
            recipients=[message.to],
            body=message.text,
            html=message.html,
            extra_headers=dict(message.headers),
        )
    )
