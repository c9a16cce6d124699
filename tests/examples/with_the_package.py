"""What a site does on which the example package is installed beside us; the test runs it in a Python that has it.

Given the folder for its database, it prints one JSON object.
"""

import json
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from deliberate.cli import main as cli
from deliberate.core.db import session, transaction
from deliberate.core.doors import doors, open_all
from deliberate.evidence.models import Bearing, Evidence
from deliberate.moderation.models import Decision
from deliberate.moderation.services import undo
from tests.factories import create_tables, make_article, make_bearing, make_proposition
from tests.host import make_host, person, send, sign_in


def curation(app: Flask) -> str:
    with app.app_context():
        return session.scalars(select(Evidence.curation)).one().value


def decided(app: Flask) -> dict[str, Any]:
    """A moderator decides by the package's action on the page, and takes it back."""
    with app.app_context():
        create_tables()
        with transaction():
            bearing = make_bearing(make_proposition(make_article()))
        item = session.scalars(select(Bearing.public_id).where(Bearing.id == bearing.id)).one()
    mo, client = person(app, "mo", "moderator"), app.test_client()
    sign_in(client, mo)
    place = f"/deliberate/contributions/{item}/decide"
    offered = "Mark as overtaken by newer figures" in client.get(place).text
    ruling = {"action": "overtaken", "reason_code": "outdated", "reason": "See the figures of May.", "version": "1"}
    status, after = send(client, place, ruling).status_code, curation(app)
    log = "as overtaken by newer figures" in client.get("/deliberate/log").text
    with app.app_context(), transaction():
        undo(mo, session.scalars(select(Decision)).one())
    return {"offered": offered, "status": status, "after": after, "log": log, "undone": curation(app)}


def converted(folder: Path) -> dict[str, Any]:
    """What the commands of a terminal make of it."""
    text, claims, back, graph = (folder / name for name in ("a.md", "in.list", "back.list", "g.json"))
    text.write_text("# The bridge\n\nIt may open.\n\n- The cable rusted.\n- The bridge closed.\n")
    claims.write_text("The bridge\n- The cable rusted.\n- The bridge closed.\n")
    arguments = [{"id": each, "base": 0.5} for each in "abc"]
    relations = [{"from": each, "to": "a", "type": "support", "weight": 1.0} for each in "bc"]
    graph.write_text(json.dumps({"arguments": arguments, "relations": relations}))
    found = json.loads(run("extract", text, "--extractor", "list-items", "--json"))
    run("convert", claims, back)
    strengths = json.loads(run("weigh", graph, "--semantics", "average", "--json"))["strengths"]
    return {"claims": [each["text"] for each in found], "same": back.read_text() == claims.read_text(), **strengths}


def run(*words: object) -> str:
    outcome = CliRunner().invoke(cli, [str(word) for word in words])
    return outcome.stdout if outcome.exit_code == 0 else json.dumps(outcome.output)


def main(folder: Path) -> None:
    app = make_host(f"sqlite:///{folder}/host.db")
    found: dict[str, Any] = {
        "left out": [str(each) for each in open_all()],
        "names": {name: doors.get(name).registry.names() for name in doors.names()},
        "refused": run("weigh", folder / "g.json", "--semantics", "half"),
    }
    if not found["left out"]:
        found |= {"decided": decided(app), "converted": converted(folder)}
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    sys.stdout.write(json.dumps(found))


main(Path(sys.argv[1]))
