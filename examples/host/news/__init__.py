"""The Herald: a news site with accounts of its own."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from news import pages
from news.deliberation import deliberate
from news.filling import fill_command
from news.models import Person, csrf, db, migrate, people


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The site. With ``DISCUSSED`` false it is what it was before its articles were discussed."""
    app = Flask("news")
    app.config.update(SQLALCHEMY_DATABASE_URI="sqlite:///herald.db", SITE_URL="", DISCUSSED=True)
    app.config.from_prefixed_env("HERALD")
    app.config.update(config or {})
    db.init_app(app)
    csrf.init_app(app)
    migrate.init_app(app, db)
    people.init_app(app)
    people.user_loader(lambda key: db.session.get(Person, int(key)))
    people.login_view = "pages.sign_in"
    app.register_blueprint(pages.blueprint)
    app.register_error_handler(404, pages.not_found)
    app.after_request(pages.say_what_may_be_loaded)
    app.cli.add_command(fill_command)
    if app.config["DISCUSSED"]:
        app.config.update(DELIBERATE_LAYOUT="news/framed.html", DELIBERATE_SITE_NAME="Claims of the Herald")
        deliberate.init_app(app)
    return app
