"""A small and strict tool, as platforms deal with it."""

import re
import time
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.test import TestResponse

#: As the test client calls the machine.
ISSUER = "http://localhost"
LTI, DEEP_LINKING = "https://purl.imsglobal.org/spec/lti/claim/", "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS, NRPS = "https://purl.imsglobal.org/spec/lti-ags/", "https://purl.imsglobal.org/spec/lti-nrps/"
ITEM, ITEM_READ, RESULT = (f"{AGS}scope/{each}" for each in ("lineitem", "lineitem.readonly", "result.readonly"))
SCORE, MEMBERS = f"{AGS}scope/score", f"{NRPS}scope/contextmembership.readonly"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
TEACHER, STUDENT, OTHER = "7d0e4c", "19b2fa", "3c85d1"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Tool:
    """What a tool has to do, with somebody's browser that is signed in to the platform."""

    def __init__(self, browser: FlaskClient, address: str, key: RSAKey) -> None:
        self.browser, self.address, self.key = browser, address, key
        self.client = self.deployment = ""
        self.count = 0

    def register(self) -> None:
        """By dynamic registration, which a teacher starts."""
        self.browser.post(f"/as/{TEACHER}")
        way = self.browser.post("/tools", data={"address": f"{self.address}/register"}).location
        asked = dict(parse_qsl(urlsplit(way).query))
        known = self.get(asked["openid_configuration"]).json
        assert known["issuer"] == ISSUER
        body = {
            "application_type": "web",
            "client_name": "Example Tool",
            "response_types": ["id_token"],
            "grant_types": ["implicit", "client_credentials"],
            "initiate_login_uri": f"{self.address}/login",
            "redirect_uris": [f"{self.address}/launch"],
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_method": "private_key_jwt",
            "scope": " ".join((ITEM, RESULT, SCORE, MEMBERS)),
            TOOL: {"domain": "127.0.0.1", "target_link_uri": f"{self.address}/home", "messages": [], "claims": []},
        }
        bearer = {"Authorization": f"Bearer {asked['registration_token']}"}
        endpoint = urlsplit(known["registration_endpoint"]).path
        answer = self.browser.post(endpoint, json=body, headers=bearer)
        assert answer.status_code == 201
        assert self.browser.post(endpoint, json=body, headers=bearer).status_code == 401
        self.client, self.deployment = answer.json["client_id"], answer.json[TOOL]["deployment_id"]

    def get(self, address: str, **further: Any) -> TestResponse:
        assert address.startswith(f"{ISSUER}/")
        return self.browser.get(address.removeprefix(ISSUER), **further)

    def asks(self, way: str, **changes: str | None) -> dict[str, str]:
        """The authentication request that answers the start of a launch."""
        start = dict(parse_qsl(urlsplit(way).query))
        assert way.startswith(f"{self.address}/login?")
        assert (start["iss"], start["client_id"]) == (ISSUER, self.client)
        self.count += 1
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.client,
            "redirect_uri": f"{self.address}/launch",
            "login_hint": start["login_hint"],
            "lti_message_hint": start["lti_message_hint"],
            "state": f"state-{self.count}",
            "nonce": f"nonce-{self.count}",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def launched(self, path: str, person: str = TEACHER) -> dict[str, Any]:
        """The claims of a launch, after all that has to be looked at was."""
        self.browser.post(f"/as/{person}")
        asked = self.asks(self.browser.get(path).location)
        fields = posted(self.browser.get("/authorize", query_string=asked), asked["redirect_uri"])
        assert fields["state"] == asked["state"]
        keys = KeySet.import_key_set(self.browser.get("/jwks.json").json)
        token = jwt.decode(fields["id_token"], keys, algorithms=["RS256"])
        assert token.header["kid"] in [key.kid for key in keys]
        claims = token.claims
        assert (claims["iss"], claims["aud"], claims["nonce"]) == (ISSUER, self.client, asked["nonce"])
        assert claims["iat"] <= time.time() < claims["exp"]
        assert claims[f"{LTI}version"] == "1.3.0"
        assert claims[f"{LTI}deployment_id"] == self.deployment
        assert claims["sub"] == person
        return claims

    def states(self, key: RSAKey | None = None, kid: str | None = None, **claims: Any) -> str:
        """What the tool signs; None takes a claim away."""
        now = int(time.time())
        self.count += 1
        all_of_it = {"iss": self.client, "iat": now, "exp": now + 60, "nonce": f"own-{self.count}", **claims}
        header = {"alg": "RS256", "kid": kid or self.key.kid}
        kept = {name: value for name, value in all_of_it.items() if value is not None}
        return jwt.encode(header, kept, key or self.key)

    def asserts(self, **changes: Any) -> str:
        self.count += 1
        return self.states(**{"sub": self.client, "aud": f"{ISSUER}/token", "jti": f"jti-{self.count}", **changes})

    def asks_token(self, *scopes: str, **changes: str) -> TestResponse:
        form = {"grant_type": "client_credentials", "client_assertion_type": JWT_BEARER, "scope": " ".join(scopes)}
        if "client_assertion" not in changes:
            form["client_assertion"] = self.asserts()
        return self.browser.post("/token", data={**form, **changes})

    def may(self, *scopes: str) -> dict[str, str]:
        answer = self.asks_token(*scopes)
        assert answer.status_code == 200
        assert answer.json["token_type"] == "Bearer"
        assert answer.json["scope"].split() == [*scopes]
        return {"Authorization": f"Bearer {answer.json['access_token']}"}

    def answers(self, settings: dict[str, Any], items: list[dict[str, Any]], **changes: Any) -> TestResponse:
        """Back from choosing, with these content items."""
        claims = {
            "aud": ISSUER,
            f"{LTI}message_type": "LtiDeepLinkingResponse",
            f"{LTI}version": "1.3.0",
            f"{LTI}deployment_id": self.deployment,
            f"{DEEP_LINKING}content_items": items,
            f"{DEEP_LINKING}data": settings["data"],
        }
        back = settings["deep_link_return_url"].removeprefix(ISSUER)
        origin = {"Origin": self.address}
        return self.browser.post(back, data={"JWT": self.states(**{**claims, **changes})}, headers=origin)

    def chooses(self, **item: Any) -> str:
        """A link to a thing of the tool, added to the course by its teacher; its path."""
        claims = self.launched(f"/launch/choosing/{self.client}")
        chosen = {"type": "ltiResourceLink", "title": "Essay", "url": f"{self.address}/essays/1", **item}
        assert self.answers(claims[f"{DEEP_LINKING}deep_linking_settings"], [chosen]).status_code == 200
        *_, path = re.findall(r'"(/launch/links/\w+)\?', self.browser.get("/course").text)
        return path


def posted(answer: TestResponse, address: str) -> dict[str, str]:
    """The fields of the form by which the platform sends a browser on to this address."""
    assert answer.status_code == 200
    assert f'action="{address}"' in answer.text
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', answer.text)}
