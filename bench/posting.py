"""How fast posts are taken, beside Isso's comments and FlaskBB's answers, and how their cost grows.

python -m bench.posting [--rounds 5] [--seconds 4] [--without-peers] [--without-growth]

Ours runs as `deliberate serve` starts it, on SQLite at FULL, with revisions, log, search and weights all on; FlaskBB
2.2 under the same server, Isso 0.14 under its own, both on SQLite as they come. Four people post one after the other,
each on a connection of their own, and the sides take turns within each round: posts of evidence against both peers
(W1), the slowest hundredth of them (W2), and ratings of items against posts of evidence (W3). Ours posts to an article
of 20 claims that begins with 200 items. C1 is the exponent by which the CPU time of a request grows with the items of
an article, from 100 to 100,000: of the first screen, made anew, and of a post.

Limits per person and hour are raised for all: Isso's guard is off, and so are FlaskBB's limits and ours.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import log
from pathlib import Path
from random import Random

from sqlalchemy import select

from bench.filling import Size, fill
from bench.flaskbb_site import PEOPLE
from bench.peers import WORKERS, Commenter, ForumPerson, flaskbb_server, isso_server
from bench.site_client import SERVE, Person, Server, evidence, free_port, get
from deliberate.accounts.services import create_user
from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.demo.people import PASSWORD
from deliberate.evidence.models import Bearing
from deliberate.jobs.running import run_due
from deliberate.propositions.models import Proposition
from deliberate.standalone import create_app, upgrade_database
from deliberate.weighting.services import reweigh

CLAIMS = 20
#: What is to be reached: a rate of so many times the other's, or a time of so much of it at most.
TARGETS = {"W1 Isso": 3.0, "W1 FlaskBB": 20.0, "W2": 1.0, "W3": 1.0, "C1 screen": 0.05, "C1 post": 0.05}
GROWTH = (100, 1_000, 10_000, 100_000)
#: Pages and posts for each size of the growth.
TRIES = 12


@dataclass
class Taken:
    """What one side did in one round: seconds of each answer, in how long, and the CPU of its server."""

    seconds: float
    cpu: float
    each: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.each) / self.seconds

    @property
    def slow(self) -> float:
        return statistics.quantiles(self.each, n=100)[98]


@dataclass(frozen=True)
class Place:
    """An article as it is posted to: its address, and those of its claims and items."""

    article: str
    claims: Sequence[str]
    items: Sequence[str]


def made(folder: Path, size: Size) -> Place:
    """A site with such an article and the posters."""
    app = create_app({"DELIBERATE_DATA": str(folder)})
    upgrade_database(app)
    with app.app_context():
        with transaction():
            for name in PEOPLE:
                create_user(name, PASSWORD, level=2)
        (key,) = fill([size])
        with transaction():
            reweigh(session.get_one(Article, key))
        # What a new site does first is not what a post costs.
        while run_due():
            pass
        claims = session.scalars(select(Proposition.public_id).where(Proposition.article_id == key)).all()
        items = session.scalars(select(Bearing.public_id).where(Bearing.article_id == key).limit(5000)).all()
        place = Place(
            f"/a/{session.get_one(Article, key).slug}",
            [f"/claims/{each}/evidence" for each in claims],
            [f"/bearings/{each}/rate" for each in items],
        )
        session.remove()
        app.extensions["sqlalchemy"].engine.dispose()
    return place


def at_once(server: Server, seconds: float, posters: Sequence[Callable[[], None]]) -> Taken:
    """Each of them posts again and again, all at the same time."""
    taken = Taken(seconds, server.cpu_seconds())
    failed: list[BaseException] = []
    end = time.monotonic() + seconds

    def go_on(post: Callable[[], None]) -> None:
        try:
            while time.monotonic() < end:
                began = time.perf_counter()
                post()
                taken.each.append(time.perf_counter() - began)
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=go_on, args=(each,)) for each in posters]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failed:
        raise failed[0]
    taken.cpu = server.cpu_seconds() - taken.cpu
    return taken


def posts_evidence(person: Person, place: Place, random: Random) -> Callable[[], None]:
    """Somebody who posts evidence on one claim after the other."""
    token = person.token(place.claims[0])

    def post() -> None:
        if (status := person.send(random.choice(place.claims), evidence(token))) != 303:
            raise RuntimeError(f"Evidence was not taken: {status}")

    return post


def rates_items(person: Person, place: Place, random: Random) -> Callable[[], None]:
    """Somebody who answers the three questions about one item after the other."""
    token = person.token(place.items[0])

    def rate() -> None:
        answers = {each: str(random.randrange(5)) for each in ("relevance", "reliability", "strength")}
        item = random.choice(place.items)
        fields = {"csrf_token": token, "bearing": item.split("/")[2], **answers}
        if (status := person.send(item, fields)) not in {302, 303}:
            raise RuntimeError(f"A rating was not taken: {status}")

    return rate


def started(folder: Path) -> Server:
    port = free_port()
    command = [*SERVE, "--port", str(port), "--workers", str(WORKERS)]
    return Server(command, port, {"DELIBERATE_DATA": str(folder)}, folder.with_suffix(".log"))


def beside_peers(root: Path, options: argparse.Namespace) -> dict[str, list[Taken]]:
    """Every side, in turns."""
    place = made(root / "site", Size(CLAIMS, 200, 5))
    servers = [started(root / "site")]
    found: dict[str, list[Taken]] = {}
    try:
        isso = None if options.without_peers else isso_server(root, 200)
        forum = None if options.without_peers else flaskbb_server(root, 10)
        servers += [each for each in (isso, forum and forum[0]) if each]
        # Connections that nobody uses are closed, so they are opened once every server is there.
        ours, numbers = servers[0], count()
        people = [Person(ours.port, name) for name in PEOPLE]
        posting = [posts_evidence(each, place, Random(number)) for number, each in enumerate(people)]
        rating = [rates_items(each, place, Random(number)) for number, each in enumerate(people)]
        sides = {
            "evidence": lambda: at_once(ours, options.seconds, posting),
            "ratings": lambda: at_once(ours, options.seconds, rating),
        }
        if isso:
            commenters = [Commenter(isso.port) for _ in PEOPLE]
            comments = [lambda each=each: each.post(next(numbers)) for each in commenters]
            sides["Isso"] = lambda: at_once(isso, options.seconds, comments)
        if forum:
            members = [ForumPerson(forum[0].port, name, forum[1]) for name in PEOPLE]
            answers = [lambda each=each: each.post(next(numbers)) for each in members]
            sides["FlaskBB"] = lambda: at_once(forum[0], options.seconds, answers)
        for _ in range(options.rounds):
            for name, side in sides.items():
                found.setdefault(name, []).append(side())
    finally:
        for server in servers:
            server.kill()
    return found


def ratios(found: Mapping[str, list[Taken]]) -> dict[str, float]:
    """The median of the ratios within each round."""

    def between(ours: str, theirs: str, part: Callable[[Taken], float]) -> float:
        return statistics.median(part(a) / part(b) for a, b in zip(found[ours], found[theirs], strict=True))

    def rate(taken: Taken) -> float:
        return taken.rate

    named = {"W3": between("ratings", "evidence", rate)}
    for peer in ("Isso", "FlaskBB"):
        if peer in found:
            named[f"W1 {peer}"] = between("evidence", peer, rate)
    if "Isso" in found:
        named["W2"] = between("evidence", "Isso", lambda taken: taken.slow)
    return named


def growth(root: Path) -> dict[str, float]:
    """The exponents of the CPU time of a first screen that was just changed, and of the post that changed it."""
    screens, posts = [], []
    for items in GROWTH:
        folder = root / f"growth-{items}"
        place = made(folder, Size(200, items, 1))
        server = started(folder)
        try:
            person, random = Person(server.port, PEOPLE[0]), Random(1)
            post = posts_evidence(person, place, random)
            post()
            get(server.port, place.article, 60)
            spent: dict[str, list[float]] = {"screen": [], "post": []}
            for _ in range(TRIES):
                begun = server.cpu_seconds()
                post()
                posted_at = server.cpu_seconds()
                get(server.port, place.article, 60)
                spent["post"].append(posted_at - begun)
                spent["screen"].append(server.cpu_seconds() - posted_at)
        finally:
            server.kill()
        screen, posted = (statistics.mean(spent[name]) * 1000 for name in ("screen", "post"))
        print(f"{items:7} items: first screen made anew {screen:8.1f} ms CPU, a post {posted:8.1f} ms CPU", flush=True)
        screens.append(screen)
        posts.append(posted)
    return {"C1 screen": _exponent(screens), "C1 post": _exponent(posts)}


def _exponent(times: Sequence[float]) -> float:
    """The slope of a line through the logarithms (least squares)."""
    x, y = [log(each) for each in GROWTH], [log(max(each, 0.1)) for each in times]
    middle, height = statistics.mean(x), statistics.mean(y)
    return sum((a - middle) * (b - height) for a, b in zip(x, y, strict=True)) / sum((a - middle) ** 2 for a in x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--without-growth", action="store_true")
    options = parser.parse_args()
    print(f"load of the machine as it begins: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        found = beside_peers(Path(folder), options)
        print(f"medians:{'':14}a second   p50 ms   p99 ms   CPU ms")
        for name, rounds in found.items():
            figures = [
                (each.rate, statistics.median(each.each) * 1000, each.slow * 1000, each.cpu * 1000 / len(each.each))
                for each in rounds
            ]
            rate, middle, slow, cpu = (statistics.median(column) for column in zip(*figures, strict=True))
            print(f"{name:20}{rate:10.2f}{middle:9.1f}{slow:9.1f}{cpu:9.2f}")
        named = ratios(found) | ({} if options.without_growth else growth(Path(folder)))
    print(f"load of the machine as it ends: {os.getloadavg()[0]:.1f}")
    for name, value in named.items():
        print(f"ratio {name.replace(' ', '-')} {value:.2f} {TARGETS[name]}")


if __name__ == "__main__":
    main()
