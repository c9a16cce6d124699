"""A platform that somebody else wrote (lti1p3platform), over HTTP: a launch, the roster, and a grade that goes back.

Of its own it has no pages: here they are put around it, as it says a platform should.
"""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request as PlatformRequest
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService
from sqlalchemy import select
from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from deliberate.classroom.assignments import hand_in
from deliberate.core.db import session, transaction
from deliberate.lti.models import Course
from tests.databases import POSTGRESQL, SQLITE, require_postgres
from tests.lti.conftest import know
from tests.lti.courses import jwt_in, person_of, set_something, the_assignment, work_off
from tests.lti.lms import CLIENT, DEPLOYMENT, INSTRUCTOR, LEARNER, ticket_in
from tests.own_site import form_token

PEOPLE = {
    "teacher": {"user_id": "staff-1", "roles": [INSTRUCTOR], "name": "Tess Teacher"},
    "pupil": {"user_id": "pupil-17", "roles": [LEARNER], "name": "Sam Sample"},
    "other": {"user_id": "pupil-18", "roles": [LEARNER], "name": "Sue Sample"},
}


class Asked(PlatformRequest):
    def build_metadata(self, request: Request) -> Any:
        return {
            "method": request.method,
            "form_data": request.form.to_dict(),
            "get_data": request.args.to_dict(),
            "headers": request.headers,
            "content_type": request.content_type,
            "path": request.path,
            "json": request.get_json(silent=True),
        }


class Configured(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, registration: Registration) -> None:
        self._registration = registration

    def get_registration_by_params(self, **_more: Any) -> Registration:
        return self._registration


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **hints: Any) -> None:
        self.hint = hints["hint"]

    def get_lti_message_hint(self) -> str:
        return self.hint

    def get_redirect(self, url: str) -> str:
        return url


