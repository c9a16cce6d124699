"""Links that no longer lead anywhere: found out politely, marked after two bad days, and cleared by an answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.articles.by_address import FETCHER
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Curation
from deliberate.fetching.fetcher import Fetcher
from deliberate.moderation.curating import links
from deliberate.moderation.curating.acts import undo_act
from deliberate.moderation.curating.links import look_at_links
from deliberate.moderation.curating.marking import curate_source
from deliberate.moderation.curating.models import LinkLook
from deliberate.moderation.models import Decision
from deliberate.moderation.reversing import undo
from deliberate.moderation.services import decide
from tests.factories import make_bearing, make_source
from tests.fetching.servers import NOTHING, Server, answer, knowing, only_here, serving
from tests.host import person
from tests.moderation.curating.scenes import panel, source_of, weigh_all
from tests.moderation.scenes import events_of, item_of, moderator, opened, posted
from tests.weighting.rooms import log_odds

GONE, THERE = NOTHING, answer("Here it is.")


@contextmanager
def site(app: Flask, answers: dict[str, list[bytes]]) -> Iterator[Server]:
    """Three hosts on this machine that answer what the test says at the moment; robots may read all but /private."""

    def respond(request: str) -> list[bytes]:
        path = request.split(" ")[1]
        if path == "/robots.txt":
            return answer("User-agent: *\nDisallow: /private", kind="text/plain")
        return answers[path.partition("?")[0]]

    with serving(respond) as server:
        names = {f"{name}.test": ["127.0.0.1"] for name in ("one", "two", "three")}
        app.extensions[FETCHER] = Fetcher("t", ports=[server.port], allows=only_here, resolver=knowing(names))
        yield server


def asked(server: Server) -> list[tuple[str, str]]:
    lines = [request.split(" ")[:2] for request in server.asked]
    return [(method, path) for method, path in lines if path != "/robots.txt"]


def test_a_link_is_marked_after_failing_on_two_days_and_cleared_once_it_answers(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    answers = {"/story": GONE}
    with site(context, answers) as server:
        poster = person(context, "poster", level=2)
        bearing = posted(poster, claim, link=f"http://one.test:{server.port}/story", citation="A story")
        weigh_all(panel(context, claim), [bearing])
        full = log_odds(claim)
        start = now()
        look_at_links()
        assert asked(server) == [("HEAD", "/story"), ("GET", "/story")]
        look_at_links()
        assert len(asked(server)) == 2
        assert item_of(bearing).curation is Curation.ACTIVE
        with time_machine.travel(start + timedelta(days=1, minutes=1), tick=True):
            look_at_links()
            session.expire_all()
            assert item_of(bearing).curation is Curation.BROKEN_LINK
            broken = log_odds(claim)
            assert 0 < broken < full
            assert [event.role for event in events_of(item_of(bearing)) if event.action == "mark_broken"] == ["system"]
            with transaction():
                act = curate_source(
                    mo, source_of(bearing), "archive_source", "It is kept there.", "https://archive.example/story"
                )
            assert log_odds(claim) == pytest.approx(full, abs=1e-9)
            with transaction():
                undo_act(mo, act)
            assert log_odds(claim) == pytest.approx(broken, abs=1e-9)
        answers["/story"] = THERE
        with time_machine.travel(start + timedelta(days=3), tick=True):
            look_at_links()
            session.expire_all()
            assert item_of(bearing).curation is Curation.ACTIVE
            assert log_odds(claim) == pytest.approx(full, abs=1e-9)
            (look,) = session.scalars(select(LinkLook)).all()
            assert (look.status, look.failures, look.failed_since) == ("answers", 0, None)


def test_of_each_host_one_address_is_looked_at_in_a_run_and_what_robots_may_not_read_says_nothing(
    context: Flask,
) -> None:
    claim, mo = opened(context), moderator(context)
    walled = answer("Members only.", status="403 Forbidden")
    answers = {"/a": THERE, "/b": THERE, "/private": THERE, "/walled": walled}
    with site(context, answers) as server:
        poster = person(context, "poster", level=2)
        links = ("one.test:{}/a", "one.test:{}/b", "two.test:{}/private", "three.test:{}/walled")
        bearings = [
            posted(poster, claim, f"Quote {number}.", link=f"http://{link.format(server.port)}", citation=link)
            for number, link in enumerate(links)
        ]
        with transaction():
            decide(mo, item_of(bearings[1]), "dispute", "contested", "It is.")
        look_at_links()
        assert {path for _method, path in asked(server)} == {"/a", "/walled"}
        look_at_links()
        assert {path for _method, path in asked(server)} == {"/a", "/b", "/walled"}
        with time_machine.travel(now() + timedelta(days=15), tick=True):
            answers["/b"] = GONE
            look_at_links()
            look_at_links()
            assert {look.failures for look in session.scalars(select(LinkLook))} == {0, 1}
        assert {item_of(each).curation for each in bearings} == {Curation.ACTIVE, Curation.DISPUTED}


def test_what_a_person_cleared_or_undid_is_not_marked_again_and_what_says_nothing_marks_nothing(
    context: Flask,
) -> None:
    claim, mo, poster = opened(context), moderator(context), person(context, "poster", level=2)
    answers = {"/story": GONE}
    with site(context, answers) as server:
        link = f"http://one.test:{server.port}/story"
        cleared, undone = (
            posted(poster, claim, quote, link=link, citation="A story") for quote in ("One quote.", "Another quote.")
        )
        start = now()
        for day in (0, 1):
            with time_machine.travel(start + timedelta(days=day, minutes=day), tick=True):
                look_at_links()
        session.expire_all()
        assert {item_of(each).curation for each in (cleared, undone)} == {Curation.BROKEN_LINK}
        marked = session.scalars(select(Decision).where(Decision.contribution_id == undone.evidence_id)).one()
        with time_machine.travel(start + timedelta(days=2), tick=True), transaction():
            decide(mo, item_of(cleared), "clear", "fine", "The page opens for me.")
            undo(mo, marked, "The page opens for me.")
        with time_machine.travel(start + timedelta(days=3), tick=True):
            fresh = posted(poster, claim, "A third quote.", link=link, citation="A story")
            answers["/story"] = answer("Members only.", status="403 Forbidden")
            look_at_links()
            session.expire_all()
            assert item_of(fresh).curation is Curation.ACTIVE
        answers["/story"] = GONE
        with time_machine.travel(start + timedelta(days=5), tick=True):
            look_at_links()
            session.expire_all()
            assert item_of(fresh).curation is Curation.BROKEN_LINK
            assert {item_of(each).curation for each in (cleared, undone)} == {Curation.ACTIVE}


def test_a_host_that_is_cited_very_often_does_not_keep_the_others_from_being_looked_at(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "IN_ONE_RUN", 2)
    claim = opened(context)
    with site(context, {"/a": THERE, "/b": THERE}) as server:
        with transaction():
            for number in range(25):
                make_bearing(claim, source=make_source(url=f"http://one.test:{server.port}/a?{number}"))
            make_bearing(claim, source=make_source(url=f"http://two.test:{server.port}/b"))
        look_at_links()
        assert {path.partition("?")[0] for _method, path in asked(server)} == {"/a", "/b"}
