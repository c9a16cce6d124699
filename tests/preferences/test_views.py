"""The settings page, and what it changes on every other."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import VISITOR
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, NotSignedIn
from deliberate.core.personal_data import Remains, forget
from deliberate.core.preferences import Preference, Theme, choose, preference_of
from tests.host import make_host, person, send, sign_in

SETTINGS = "/deliberate/settings"
ANY_PAGE = "/deliberate/how-moderation-works"


def head(page: str) -> str:
    found = re.search(r"<html [^>]*>", page)
    assert found
    return found[0]


def test_what_is_chosen_holds_on_every_page_of_theirs_and_on_nobody_elses(app: Flask, client: FlaskClient) -> None:
    visitor = app.test_client()
    before = visitor.get(ANY_PAGE).text
    assert 'content="light dark"' in before
    sign_in(client, person(app, "ann"))
    assert "UTC now." in client.get(SETTINGS).text
    sent = {"language": "", "theme": "dark", "time_zone": "Asia/Tashkent"}
    assert send(client, SETTINGS, sent).location == SETTINGS
    page = client.get(SETTINGS).text
    assert 'data-theme="dark"' in head(page)
    assert '<meta name="color-scheme" content="dark">' in page
    assert "UTC+05 now." in page
    assert re.search(r'<option selected value="Asia/Tashkent">', page)
    assert visitor.get(ANY_PAGE).text == before, "pages of visitors are shared"
    sign_in(client, person(app, "bea"))
    assert "data-theme" not in head(client.get(ANY_PAGE).text)


def test_only_what_is_there_can_be_chosen(app: Flask, client: FlaskClient) -> None:
    assert client.get(SETTINGS).status_code == 303
    sign_in(client, person(app, "ann"))
    for wrong in ({"theme": "pink"}, {"theme": "dark", "time_zone": "Mars/Base"}, {"time_zone": "UTC"}):
        assert send(client, SETTINGS, wrong).status_code == 422
    with app.app_context():
        ann = person(app, "ann")
        for language, zone in (("xx", None), (None, "Mars/Base")):
            with pytest.raises(Invalid), transaction():
                choose(ann, language=language, theme=Theme.SYSTEM, time_zone=zone)
        with pytest.raises(NotSignedIn), transaction():
            choose(VISITOR, language=None, theme=Theme.DARK, time_zone=None)
        assert preference_of(ann).theme is Theme.SYSTEM


def test_it_goes_when_they_leave(app: Flask) -> None:
    with app.app_context():
        ann = person(app, "ann")
        with transaction():
            choose(ann, language="en", theme=Theme.LIGHT, time_zone=None)
            forget(ann, Remains.ALL)
        assert session.get(Preference, "ann") is None


def test_a_site_has_a_zone_and_a_language_of_its_own_and_none_that_is_not_there(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path / 'site.db'}"
    for setting in ({"DELIBERATE_TIME_ZONE": "Mars/Base"}, {"DELIBERATE_LANGUAGE": "xx"}):
        with pytest.raises(ValueError, match=r"no time zone|LANGUAGE must be one of"):
            make_host(place, **setting)
