"""A learning platform on a port of this machine, as far as tests of attacks need one: it signs whatever it is told."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT, DEPLOYMENT = "deliberate-at-school", "7"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LEARNER, INSTRUCTOR = f"{MEMBERSHIP}Learner", f"{MEMBERSHIP}Instructor"

#: Claims and the platform -> a token.
Signs = Callable[[dict[str, Any], "Lms"], str]


def signed(claims: dict[str, Any], lms: "Lms") -> str:
    """As a platform should."""
    return jwt.encode({"alg": "RS256", "kid": lms.key.kid}, claims, lms.key)


class Lms:
    """The platform, whoever sits before it, and what it was asked and told."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "school-1"})
        self.issuer = ""
        self.members: list[dict[str, Any]] = []
        #: Line items by their path, and the scores each was given.
        self.columns: dict[str, dict[str, Any]] = {}
        self.scores: list[tuple[str, dict[str, Any]]] = []
        self.registered: dict[str, Any] = {}
        #: Statuses it answers with in the place of taking a score, used up one by one.
        self.refuses: list[int] = []
        self.asked: list[str] = []
        #: What its key is given out with instead; and whether its list of columns leads back to its beginning.
        self.bent: dict[str, Any] = {}
        self.circles = False
        #: What its configuration says instead.
        self.calls_itself: dict[str, Any] = {}
        self.away = False

    def is_asked(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(f"{request.method} {request.path}")
        answer = self._answer(request)
        return answer(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if self.away:
            return Response(status=503)
        if request.path == "/keys":
            (key,) = KeySet([self.key]).as_dict(private=False)["keys"]
            return _json({"keys": [{**key, **self.bent}]})
        if request.path == "/configuration":
            return _json(self.configuration())
        if request.path == "/register":
            return self._register(request)
        if request.path == "/token":
            given = request.form
            assert given["grant_type"] == "client_credentials"
            assert given["client_assertion"].count(".") == 2
            return _json({"access_token": f"for {given['scope']}", "expires_in": 3600, "token_type": "Bearer"})
        if not request.headers.get("Authorization", "").startswith("Bearer for "):
            return Response(status=401)
        if request.path == "/members":
            return self._members(request)
        if request.path == "/columns":
            return self._columns(request)
        return self._score(request)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "registration_endpoint": f"{self.issuer}/register",
            **self.calls_itself,
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {"product_family_code": "school"},
        }

    def _register(self, request: Request) -> Response:
        if request.headers.get("Authorization") != "Bearer come in":
            return Response(status=401)
        self.registered = json.loads(request.get_data())
        tool = self.registered["https://purl.imsglobal.org/spec/lti-tool-configuration"]
        told = {"client_id": "registered-1", **self.registered}
        told["https://purl.imsglobal.org/spec/lti-tool-configuration"] = {**tool, "deployment_id": "1"}
        return _json(told)

    def _members(self, request: Request) -> Response:
        """Two a page."""
        page = int(request.args.get("page", "0"))
        answer = _json({"id": request.url, "members": self.members[2 * page : 2 * page + 2]})
        if len(self.members) > 2 * page + 2:
            answer.headers["Link"] = f'<{self.issuer}/members?page={page + 1}>; rel="next"'
        return answer

    def _columns(self, request: Request) -> Response:
        if request.method == "GET":
            answer = _json(list(self.columns.values()))
            if self.circles:
                answer.headers["Link"] = f'<{self.issuer}/columns>; rel="next"'
            return answer
        path = f"/columns/{1 + max((int(each.rpartition('/')[2]) for each in self.columns), default=0)}"
        made = {**json.loads(request.get_data()), "id": f"{self.issuer}{path}"}
        self.columns[path] = made
        return _json(made, 201)

    def _score(self, request: Request) -> Response:
        if self.refuses:
            return Response(status=self.refuses.pop(0))
        self.scores.append((request.path, json.loads(request.get_data())))
        return Response(status=204)

    def claims(self, nonce: str, **changed: Any) -> dict[str, Any]:
        """What it says of a learner who follows a link; names of LTI's claims go without what stands before them."""
        moment = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "pupil-17",
            "iat": moment,
            "exp": moment + 300,
            "nonce": nonce,
            "name": "Sam Sample",
            f"{LTI}version": "1.3.0",
            f"{LTI}message_type": "LtiResourceLinkRequest",
            f"{LTI}deployment_id": DEPLOYMENT,
            f"{LTI}target_link_uri": "http://localhost/lti/launch",
            f"{LTI}roles": [LEARNER],
            f"{LTI}context": {"id": "course-1", "title": "Year 10 Politics"},
            f"{LTI}resource_link": {"id": "link-1", "title": "The bridge"},
            NRPS: {"context_memberships_url": f"{self.issuer}/members", "service_versions": ["2.0"]},
            AGS: {
                "scope": [f"https://purl.imsglobal.org/spec/lti-ags/scope/{each}" for each in ("lineitem", "score")],
                "lineitems": f"{self.issuer}/columns",
            },
        }
        for name, value in changed.items():
            full = name if name in {"iss", "aud", "azp", "sub", "iat", "exp", "nonce", "name"} else f"{LTI}{name}"
            claims[full] = value
        return {name: value for name, value in claims.items() if value is not None}


def _json(found: Any, status: int = 200) -> Response:
    return Response(json.dumps(found), status, mimetype="application/json")


@contextmanager
def running() -> Iterator[Lms]:
    """The platform on a free port of 127.0.0.1."""
    lms = Lms()
    server = make_server("127.0.0.1", 0, lms.is_asked, threaded=True)
    lms.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield lms
    finally:
        server.shutdown()
        server.server_close()


def begin(client: FlaskClient, lms: Lms, headers: Mapping[str, str] | None = None, **hints: str) -> dict[str, str]:
    """Follow a link there; what the browser is sent on with."""
    given = {"iss": lms.issuer, "login_hint": "17", "target_link_uri": "http://localhost/lti/launch", **hints}
    answer = client.get("/lti/login", query_string=given, headers=headers)
    assert answer.status_code == 302, answer.text
    return dict(parse_qsl(urlsplit(answer.location).query))


def post_token(client: FlaskClient, token: str, state: str) -> Any:
    return client.post("/lti/launch", data={"id_token": token, "state": state})


def launch(client: FlaskClient, lms: Lms, signs: Signs = signed, **changed: Any) -> Any:
    """There and back; where the browser is in the end."""
    going = begin(client, lms)
    answer = post_token(client, signs(lms.claims(going["nonce"], **changed), lms), going["state"])
    return client.get(answer.location) if answer.status_code == 303 else answer


def ticket_in(answer: Any) -> str:
    """What the form on a page has to bring."""
    found = re.search(r'name="ticket"[^>]* value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def teach(client: FlaskClient, lms: Lms, **changed: Any) -> Any:
    """Somebody who teaches the course follows a link for the first time, and makes its class."""
    given = {"sub": "staff-1", "roles": [INSTRUCTOR], "name": "Tess Teacher", **changed}
    asked = launch(client, lms, **given)
    return client.post(
        "/lti/choose", data={"ticket": ticket_in(asked), "classroom": "", "name": "10b", "asks_names": "y"}
    )
