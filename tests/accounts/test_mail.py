"""Handing letters to a mail server."""

import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from deliberate.accounts.mail import CheckingBackend, Letter, Undelivered, install, post
from deliberate.accounts.settings import AccountSettings
from deliberate.core.db import transaction
from tests.accounts.mailbox import letters
from tests.own_site import make_site

LETTER = Letter("cora@example.org", "Hello", "A few words.\n")


class OldServer(socketserver.StreamRequestHandler):
    """A mail server as it was in 1982: it takes letters, and knows no STARTTLS."""

    def handle(self) -> None:
        self._say("220 here")
        in_letter = False
        for line in self.rfile:
            words = line.decode().strip()
            if in_letter:
                in_letter = words != "."
                if in_letter:
                    self.server.taken.append(words)  # type: ignore[attr-defined]
                else:
                    self._say("250 taken")
            elif words.upper() == "DATA":
                in_letter = True
                self._say("354 go on")
            else:
                self._say("250 well")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OldServer) as server:
        server.daemon_threads = True
        server.taken = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def site_with(path: Path, url: str) -> Flask:
    settings = {"DELIBERATE_SITE_URL": "https://example.org", "DELIBERATE_MAIL_FROM": "site@example.org"}
    return make_site(path, DELIBERATE_MAIL_URL=url, MAIL_BACKEND=None, **settings)


def test_mail_is_never_sent_inside_a_transaction(own_site: Flask) -> None:
    with own_site.app_context():
        with pytest.raises(RuntimeError, match="after the transaction"), transaction():
            post(LETTER)
        assert letters(own_site) == []
        post(LETTER)
        assert [each.subject for each in letters(own_site)] == ["Hello"]


def test_a_letter_goes_to_the_server_of_the_setting(tmp_path: Path, server: socketserver.TCPServer) -> None:
    app = Flask("mailing")
    install(app, f"smtp://127.0.0.1:{server.server_address[1]}", "site@example.org")
    site = make_site(tmp_path, **{key: app.config[key] for key in app.config if key.startswith("MAIL_")})
    with site.app_context():
        post(LETTER)
    taken = "\n".join(server.taken)  # type: ignore[attr-defined]
    assert "To: cora@example.org" in taken
    assert "From: site@example.org" in taken
    assert "A few words." in taken


def test_a_server_elsewhere_is_told_nothing_before_it_proved_who_it_is(
    tmp_path: Path, server: socketserver.TCPServer
) -> None:
    port = server.server_address[1]
    site = make_site(
        tmp_path,
        MAIL_BACKEND=CheckingBackend,
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=port,
        MAIL_USE_TLS=True,
        MAIL_TIMEOUT=5,
    )
    with site.app_context(), pytest.raises(Undelivered):
        post(LETTER)
    assert server.taken == []  # type: ignore[attr-defined]


class SlowTalker(socketserver.StreamRequestHandler):
    """A mail server that says a little, and never a whole line."""

    def handle(self) -> None:
        with suppress(OSError):
            while not self.server.over.wait(0.05):  # type: ignore[attr-defined]
                self.wfile.write(b"2")


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_server_that_talks_without_end_is_hung_up_on(tmp_path: Path, encrypted: bool) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SlowTalker) as server:
        server.over = threading.Event()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": server.server_address[1], "MAIL_USE_SSL": encrypted}
        site = make_site(tmp_path, MAIL_BACKEND=CheckingBackend, MAIL_TIMEOUT=0.2, **place)
        # Without an end to it the test would not come to one either.
        with site.app_context(), pytest.raises(Undelivered):
            post(LETTER)
        server.over.set()  # type: ignore[attr-defined]
        server.shutdown()


def test_a_failure_is_raised_and_logged_without_the_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, server: socketserver.TCPServer
) -> None:
    site = make_site(tmp_path, MAIL_BACKEND="smtp", MAIL_SERVER="127.0.0.1", MAIL_PORT=1)
    with site.app_context(), caplog.at_level(logging.ERROR), pytest.raises(Undelivered):
        post(LETTER)
    assert "mail was not taken: ConnectionRefusedError" in caplog.text
    assert "cora" not in caplog.text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://user:p%40ss@mail.example.org", ("mail.example.org", 587, True, False, "user", "p@ss")),
        ("smtps://mail.example.org", ("mail.example.org", 465, False, True, None, None)),
        ("smtp://localhost:25", ("localhost", 25, False, False, None, None)),
    ],
)
def test_the_setting_is_one_address(url: str, expected: tuple[object, ...]) -> None:
    app = Flask("mailing")
    install(app, url, "site@example.org")
    names = ("SERVER", "PORT", "USE_TLS", "USE_SSL", "USERNAME", "PASSWORD")
    assert tuple(app.config[f"MAIL_{name}"] for name in names) == expected


def test_mail_can_be_printed_kept_in_a_folder_or_not_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for url in ("console:", f"file:{tmp_path / 'mail'}", ""):
        app = Flask("mailing")
        install(app, url, "site@example.org")
        backend = {key: value for key, value in app.config.items() if key.startswith("MAIL_")}
        with make_site(tmp_path / "data", **backend).app_context():
            post(LETTER)
    assert capsys.readouterr().out.count("A few words.") == 1
    assert "A few words." in next((tmp_path / "mail").iterdir()).read_text()


@pytest.mark.parametrize("url", ["mail.example.org", "http://example.org", "smtp://"])
def test_an_address_that_is_none_stops_the_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="DELIBERATE_MAIL_URL begins with"):
        site_with(tmp_path, url)


def test_a_site_that_mails_has_to_know_its_own_address() -> None:
    with pytest.raises(ValueError, match="needs DELIBERATE_SITE_URL and DELIBERATE_MAIL_FROM"):
        AccountSettings(mail_url="smtp://mail.example.org")
    with pytest.raises(ValueError, match="needs"):
        AccountSettings(mail_url="smtp://mail.example.org", site_url="https://example.org")
    assert AccountSettings(mail_url="console:").sends_mail
    assert not AccountSettings().sends_mail
