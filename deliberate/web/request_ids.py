"""The name of a request, where whoever serves the site has given it one: in its log lines and on its error pages."""

from flask import has_request_context, request

#: Where the WSGI environment holds it.
ENVIRON_KEY = "deliberate.request_id"


def request_id() -> str | None:
    """The present request's name; None outside of one, and in a host that gives none."""
    if not has_request_context():
        return None
    name: str | None = request.environ.get(ENVIRON_KEY)
    return name
