"""Delivering mail, by whatever the site has set up."""

import logging
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from flask_mailman import EmailMessage, EmailMultiAlternatives, Mail
from flask_mailman.backends.smtp import EmailBackend

from deliberate.core.db import in_transaction, session
from deliberate.core.mailing import Message
from deliberate.jobs.tasks import JobFailed

log = logging.getLogger("deliberate.mail")

#: So long the site waits for one answer of a mail server, in seconds.
TIMEOUT = 10
#: So many times as long may a whole delivery take.
PATIENCE = 3


@dataclass(frozen=True)
class Letter:
    """One message to one address, in plain text."""

    to: str
    subject: str
    body: str


class Undelivered(JobFailed):
    """The mail server did not take it."""


class _Bounded(smtplib.SMTP):
    """A connection that is hung up when its time is over: a timeout of a socket begins anew with each byte."""

    _timer: Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        begun = time.monotonic()
        line: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        # A handle of our own on the same connection: TLS takes the other one over.
        self._handle = line.dup()
        self._timer = Timer(max(0.0, PATIENCE * timeout - (time.monotonic() - begun)), self._hang_up)
        self._timer.daemon = True
        self._timer.start()
        return line

    def _hang_up(self) -> None:
        # It may be over already.
        with suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)
        self._handle.close()

    def close(self) -> None:
        super().close()
        if self._timer is not None:
            self._timer.cancel()
            self._handle.close()


class _BoundedTLS(smtplib.SMTP_SSL, _Bounded):
    """The same, encrypted from the start."""


class CheckingBackend(EmailBackend):  # type: ignore[misc]  # flask-mailman is shipped without types
    """flask-mailman's, which would take any certificate after STARTTLS.

    Before it is told a password, the server has to prove that it is the one that was named.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "use_tls": False})
        self.timeout: float = self.mailman.timeout or TIMEOUT
        self._starts_tls = bool(self.mailman.use_tls)

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:
        return _BoundedTLS if self.use_ssl else self._connect

    def _connect(self, *place: Any, **options: Any) -> smtplib.SMTP:
        connection = _Bounded(*place, **options)
        try:
            if self._starts_tls:
                connection.starttls(context=ssl.create_default_context())
        except OSError:
            connection.close()
            raise
        return connection


def install(app: Flask, url: str, sender: str) -> None:
    """Set up mail by the site's setting. Raises ValueError where it cannot be read."""
    for name, value in {**_backend_of(url), "MAIL_DEFAULT_SENDER": sender or "deliberate@localhost"}.items():
        app.config.setdefault(name, value)
    Mail(app)


def post(letter: Letter) -> None:
    """Hand a letter to the mail server. Raises Undelivered where it does not take it."""
    _hand_over(EmailMessage(letter.subject, letter.body, to=[letter.to]))


def send(message: Message) -> None:
    """The same of a message in two forms."""
    both = EmailMultiAlternatives(message.subject, message.text, to=[message.to], headers=dict(message.headers))
    both.attach_alternative(message.html, "text/html")
    _hand_over(both)


def _hand_over(message: Any) -> None:
    """Never inside a transaction: what the letter tells of could still be undone, and its locks would wait for the
    server."""
    if in_transaction():
        raise RuntimeError("Mail is sent after the transaction, not inside it.")
    # What was only read would hold a connection of the pool meanwhile.
    session.rollback()
    try:
        message.send()
    except OSError as trouble:  # smtplib's own errors and those of the network alike
        # Neither address nor words: the log is no place for them.
        log.error("mail was not taken: %s", type(trouble).__name__)
        raise Undelivered(f"The mail server did not take a letter ({type(trouble).__name__}).") from trouble


def _backend_of(url: str) -> dict[str, Any]:
    """The configuration of flask-mailman that an address of the setting stands for."""
    if not url:
        return {"MAIL_BACKEND": "dummy"}
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"MAIL_BACKEND": "console"}
    if parts.scheme == "file":
        return {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": parts.path}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("DELIBERATE_MAIL_URL begins with smtp://, smtps://, file: or is console:.")
    safe = parts.scheme == "smtps"
    return {
        "MAIL_BACKEND": CheckingBackend,
        "MAIL_SERVER": parts.hostname,
        "MAIL_PORT": parts.port or (465 if safe else 587),
        "MAIL_USE_SSL": safe,
        # A server on this very machine is spoken to in the clear, any other is not.
        "MAIL_USE_TLS": not safe and parts.hostname not in {"localhost", "127.0.0.1", "::1"},
        "MAIL_USERNAME": unquote(parts.username) if parts.username else None,
        "MAIL_PASSWORD": unquote(parts.password) if parts.password else None,
        "MAIL_TIMEOUT": TIMEOUT,
    }
