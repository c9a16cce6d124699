"""OpenID Connect by the code flow, with PKCE, state and nonce. It needs the extra `sso`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from deliberate.accounts.sign_on.arrivals import Arrival, Refused, an_address, the_groups, the_subject
from deliberate.accounts.sign_on.directory import Directory, json_of
from deliberate.accounts.sign_on.journeys import Departure, Luggage, new_key
from deliberate.accounts.sign_on.providers import OpenIdProvider
from deliberate.core.clock import now
from deliberate.fetching.fetcher import Fetcher

#: Signatures that only the provider can make. None with a shared secret, whatever a token says of itself, and not none.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")

#: By how many seconds a provider's clock may differ from ours.
SKEW = 60

_TAKEN_FOR = ("client_secret_basic", "client_secret_post")


class OpenIdClient:
    """One provider."""

    def __init__(self, provider: OpenIdProvider, fetcher: Fetcher) -> None:
        self.provider = provider
        self._fetcher = fetcher
        self._directory = Directory(provider, fetcher)

    def depart(self, back: str, *, again: bool) -> Departure:
        state, nonce, verifier = new_key(), new_key(), new_key()
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": back,
            "scope": self.provider.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        if again:
            # Not every provider minds the one; the other has it say when that was.
            asked |= {"prompt": "login", "max_age": "0"}
        address: str = add_params_to_uri(self._directory.says()["authorization_endpoint"], list(asked.items()))
        luggage = {"nonce": nonce, "verifier": verifier, "began": str(int(now().timestamp()))}
        return Departure(address, state, {**luggage, "again": "1"} if again else luggage)

    def key_of(self, answer: Mapping[str, str]) -> str:
        state = answer.get("state")
        if not state:
            raise Refused("the answer has no state")
        return state

    def arrival(self, back: str, answer: Mapping[str, str], luggage: Luggage) -> Arrival:
        self._refuse_another_issuer(answer)
        if not answer.get("code"):
            raise Refused("the answer has no code, as where somebody turns back")
        tokens = self._tokens(answer["code"], luggage["verifier"], back)
        claims = self._claims(tokens, luggage)
        if self.provider.ask_userinfo:
            claims = {**self._userinfo(tokens, claims), **claims}
        confirmed = claims.get("email_verified") in (True, "true")
        return Arrival(
            issuer=self.provider.issuer,
            subject=the_subject(claims.get("sub")),
            name=_words(claims.get("preferred_username")) or _words(claims.get("nickname")),
            address=an_address(claims.get("email")) if confirmed else None,
            roles=self.provider.roles_of(the_groups(_at(claims, self.provider.roles_claim))),
        )

    def _refuse_another_issuer(self, answer: Mapping[str, str]) -> None:
        """An answer that says whose it is (RFC 9207) has to be this provider's."""
        issuer = answer.get("iss")
        if issuer is None and self._directory.says().get("authorization_response_iss_parameter_supported") is not True:
            return
        if issuer != self.provider.issuer:
            raise Refused("the answer is another provider's")

    def _tokens(self, code: str, verifier: str, back: str) -> Mapping[str, Any]:
        """What the code is good for, asked of the provider itself."""
        says = self._directory.says()
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        address, headers, body = ClientAuth(self.provider.client_id, self.provider.secret, self._method(says)).prepare(
            "POST", says["token_endpoint"], headers, urlencode(asked)
        )
        tokens = json_of(self._fetcher.ask(address, headers=headers, body=body.encode()), "its tokens")
        if not isinstance(tokens.get("id_token"), str):
            raise Refused("it gave no ID token")
        return tokens

    def _method(self, says: Mapping[str, Any]) -> str:
        if not self.provider.secret:
            return "none"
        offered = says.get("token_endpoint_auth_methods_supported")
        return next((each for each in _TAKEN_FOR if isinstance(offered, list) and each in offered), _TAKEN_FOR[0])

    def _claims(self, tokens: Mapping[str, Any], luggage: Luggage) -> dict[str, Any]:
        """What the ID token says, once all that could be wrong with it is not. Raises Refused, or FetchError."""
        provider = self.provider
        wanted = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        }
        known = {
            "nonce": luggage["nonce"],
            "client_id": provider.client_id,
            "access_token": tokens.get("access_token"),
        }
        try:
            token = jwt.decode(tokens["id_token"], self._directory.key_for, algorithms=ALGORITHMS)
            claims = CodeIDToken(token.claims, token.header, wanted, known)
            claims.validate(now=int(now().timestamp()), leeway=SKEW)
            if claims["iat"] < int(luggage["began"]) - SKEW:
                raise Refused("its ID token is older than the question")
            if "again" in luggage and claims["auth_time"] < int(luggage["began"]) - SKEW:
                raise Refused("it did not ask them anew who they are")
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Refused(f"its ID token is not good: {type(error).__name__} {error}"[:200]) from None
        return dict(claims)

    def _userinfo(self, tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """Claims that the token leaves out. Raises Refused where they are somebody else's."""
        address = self._directory.says().get("userinfo_endpoint")
        if not self.provider.is_fit(address) or not isinstance(tokens.get("access_token"), str):
            raise Refused("it has no place to ask for further claims")
        headers = {"Authorization": f"Bearer {tokens['access_token']}", "Accept": "application/json"}
        found = json_of(self._fetcher.ask(str(address), headers=headers), "further claims")
        if found.get("sub") != claims.get("sub"):
            raise Refused("the further claims are of somebody else")
        return found


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _at(claims: Mapping[str, Any], way: str) -> Any:
    """A claim by its name, or by the names on the way to it."""
    if way in claims:
        return claims[way]
    found: Any = claims
    for name in way.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
