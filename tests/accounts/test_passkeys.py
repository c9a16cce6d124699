"""Passkeys: what a device answers signs its owner in, once, here and nowhere else."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from deliberate.accounts import passkeys, second_step
from deliberate.accounts.leaving import passkey_data, remove_account
from deliberate.accounts.models import Ceremony, Passkey, PasskeyChallenge
from deliberate.accounts.passkey_place import Place, place_at
from deliberate.accounts.services import get_user
from deliberate.accounts.sweeping import sweep_accounts
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid
from tests.accounts.device import PRESENT, Device
from tests.own_site import account

HERE = Place("localhost", "http://localhost")


@pytest.fixture
def site(own_site: Flask) -> Flask:
    account(own_site, "cora")
    account(own_site, "dora")
    return own_site


def add(device: Device, name: str = "cora", called: str = "my phone") -> Passkey:
    with transaction():
        user = get_user(name)
        challenge = passkeys.begin(Ceremony.REGISTER, user)
        answer = device.make(json.loads(passkeys.to_register(user, HERE, challenge, "deliberate")))
    with transaction():
        passkeys.take(challenge, Ceremony.REGISTER, user)
        return passkeys.register(user, HERE, challenge, called, answer)


def ask(name: str | None = None) -> tuple[str, dict[str, Any]]:
    """A challenge, and what the browser is asked."""
    with transaction():
        user = get_user(name) if name else None
        challenge = passkeys.begin(Ceremony.STEP if user else Ceremony.SIGN_IN, user)
        return challenge, json.loads(passkeys.to_prove(HERE, challenge, user))


def who(challenge: str, answer: str, name: str | None = None) -> str:
    with transaction():
        user = get_user(name) if name else None
        passkeys.take(challenge, Ceremony.STEP if user else Ceremony.SIGN_IN, user)
    with transaction():
        return passkeys.prove(HERE, challenge, answer, user).username


def test_a_device_says_whose_it_is_and_counts_its_uses(site: Flask) -> None:
    with site.app_context():
        device = Device()
        add(device)
        add(Device(), "dora")
        for _ in range(2):
            challenge, asked = ask()
            assert not asked.get("allowCredentials"), "nobody is told whose passkeys there are"
            assert (asked["userVerification"], asked["rpId"]) == ("required", "localhost")
            assert who(challenge, device.answer(asked)) == "cora"
        kept = session.scalars(select(Passkey).order_by(Passkey.id)).first()
        assert kept is not None
        assert (kept.sign_count, kept.used_at is not None) == (2, True)
        assert [row["called"] for row in passkey_data(get_user("cora"))] == ["my phone"]


def test_as_a_second_step_it_is_one_of_their_own_and_need_not_ask_for_a_finger(site: Flask) -> None:
    with site.app_context():
        hers, others = Device(flags=PRESENT | 4), Device()
        add(hers)
        add(others, "dora")
        hers.flags = PRESENT
        challenge, asked = ask("cora")
        assert [each["id"] for each in asked["allowCredentials"]] == [bytes_to_base64url(hers.credential)]
        assert who(challenge, hers.answer(asked), "cora") == "cora"
        challenge, asked = ask("cora")
        with pytest.raises(Invalid, match="not one that signs you in"):
            who(challenge, others.answer(asked), "cora")


def _elsewhere(device: Device) -> None:
    device.origin = "http://localhost.example.org"


def _of_another_name(device: Device) -> None:
    device.rp_id = "example.org"


def _untouched(device: Device) -> None:
    device.flags = PRESENT


def _copied(device: Device) -> None:
    device.count = -1


def _another_key(device: Device) -> None:
    device.key = Device().key


def _unknown(device: Device) -> None:
    device.credential = Device().credential


def _of_another_person(device: Device) -> None:
    device.handle = bytes_to_base64url(get_user("dora").actor_id.encode())


def _of_nobody(device: Device) -> None:
    device.handle = ""


ATTACKS: tuple[Callable[[Device], None], ...] = (
    *(_elsewhere, _of_another_name, _untouched, _copied),
    *(_another_key, _unknown, _of_another_person, _of_nobody),
)


def test_what_is_wrong_in_one_respect_signs_nobody_in(site: Flask) -> None:
    with site.app_context():
        for attack in ATTACKS:
            device = Device(count=5)
            add(device)
            challenge, asked = ask()
            attack(device)
            with pytest.raises(Invalid):
                pytest.fail(f"{attack.__name__} signs {who(challenge, device.answer(asked))} in")


def test_no_answer_is_taken_twice_nor_one_to_another_question(site: Flask) -> None:
    with site.app_context():
        device = Device()
        add(device)
        challenge, asked = ask()
        answer = device.answer(asked)
        other, _ = ask()
        with pytest.raises(Invalid):
            who(other, answer)
        assert who(challenge, answer) == "cora"
        with pytest.raises(Conflict, match="begin again"):
            who(challenge, answer)
        challenge, asked = ask()
        with pytest.raises(Conflict):
            who("made up", device.answer(asked))
        tampered = device.answer({**asked, "challenge": bytes_to_base64url(bytes(32))})
        with pytest.raises(Invalid):
            who(challenge, tampered)


def test_a_question_is_for_one_person_one_purpose_and_five_minutes(site: Flask) -> None:
    with site.app_context():
        device = Device()
        add(device)
        challenge, asked = ask("cora")
        with pytest.raises(Conflict):
            who(challenge, device.answer(asked), "dora")
        with pytest.raises(Conflict):
            who(challenge, device.answer(asked))
        with time_machine.travel(now() + passkeys.LASTS + timedelta(seconds=1)):
            with pytest.raises(Conflict):
                who(challenge, device.answer(asked), "cora")
            sweep_accounts()
            assert session.scalar(select(PasskeyChallenge)) is None


def test_a_passkey_made_elsewhere_or_by_nobody_is_not_kept(site: Flask) -> None:
    with site.app_context():
        for wrong in (Device(origin="https://localhost"), Device(rp_id="example.org"), Device(flags=PRESENT)):
            with pytest.raises(Invalid, match="not taken"):
                add(wrong)


JUNK = ["", "x", "[]", "{}", '{"id": 1}', '{"id": "a"}', "[" * 30_000, "[" * 15_000, '{"id": "a", "response": []}']


def test_junk_is_refused_and_breaks_nothing(site: Flask) -> None:
    with site.app_context():
        device = Device()
        add(device)
        challenge, asked = ask()
        good = json.loads(device.answer(asked))
        bad = [json.dumps({**good, "response": each}) for each in (None, [], {}, {"clientDataJSON": "é"})]
        bad += [json.dumps({**good, "response": {**good["response"], part: "AAAA"}}) for part in good["response"]]
        bad += [json.dumps({**good, "rawId": 7}), json.dumps({**good, "type": "password"})]
        user = get_user("dora")
        for answer in (*JUNK, *bad):
            with pytest.raises(Invalid), transaction():
                passkeys.prove(HERE, challenge, answer)
            with pytest.raises(Invalid), transaction():
                passkeys.register(user, HERE, challenge, "x", answer)


def test_a_passkey_belongs_to_one_account_and_there_are_not_too_many(site: Flask) -> None:
    with site.app_context():
        device = Device()
        add(device)
        with pytest.raises(Conflict, match="already"):
            add(device, "dora")
        for _ in range(passkeys.MOST - 1):
            add(Device())
        with pytest.raises(Conflict, match="20 passkeys"):
            add(Device())


def test_the_last_one_stays_while_the_second_step_rests_on_it(site: Flask) -> None:
    with site.app_context():
        cora = get_user("cora")
        with pytest.raises(Conflict, match="Add one first"), transaction():
            second_step.ask_for_passkey(cora)
        kept = add(Device())
        with transaction():
            assert len(second_step.ask_for_passkey(cora)) == second_step.HOW_MANY_CODES
        with pytest.raises(Conflict, match="rests on this passkey"), transaction():
            passkeys.remove(cora, kept)
        with transaction():
            second_step.turn_off(cora)
            passkeys.remove(cora, kept)
        assert not cora.has_second_step
        add(Device())
        ask("cora")
        with transaction():
            remove_account(cora.actor_id)
        assert session.scalar(select(Passkey)) is None
        assert session.scalar(select(PasskeyChallenge)) is None


def test_a_passkey_has_a_name_of_bounded_length() -> None:
    for name in ("", "   ", "x" * 61):
        with pytest.raises(Invalid):
            passkeys.clean_name(name)


def test_where_they_are_good_is_the_address_of_the_site() -> None:
    for address, place in (
        ("https://Weigh.Example.org/", Place("weigh.example.org", "https://weigh.example.org")),
        ("https://weigh.example.org:8443/here", Place("weigh.example.org", "https://weigh.example.org:8443")),
        ("https://weigh.example.org:443", Place("weigh.example.org", "https://weigh.example.org")),
        ("https://wäge.example", Place("xn--wge-qla.example", "https://xn--wge-qla.example")),
        ("http://localhost:5000", Place("localhost", "http://localhost:5000")),
        ("http://weigh.example.org", None),
        ("https://127.0.0.1", None),
        ("https://[::1]", None),
        ("https://x:y", None),
        ("", None),
    ):
        assert place_at(address) == place


def test_the_handle_is_the_account_and_says_nothing_of_its_owner(site: Flask) -> None:
    with site.app_context():
        device = Device()
        add(device)
        assert base64url_to_bytes(device.handle).decode() == get_user("cora").actor_id
