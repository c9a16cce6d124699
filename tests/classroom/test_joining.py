"""From the address on the board into the class, on our own site."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.classroom.models import ClassMember, Classroom, Role
from deliberate.classroom.services import ClassDraft, make_class
from deliberate.core.db import session, transaction
from tests.databases import SQLITE
from tests.own_site import account, form_token


@pytest.fixture
def database() -> str:
    return SQLITE


def test_a_visitor_with_the_address_signs_up_without_an_email_address_and_is_in(own_site: Flask) -> None:
    teacher = account(own_site, "tess", level=2)
    with own_site.app_context(), transaction():
        code = make_class(teacher, ClassDraft("8b", asks_names=True)).group.join_code
    client, address = own_site.test_client(), f"/classes/join?code={code}"
    first = client.get(address)
    assert first.status_code == 303
    assert "sign-in" in first.location
    # "Sign up" there leads on to where one wanted to go.
    sign_up = f"/sign-up?{first.location.partition('?')[2]}"
    assert code in client.get(sign_up).text
    secret = "a long and made-up secret"
    filled = {"username": "quiet-owl", "email": "", "password": secret, "password_confirm": secret, "next": address}
    up = client.post("/sign-up", data={**filled, "csrf_token": form_token(client, sign_up)})
    assert (up.status_code, up.location) == (303, address)
    given = {"code": code, "given_name": "Olga O.", "csrf_token": form_token(client, address)}
    joined = client.post("/classes/join", data=given)
    assert joined.status_code == 303
    page = client.get(joined.location).text
    assert "those who teach know you as Olga O." in page
    assert code not in page
    with own_site.app_context():
        member = session.scalars(select(ClassMember).where(ClassMember.role == Role.STUDENT)).one()
        assert member.given_name == "Olga O."
        assert session.scalars(select(Classroom)).one().joining
