"""What is signed: our own key, and how what a tool signed is read."""

import json
import time
from typing import Any

import httpcore
from flask import current_app
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from campus.course import Passing, Records

#: Two clocks may be as far apart, in seconds.
LEEWAY = 60
#: No tool has a reason to sign something that is good for longer.
LONGEST = 3600
ALGORITHM = "RS256"


class Refused(Exception):
    """In the words of OAuth: an error's name, and a sentence for whoever writes a tool."""

    def __init__(self, error: str, why: str, status: int = 400) -> None:
        super().__init__(f"{error}: {why}")
        self.error, self.why, self.status = error, why, status


class Campus:
    """The platform: its name for tools, its key, what it keeps, and what is under way."""

    def __init__(self, issuer: str, path: str = ":memory:") -> None:
        self.issuer = issuer
        self.records = Records(path)
        kept = self.records.get("secret", "key")
        self.key = RSAKey.import_key(kept["jwk"]) if kept else RSAKey.generate_key(2048, auto_kid=True)
        if not kept:
            self.records.put("secret", {"id": "key", "jwk": self.key.as_dict(private=True)})
        self.launches, self.deep_links, self.access, self.registrations, self.burned = (Passing() for _ in range(5))
        self._tool_keys = Passing()

    def at(self, path: str) -> str:
        """An address of ours as tools know it, whatever a browser calls this machine."""
        return f"{self.issuer}{path}"

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": self.key.kid}, claims, self.key)

    def public_keys(self) -> dict[str, Any]:
        return {"keys": [{**self.key.as_dict(private=False), "alg": ALGORITHM, "use": "sig"}]}

    def read(self, tool: dict[str, Any], token: str, audiences: list[str]) -> dict[str, Any]:
        """What the tool states: signed by a key of its own for one of these audiences, and in time."""
        try:
            header = jws.extract_compact(token.encode()).headers()
            if header.get("alg") != ALGORITHM:
                raise Refused("invalid_client", f"A tool signs with {ALGORITHM}, not {header.get('alg')}.", 401)
            claims = jwt.decode(token, self._key_of(tool, header.get("kid")), algorithms=[ALGORITHM]).claims
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY,
                iss={"essential": True, "value": tool["id"]},
                aud={"essential": True, "values": audiences},
                exp={"essential": True},
                iat={"essential": True},
            ).validate(claims)
        except (JoseError, KeyError, TypeError, ValueError) as problem:
            raise Refused("invalid_client", f"The token does not hold: {problem}", 401) from problem
        if claims["exp"] - claims["iat"] > LONGEST or claims["iat"] < time.time() - LONGEST:
            raise Refused("invalid_client", "The token is good for too long.", 401)
        return claims

    def once(self, tool: dict[str, Any], name: Any) -> None:
        """Refuse what the tool said before; ``name`` is its jti or nonce."""
        if not isinstance(name, str) or not name:
            raise Refused("invalid_client", "The token has no name of its own, so it could be sent again.", 401)
        if not self.burned.is_new(f"{tool['id']} {name}", 2 * LONGEST):
            raise Refused("invalid_client", "This token was sent before.", 401)

    def _key_of(self, tool: dict[str, Any], kid: str | None) -> Any:
        """The tool's key of this name, asked for again where it is not among those we know."""
        if not kid:
            raise Refused("invalid_client", "The token does not say by which key it is signed (kid).", 401)
        known = self._tool_keys.look(tool["id"]) or []
        if not any(key.kid == kid for key in known):
            known = _fetch_keys(tool["jwks_uri"])
            self._tool_keys.give(known, 300, tool["id"])
        found = next((key for key in known if key.kid == kid), None)
        if found is None:
            raise Refused("invalid_client", "The tool publishes no such key.", 401)
        return found


def _fetch_keys(address: str) -> list[Any]:
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), 5.0)
    try:
        answer = httpcore.request("GET", address, extensions={"timeout": timeout})
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as problem:
        raise Refused("invalid_client", f"The tool's keys cannot be had: {problem!r}", 401) from problem
    if answer.status != 200:
        raise Refused("invalid_client", f"The tool's keys cannot be had: its address answers {answer.status}.", 401)
    return list(KeySet.import_key_set(json.loads(answer.content)).keys)


def campus() -> Campus:
    """That of the app that answers."""
    return current_app.extensions["campus"]
