"""One line for each request, with a name and nothing about who made it."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from deliberate.serving.logs import write_json_lines
from tests.own_site import PASSWORD, account, make_site, sign_in


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What a worker would write, line by line."""
    root, ours = logging.getLogger(), logging.getLogger("deliberate")
    before = root.handlers[:], root.level, ours.level
    stream = StringIO()
    write_json_lines(stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], level, our_level = before
    root.setLevel(level)
    ours.setLevel(our_level)


def of_requests(stream: StringIO) -> list[dict[str, object]]:
    written = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in written if line["logger"] == "deliberate.requests"]


def test_a_request_leaves_one_line_with_the_route_and_not_the_address(own_site: Flask, lines: StringIO) -> None:
    answer = own_site.test_client().get("/a/a-secret-name?q=what+somebody+asks")
    (line,) = of_requests(lines)
    assert line.keys() == {
        *("time", "level", "logger", "message", "request_id", "method", "route", "status", "ms", "bytes")
    }
    assert (line["method"], line["route"], line["status"]) == ("GET", "/a/<slug>", 404)
    assert line["bytes"] == len(answer.data)
    assert line["request_id"] == answer.headers["X-Request-ID"]


def test_nothing_about_a_person_gets_into_the_lines(own_site: Flask, lines: StringIO) -> None:
    account(own_site, "marsh-fritillary", email="marsh@example.org")
    client = own_site.test_client()
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    client.environ_base["HTTP_USER_AGENT"] = "Browser of one person"
    assert sign_in(client, "marsh-fritillary").status_code == 303
    client.get("/articles?q=private+matter")
    written = lines.getvalue()
    assert len(of_requests(lines)) == 3
    for personal in ("marsh", "203.0.113.9", "Browser", "private", PASSWORD):
        assert personal not in written


def test_a_sane_name_from_a_proxy_is_kept_and_any_other_replaced(empty_site: Path) -> None:
    client = make_site(empty_site, DELIBERATE_TRUSTED_PROXIES=1).test_client()

    def named(name: str) -> str:
        return client.get("/articles", headers={"X-Request-ID": name}).headers["X-Request-ID"]

    assert named("3f2a-trace.77_b") == "3f2a-trace.77_b"
    for wrong in ("short", "x" * 65, "with space here", "curly{brackets}", '"quoted-name"', "line-with-é-in-it"):
        assert named(wrong) != wrong
        assert len(named(wrong)) == 16


def test_a_name_is_made_where_no_proxy_is_trusted_for_anybody_could_choose_one(own_site: Flask) -> None:
    answer = own_site.test_client().get("/articles", headers={"X-Request-ID": "3f2a-trace.77_b"})
    assert len(answer.headers["X-Request-ID"]) == 16


def test_a_method_that_nobody_knows_is_not_repeated(own_site: Flask, lines: StringIO) -> None:
    own_site.test_client().open("/articles", method="MYNAMEISANN")
    assert of_requests(lines)[0]["method"] == "other"


@pytest.mark.new_app
def test_an_exception_is_told_with_the_requests_name_and_without_its_words(own_site: Flask, lines: StringIO) -> None:
    def fail() -> str:
        try:
            int("what somebody wrote")
        except ValueError as cause:
            raise RuntimeError("quoting what somebody wrote") from cause
        return ""

    own_site.add_url_rule("/fails", "fails", fail)
    answer = own_site.test_client().get("/fails")
    assert answer.status_code == 500
    name = answer.headers["X-Request-ID"]
    assert f"<code>{name}</code>" in answer.text
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = next(line for line in written if "exception" in line)
    assert told["request_id"] == name
    assert [each["type"] for each in told["exception"]] == ["builtins.ValueError", "builtins.RuntimeError"]
    assert told["exception"][1]["at"][-1].endswith(" fail")
    assert "somebody wrote" not in lines.getvalue()


@pytest.mark.new_app
def test_a_body_of_unknown_length_is_counted_as_it_goes_out(own_site: Flask, lines: StringIO) -> None:
    own_site.add_url_rule("/streams", "streams", lambda: Response(f"{n}," for n in range(100)))
    answer = own_site.test_client().get("/streams")
    assert answer.data.startswith(b"0,1,2,")
    answer.close()
    assert of_requests(lines)[0]["bytes"] == len(answer.data) == 290


def test_an_error_page_of_a_request_nobody_named_says_no_name(app: Flask) -> None:
    def fail() -> str:
        raise RuntimeError

    app.view_functions["deliberate.reading.articles"] = fail
    answer = app.test_client().get("/deliberate/articles")
    assert answer.status_code >= 500 or answer.status_code == 200
    assert "Its name in the log" not in answer.text
