"""Serves Campus on 127.0.0.1 until somebody stops it.

python serve.py --port 5001 --database campus.db --tool NAME CLIENT_ID LOGIN_URL LAUNCH_URL JWKS_URL
"""

import argparse
import logging
import sys

from campus import create_app
from campus.registering import new_tool
from campus.services import SCOPES
from werkzeug.serving import make_server


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="A small learning platform, to try tools of LTI 1.3 Advantage with.")
    parser.add_argument("--port", type=int, default=5001)
    parser.add_argument("--host", default="localhost", help="the name of this machine that tools and browsers use")
    parser.add_argument("--database", default=":memory:", help="a file; without one, all is kept in memory")
    parser.add_argument(
        "--tool",
        nargs=5,
        action="append",
        default=[],
        metavar=("NAME", "CLIENT_ID", "LOGIN_URL", "LAUNCH_URL", "JWKS_URL"),
        help="a tool that is registered from the start; it may be given more than once",
    )
    asked = parser.parse_args(arguments)
    app = create_app({"ISSUER": f"http://{asked.host}:{asked.port}", "DATABASE": asked.database})
    for name, key, login, launch, keys in asked.tool:
        addresses = {"login_url": login, "redirect_uris": [launch], "jwks_uri": keys}
        tool = new_tool(key, name=name, **addresses, target_url=launch, deep_link_url=launch, scopes=list(SCOPES))
        app.extensions["campus"].records.put("tool", tool)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # It ends at an interrupt, and closes itself.
    make_server("127.0.0.1", asked.port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
