"""What stands in front of the site: proxies, host names, HTTPS."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from tests.own_site import make_site


@pytest.fixture
def behind(empty_site: Path, tmp_path: Path) -> Any:
    """Makes a site with settings of its edge, and a page that tells what it takes a request for."""
    made: list[Flask] = []

    def make(**config: Any) -> Flask:
        app = make_site(empty_site, **config)
        app.add_url_rule("/told", "told", lambda: f"{request.remote_addr} {request.url_root}")
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


def told(app: Flask, **headers: str) -> str:
    return app.test_client().get("/told", headers={**FORWARDED, **headers}).text


def test_no_proxy_is_believed_unless_it_is_said_how_many(behind: Any) -> None:
    assert told(behind()) == "127.0.0.1 http://localhost/"


def test_so_many_proxies_are_believed_and_never_a_host_they_pass_on(behind: Any) -> None:
    assert told(behind(DELIBERATE_TRUSTED_PROXIES=1)) == "198.51.100.7 https://localhost/"
    assert told(behind(DELIBERATE_TRUSTED_PROXIES=2)) == "203.0.113.9 http://localhost/"


def test_a_host_that_is_not_ours_gets_a_400_and_none_of_its_name(behind: Any) -> None:
    app = behind(DELIBERATE_TRUSTED_HOSTS="weigh.example, .weigh.test")
    for host, status in {"weigh.example": 200, "de.weigh.test:8000": 200, "evil.example": 400}.items():
        answer = app.test_client().get("/articles", headers={"Host": host})
        assert answer.status_code == status, host
        assert "evil" not in answer.text


def test_any_host_is_ours_where_none_is_named(behind: Any) -> None:
    assert behind().test_client().get("/articles", headers={"Host": "anything.example"}).status_code == 200


@pytest.mark.parametrize("https", [False, True])
def test_cookies_are_kept_from_the_clear_where_the_site_is_reached_by_https(behind: Any, https: bool) -> None:
    answer = behind(DELIBERATE_HTTPS=https).test_client().get("/sign-in", base_url="https://localhost")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all(("Secure" in cookie) == https for cookie in cookies)


def test_a_setting_of_the_edge_comes_from_the_environment_in_its_type(
    empty_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELIBERATE_HTTPS", "true")
    monkeypatch.setenv("DELIBERATE_TRUSTED_HOSTS", "weigh.example")
    app = make_site(empty_site)
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert app.config["TRUSTED_HOSTS"] == ["weigh.example"]
    monkeypatch.setenv("DELIBERATE_TRUSTED_PROXIES", "some")
    with pytest.raises(ValueError, match="DELIBERATE_TRUSTED_PROXIES must be a whole number, not 'some'"):
        make_site(empty_site)


def test_a_setting_of_the_edge_of_another_type_stops_the_start(empty_site: Path) -> None:
    with pytest.raises(ValueError, match="DELIBERATE_HTTPS must be bool, not 'yes'"):
        make_site(empty_site, DELIBERATE_HTTPS="yes")
