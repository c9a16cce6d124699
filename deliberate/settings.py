"""What a site may set, read once from ``app.config["DELIBERATE_*"]``. An unknown name stops the start."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, TypeVar

PREFIX = "DELIBERATE_"

T = TypeVar("T")


def checked(kind: type[T], given: Mapping[str, Any]) -> T:
    """Settings of this kind, by the names of their fields. Raises ValueError on a value of the wrong type."""
    for name, value in given.items():
        default = getattr(kind, name)
        if default is not None and type(value) is not type(default):
            raise ValueError(f"{PREFIX}{name.upper()} must be {type(default).__name__}, not {value!r}.")
    return kind(**given)


@dataclass(frozen=True)
class Settings:
    """Each field is set as ``DELIBERATE_`` and its name in capitals."""

    #: The name in the header and the title.
    site_name: str = "deliberate"
    #: A template of the host's that our pages are put into (docs/extending.md); None: they have a frame of ours.
    layout: str | None = None
    #: Where the pages hang in the host's url map.
    url_prefix: str = "/deliberate"
    #: The Content-Security-Policy of our pages; None sends none and leaves the host's alone.
    csp: str | None = None
    #: The longest article, in bytes.
    max_article_bytes: int = 2 * 1024 * 1024
    #: The largest exchange file that is imported, in bytes.
    max_exchange_bytes: int = 20 * 1024 * 1024
    #: The longest body of any other request, in bytes. Fields have bounds of their own, with a message beside them and
    #: nothing lost; past this one a request is not read at all.
    max_body_bytes: int = 2 * 1024 * 1024
    #: How many posts of a newcomer wait for a moderator.
    newcomer_posts_held: int = 2
    #: How many links a newcomer's text may hold before it waits for a moderator.
    newcomer_links: int = 2
    #: How many contributions one person of level 1 may post in an hour; newcomers half as many, each further level
    #: twice as many.
    posts_per_hour: int = 50
    #: The same in 24 hours.
    posts_per_day: int = 100
    #: What it takes to rise from level 1 to 2: days on which one posted or weighed something,
    level_2_days: int = 7
    #: posts that stand,
    level_2_posts: int = 5
    #: and answers given when weighing.
    level_2_ratings: int = 30
    #: What it takes to rise from level 2 to 3: days on which one posted or weighed something,
    level_3_days: int = 30
    #: posts that stand,
    level_3_posts: int = 20
    #: answers given when weighing,
    level_3_ratings: int = 150
    #: and flags that moderators agreed with.
    level_3_flags: int = 3
    #: For how many days before one rises nothing of one's own may have been removed, and no sanction be passed.
    clean_days: int = 30
    #: How many removals, since one's level last moved and within those days, cost level 3 or 2.
    removals_cost_level: int = 3
    #: For how many days at most a class is kept; its teachers may choose an earlier day.
    class_days: int = 400
    #: How many answers one person may give in 24 hours when weighing.
    ratings_per_day: int = 2000
    #: How many flags one person of level 1 may raise in 24 hours; each further level doubles it.
    flags_per_day: int = 10
    #: How many people of each viewpoint, besides whoever proposed it, have to confirm what both sides may accept before
    #: it stands.
    common_ground_people: int = 2
    #: How many articles, and newer texts of them, one person may hand in within 24 hours.
    imports_per_day: int = 20
    #: Whether articles can be imported by their address, which has this site fetch pages of others. It needs the extra
    #: `articles`.
    fetch_urls: bool = True
    #: Which extractor looks for claims in imported articles. Packages may bring others (``deliberate.extractors``).
    extractor: str = "rules"
    #: Where the word that there are jobs goes round, as redis://host:port/number; None: a file beside the database. It
    #: needs the extra `redis`.
    redis_url: str | None = None
    #: How many bytes of visitors' pages each process keeps in memory, to give them again until something on them
    #: changes. 0 keeps none.
    page_cache_bytes: int = 64 * 1024 * 1024
    #: For how many seconds at most such a page is given again, since names that a host shows for people may change
    #: without a word to us. 0: for as long as nothing changes, which is so on our own site, whose names are its own.
    page_cache_seconds: int = 60
    #: The language of letters, and of whoever's browser asks for none that the site is there in.
    language: str = "en"
    #: A folder with further languages, or other words for ours (docs/translations.md); its catalogues go before ours.
    translations: str | None = None
    #: The time zone of visitors' pages and of letters, as `Europe/Berlin`; people may choose another for themselves.
    time_zone: str = "UTC"
    #: A Redis in which the machines of a site lay such pages for each other, as redis://host:port/number; best one of
    #: its own that may forget. None: each process makes its own. It needs the extra `redis`.
    page_cache_redis_url: str | None = None
    #: How often, in seconds, an open article asks whether there is anything new; about that, and less often once nobody
    #: touches it. 0: never.
    live_seconds: int = 30
    #: Whether open articles are told at once, over a connection that stays open. Each takes a thread of its process,
    #: which `deliberate serve` adds to those it has.
    live_stream: bool = False
    #: How many such connections each process keeps; whoever comes later asks now and then instead.
    live_streams: int = 100
    #: Whether there is a JSON API under `/api/v1`, and a page where people make tokens for it. It needs the extra
    #: `api`; on our own site it is there wherever that is installed, unless this says no.
    api: bool = False
    #: The sites whose pages may show articles and claims of this one, by their origins as `https://example.org`, with
    #: commas between. Empty: none.
    embed_origins: str = ""
    #: Whether search engines may list claims and what is posted on them. Imported texts they never may.
    search_engines: bool = True
    #: A notice shown on every page, for a demo or for maintenance.
    notice: str = ""

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> "Settings":
        """The settings in a Flask config. Raises ValueError that names what is unknown or of the wrong type."""
        given = {key[len(PREFIX) :].lower(): value for key, value in config.items() if key.startswith(PREFIX)}
        known = {field.name: field for field in fields(cls)}
        for name in given:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else ""
                raise ValueError(f"{PREFIX}{name.upper()} is not a setting of deliberate.{hint}")
        return checked(cls, given)
