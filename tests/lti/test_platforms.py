"""Which platforms there are: an admin's pages, and a platform that registers itself."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from deliberate.core.db import session, transaction
from deliberate.core.standing import level_of
from deliberate.lti.models import Launch, Platform
from deliberate.standalone import create_app
from tests.lti.courses import person_of, plain
from tests.lti.lms import INSTRUCTOR, Lms, begin, launch
from tests.own_site import account, form_token, sign_in


@pytest.fixture
def admin(shared_site: Flask) -> FlaskClient:
    account(shared_site, "Ada", "admin")
    client = shared_site.test_client()
    sign_in(client, "Ada")
    return client


def test_platforms_are_for_admins_alone(shared_site: Flask) -> None:
    account(shared_site, "Mona", "moderator")
    moderator = shared_site.test_client()
    sign_in(moderator, "Mona")
    token = form_token(moderator, "/articles")
    assert moderator.get("/lti/platforms").status_code == 403
    for act in ("/lti/platforms", "/lti/platforms/invite", "/lti/platforms/remove"):
        assert moderator.post(act, data={"csrf_token": token}).status_code == 403


def test_an_admin_writes_a_platform_down_and_what_does_not_fit_is_said_beside_it(
    shared_site: Flask, admin: FlaskClient
) -> None:
    given = {
        "csrf_token": form_token(admin, "/lti/platforms"),
        "name": "College",
        "issuer": "https://lms.example",
        "client_id": "abc",
        "auth_url": "https://lms.example/auth",
        "token_url": "javascript:alert(1)",
        "jwks_url": "https://lms.example/keys",
        "deployments": "1\n2\n",
    }
    refused = admin.post("/lti/platforms", data=given)
    assert refused.status_code == 422
    assert 'value="College"' in refused.text
    made = admin.post("/lti/platforms", data={**given, "token_url": "https://lms.example/token"})
    assert made.status_code == 303
    page = admin.get(made.location)
    assert "https://lms.example" in page.text
    settled = {"csrf_token": given["csrf_token"], "deployments": "3", "trusts_teachers": "y"}
    assert admin.post(made.location, data=settled).status_code == 303
    with shared_site.app_context():
        found = session.scalars(select(Platform).where(Platform.name == "College")).one()
        assert (found.deployments, found.trusts_teachers) == (["3"], True)
        number = found.public_id
    gone = {"csrf_token": given["csrf_token"], "platform": str(number)}
    for _ in range(2):
        assert admin.post("/lti/platforms/remove", data=gone).status_code == 303
    assert "College" not in admin.get("/lti/platforms").text


def invited(admin: FlaskClient, **ticked: str) -> str:
    page = admin.post("/lti/platforms/invite", data={"csrf_token": form_token(admin, "/lti/platforms"), **ticked})
    return re.search(r"<code[^>]*>http://localhost(/lti/register/[^<]+)</code>", page.text)[1]  # type: ignore[index]


def test_a_platform_registers_itself_once_at_an_address_that_an_admin_made(
    shared_site: Flask, admin: FlaskClient, lms: Lms
) -> None:
    with shared_site.app_context(), transaction():
        session.execute(delete(Launch))
        session.execute(delete(Platform))
    address = invited(admin, trusts_teachers="y")
    theirs = shared_site.test_client()
    asked = {"openid_configuration": f"{lms.issuer}/configuration", "registration_token": "come in"}
    page = theirs.get(address, query_string=asked)
    assert f"frame-ancestors {lms.issuer};" in page.headers["Content-Security-Policy"]
    done = theirs.post(address, data=asked)
    assert "data-finished" in done.text
    assert lms.registered["initiate_login_uri"] == "http://localhost/lti/login"
    assert lms.registered["redirect_uris"] == ["http://localhost/lti/launch"]
    assert theirs.post(address, data=asked).status_code == 404, "it is good once"
    teacher = {"aud": "registered-1", "deployment_id": "1", "sub": "staff-1", "roles": [INSTRUCTOR]}
    assert "Which class is this?" in launch(theirs, lms, **teacher).text
    with shared_site.app_context():
        assert level_of(person_of("staff-1").key) == 2, "its teachers may import, as the admin ticked"


@pytest.mark.parametrize(
    ("configuration", "token"),
    [
        ("https://localhost/configuration", "come in"),
        ("http://169.254.169.254/latest/meta-data", "come in"),
        ("file:///etc/passwd", "come in"),
        ("", "come in"),
        ("theirs", "not the word"),
    ],
    ids=["on another machine", "at the metadata of a cloud", "a file", "nowhere", "with another token"],
)
def test_a_registration_comes_to_nothing(
    shared_site: Flask, admin: FlaskClient, lms: Lms, configuration: str, token: str
) -> None:
    address = invited(admin)
    place = f"{lms.issuer}/configuration" if configuration == "theirs" else configuration
    answer = shared_site.test_client().post(address, data={"openid_configuration": place, "registration_token": token})
    assert answer.status_code in {400, 422} or "That did not work" in plain(answer)
    with shared_site.app_context():
        assert len(session.scalars(select(Platform)).all()) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://["},
        {"issuer": "http://evil@127.0.0.1"},
        {"issuer": 7},
        {"registration_endpoint": "https://["},
    ],
    ids=str,
)
def test_a_platform_that_calls_itself_what_nobody_can_read_is_refused(
    shared_site: Flask, admin: FlaskClient, lms: Lms, said: dict[str, object]
) -> None:
    lms.calls_itself = said
    asked = {"openid_configuration": f"{lms.issuer}/configuration", "registration_token": "come in"}
    assert shared_site.test_client().post(invited(admin), data=asked).status_code == 400


def test_by_an_invitation_nobody_takes_the_place_of_a_platform_that_is_known(
    shared_site: Flask, admin: FlaskClient, lms: Lms
) -> None:
    with shared_site.app_context(), transaction():
        session.scalars(select(Platform)).one().client_id = "registered-1"
    lms.calls_itself = {"jwks_uri": f"{lms.issuer}/pluginfile.php/7/my-keys.json"}
    asked = {"openid_configuration": f"{lms.issuer}/configuration", "registration_token": "come in"}
    answer = shared_site.test_client().post(invited(admin), data=asked)
    assert "is known already, with another address of its keys" in plain(answer)
    with shared_site.app_context():
        assert session.scalars(select(Platform.jwks_url)).one() == f"{lms.issuer}/keys"


def test_a_platform_that_is_removed_signs_nobody_in(shared_site: Flask, admin: FlaskClient, lms: Lms) -> None:
    client = shared_site.test_client()
    going = begin(client, lms)
    with shared_site.app_context():
        number = session.scalars(select(Platform.public_id)).one()
    token = form_token(admin, "/lti/platforms")
    admin.post("/lti/platforms/remove", data={"csrf_token": token, "platform": str(number)})
    answer = client.post("/lti/launch", data={"id_token": "any", "state": going["state"]})
    assert answer.status_code == 400


@pytest.mark.new_app
def test_lti_without_an_address_of_the_site_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="DELIBERATE_SITE_URL"):
        create_app({"DELIBERATE_DATA": str(tmp_path), "DELIBERATE_LTI": True})
    with pytest.raises(ValueError, match="nonsense"):
        create_app(
            {
                "DELIBERATE_DATA": str(tmp_path),
                "DELIBERATE_LTI": True,
                "DELIBERATE_LTI_NETWORKS": "nonsense",
                "DELIBERATE_SITE_URL": "http://localhost",
            }
        )


def test_a_site_without_lti_has_none_of_its_pages(own_site: Flask) -> None:
    client = own_site.test_client()
    for page in ("/lti/login", "/lti/jwks.json", "/lti/platforms"):
        assert client.get(page).status_code == 404
