"""The plugin of FlaskBB: a topic of the forum carries a deliberation, and the forum's people are ours.

FlaskBB finds it by the entry point ``flaskbb_plugins``; nothing else here imports this room. docs/flaskbb.md tells how
it is installed, and what the forum keeps when it goes.
"""

from pathlib import Path
from typing import Any

from flask import Flask
from flaskbb.display.navigation import NavigationLink
from pluggy import HookimplMarker

from deliberate.core.wording import say
from deliberate.flaskbb.accounts import watch_passwords
from deliberate.flaskbb.mounting import follow_the_forum, is_ready, mount
from deliberate.flaskbb.views import box

#: FlaskBB asks for it: settings of plugins that admins change on its pages. Ours are keys of its configuration.
SETTINGS = None

hook = HookimplMarker("flaskbb")


@hook
def flaskbb_load_migrations() -> str:
    """Where the revision lies that brings our tables with the forum's own."""
    return str(Path(__file__).parent / "migrations")


@hook
def flaskbb_load_blueprints(app: Flask) -> None:
    """Our pages, beside the forum's."""
    mount(app)
    watch_passwords()


@hook
def flaskbb_request_processors(app: Flask) -> None:
    """Before each page of ours, and each topic, who reads what is as the forum has it."""
    app.before_request(follow_the_forum)


@hook
def flaskbb_tpl_navigation_after() -> Any:
    """The way to the deliberations, in the forum's own menu."""
    if not is_ready():
        return None
    return NavigationLink(endpoint="deliberate.reading.home", name=say("Claims"), icon="fas fa-balance-scale")


@hook
def flaskbb_tpl_post_content_after(post: Any) -> str:
    """Below the first post of a topic: its deliberation, or the ways to one."""
    return box(post.topic) if is_ready() and post.id == post.topic.first_post_id else ""
