"""Codes of an app and recovery codes: which are right, and that each is right once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.accounts import second_step
from deliberate.accounts.models import RecoveryCode
from deliberate.accounts.services import get_user
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.web.squares import square_of
from tests.own_site import account

NOON = datetime(2026, 3, 1, 12, 0, 10, tzinfo=UTC)


@pytest.fixture
def app_with_cora(own_site: Flask) -> Flask:
    account(own_site, "cora")
    account(own_site, "dora")
    return own_site


def turn_on(name: str = "cora") -> tuple[str, list[str]]:
    """Turn the second step on at noon; the app's secret and the recovery codes."""
    with transaction():
        user = get_user(name)
        sealed = second_step.new_sealed_secret(user)
        secret = second_step.open_secret(user, sealed)
        return secret, second_step.turn_on(user, sealed, pyotp.TOTP(secret).at(NOON))


def take(code: str, name: str = "cora") -> bool:
    with transaction():
        return second_step.take_code(get_user(name), code)


def test_the_code_of_now_is_taken_once_and_so_are_its_neighbours(app_with_cora: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock, app_with_cora.app_context():
        secret, _ = turn_on()
        app = pyotp.TOTP(secret)
        assert not take(app.at(NOON)), "the code that turned it on is used"
        clock.shift(timedelta(seconds=90))
        assert not take(app.at(NOON))
        assert not take("000000" if app.now() != "000000" else "000001")
        assert take(f"{app.now()[:3]} {app.now()[3:]}")
        assert not take(app.now())
        assert take(app.at(NOON + timedelta(seconds=120)))
        assert not take(app.at(NOON + timedelta(seconds=60))), "older than the last one taken"


def test_a_recovery_code_is_taken_once_however_it_is_typed_and_by_its_owner_alone(app_with_cora: Flask) -> None:
    with time_machine.travel(NOON, tick=False), app_with_cora.app_context():
        _, codes = turn_on()
        turn_on("dora")
        assert len(set(codes)) == second_step.HOW_MANY_CODES
        assert not take(codes[0], "dora")
        assert take(f" {codes[0].upper().replace('-', ' ')} ")
        assert not take(codes[0])
        assert take(codes[1])
        assert second_step.codes_left(get_user("cora")) == 8
        assert not take("")


def test_neither_secret_nor_codes_are_kept_as_they_are(app_with_cora: Flask) -> None:
    with time_machine.travel(NOON, tick=False), app_with_cora.app_context():
        secret, codes = turn_on()
        assert secret not in (get_user("cora").totp_secret or "")
        kept = set(session.scalars(select(RecoveryCode.key)))
        assert not kept & {code.replace("-", "") for code in codes}
        assert all(len(key) == 64 for key in kept)


def test_it_is_turned_on_by_the_right_code_of_ones_own_page_alone(app_with_cora: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock, app_with_cora.app_context():
        cora, dora = get_user("cora"), get_user("dora")
        sealed = second_step.new_sealed_secret(cora)
        with pytest.raises(Invalid) as refusal, transaction():
            second_step.turn_on(cora, sealed, "000000")
        assert refusal.value.field == "code"
        with pytest.raises(Conflict), transaction():
            second_step.turn_on(dora, sealed, pyotp.TOTP(second_step.open_secret(cora, sealed)).now())
        assert not get_user("cora").has_second_step
        clock.shift(timedelta(minutes=31))
        with pytest.raises(Conflict, match="begin again"):
            second_step.open_secret(cora, sealed)


def test_turning_it_off_leaves_nothing_and_new_codes_void_the_old(app_with_cora: Flask) -> None:
    with time_machine.travel(NOON, tick=False), app_with_cora.app_context():
        _, old = turn_on()
        with pytest.raises(Conflict), transaction():
            second_step.turn_on(get_user("cora"), "anything", "000000")
        with transaction():
            new = second_step.new_recovery_codes(get_user("cora"))
        assert not take(old[0])
        assert take(new[0])
        with transaction():
            second_step.turn_off(get_user("cora"))
        assert get_user("cora").totp_secret is None
        assert session.scalars(select(RecoveryCode)).all() == []
        assert not take(new[1])


def test_after_a_change_of_the_sites_secret_a_person_is_told_whom_to_ask(app_with_cora: Flask) -> None:
    with app_with_cora.app_context():
        with transaction():
            get_user("cora").totp_secret = "sealed by another secret"
        with pytest.raises(Conflict, match="Ask whoever runs it"):
            take("000000")


def test_the_square_is_an_svg_without_styles(app_with_cora: Flask) -> None:
    with app_with_cora.app_context():
        address = second_step.address_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", get_user("cora"), "A site")
    assert address == "otpauth://totp/A%20site:cora?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=A%20site"
    square = square_of(address)
    assert square.startswith("<svg ")
    assert "style=" not in square
    assert second_step.in_groups("JBSWY3DPEH") == "JBSW Y3DP EH"
