"""What robots are asked to leave alone, at the one place where they look. A host has a robots.txt of its own."""

from flask import Flask, Response

from deliberate.core.site import settings
from deliberate.web.feeds import full_address

#: Searches have no end. Pages that are only not to be listed have to be read, to be told so.
_ENDLESS = "/search"


def install(app: Flask) -> None:
    """Answer /robots.txt on our own site."""
    app.add_url_rule("/robots.txt", "robots", robots, methods=["GET"])


def robots() -> Response:
    """Everything may be read but searches, or nothing where search engines are to list nothing."""
    if settings.search_engines:
        words = f"User-agent: *\nDisallow: {_ENDLESS}\n\nSitemap: {full_address('deliberate.embedding.sitemap')}\n"
    else:
        words = "User-agent: *\nDisallow: /\n"
    return Response(words, mimetype="text/plain")
