"""A FlaskBB 2.2 forum with one topic, to compare with; runs in FlaskBB's own environment, on Python 3.12 or 3.13.

FLASKBB_FOLDER=DIR python bench/flaskbb_site.py POSTS    makes it in that folder
FLASKBB_FOLDER=DIR granian ... --factory flaskbb_site:site    serves it

Both with `examples/forum` on the path.

People are `poster1` to `poster4`, and the password of each is their name.
"""

import os
import sys
from pathlib import Path
from typing import Any

#: What each post says, but for its number.
WORDS = "Report {0} says that the *cable* was measured twice, see <https://example.org/{0}>. " * 2
PEOPLE = tuple(f"poster{number}" for number in range(1, 5))


def site() -> Any:
    """The forum as an app, without limits for each address: all come from one."""
    from late_annotations import read_late  # noqa: PLC0415

    read_late()
    from flaskbb import create_app  # noqa: PLC0415

    folder = Path(os.environ["FLASKBB_FOLDER"]).resolve()
    settings = folder / "settings.py"
    settings.write_text(
        f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder}/forum.db'\nWHOOSHEE_DIR = '{folder}/index'\n"
        f"LOG_PATH = '{folder}'\nUSE_DEFAULT_LOGGING = False\nRATELIMIT_ENABLED = False\nSECRET_KEY = 'bench'\n"
    )
    return create_app(str(settings), instance_path=str(folder))


def fill(posts: int) -> str:
    """Make the tables, the people and a topic of so many posts; its address."""
    app = site()
    from flask import url_for  # noqa: PLC0415
    from flaskbb.forum.models import Category, Forum, Post, Topic  # noqa: PLC0415
    from flaskbb.utils import populate  # noqa: PLC0415

    with app.test_request_context():
        populate.create_latest_db()
        populate.create_default_groups()
        populate.create_default_settings()
        users = [populate.create_user(name, name, f"{name}@example.org", "member") for name in PEOPLE]
        section = Category(title="A section").save()
        forum = Forum(title="A forum", category_id=section.id).save()
        topic = Topic(title="A bridge")
        topic.save(user=users[0], forum=forum, post=Post(content=WORDS.format(0)))
        for number in range(1, posts):
            Post(content=WORDS.format(number)).save(user=users[number % len(users)], topic=topic)
        return url_for("forum.view_topic", topic_id=topic.id, slug=topic.slug)


if __name__ == "__main__":
    print(fill(int(sys.argv[1])))
