"""Whoever is suspended is kept from every form there is, but for what is left to them, and is told so on each page."""

from collections import defaultdict
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask, url_for

from deliberate.articles.models import Audience
from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.core.standing import standing_of
from tests.every_form import FORMS, Form
from tests.scenes import Cast, Place, Scene, host_place, make_cast, make_scene

#: What stays open, and what only admins do, whom nobody suspends.
FLAGS = {f"moderation.{each}" for each in ("flag", "flag_article", "flag_source", "flag_author", "flag_name")}
LEFT = {"evidence.withdraw", "moderation.appeal", *FLAGS}
OF_ADMINS = {"jobs.retry", "jobs.discard", "moderation.watched_words", "webhooks.webhooks"}
#: Looking at how it adds up, and at what moved people, is reading; that one looked is noted.
READING = {"weighting.ledger", "reading.moved", "reading.place", "reading.seen", "reading.welcome"}
#: Nobody else sees what somebody is told of, and what they have not sent.
OF_THEIR_OWN = {f"notices.{each}" for each in ("read", "watch", "watch_post", "preferences", "unsubscribe")} | {
    "preferences.looks",
    "drafts.keep",
    "drafts.discard",
    "classroom.leave",
}
#: Of a class that nobody of the cast is in: they find nothing there, suspended or not.
OF_A_CLASS = {f"classroom.{each}" for each in ("hand_in", "take_back", "check_voice", "write_review", "try_exercise")}


@pytest.fixture
def place(app: Flask) -> Place:
    return host_place(app)


@pytest.fixture
def cast(place: Place) -> Cast:
    return make_cast(place)


@pytest.fixture
def scene(place: Place, cast: Cast) -> Scene:
    """Everything there is, and everybody who could do something suspended."""
    made = make_scene(place, cast, Audience.PUBLIC)
    with place.app.app_context(), transaction():
        for actor in cast.insiders.values():
            standing_of(actor.key).suspended_until = now() + timedelta(days=3)
    return made


def test_every_form_but_those_left_to_them_is_closed_to_whoever_is_suspended(
    place: Place, cast: Cast, scene: Scene
) -> None:
    wrong = []
    for form in FORMS:
        if form.who == "admin" or form.endpoint in OF_ADMINS | READING | OF_THEIR_OWN | LEFT | OF_A_CLASS:
            continue
        status, text = sent(form, place, cast, scene)
        if status != 403 or "You are suspended until" not in text:
            wrong.append(f"{form}: {status}")
    assert not wrong, "\n".join(wrong)


def test_what_is_left_to_them_works(place: Place, cast: Cast, scene: Scene) -> None:
    forms = {form.endpoint: form for form in FORMS}
    # Withdrawing comes last: what is withdrawn is flagged no more.
    for endpoint in sorted(LEFT, reverse=True):
        status, _text = sent(forms[endpoint], place, cast, scene)
        assert status == 303, endpoint


def test_every_page_of_an_article_is_read_and_says_that_one_is_suspended(
    place: Place, cast: Cast, scene: Scene
) -> None:
    member = place.client(cast.insiders["member"])
    for endpoint in ("reading.article", "reading.claim", "moderation.yours", "moderation.log"):
        answer = member.get(address(place, endpoint, scene))
        assert answer.status_code == 200
        assert "You are suspended until" in unescape(answer.text), endpoint


def sent(form: Form, place: Place, cast: Cast, scene: Scene) -> tuple[int, str]:
    """What the form comes back with, filled in as it would be accepted."""
    given = {name: each[0] for name, each in scene.values.items()} | {"second": scene.values["claim"][1]}
    bearing = scene.values["bearing"][0]
    given |= {"contribution": bearing, "other": scene.values["item"][1], "chosen": f"{bearing}:1"}
    given["another"] = cast.insiders["another moderator"].key
    # What a form is prepared with is not there: they are refused before it is looked for.
    given = defaultdict(str, given)
    client = place.client(cast.insiders[form.who])
    data = {"csrf_token": place.token(client), "version": "1", "number": "1", "submission": "one", **form.filled}
    data = {name: value(given) if callable(value) else value for name, value in data.items()}
    answer = client.post(address(place, form.endpoint, scene), data=data)
    answer.request.environ["wsgi.input"].close()
    return answer.status_code, unescape(answer.text)


def address(place: Place, endpoint: str, scene: Scene) -> str:
    (rule,) = [each for each in place.app.url_map.iter_rules() if each.endpoint == f"deliberate.{endpoint}"]
    values = {name: each[0] for name, each in scene.values.items()} | {"contribution": scene.values["bearing"][0]}
    with place.app.test_request_context():
        return url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
