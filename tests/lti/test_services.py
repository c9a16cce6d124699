"""What a platform, or whoever speaks for it, answers and names when it is asked: nothing of it leads us astray."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.classroom.assignments import hand_in
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.fetching.errors import FetchError
from deliberate.lti.asking import ask, way_by
from deliberate.lti.models import ResourceLink, Score
from deliberate.lti.pages import origin_of
from deliberate.lti.scores import _next, _settle, send_all_again
from tests.lti.courses import SETTINGS, deep, jwt_in, person_of, taught, the_assignment, work_off
from tests.lti.lms import Lms, launch, ticket_in


def handed_in(site: Flask, lms: Lms) -> None:
    course = taught(site, lms)
    launch(site.test_client(), lms, custom={"assignment": str(course.assignment)})
    with site.app_context(), transaction():
        hand_in(person_of("pupil-17"), the_assignment(course.assignment))


def test_a_column_that_was_deleted_is_made_anew(shared_site: Flask, lms: Lms) -> None:
    handed_in(shared_site, lms)
    work_off(shared_site)
    assert [path for path, _told in lms.scores] == ["/columns/1/scores"]
    lms.columns["/columns/2"] = {"id": f"{lms.issuer}/columns/2", "resourceLinkId": "another", "label": "Not ours"}
    del lms.columns["/columns/1"]
    lms.refuses = [404]
    with shared_site.app_context(), transaction():
        score = session.scalars(select(Score)).one()
        hear_again(score)
    work_off(shared_site)
    assert len(lms.scores) == 2
    assert lms.columns[lms.scores[-1][0].removesuffix("/scores")]["resourceLinkId"] == "link-1"
    with shared_site.app_context():
        assert session.scalars(select(ResourceLink.lineitem)).one() != f"{lms.issuer}/columns/1"
        assert session.scalars(select(Score.problem)).one() is None


def hear_again(score: Score) -> None:
    """As whoever teaches has it sent once more."""
    link = score.link
    send_all_again(the_assignment(link.assignment))  # type: ignore[arg-type]  # it has one


def test_a_list_of_columns_that_leads_in_a_circle_has_an_end(shared_site: Flask, lms: Lms) -> None:
    lms.circles = True
    handed_in(shared_site, lms)
    lms.asked.clear()
    work_off(shared_site)
    assert lms.asked.count("GET /columns") == 100
    assert len(lms.scores) == 1


def test_what_was_sent_earlier_and_taken_later_does_not_stand_for_what_was_taken(shared_site: Flask, lms: Lms) -> None:
    handed_in(shared_site, lms)
    with shared_site.app_context():
        number = session.scalars(select(ResourceLink.id)).one()
        early = _next(number)
        assert early is not None
        with transaction():
            hear_again(session.scalars(select(Score)).one())
        late = _next(number)
        assert late is not None
        early.told["timestamp"] = (now() - timedelta(seconds=30)).isoformat(timespec="milliseconds")
        early.told["activityProgress"] = "InProgress"
        _settle(number, late, None)
        _settle(number, early, None)
        score = session.scalars(select(Score)).one()
        assert score.taken is not None
        assert score.taken["activityProgress"] == "Submitted"
        assert score.taken_at is not None
        assert score.taken_at.isoformat(timespec="milliseconds")[:23] == late.told["timestamp"][:23]


def test_only_a_platform_s_own_machines_are_gone_to_within_named_networks(shared_site: Flask, lms: Lms) -> None:
    with shared_site.app_context():
        assert ask(f"{lms.issuer}/keys", way_by(lms.issuer)).status == 200
        outside = way_by("https://lms.example", lms.issuer.replace("127.0.0.1", "lms.example"))
        lms.asked.clear()
        with pytest.raises(FetchError):
            ask(f"{lms.issuer}/columns", outside)
        assert lms.asked == []


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://lms.example:8443/x?y", "https://lms.example:8443"),
        ("https://a;script-src *", ""),
        ("https://lms.example;script-src 'none'/", ""),
        ("https://somebody@lms.example/", ""),
        ("https://[::1", ""),
        ("javascript:alert(1)", ""),
        (None, ""),
    ],
)
def test_what_goes_into_a_policy_is_an_origin_and_nothing_else(address: str | None, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a;b/", "", "data:text/html,x"])
def test_the_answer_to_a_deep_link_goes_to_an_address_or_nowhere(shared_site: Flask, lms: Lms, address: str) -> None:
    course = taught(shared_site, lms)
    assert deep(course.teacher, lms, settings={**SETTINGS, "deep_link_return_url": address}).status_code == 400


def test_only_the_platform_shows_the_answer_in_a_frame(shared_site: Flask, lms: Lms) -> None:
    course = taught(shared_site, lms)
    asked = deep(course.teacher, lms, settings={**SETTINGS, "deep_link_return_url": "https://elsewhere.example/back"})
    given = {"ticket": ticket_in(asked), "do": "choose", "assignment": str(course.assignment)}
    answer = course.teacher.post("/lti/choose", data=given)
    assert jwt_in(answer)
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors {lms.issuer};" in policy
    assert "form-action 'self' https://elsewhere.example;" in policy
    assert re.search(r"<noscript>.*Go on.*</noscript>", answer.text, re.DOTALL), "no click comes before the script’s"


@pytest.mark.parametrize(
    "changed", [{"e": "!!"}, {"e": None}, {"e": "AA"}, {"n": "é" * 342}, {"d": 5}, {"n": "_" * 5000}, {"e": 3}], ids=str
)
def test_keys_that_are_none_are_no_trouble(shared_site: Flask, lms: Lms, changed: dict[str, Any]) -> None:
    shared_site.extensions["deliberate_lti"].keys.clear()
    shared_site.extensions["deliberate_lti"].asked.clear()
    lms.bent = changed
    answer = launch(shared_site.test_client(), lms)
    lms.bent = {}
    shared_site.extensions["deliberate_lti"].keys.clear()
    assert answer.status_code == (400 if "d" not in changed else 200)
