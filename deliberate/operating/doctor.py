"""``deliberate doctor``: is everything in order, and if not, what is to be done?"""

import os
import platform
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from shutil import disk_usage
from sqlite3 import sqlite_version

import click
from flask import Flask
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from deliberate.accounts.site import accounts_of
from deliberate.articles.models import Article
from deliberate.core import schema
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.doors import doors
from deliberate.core.events import GUARDED, ChainHead, Event, guards
from deliberate.operating.site import address_of, data_of, file_of, open_site
from deliberate.propositions.suggesting import DEFAULT_EXTRACTOR, claim_extractors, door
from deliberate.serving import edge
from deliberate.standalone import HISTORIES, SECRET_FILE

#: Less room than this on the disk of the data is a fault, in bytes.
ROOM = 200 * 1024 * 1024

#: Clocks that differ by more than this are a fault: tokens and deadlines would go wrong.
DRIFT = timedelta(minutes=1)


@dataclass(frozen=True)
class Finding:
    """What was looked at and what was found; where something is wrong, also what to do."""

    about: str
    found: str
    todo: str = ""

    @property
    def is_fault(self) -> bool:
        return bool(self.todo)

    def __str__(self) -> str:
        return f"{'FAULT' if self.is_fault else 'ok':6}{self.about}: {self.found}{f' {self.todo}' if self.todo else ''}"


Findings = Iterator[Finding]


@click.command("doctor")
def doctor_command() -> None:
    """Look whether the site is in order. A line for each thing; exit code 1 where one is not."""
    findings = list(examine())
    for finding in findings:
        click.echo(str(finding))
    faults = sum(finding.is_fault for finding in findings)
    if faults:
        click.echo(f"{faults} {'thing is' if faults == 1 else 'things are'} not in order.", err=True)
        sys.exit(1)


def examine() -> Findings:
    """Everything there is to look at; what cannot be looked at because of an earlier fault is left out."""
    yield _python()
    yield from _packages()
    try:
        app = open_site()
    except click.ClickException as refusal:
        yield Finding("settings", refusal.message, "Put that setting right, or take it away.")
        return
    yield Finding("settings", "all are known.")
    for look in (_folder, _secret, _edge, _mail, _other_packages, _extractors):
        yield from look(app)
    with app.app_context():
        yield from _database(app)
        session.remove()  # type: ignore[attr-defined]
        app.extensions["sqlalchemy"].engine.dispose()


def _python() -> Finding:
    return Finding("Python", f"{platform.python_version()}, SQLite {sqlite_version}.")


def _packages() -> Findings:
    """The packages of the extras that this site needs or may use."""
    for extra, needed in (("standalone", True), ("postgres", _on_postgresql()), ("articles", False)):
        missing = [name for name in _packages_of(extra) if not _is_installed(name)]
        if not missing:
            yield Finding(f"extra {extra}", "installed.")
        elif needed:
            install = f"Install it: pip install 'flask-deliberate[{extra}]'"
            yield Finding(f"extra {extra}", f"{', '.join(missing)} is missing.", install)
        else:
            yield Finding(f"extra {extra}", "not installed, and not needed as this site is set up.")


def _on_postgresql() -> bool:
    return os.environ.get("DELIBERATE_DATABASE_URL", "").startswith("postgres")


def _packages_of(extra: str) -> list[str]:
    wanted = [line for line in metadata.requires("flask-deliberate") or () if re.search(rf"extra == '{extra}'$", line)]
    return [re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0] for line in wanted]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _folder(app: Flask) -> Findings:
    data = data_of(app)
    if not data.is_dir() or not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("folder", f"{data} cannot be written.", "Give it to the user the site runs as.")
        return
    room = disk_usage(data).free
    if room < ROOM:
        yield Finding("disk", f"{_size(room)} are left where {data} is.", "Make room, or writing will stop.")
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        yield Finding("folder", f"others may look into {data} (mode {mode:04o}).", f"chmod 700 {data}")
    else:
        yield Finding("folder", f"{data}, its owner's alone; {_size(room)} of room on the disk.")