class Message(LTIAdvantageMessageLaunchAbstract):
    """Whoever it is about stands in the hint."""

    deep = False
    at = ""

    def prepare_launch(self, asked: dict[str, Any]) -> None:
        someone = PEOPLE[asked["login_hint"]]
        self.set_user_data(someone["user_id"], someone["roles"], someone["name"])
        self.set_launch_context_claim("course-1", context_title="Year 10 Politics")
        self.set_nrps(f"{self.at}/members")
        self.set_ags(f"{self.at}/columns", f"{self.at}/columns/1")
        if asked["lti_message_hint"] == "deep":
            self.set_dl(f"{self.at}/deep-links", extra_data={"course": 1})
        else:
            self.set_resource_link_claim("link-1", title="The bridge")

    def render_launch_form(self, launch_data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        return launch_data


class Members(NamesRoleProvisioningService):
    def get_member_data_page(self, **_asked: Any) -> Any:
        return {"content": [dict(each) for each in PEOPLE.values()], "has_next": False}

    def get_context_by_id(self) -> Context:
        return Context("course-1", "Politics", "Year 10 Politics")


class Grades(AssignmentsGradesService):
    taken: list[tuple[str, Any]]

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        self.taken.append((line_item_id, score))
        return UpdateScoreStatus.SUCCESS

    def find_lineitems(self, *_asked: Any, **_more: Any) -> Any:
        raise AssertionError("It is asked for the column that the launch named, and for nothing else.")

    find_lineitem = create_lineitem = update_lineitem = delete_lineitem = get_results = find_lineitems


class Platform:
    """The library's platform with pages around it."""

    def __init__(self) -> None:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.issuer = ""
        self.taken: list[tuple[str, Any]] = []
        self.registration = (
            Registration()
            .set_client_id(CLIENT)
            .set_deployment_id(DEPLOYMENT)
            .set_launch_url("http://localhost/lti/launch")
            .set_deeplink_launch_url("http://localhost/lti/launch")
            .set_oidc_login_url("http://localhost/lti/login")
            .set_platform_public_key(public.decode())
            .set_platform_private_key(pem.decode())
        )
        self.configured = Configured(registration=self.registration)

    def is_asked(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        asked = Asked(request)
        if request.path == "/keys":
            answer = json_of(self.configured.get_jwks())
        elif request.path == "/token":
            answer = json_of(self.configured.get_access_token(request.form.to_dict()))
        elif request.path == "/members":
            members = Members(asked, self.configured, f"{self.issuer}/members")
            answer = said(members.handle_resp(members.handle_get_members))
        else:
            grades = Grades(asked, self.configured, f"{self.issuer}/columns", f"{self.issuer}/columns/1")
            grades.taken = self.taken
            answer = said(grades.handle_resp(grades.handle_update_score, line_item_id="1"))
        return answer(environ, start_response)

    def launched(self, client: Any, who: str, hint: str = "link-1") -> Any:
        """Somebody follows a link there; where the browser is in the end."""
        login = Login(Asked(Request(EnvironBuilder().get_environ())), self.configured)
        login.set_lti_message_hint(hint=hint)
        begun = client.get(login.initiate_login(who))
        assert begun.status_code == 302, begun.text
        query = urlsplit(begun.location).query
        message = Message(Asked(Request(EnvironBuilder(query_string=query).get_environ())), self.configured)
        message.at = self.issuer
        assert dict(parse_qsl(query))["scope"] == "openid"
        form = message.lti_launch()
        address = form.pop("launch_url")
        return client.get(client.post(address, data=form).location)


def json_of(found: Any, status: int = 200) -> Response:
    return Response(json.dumps(found), status, mimetype="application/json")


def said(response: Any) -> Response:
    return json_of(response.result, response.code) if response.result is not None else Response(status=response.code)


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> str:
    """What a course stores is tried on both kinds."""
    kind: str = request.param
    if kind == POSTGRESQL:
        require_postgres()
    return kind


@pytest.fixture
def platform(site: Flask) -> Iterator[Platform]:
    made = Platform()
    server = make_server("127.0.0.1", 0, made.is_asked, threaded=True)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    made.registration._iss = made.issuer
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with site.app_context(), transaction():
        know(made)  # type: ignore[arg-type]  # of both it is their issuer that counts
    made.configured.get_registration().set_tool_key_set(site.test_client().get("/lti/jwks.json").get_json())
    yield made
    server.shutdown()
    server.server_close()


def test_an_independent_platform_launches_gives_its_roster_and_takes_a_grade(site: Flask, platform: Platform) -> None:
    teacher, sam = site.test_client(), site.test_client()
    asked = platform.launched(teacher, "teacher")
    assert "Year 10 Politics" in asked.text
    data = {"ticket": ticket_in(asked), "classroom": "", "name": "10b", "asks_names": "y"}
    assert teacher.post("/lti/choose", data=data).status_code == 200
    course = set_something(site, teacher)
    linked = platform.launched(teacher, "teacher", "deep")
    chosen = {"ticket": ticket_in(linked), "do": "choose", "assignment": str(course.assignment)}
    response = {"JWT": jwt_in(teacher.post("/lti/choose", data=chosen))}
    (item,) = platform.configured.validate_deeplinking_resp(response)
    assert item["custom"] == {"assignment": str(course.assignment)}
    # The library has no store of links: it is told by hand what this one leads to.
    chosen = {"ticket": ticket_in(platform.launched(teacher, "teacher")), "do": "choose"}
    assert teacher.post("/lti/choose", data={**chosen, "assignment": str(course.assignment)}).status_code == 303
    assert platform.launched(sam, "pupil").location == f"/assignments/{course.assignment}"
    page = f"/lti/classes/{course.classroom}"
    with site.app_context():
        number = session.scalars(select(Course.id)).one()
    teacher.post(f"{page}/roster", data={"csrf_token": form_token(teacher, page), "course": number})
    work_off(site)
    assert "Sue Sample" in teacher.get(f"/classes/{course.classroom}").text
    with site.app_context(), transaction():
        hand_in(person_of("pupil-17"), the_assignment(course.assignment))
    work_off(site)
    ((column, score),) = platform.taken
    assert (column, score["userId"], score["gradingProgress"]) == ("1", "pupil-17", "PendingManual")
