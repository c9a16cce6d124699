"""The Flask extension: everything a host needs to mount deliberation in its own site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request

from deliberate.commands.group import host_commands
from deliberate.core.mailing import Mailing
from deliberate.core.site import Identity
from deliberate.core.times import zone_called
from deliberate.core.wording import Words, say_many_markup, say_markup
from deliberate.features import blueprints
from deliberate.jobs.messages import install_queue
from deliberate.settings import PREFIX, Settings
from deliberate.web.blueprint import parent_blueprint
from deliberate.web.page_cache import PageCache
from deliberate.web.rendering import FILTERS
from deliberate.web.shared_pages import SharedPages, shared_pages
from deliberate.web.streams import Streams


@dataclass(frozen=True)
class State:
    """What one app has set up; ``app.extensions["deliberate"]``."""

    db: Any
    identity: Identity
    settings: Settings
    mailing: Mailing | None = None
    #: Visitors' pages, in this process.
    pages: PageCache = field(default_factory=lambda: PageCache(0))
    #: The same for all machines of a site.
    shared_pages: SharedPages | None = None
    #: The open pages that this process tells of news.
    streams: Streams = field(default_factory=lambda: Streams(0))
    #: What it says in which languages.
    words: Words = field(default_factory=Words)

    def sign_in_url(self) -> str | None:
        """Where the host signs people in, coming back here; None where it has no such page."""
        ask = getattr(self.identity, "sign_in_url", None)
        return ask(request.full_path.rstrip("?")) if ask else None

    def links(self) -> Mapping[str, Any]:
        """What the page's frame shows of the site: its name, its notice and the host's account links."""
        ask = getattr(self.identity, "links", None)
        return {"name": self.settings.site_name, "notice": self.settings.notice, **(ask() if ask else {})}


class Deliberate:
    """``Deliberate(app, db, identity=...)`` mounts it; of the host's ``db`` only ``db.session`` is used.

    With ``mailing``, and an identity that has ``contacts``, people can have their notices by mail.
    """

    def __init__(
        self,
        app: Flask | None = None,
        db: Any = None,
        *,
        identity: Identity | None = None,
        mailing: Mailing | None = None,
    ) -> None:
        self.db = db
        self.identity = identity
        self.mailing = mailing
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask, db: Any = None, *, identity: Identity | None = None) -> None:
        """Mount on an app. Raises ValueError on unknown or wrong settings, or where db or identity is missing."""
        db, identity = db or self.db, identity or self.identity
        if db is None or identity is None:
            raise ValueError("Deliberate needs the host's db and an identity.")
        settings = Settings.read(app.config)
        zone_called(settings.time_zone)
        words = Words(settings.translations)
        if settings.language not in words.languages:
            offered = ", ".join(words.languages)
            raise ValueError(f"{PREFIX}LANGUAGE must be one of {offered}, not {settings.language!r}.")
        if settings.api and not hasattr(identity, "actor"):
            raise ValueError(f"{PREFIX}API needs an identity with actor(id), so that a token acts with present roles.")
        pages, shared = PageCache(settings.page_cache_bytes), shared_pages(app, settings.page_cache_redis_url)
        streams = Streams(settings.live_streams if settings.live_stream else 0)
        app.extensions["deliberate"] = State(db, identity, settings, self.mailing, pages, shared, streams, words)
        install_queue(app)
        app.jinja_env.filters.update({f"dlb_{name}": function for name, function in FILTERS.items()})
        app.jinja_env.globals.update(dlb_say=say_markup, dlb_say_many=say_many_markup)
        app.register_blueprint(
            parent_blueprint(blueprints(with_api=settings.api)), url_prefix=settings.url_prefix or None
        )
        app.cli.add_command(host_commands())