def _secret(app: Flask) -> Findings:
    path = data_of(app) / SECRET_FILE
    key = app.config["SECRET_KEY"]
    if len(key) < 32:
        make = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        yield Finding("secret", f"SECRET_KEY has {len(key)} characters only.", f"Take a longer one: {make}")
    elif not path.exists():
        yield Finding("secret", "given by SECRET_KEY.")
    elif (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
        yield Finding("secret", f"others may read {path} (mode {mode:04o}).", f"chmod 600 {path}")
    else:
        yield Finding("secret", f"{path}, its owner's alone. No backup holds it: keep a copy elsewhere.")


def _edge(app: Flask) -> Findings:
    secure = "sent by HTTPS only" if app.config["SESSION_COOKIE_SECURE"] else "sent in the clear: no HTTPS is set"
    hosts = ", ".join(app.config["TRUSTED_HOSTS"] or ["any"])
    yield Finding("edge", f"answers to hosts: {hosts}; cookies are {secure}.")
    if app.config["SESSION_COOKIE_SECURE"] and not app.extensions[edge.TRUSTED]:
        said = "HTTPS is set and no proxy is trusted: all visitors have one address and share its limits."
        yield Finding("proxies", said, "Say how many there are: DELIBERATE_TRUSTED_PROXIES=1")


def _mail(app: Flask) -> Findings:
    settings = accounts_of(app).settings
    if settings.sends_mail:
        by = app.config.get("MAIL_SERVER") or settings.mail_url
        yield Finding("mail", f"by {by}, from {settings.mail_from or 'nobody named'}.")
    else:
        yield Finding("mail", "none is sent: nobody can reset a password by mail.")


def _other_packages(_app: Flask) -> Findings:
    for name in doors.names():
        for each in doors.get(name).open():
            yield Finding(name, str(each), "Mend or remove the package that brings it.")


def _extractors(app: Flask) -> Findings:
    wanted = app.extensions["deliberate"].settings.extractor
    if wanted in claim_extractors.names():
        yield Finding("extractors", f"{', '.join(claim_extractors.names())}; imports are read by {wanted}.")
    elif wanted not in {each.name for each in door.open()}:
        said = f"there is none named “{wanted}”, so imports are read by {DEFAULT_EXTRACTOR}."
        yield Finding("extractors", said, "Install what brings it, or put DELIBERATE_EXTRACTOR right.")


def _database(app: Flask) -> Findings:
    try:
        connection = session.connection()
    except SQLAlchemyError as error:
        said = f"{address_of(app)} does not answer ({type(error).__name__})."
        yield Finding("database", said, "Start it, or put DELIBERATE_DATABASE_URL right.")
        return
    yield Finding("database", f"{address_of(app)} answers.")
    yield from _file_modes(app)
    behind = [history.folder for history in HISTORIES if not schema.is_at_head(connection, history)]
    if behind:
        yield Finding("tables", f"not up to date ({', '.join(behind)}).", "Run: deliberate upgrade")
        return
    yield Finding("tables", "up to date.")
    yield from _log(connection)
    yield from _clock(connection)
    yield _counts(app, connection)


def _file_modes(app: Flask) -> Findings:
    path = file_of(app)
    if path is not None and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077 and _is_open_to_others(path.parent):
        yield Finding("database", f"others may read {path} (mode {mode:04o}).", f"chmod 600 {path}")


def _is_open_to_others(folder: Path) -> bool:
    return bool(stat.S_IMODE(folder.stat().st_mode) & 0o077)


def _log(connection: Connection) -> Findings:
    dialect = connection.dialect.name
    statements = [statement for table in GUARDED for statement, each in guards(table) if each == dialect]
    wanted = set(re.findall(r"CREATE TRIGGER (\w+)", "\n".join(statements)))
    missing = wanted - set(connection.scalars(text(_TRIGGERS[dialect])))
    if missing:
        said = f"nothing keeps it from being rewritten: {', '.join(sorted(missing))} is gone."
        yield Finding("log", said, "Restore the last backup, or ask how that trigger was lost.")
    head = session.get(ChainHead, 1)
    events = session.scalar(select(func.count()).select_from(Event)) or 0
    if (head.event_id if head else 0) != events:
        yield Finding("log", f"its head and its {events} events differ.", "Run: deliberate verify-log")
    elif not missing:
        yield Finding("log", f"{events} events; guarded against rewriting.")


_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def _clock(connection: Connection) -> Findings:
    """Against the database's clock, where it has its own; and against the last event, which cannot be to come."""
    last = session.scalar(select(func.max(Event.at)))
    ahead = last - now() if last else timedelta(0)
    if connection.dialect.name == "postgresql":
        theirs = connection.scalar(text("SELECT clock_timestamp()"))
        ahead = max(ahead, abs(theirs - now()))
    if ahead > DRIFT:
        yield Finding("clock", f"wrong by {ahead}, here or at the database.", "Set the clocks by NTP.")
    else:
        yield Finding("clock", f"{now():%Y-%m-%d %H:%M} UTC.")


def _counts(app: Flask, connection: Connection) -> Finding:
    articles = session.scalar(select(func.count()).select_from(Article))
    contributions = session.scalar(select(func.count()).select_from(Contribution))
    path = file_of(app)
    if path is not None:
        size = sum(each.stat().st_size for each in (path, path.with_name(f"{path.name}-wal")) if each.exists())
    else:
        size = connection.scalar(text("SELECT pg_database_size(current_database())"))
    return Finding("size", f"{articles} articles, {contributions} contributions, {_size(size)}.")


def _size(count: float) -> str:
    for unit in ("bytes", "KB", "MB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GB"
