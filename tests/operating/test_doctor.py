"""The doctor finds what is wrong, says what to do, and leaves what is right alone."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from deliberate.core.actors import SYSTEM
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, record
from deliberate.operating import doctor
from deliberate.operating.doctor import Finding
from tests.factories import make_article, make_proposition
from tests.operating.conftest import Place, let_go, run


def faults(*, code: int = 1) -> list[str]:
    """The lines of what is wrong."""
    outcome = run("doctor")
    assert outcome.exit_code == code, outcome.output
    assert "Traceback" not in outcome.output
    return [line for line in outcome.stdout.splitlines() if line.startswith("FAULT")]


def test_a_site_in_order_has_no_fault(site: Flask) -> None:
    assert faults(code=0) == []


def test_the_doctor_names_what_it_looked_at(site: Flask) -> None:
    looked = [line[6:].split(":")[0] for line in run("doctor").stdout.splitlines()]
    assert looked == [
        *("Python", "extra standalone", "extra postgres", "extra articles", "settings", "folder", "secret", "edge"),
        *("mail", "extractors", "database", "tables", "log", "clock", "size"),
    ]


def test_tables_that_are_not_up_to_date_have_their_command(place: Place) -> None:
    assert faults() == ["FAULT tables: not up to date (versions, accounts). Run: deliberate upgrade"]


def test_a_database_that_does_not_answer_is_one_line(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = "postgresql+psycopg://nobody:hidden@127.0.0.1:1/nothing" if place.url else "sqlite:////nowhere/at/all.db"
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", nowhere)
    (line,) = faults()
    assert "does not answer" in line
    assert "hidden" not in line


def test_a_setting_that_does_not_exist_is_one_line(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_SIDE_NAME", "x")
    (line,) = faults()
    assert line.startswith("FAULT settings: DELIBERATE_SIDE_NAME is not a setting of deliberate.")


def test_a_folder_that_others_may_look_into_has_its_command(place: Place, site: Flask) -> None:
    place.data.chmod(0o755)
    found = faults()
    assert f"FAULT folder: others may look into {place.data} (mode 0755). chmod 700 {place.data}" in found


def test_a_secret_that_others_may_read_has_its_command(place: Place, site: Flask) -> None:
    secret = place.data / "secret.key"
    secret.chmod(0o644)
    assert faults() == [f"FAULT secret: others may read {secret} (mode 0644). chmod 600 {secret}"]


def test_a_short_secret_is_a_fault(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    (line,) = faults()
    assert line.startswith("FAULT secret: SECRET_KEY has 5 characters only.")
    assert "'short'" not in line


def test_https_without_a_trusted_proxy_is_a_fault(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_HTTPS", "true")
    (line,) = faults()
    assert line.startswith("FAULT proxies: HTTPS is set and no proxy is trusted")
    monkeypatch.setenv("DELIBERATE_TRUSTED_PROXIES", "1")
    assert faults(code=0) == []


def test_a_log_that_could_be_rewritten_is_a_fault(place: Place, site: Flask) -> None:
    lost = ["deliberate_event_no_truncate" if place.url else "deliberate_event_no_replace"]
    lost += ["deliberate_event_reason_no_update"]
    with site.app_context(), transaction():
        for name in lost:
            where = f" ON {name.rpartition('_no_')[0]}" if place.url else ""
            session.execute(text(f"DROP TRIGGER {name}{where}"))
    let_go(site)
    (line,) = faults()
    assert f"nothing keeps it from being rewritten: {', '.join(lost)} is gone." in line


def test_an_event_that_is_to_come_means_a_wrong_clock(site: Flask) -> None:
    with site.app_context(), transaction():
        sealed = record(SYSTEM, "posted", make_proposition(make_article()))
        session.flush()
        later = dict(session.execute(text("SELECT * FROM deliberate_event")).mappings().one())
        assert later["id"] == sealed.id == 1
        session.add(Event(**{**later, "id": 2, "at": now() + timedelta(hours=1), "hash": "another"}))
    let_go(site)
    found = faults()
    assert any(line.startswith("FAULT clock: wrong by 0:59:") for line in found)
    assert any(line.startswith("FAULT log: its head and its 2 events differ.") for line in found)


def test_a_disk_without_room_is_a_fault(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ROOM", 1 << 60)
    found = faults()
    assert any(line.startswith("FAULT disk: ") for line in found)


def test_a_finding_is_a_fault_exactly_when_there_is_something_to_do() -> None:
    assert str(Finding("clock", "right.")) == "ok    clock: right."
    assert str(Finding("clock", "wrong.", "Set it.")) == "FAULT clock: wrong. Set it."
