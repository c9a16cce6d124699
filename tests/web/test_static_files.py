"""Files have addresses that change with what is in them, and are asked for once."""

import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from deliberate.web.static_files import stamp


def test_a_page_names_files_that_are_kept_for_good_and_older_addresses_still_work(
    app: Flask, client: FlaskClient
) -> None:
    found = re.findall(r'(?:href|src)="(/deliberate/static/[^"]+)"', client.get("/deliberate/").text)
    assert len(found) >= 4
    for address in found:
        assert re.match(r"/deliberate/static/[0-9a-f]{16}/", address)
        with client.get(address) as answer:
            assert (answer.status_code, answer.vary.as_set()) == (200, set())
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        # Scripts import each other, and styles name pictures, beside themselves.
        for older in (re.sub(r"[0-9a-f]{16}/", "", address), re.sub(r"[0-9a-f]{16}", "0" * 16, address)):
            with client.get(older) as answer:
                assert answer.status_code == 200
                assert "immutable" not in answer.headers["Cache-Control"]
    for nowhere in (
        "/deliberate/static/0123456789abcdef/../../settings.py",
        "/deliberate/static/0123456789abcdef/no.css",
    ):
        assert client.get(nowhere).status_code == 404
    with app.test_request_context():
        once = url_for("deliberate.static", filename="deliberate.css")
        assert url_for("deliberate.static", filename=once.removeprefix("/deliberate/static/")) == once


@pytest.mark.new_app
def test_while_debugging_files_change_under_their_names(app: Flask) -> None:
    app.debug = True
    assert 'href="/deliberate/static/deliberate.css"' in app.test_client().get("/deliberate/").text


def test_the_stamp_is_another_with_any_change(tmp_path: Path) -> None:
    stamps = {stamp(str(tmp_path))}
    for name, words in (("a.css", "one"), ("b.css", "one"), ("a.css", "two")):
        (tmp_path / name).write_text(words)
        stamp.cache_clear()
        stamps.add(stamp(str(tmp_path)))
    assert len(stamps) == 4
