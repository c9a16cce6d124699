"""Every command of ``deliberate``, as a terminal runs it."""

import json
import os
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import make_url, update

from deliberate.accounts.services import get_user
from deliberate.articles.models import Article
from deliberate.cli import main
from deliberate.core.actors import SYSTEM
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.events import ChainHead, record
from deliberate.core.policy import POLICY
from deliberate.core.standing import level_of
from deliberate.evidence.models import Bearing, Side
from deliberate.moderation.actions import BY_FLAGS, actions
from deliberate.moderation.carrying_out import Order, carry_out
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Score
from deliberate.weighting.services import reweigh
from tests.databases import POSTGRESQL
from tests.factories import make_article, make_bearing, make_proposition, rate_fully
from tests.own_site import account, form_token, make_site, sign_in

TEXT = "The bridge closed on Monday.\n\nEngineers say that the cable had rusted. The mayor denies that it had rusted."


@pytest.fixture
def data(
    request: pytest.FixtureRequest, database: str, empty_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The folder the commands work on; on PostgreSQL the environment names the database."""
    folder = tmp_path / "data"
    shutil.copytree(empty_site, folder)
    monkeypatch.setenv("DELIBERATE_DATA", str(folder))
    monkeypatch.delenv("DELIBERATE_DATABASE_URL", raising=False)
    if database == POSTGRESQL:
        monkeypatch.setenv("DELIBERATE_DATABASE_URL", request.getfixturevalue("postgres"))
    return folder


@pytest.fixture
def site(data: Path) -> Any:
    app = make_site(data)
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_a_command_says_which_database_it_works_on_without_its_password(
    data: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = f"sqlite:///{data}/deliberate.db"
    if database == POSTGRESQL:
        # A server that trusts whoever comes from this machine takes any password.
        url = make_url(os.environ["DELIBERATE_DATABASE_URL"]).set(password="secret")
        monkeypatch.setenv("DELIBERATE_DATABASE_URL", url.render_as_string(hide_password=False))
        named = url.render_as_string(hide_password=False).replace("secret", "***")
    outcome = run("upgrade")
    assert outcome.exit_code == 0
    assert outcome.stderr == f"Database: {named}\n"
    assert outcome.stdout == "The tables are up to date.\n"


def test_upgrade_makes_the_tables_of_a_new_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_DATA", str(tmp_path / "new"))
    assert run("upgrade").exit_code == 0
    assert make_site(tmp_path / "new").test_client().get("/").status_code == 200


@pytest.mark.parametrize("server", ["postgresql://nobody@127.0.0.1:1/none", "postgres://127.0.0.1:1/none"])
def test_a_database_that_does_not_answer_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setenv("DELIBERATE_DATA", str(tmp_path))
    monkeypatch.setenv("DELIBERATE_DATABASE_URL", server)
    outcome = run("verify-log")
    assert outcome.exit_code == 1
    assert outcome.stderr.splitlines()[1].startswith("Error: The database does not answer: ")
    assert len(outcome.stderr.splitlines()) == 2


def test_a_setting_that_does_not_exist_is_said_in_one_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_SIDE_NAME", "x")
    outcome = run("upgrade")
    assert outcome.exit_code == 1
    assert outcome.stderr == (
        "Error: DELIBERATE_SIDE_NAME is not a setting of deliberate. Did you mean DELIBERATE_SITE_NAME?\n"
    )


def test_create_user_makes_an_account_that_can_sign_in(site: Flask) -> None:
    words = ("cora", "--role", "editor", "--role", "moderator", "--level", "2", "--email", "cora@example.org")
    outcome = run("create-user", *words, "--password", "a password of hers")
    assert (outcome.exit_code, outcome.stdout) == (0, "cora can sign in.\n")
    assert sign_in(site.test_client(), "cora", "a password of hers").status_code == 303
    with site.app_context():
        cora = get_user("cora")
        assert {role.name for role in cora.roles} == {"editor", "moderator"}
        assert level_of(cora.actor_id) == 2


def test_reset_password_prints_a_link_by_which_a_new_one_is_chosen(site: Flask) -> None:
    account(site, "cora")
    outcome = run("reset-password", "cora")
    link = re.search(r"^(/reset/\S+)$", outcome.stdout, re.MULTILINE)
    assert outcome.exit_code == 0
    assert "DELIBERATE_SITE_URL puts it in front" in outcome.stderr
    assert link
    client = site.test_client()
    chosen = {"password": "another long password", "password_confirm": "another long password"}
    for expected in (303, 404):
        data = {"csrf_token": form_token(client, link[1] if expected == 303 else "/account"), **chosen}
        assert client.post(link[1], data=data).status_code == expected
    assert sign_in(site.test_client(), "cora", "another long password").status_code == 303
    assert run("reset-password", "nobody").stderr.endswith("Error: Nobody here is named nobody.\n")


def test_somebody_who_lost_phone_and_codes_is_let_in_by_the_operator(site: Flask) -> None:
    account(site, "cora")
    with site.app_context():
        with transaction():
            get_user("cora").totp_secret = "sealed"
        run("reset-password", "cora")
        session.rollback()
        assert get_user("cora").has_second_step
        run("reset-password", "cora", "--second-step-off")
        session.rollback()
        assert not get_user("cora").has_second_step


def test_reset_password_prints_the_whole_address_where_the_site_knows_its_own(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(site, "cora")
    monkeypatch.setenv("DELIBERATE_SITE_URL", "https://weigh.example.org")
    assert "\nhttps://weigh.example.org/reset/" in run("reset-password", "cora").stdout


def test_create_user_prints_the_password_it_makes_up(site: Flask) -> None:
    outcome = run("create-user", "cora")
    printed = re.fullmatch(r"cora can sign in\.\nPassword: (\S{12,})\n", outcome.stdout)
    assert printed
    assert sign_in(site.test_client(), "cora", printed[1]).status_code == 303


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("create-user", "cora"), 1, "Error: There is an account named cora already."),
        (("create-user", "x"), 1, "Error: A name has 3 to 32 letters"),
        (("create-user", "dora", "--password", "short"), 1, "Error: A password has at least 10 characters."),
        (("create-user", "dora", "--role", "king"), 2, "is not one of 'editor', 'moderator', 'admin'"),
        (("create-user", "dora", "--level", "4"), 2, "4 is not in the range"),
        (("set-level", "nobody", "1"), 1, "Error: Nobody here is named nobody."),
        (("set-roles", "nobody", "editor"), 1, "Error: Nobody here is named nobody."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(site: Flask, words: tuple[str, ...], code: int, said: str) -> None:
    account(site, "cora")
    outcome = run(*words)
    assert outcome.exit_code == code
    assert said in outcome.stderr
    assert "Traceback" not in outcome.output


def test_set_level_sets_the_trust_of_one_person(site: Flask) -> None:
    cora, dora = account(site, "cora"), account(site, "dora")
    outcome = run("set-level", "cora", "3")
    assert outcome.stdout == "cora is curator (level 3) now.\n"
    with site.app_context():
        assert (level_of(cora.key), level_of(dora.key)) == (3, 0)


def test_set_roles_gives_exactly_these(site: Flask) -> None:
    account(site, "cora", "editor")
    assert run("set-roles", "cora", "moderator").stdout == "cora: moderator.\n"
    with site.app_context():
        assert [role.name for role in get_user("cora").roles] == ["moderator"]
    assert run("set-roles", "cora").stdout == "cora: no role.\n"


def test_verify_log_walks_a_sound_log(site: Flask) -> None:
    actor = account(site, "cora")
    with site.app_context(), transaction():
        proposition = make_proposition(make_article())
        for action in ("posted", "approved"):
            record(actor, action, proposition, reason="Because.")
    outcome = run("verify-log")
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("The log verifies: 2 events. Head: ")


def test_verify_log_fails_on_a_log_that_was_cut_short(site: Flask) -> None:
    actor = account(site, "cora")
    with site.app_context():
        with transaction():
            record(actor, "posted", make_proposition(make_article()))
        with transaction():
            session.execute(update(ChainHead).values(event_id=2))
    outcome = run("verify-log")
    assert outcome.exit_code == 1
    assert "The log is broken: the chain's head stands at event 2, the log ends at 1." in outcome.stderr


def test_policy_prints_a_line_for_every_permission_without_a_database(tmp_path: Path) -> None:
    outcome = run("policy")
    assert outcome.exit_code == 0
    assert len(outcome.stdout.splitlines()) == len(POLICY)
    assert "post evidence: signed in and not suspended and it is published" in outcome.stdout
    assert outcome.stderr == ""


def test_import_publishes_an_article_that_visitors_read(site: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT)
    outcome = run("import", str(path), "--title", "The bridge", "--publish", "--json")
    assert outcome.exit_code == 0
    made = json.loads(outcome.stdout)
    assert made["version"] == 1
    assert made["propositions"] >= 1
    page = site.test_client().get(made["url"]).get_data(as_text=True)
    assert "The bridge closed on Monday." in page


def test_import_says_what_it_cannot_read_and_stores_nothing(site: Flask, tmp_path: Path) -> None:
    outcome = run("import", str(tmp_path / "nowhere.txt"))
    assert outcome.exit_code == 1
    assert "cannot be read" in outcome.stderr
    with site.app_context():
        assert session.query(Article).count() == 0


def test_extract_prints_suggestions_without_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIBERATE_DATA", str(tmp_path / "never"))
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT)
    outcome = run("extract", str(path), "--json", "--text-out", str(tmp_path / "out.txt"))
    assert outcome.exit_code == 0
    first = json.loads(outcome.stdout)[0]
    assert {"text", "ranges", "kind", "modality", "hedges", "attribution", "rank"} == set(first)
    assert (tmp_path / "out.txt").read_text() == TEXT
    assert not (tmp_path / "never").exists()


def _weighed_article() -> int:
    article = make_article()
    proposition = make_proposition(article)
    for rater in ("ann", "ben", "cem"):
        rate_fully(make_bearing(proposition, Side.FOR), rater)
    reweigh(article)
    return proposition.id


def test_recount_finds_nothing_to_move_where_all_is_in_step(site: Flask) -> None:
    with site.app_context(), transaction():
        _weighed_article()
    outcome = run("recount")
    assert outcome.exit_code == 0
    assert outcome.stdout == "Weighed 1 balances anew; 0 moved, the furthest by 0.000000 in log-odds.\n"


def test_recount_puts_right_what_had_drifted_and_says_how_far(site: Flask) -> None:
    with site.app_context():
        with transaction():
            key = _weighed_article()
            right = session.get_one(Score, key).log_odds
        with transaction():
            session.get_one(Score, key).log_odds = right + 0.25
    found = run("recount")
    assert found.stdout == "Weighed 1 balances anew; 1 moved, the furthest by 0.250000 in log-odds.\n"
    assert (found.exit_code, "not kept in step" in found.stderr) == (1, True)
    with site.app_context():
        assert session.get_one(Score, key).log_odds == right
    found = run("recount")
    assert "0 moved" in found.stdout
    assert (found.exit_code, "Weighing" in found.stderr) == (0, False)


def test_recount_takes_one_article_if_asked_and_says_where_there_is_none(site: Flask) -> None:
    with site.app_context(), transaction():
        slug = session.get_one(Proposition, _weighed_article()).article.slug
        _weighed_article()
    assert run("recount", "--article", slug).stdout.startswith("Weighed 1 balances anew; 0 moved")
    missing = run("recount", "--article", "nowhere")
    assert (missing.exit_code, "no article" in missing.stderr) == (1, True)


def test_recount_as_of_a_moment_shows_what_was_said_then_and_changes_nothing(site: Flask) -> None:
    with site.app_context():
        with time_machine.travel(now() - timedelta(days=2)), transaction():
            key = _weighed_article()
        stored = session.get_one(Score, key).log_odds
        with transaction():
            session.get_one(Score, key).log_odds = 3.0
    day = (now() - timedelta(days=1)).date().isoformat()
    found = run("recount", "--as-of", day)
    assert f"{stored:+.6f}" in found.stdout
    assert "worked out again, it is the same" in found.stdout
    assert f"1 balances as of {day} 23:59:59 UTC; 1 worked out again to the same sum." in found.stdout
    assert "0 balances as of" in run("recount", "--as-of", "2020-01-01T12:00").stdout
    assert run("recount", "--as-of", "yesterday").exit_code == 2
    with site.app_context():
        assert session.get_one(Score, key).log_odds == 3.0


def test_run_due_shows_again_what_was_set_aside_three_days_ago(site: Flask) -> None:
    with site.app_context(), transaction():
        bearing = make_bearing(make_proposition(make_article()))
        carry_out(Order(SYSTEM, actions.get("quarantine"), BY_FLAGS, "3 people flagged it."), bearing)
        key = bearing.id
    run("run-due")
    with site.app_context():
        assert session.get_one(Bearing, key).status is Status.QUARANTINED
    with time_machine.travel(now() + timedelta(hours=73)):
        run("run-due")
    with site.app_context():
        assert session.get_one(Bearing, key).status is Status.VISIBLE
