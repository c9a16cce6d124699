"""Other sites that sign people in: a provider of OpenID Connect with keys of its own on a port of this machine, and
what a Discourse forum answers."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

CLIENT, SECRET = "deliberate", "a secret of both sites"

#: Changes the claims of a token before it is signed, in place.
Change = Callable[[dict[str, Any]], None]
#: Claims and what the provider knows -> a token.
Signs = Callable[[dict[str, Any], "Provider"], str]


def signed(claims: dict[str, Any], provider: "Provider") -> str:
    """As a provider should."""
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, provider.key)


class Provider:
    """The provider, and whoever sits in its browser window."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first"})
        self.issuer = ""
        self.signs: Signs = signed
        self.claims: dict[str, Any] = {}
        self.further: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.asked: list[str] = []
        #: What does not answer as it should.
        self.broken: set[str] = set()
        self._codes: dict[str, dict[str, str]] = {}

    def is_asked(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(request.path)
        if request.path in self.broken:
            return Response(status=503)(environ, start_response)
        if request.path == "/authorize":
            # Whoever comes here with a browser is signed in already, and agreed.
            back = urlencode(self.authorize(request.url, **self.claims))
            return redirect(f"{request.args['redirect_uri']}?{back}", 303)(environ, start_response)
        answers = {
            "/.well-known/openid-configuration": self._configuration,
            "/keys": lambda _request: KeySet([self.key]).as_dict(private=False),
            "/token": self._token,
            "/userinfo": self._userinfo,
        }
        found = answers[request.path](request)
        status = 200 if found else 400
        return Response(json.dumps(found or {"error": "invalid_grant"}), status, mimetype="application/json")(
            environ, start_response
        )

    def authorize(self, address: str, **claims: Any) -> dict[str, str]:
        """Somebody signs in there and agrees; what their browser is sent back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        self.claims = claims
        return {"code": code, "state": asked["state"]}

    def _configuration(self, _request: Request) -> Mapping[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            **self.metadata,
        }

    def _token(self, request: Request) -> Mapping[str, Any] | None:
        """Each code once, for the client with the secret that asked for it, with what it made its challenge of."""
        asked = self._codes.pop(request.form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(request.form["code_verifier"].encode()).digest())
        given = request.authorization
        if asked is None or given is None or (given.username, given.password) != (CLIENT, SECRET):
            return None
        if asked["code_challenge"] != challenge.decode().rstrip("="):
            return None
        if asked["redirect_uri"] != request.form["redirect_uri"]:
            return None
        moment = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "248289", "iat": moment, "exp": moment + 300}
        # Whoever is to show anew who they are does.
        claims |= {"auth_time": moment} if "max_age" in asked else {}
        claims |= {"nonce": asked["nonce"], **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        return {"access_token": "for more", "token_type": "Bearer", "id_token": self.signs(claims, self)}

    def _userinfo(self, request: Request) -> Mapping[str, Any] | None:
        return self.further if request.headers["Authorization"] == "Bearer for more" else None


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider on a free port of 127.0.0.1."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.is_asked, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def forum_answer(address: str, secret: str = SECRET, **said: str | None) -> dict[str, str]:
    """What a Discourse forum sends somebody back with who was sent to an address of it; None leaves a word out."""
    asked = parse_qs(urlsplit(address).query)
    payload = dict(parse_qsl(base64.b64decode(asked["sso"][0]).decode()))
    assert hmac.new(SECRET.encode(), asked["sso"][0].encode(), hashlib.sha256).hexdigest() == asked["sig"][0]
    answer = {"nonce": payload["nonce"], "external_id": "17", "username": "Frida", **said}
    plain = urlencode({name: value for name, value in answer.items() if value is not None})
    sso = base64.b64encode(plain.encode()).decode()
    return {"sso": sso, "sig": hmac.new(secret.encode(), sso.encode(), hashlib.sha256).hexdigest()}
