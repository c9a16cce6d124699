"""The Flask extension: everything a host needs to mount deliberation in its own site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for

from deliberate.articles.drafts import ArticleDraft
from deliberate.articles.importing import Format
from deliberate.commands.group import host_commands
from deliberate.commands.texts import address_of
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import session
from deliberate.core.doors import open_all
from deliberate.core.mailing import Mailing
from deliberate.core.markup import web_address
from deliberate.core.site import Identity, offered
from deliberate.core.times import zone_called
from deliberate.core.wording import N_, Words, say, say_many, say_many_markup, say_markup
from deliberate.features import blueprints
from deliberate.hosting.queries import Discussion, find_discussion, is_attached
from deliberate.hosting.services import ToDiscuss, checked_key, open_attached
from deliberate.jobs.messages import install_queue
from deliberate.settings import PREFIX, Settings
from deliberate.web.blueprint import leave_our_forms, parent_blueprint
from deliberate.web.identity import current_actor
from deliberate.web.origins import origins_in
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
        ask, back = offered(self.identity, "sign_in_url"), request.full_path.rstrip("?")
        if ask:
            place: str | None = ask(back)
            return place
        # Of Flask-Login a host has told this page already.
        page: str | None = getattr(getattr(current_app, "login_manager", None), "login_view", None)
        return url_for(page, next=back) if page and "/" not in page else page

    def links(self) -> Mapping[str, Any]:
        """What the page's frame shows of the site: its name, its notice and the host's account links."""
        ask = offered(self.identity, "links")
        return {"name": self.settings.site_name, "notice": self.settings.notice, **(ask() if ask else {})}


@dataclass(frozen=True)
class Attached:
    """A deliberation as the reader of a host's page may know of it."""

    url: str
    title: str
    #: draft, open, closed or archived.
    state: str
    #: What that reader is shown there.
    claims: int
    items: int

    @property
    def counts(self) -> str:
        """How much there is, in words: "12 claims, 40 items"."""
        claims = say_many("%(num)s claim", "%(num)s claims", self.claims)
        items = say_many("%(num)s item", "%(num)s items", self.items)
        return say("%(claims)s, %(items)s", claims=claims, items=items)


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
        open_all()
        db, identity = db or self.db, identity or self.identity
        if db is None or identity is None:
            raise ValueError("Deliberate needs the host's db and an identity.")
        settings = Settings.read(app.config)
        zone_called(settings.time_zone)
        origins_in(settings.embed_origins)
        words = Words(settings.translations, offered(identity, "language"))
        if settings.language not in words.languages:
            known = ", ".join(words.languages)
            raise ValueError(f"{PREFIX}LANGUAGE must be one of {known}, not {settings.language!r}.")
        if settings.api and not offered(identity, "actor"):
            raise ValueError(f"{PREFIX}API needs an identity with actor(id), so that a token acts with present roles.")
        pages, shared = PageCache(settings.page_cache_bytes), shared_pages(app, settings.page_cache_redis_url)
        streams = Streams(settings.live_streams if settings.live_stream else 0)
        app.extensions["deliberate"] = State(db, identity, settings, self.mailing, pages, shared, streams, words)
        install_queue(app)
        app.jinja_env.filters.update({f"dlb_{name}": function for name, function in FILTERS.items()})
        app.jinja_env.globals.update(dlb_say=say_markup, dlb_say_many=say_many_markup, dlb_mark=N_)
        app.register_blueprint(
            parent_blueprint(blueprints(with_api=settings.api)), url_prefix=settings.url_prefix or None
        )
        leave_our_forms(app)
        app.cli.add_command(host_commands())

    def attach(
        self,
        key: str,
        *,
        title: str = "",
        text: str | Callable[[], str] | None = None,
        markup: Format = "text",
        editor: str | None = None,
        publish: bool = False,
        reader: Actor | None = None,
        **settings: Any,
    ) -> Attached | None:
        """The deliberation of something of the host's own, under its address or any other key.

        With ``text``, or what gives it, the first call opens one: as a draft, or with its best claims accepted and
        published; ``editor`` is the id of whoever edits it, and ``settings`` are those of ``ArticleDraft``. Later calls
        find it as it has become. Without ``text`` it only looks. What comes back is what ``reader`` may know, whoever
        makes this request unless told otherwise; None where there is nothing, or nothing for them.

        What the host's session holds is neither stored nor lost. Raises Invalid on a text, title or key that will not
        do.
        """
        if reader is None:
            reader = current_actor() if has_request_context() else VISITOR
        key = checked_key(key)
        with session.no_autoflush:
            if text is None or is_attached(key):
                return _attached(find_discussion(reader, key))
        draft = ArticleDraft(**{"title": title, "source_url": web_address(key), **settings})
        # In a context of its own the host's ``db`` gives another session.
        with current_app.app_context():
            wanted = ToDiscuss(text() if callable(text) else text, draft, markup, editor, publish)
            open_attached(key, wanted)
            return _attached(find_discussion(reader, key))


def _attached(found: Discussion | None) -> Attached | None:
    if found is None:
        return None
    here = has_request_context()
    url = url_for("deliberate.reading.article", slug=found.slug) if here else address_of(found.slug)
    return Attached(url, found.title, found.state, found.claims, found.items)
