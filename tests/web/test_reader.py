"""In whose language a page is: what the address says, what somebody chose, what the host or the browser asks for."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.clock import now
from deliberate.core.db import transaction
from deliberate.core.wording import number, percent, say_many, speaking
from tests.factories import create_tables, make_article, make_proposition
from tests.host import People as HostPeople
from tests.host import make_host, person, send, sign_in
from tests.pseudo_language import CODE, compile_pseudo, pseudo

HOW, SETTINGS = "/deliberate/how-weighing-works", "/deliberate/settings"
GERMAN = "Wie das Abwägen funktioniert"


def heard(client: FlaskClient, asked: str | None = None, page: str = HOW) -> tuple[str, str]:
    """The language that a page says it is in, and the page."""
    response = client.get(page, headers={"Accept-Language": asked} if asked else {})
    assert "Accept-Language" in response.headers["Vary"] or response.headers["Cache-Control"] != "public, no-cache"
    page = response.get_data(as_text=True)
    return page.partition('<html lang="')[2].partition('"')[0], page


def test_visitors_read_what_their_browser_asks_for_and_a_page_is_kept_for_each_language(app: Flask) -> None:
    client = app.test_client()
    for _ in range(2):
        assert heard(client)[0] == "en"
        for asked, language in (
            ("de-AT,de;q=0.9,en;q=0.5", "de"),
            ("fr, de;q=0.1", "de"),
            ("fr", "en"),
            ("de;q=0, en", "en"),
            ("en;q=nonsense, de;q=0.2", "de"),
            ("*", "en"),
        ):
            spoken, page = heard(client, asked)
            assert (spoken, GERMAN in page) == (language, language == "de"), asked
    assert heard(client, "de", f"{HOW}?lang=en")[0] == "en"
    assert heard(client, None, f"{HOW}?lang=de")[0] == "de"
    assert heard(client, None, f"{HOW}?lang=tlh")[0] == "en"


def test_who_is_signed_in_reads_what_they_chose_wherever_they_are(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "ann"))
    assert heard(client, "de")[0] == "de"
    sent = {"language": "de", "theme": "system", "time_zone": ""}
    assert send(client, SETTINGS, sent).location == SETTINGS
    assert heard(client, "en")[0] == "de"
    assert heard(client, "en", f"{HOW}?lang=en")[0] == "en"
    refused = send(client, SETTINGS, {**sent, "language": "tlh"})
    assert "Wähle etwas aus der Liste." in refused.get_data(as_text=True)


def test_a_site_brings_a_language_of_its_own_and_one_that_is_not_there_stops_the_start(
    tmp_path: Path,
) -> None:
    database = f"sqlite:///{tmp_path / 'site.db'}"
    folder = str(compile_pseudo(tmp_path / "translations"))
    app = make_host(database, HostPeople(), DELIBERATE_TRANSLATIONS=folder, DELIBERATE_LANGUAGE=CODE)
    with app.app_context():
        create_tables()
    spoken, page = heard(app.test_client())
    assert spoken == CODE
    assert 'dir="rtl"' in page
    assert pseudo("How weighing works") in page
    assert heard(app.test_client(), "de")[0] == "de"
    with pytest.raises(ValueError, match="no folder"):
        make_host(database, HostPeople(), DELIBERATE_TRANSLATIONS=str(tmp_path / "nowhere"))


def test_numbers_days_and_plurals_are_those_of_the_language(context: Flask) -> None:
    moment: Any = now().replace(year=2026, month=3, day=5)
    day = context.jinja_env.filters["dlb_day"]
    written = lambda: (number(12345), percent(0.255, 1), day(moment), say_many("%(num)s claim", "%(num)s claims", 1))  # noqa: E731
    assert written() == ("12,345", "25.5 %", "5 March 2026", "1 claim")
    with speaking("de"):
        assert written() == ("12.345", "25,5 %", "5. März 2026", "1 Behauptung")
    assert written()[0] == "12,345"


def test_what_people_wrote_stays_as_they_wrote_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        make_proposition(make_article(slug="notices", title="Notices"), "Store")
    _, page = heard(client, "de", "/deliberate/a/notices")
    assert "<h1>Notices</h1>" in page
    assert "Store" in page
