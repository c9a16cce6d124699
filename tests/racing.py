"""One of many processes that write to the same site at once, each as a person and as a moderator would."""

import json
import random
import re
import subprocess
import sys
from dataclasses import asdict, astuple, dataclass
from multiprocessing import get_context
from pathlib import Path
from traceback import format_exc
from typing import Any

from flask.testing import FlaskClient

from tests.own_site import form_token, make_site, sign_in

#: How long a process waits for the others to be ready, and all of them for the last, in seconds.
_READY = 300
_DONE = 1500

#: How often somebody tries whose turn to write does not come, as on a machine that is busy with other things.
_PATIENCE = 100


@dataclass(frozen=True)
class Course:
    """Where it is run. ``own`` has one bearing per person, of theirs; ``shared`` are everybody's to rate."""

    data: str
    url: str
    claim: str
    shared: list[str]
    own: list[str]
    items: list[str]
    rounds: int


@dataclass(frozen=True)
class Deed:
    """What a process sent, in a word and about what, the status it got, and how often it was refused before."""

    process: int
    what: str
    name: str
    value: str
    status: int
    refused: int


def run(course: Course, processes: int) -> list[Deed]:
    """Start them together, two to each person and moderator, and give what each of them did, in its order."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.racing", json.dumps([asdict(course), processes])],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return [Deed(*fields) for fields in json.loads(finished.stdout)]


def main(course: Course, processes: int) -> list[Deed]:
    """The processes, forked off one that has read the code and opened nothing yet."""
    context = get_context("fork")
    start, done = context.Barrier(processes), context.Queue()
    running = [context.Process(target=_process, args=(course, number, start, done)) for number in range(processes)]
    for each in running:
        each.start()
    try:
        return [deed for _ in running for deed in _came_through(done.get(timeout=_DONE))]
    finally:
        for each in running:
            each.join(30)
            each.kill()


def _process(course: Course, number: int, start: Any, done: Any) -> None:
    app = make_site(Path(course.data), DELIBERATE_DATABASE_URL=course.url)
    pair = number // 2
    person, moderator = app.test_client(), app.test_client()
    sign_in(person, f"person-{pair}")
    sign_in(moderator, f"warden-{pair}")
    racer = Racer(course, number, person, moderator, random.Random(number))
    start.wait(_READY)
    try:
        done.put([deed for turn in range(course.rounds) for deed in racer.take(turn)])
    except Exception:
        done.put(format_exc())


def _came_through(outcome: list[Deed] | str) -> list[Deed]:
    """What a process did. Raises RuntimeError with what stopped it."""
    if isinstance(outcome, str):
        raise RuntimeError(outcome)
    return outcome


@dataclass(frozen=True)
class Racer:
    """A process with its two windows."""

    course: Course
    number: int
    person: FlaskClient
    moderator: FlaskClient
    chance: random.Random

    def take(self, turn: int) -> list[Deed]:
        """One of each deed, in one order: the two halves of a pair are to do the same at the same time."""
        return [self._rate(), self._post(turn), self._edit(turn), self._decide(turn), self._stand()]

    def _rate(self) -> Deed:
        bearing, quarters = self.chance.choice(self.course.shared), str(self.chance.randint(0, 4))
        answers = dict.fromkeys(("relevance", "reliability", "strength"), quarters)
        return Deed(self.number, "rate", bearing, quarters, *_send(self.person, f"/bearings/{bearing}/rate", answers))

    def _post(self, turn: int) -> Deed:
        """What the other of the pair posts as well: a double click."""
        name = f"{self.number // 2}-{turn}"
        words = {
            "submission": name,
            "link": f"https://example.org/{name}",
            "quote": f"The cable showed rust, number {name}.",
            "kind": "report",
            "side": "for",
            "warrant": "It was there.",
        }
        return Deed(self.number, "post", name, "", *_send(self.person, f"/claims/{self.course.claim}/evidence", words))

    def _edit(self, turn: int) -> Deed:
        bearing = self.course.own[self.number // 2]
        page, warrant = f"/bearings/{bearing}/edit", f"Process {self.number}, turn {turn}."
        words = {"version": _version_on(self.person, page), "side": "for", "warrant": warrant}
        return Deed(self.number, "edit", bearing, warrant, *_send(self.person, page, words))

    def _decide(self, turn: int) -> Deed:
        """In words of its own: the same decision in the same words would be a button pressed twice."""
        item, action = self.chance.choice(self.course.items), self.chance.choice(["dispute", "clear"])
        page = f"/contributions/{item}/decide"
        words = {"action": action, "reason_code": "contested", "reason": f"Others say otherwise: {self.number}-{turn}."}
        words["version"] = _version_on(self.moderator, page)
        return Deed(self.number, "decide", item, action, *_send(self.moderator, page, words))

    def _stand(self) -> Deed:
        answer = self.chance.choice(["agree", "disagree", "unsure"])
        sent = _send(self.person, f"/claims/{self.course.claim}/stance", {"answer": answer})
        return Deed(self.number, "stand", self.course.claim, answer, *sent)


def _send(client: FlaskClient, url: str, data: dict[str, str]) -> tuple[int, int]:
    """The status of the answer, and how often it was a refusal: who is asked to come back does so."""
    words = {"csrf_token": form_token(client, "/how-weighing-works"), **data}
    for refused in range(_PATIENCE):
        status = client.post(url, data=words).status_code
        if status != 503:
            return status, refused
    return 503, _PATIENCE


def _version_on(client: FlaskClient, page: str) -> str:
    """The version that the form of a page holds."""
    text = client.get(page).get_data(as_text=True)
    found = re.search(r'name="version"[^>]* value="(\d+)"', text)
    assert found, f"{page} has no form"
    return found[1]


if __name__ == "__main__":
    given, many = json.loads(sys.argv[1])
    json.dump([astuple(deed) for deed in main(Course(**given), many)], sys.stdout)
