"""The standalone site, for a WSGI server."""

from deliberate.standalone import create_app

app = create_app()
