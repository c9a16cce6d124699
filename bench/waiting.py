"""How long a page of the moderators' queue takes, by how much waits: python bench/waiting.py [--items 100 10000]

On SQLite, in a folder of its own; the page as a moderator gets it, and the query of it alone.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.moderation.queue import Place, queue_page
from deliberate.propositions.models import Proposition
from tests import factories
from tests.host import make_host, person, sign_in

RUNS = 31


def measure(items: int, folder: Path) -> None:
    """Fill a site with so many pending items and time its first page and one in its middle."""
    app = make_host(f"sqlite:///{folder / f'{items}.db'}")
    with app.app_context():
        factories.create_tables()
    moderator = person(app, "mo", "moderator")
    with app.app_context():
        with transaction():
            article = factories.make_article()
            claim_id = factories.make_proposition(article, main_of_id=article.id).id
        for start in range(0, items, 500):
            with transaction():
                claim = session.get_one(Proposition, claim_id)
                for number in range(start, min(start + 500, items)):
                    factories.make_bearing(claim, status=Status.PENDING, quote=f"Quote {number}.")
        place = None
        for _page in range(items // 100):
            place = Place.read(str(queue_page(moderator, after=place).next))
    client = app.test_client()
    sign_in(client, moderator)
    for name, url in (("first", "/deliberate/queue"), ("middle", f"/deliberate/queue?after={place}")):
        times = []
        for _run in range(RUNS):
            begun = time.process_time()
            assert client.get(url).status_code == 200
            times.append(time.process_time() - begun)
        print(f"{items} items, {name} page: {statistics.median(times) * 1000:.1f} ms of processor time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[100, 1000, 10_000])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for items in given.items:
            measure(items, Path(folder))


if __name__ == "__main__":
    main()
