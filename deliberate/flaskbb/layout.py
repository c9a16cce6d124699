"""What our pages need to stand in the forum's layout: its theme, its style in a layer below ours, the topic's name."""

import re
from typing import Any

from flask import current_app, request
from flask import session as cookie
from flask_login import current_user
from flask_themes2 import get_theme, get_theme_manager
from flaskbb.utils.settings import flaskbb_config

from deliberate.flaskbb.access import member_of
from deliberate.flaskbb.topics import TopicLink, article_of_page, find_topic
from deliberate.web.identity import current_actor

_STYLESHEET = re.compile(r'<link\b[^>]*\brel="?stylesheet"?[^>]*>')
_ADDRESS = re.compile(r'\bhref="([^"]+)"')


def theme() -> str:
    """The theme in which whoever asks sees the forum."""
    own: str | None = current_user.theme if current_user.is_authenticated else None
    return own or cookie.get("theme") or str(flaskbb_config["DEFAULT_THEME"])


def layout_of_theme() -> str:
    """The template that every page of the forum extends, as that theme has it."""
    return str(get_theme_manager().get_template(theme(), "layout.html"))


def topic() -> TopicLink | None:
    """The topic that the present page belongs to, where its reader may read that too."""
    if request.endpoint is None or not request.endpoint.startswith("deliberate."):
        return None
    article_id, reader = article_of_page(request.view_args or {}), current_actor()
    return None if article_id is None else find_topic(article_id, member_of(reader.key) if reader.signed_in else None)


def layered_style(name: str) -> str | None:
    """The style sheets of a theme as one, in a layer that yields to ours; None where there is no such theme.

    Rules in no layer win over any layer, and a theme's are meant for every element there is: they would set our forms
    and lists as theirs. Among each other its rules weigh what they did, so the frame looks as it does on the forum.
    """
    try:
        get_theme(name)
    except KeyError:
        return None
    template: Any = current_app.jinja_env.get_template(get_theme_manager().get_template(name, "layout.html"))
    context = template.new_context({"_theme": name})
    links = _STYLESHEET.findall("".join(template.blocks["stylesheets"](context)))
    addresses = [found[1].replace("&amp;", "&") for link in links if (found := _ADDRESS.search(link))]
    imports = (f"@import url({_quoted(each)}) layer(forum);" for each in addresses)
    return "\n".join(["@layer forum, deliberate;", *imports, ""])


def _quoted(address: str) -> str:
    escaped = address.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "")
    return f'"{escaped}"'
