"""A FlaskBB forum with the plugin, to look at and to test. It runs in FlaskBB's own environment.

    python forum.py --data DIR [--database URL] fill     makes the tables, people and topics
    python forum.py --data DIR [--database URL] serve    serves it on 127.0.0.1
    python forum.py --data DIR run ARGUMENTS             any of FlaskBB's commands: db upgrade, plugins disable ...

Ada wrote a topic, Ben and Cleo read it, Mo moderates both forums and Max one of them, Root is the admin, Dora is
banned; the team's forum is for moderators and admins. The password of each is their name.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from late_annotations import read_late

if sys.version_info < (3, 14):
    read_late()

from flaskbb import create_app
from flaskbb.cli import flaskbb
from flaskbb.extensions import db
from flaskbb.forum.models import Category, Forum, Post, Topic
from flaskbb.user.models import Group
from flaskbb.utils import populate

PEOPLE = {
    "ada": "member",
    "ben": "member",
    "cleo": "member",
    "mo": "mod",
    "max": "mod",
    "root": "admin",
    "dora": "banned",
}
BRIDGE = """The bridge over the Leen closed on Monday. The city council says that its main cable had rusted.

Engineers of the university deny this. According to their report, the cable was sound and the council closed the bridge
to save the cost of lighting it.

The mayor promised that the bridge will open again in May."""
TEAM = """The harbour office says that the crane failed twice in March. The dock workers deny that it failed at all."""


def configure(folder: Path, database: str) -> Path:
    """The forum's settings, written into this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "settings.py"
    settings.write_text(
        f"SQLALCHEMY_DATABASE_URI = {database or f'sqlite:///{folder}/forum.db'!r}\n"
        f"WHOOSHEE_DIR = {str(folder / 'index')!r}\nLOG_PATH = {str(folder)!r}\nUSE_DEFAULT_LOGGING = False\n"
        "RATELIMIT_ENABLED = False\nMAIL_SUPPRESS_SEND = True\nSECRET_KEY = 'for an example alone'\n",
        encoding="utf-8",
    )
    return settings


def fill(app: Any) -> None:
    """The forum's own tables, its people and two topics, as `flaskbb install` and they would have made them."""
    with app.test_request_context():
        populate.create_latest_db()
        populate.create_default_groups()
        populate.create_default_settings()
        users = {name: populate.create_user(name, name, f"{name}@example.org", group) for name, group in PEOPLE.items()}
        section = Category(title="The town").save()
        town = Forum(title="Roads and bridges", category_id=section.id, moderators=[users["mo"], users["max"]])
        town.save()
        staff = list(db.session.scalars(db.select(Group).where(Group.mod | Group.admin)))
        team = Forum(title="For the team", category_id=section.id, moderators=[users["mo"]], groups=staff)
        team.save(groups=staff)
        Topic(title="Why is the bridge closed?").save(user=users["ada"], forum=town, post=Post(content=BRIDGE))
        Topic(title="What is next?").save(user=users["ben"], forum=town, post=Post(content="What is next?"))
        Topic(title="The crane").save(user=users["mo"], forum=team, post=Post(content=TEAM))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--database", default="")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("task", choices=("fill", "serve", "run"))
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    asked = parser.parse_args(arguments)
    folder = asked.data.resolve()
    settings = configure(folder, asked.database)
    if asked.task == "run":
        flaskbb.main(["--config", str(settings), "--instance", str(folder), *asked.rest])
        return
    app = create_app(str(settings), instance_path=str(folder))
    if asked.task == "fill":
        fill(app)
    else:
        app.run("127.0.0.1", asked.port, threaded=True)


if __name__ == "__main__":
    main(sys.argv[1:])
