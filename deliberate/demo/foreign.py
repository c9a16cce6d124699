"""A page of somebody else, on an address of its own, that shows an article of the demo: a newspaper's, as it were."""

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PAGES = Path(__file__).with_name("foreign")
_THEMES = frozenset({"light", "dark"})


def foreign_page(site: str, article: str, claim: str) -> "Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]":
    """An app with one page, which names this site's script, article and claim. Its policy is as strict as any.

    ``?theme=dark`` has it in the dark, and hands that on; ``?only=claim`` shows the claim alone.
    """
    page = Template((_PAGES / "page.html").read_text(encoding="utf-8"))
    styles = (_PAGES / "page.css").read_bytes()
    policy = (
        f"default-src 'none'; style-src 'self'; script-src {site}; frame-src {site}; connect-src {site}; img-src data:"
    )

    def respond(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/")
        if path == "/page.css":
            start_response("200 OK", [("Content-Type", "text/css; charset=utf-8")])
            return [styles]
        if path != "/":
            start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"Nothing here.\n"]
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        theme = asked.get("theme", [""])[0]
        names = {
            "site": site,
            "article": article,
            "claim": claim,
            "theme": f'theme="{theme}"' if theme in _THEMES else "",
            "scheme": theme if theme in _THEMES else "light dark",
            "shown": f'claim="{escape(claim)}"' if asked.get("only") == ["claim"] else "",
        }
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)])
        return [page.substitute(names).encode()]

    return respond
