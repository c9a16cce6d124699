"""A platform's token, believed only once nothing about it can be wrong.

The library checks what LTI has to say of a message; what it leaves to others is checked here: that the token is signed
by RS256 and nothing else, that it is for us alone, that it is of now, and that it answers the launch that it says.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any, cast

from jwt.utils import base64url_decode
from pylti1p3.cookie import CookieService
from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract

from deliberate.accounts.keys import digest
from deliberate.core.clock import now
from deliberate.lti.keys import registration_of
from deliberate.lti.messages import LTI, Message, read_message
from deliberate.lti.models import Launch, Platform
from deliberate.lti.platform_keys import keys_for
from deliberate.lti.refusals import Refused
from deliberate.lti.site import address_of, lti

#: By how many seconds a platform's clock may differ from ours; and longer than this no token is good, whatever it says.
SKEW, LONGEST_LIFE = 60, 3600
#: Far more than any platform sends.
LONGEST_TOKEN = 100_000
_TAKEN = frozenset({"LtiResourceLinkRequest", "LtiDeepLinkingRequest"})


class _Posted(Request):
    """What was posted, as the library asks for it."""

    def __init__(self, token: str, state: str) -> None:
        self._posted = {"id_token": token, "state": state}

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return self._posted.get(key, "")


class _Platforms(ToolConfAbstract[_Posted]):
    """The one platform that this launch is of; a token of any other is refused."""

    def __init__(self, platform: Platform, registration: Registration) -> None:
        self._platform, self._registration = platform, registration

    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        return True

    def find_registration_by_issuer(self, iss: str, *_args: Any, **_more: Any) -> Registration:
        raise LtiException("every token says for which client it is")

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        return None

    def find_registration_by_params(self, iss: str, client_id: str, *_args: Any, **_more: Any) -> Registration:
        if (iss, client_id) != (self._platform.issuer, self._platform.client_id):
            raise LtiException("it is of another platform, or for another client")
        return self._registration

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *_args: Any, **_more: Any
    ) -> Deployment | None:
        known = deployment_id in self._platform.deployments
        return Deployment().set_deployment_id(deployment_id) if known else None


class _Launches(SessionService):
    """Our rows hold states and nonces: whoever calls ``read_token`` has used the launch up before."""

    def __init__(self, request: _Posted, launch: Launch) -> None:
        super().__init__(request)
        self._nonce = launch.nonce

    def check_state_is_valid(self, state: str, id_token_hash: str) -> bool:
        return True

    def set_state_valid(self, state: str, id_token_hash: str) -> None:
        """It is over."""

    def check_nonce(self, nonce: str) -> bool:
        return isinstance(nonce, str) and hmac.compare_digest(digest("lti nonce", nonce), self._nonce)

    def save_launch_data(self, key: str, jwt_body: Mapping[str, Any]) -> None:
        """Ours to keep."""


class _NoCookies(CookieService):
    """The library keeps nothing in the browser."""

    def get_cookie(self, name: str) -> str | None:
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        """Nothing is set."""


class _TokenLaunch(MessageLaunch[_Posted, _Platforms, _Launches, _NoCookies]):
    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)


def read_token(launch: Launch, token: str, state: str) -> Message:
    """What the platform says, of a launch whose state is used up already. Raises Refused, or FetchError."""
    platform = launch.platform
    if not token or len(token) > LONGEST_TOKEN:
        raise Refused("there is no token, or one that is too long")
    kid = _kid(token)
    registration = registration_of(platform, key_set=keys_for(platform, kid))
    posted = _Posted(token, state)
    checking = _TokenLaunch(
        posted,
        _Platforms(platform, registration),
        session_service=_Launches(posted, launch),
        cookie_service=_NoCookies(),
    )
    # Times are looked at below, with a clock of ours and some patience.
    checking.set_jwt_verify_options(
        {"verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_signature": True}
    )
    try:
        claims = cast(Mapping[str, Any], checking.validate().get_launch_data())
    except LtiException as refusal:
        raise Refused(f"its token is not good: {refusal}"[:200]) from None
    except (TypeError, ValueError, KeyError, AttributeError) as oddity:
        raise Refused(f"its token is of no shape that LTI has: {type(oddity).__name__}") from None
    _refuse_wrong(claims, launch)
    return read_message(claims)


def _kid(token: str) -> str:
    """The name of the key it is signed with, once it says that it is signed as LTI has it."""
    try:
        head = json.loads(base64url_decode(token.partition(".")[0].encode()))
        algorithm, kid = head.get("alg"), head.get("kid")
    except (ValueError, AttributeError, RecursionError):
        raise Refused("its token cannot be read") from None
    if algorithm != "RS256" or "crit" in head:
        raise Refused("its token is not signed by RS256")
    if not isinstance(kid, str) or not kid:
        raise Refused("its token names no key")
    return kid


def _refuse_wrong(claims: Mapping[str, Any], launch: Launch) -> None:
    """Refuse what a token of another launch, moment or audience would say. Raises Refused."""
    platform, moment = launch.platform, int(now().timestamp())
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != platform.issuer or platform.client_id not in audiences:
        raise Refused("its token is of another platform, or for another client")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != platform.client_id:
        raise Refused("its token was given to another client")
    issued, expires = _moment(claims.get("iat")), _moment(claims.get("exp"))
    if expires < moment - SKEW or issued > moment + SKEW or issued < moment - LONGEST_LIFE:
        raise Refused("its token is not of now")
    if issued < int(launch.begun_at.timestamp()) - SKEW:
        raise Refused("its token is older than the launch")
    if claims.get(f"{LTI}message_type") not in _TAKEN:
        raise Refused("it is a message that this site has no use for")
    if not is_ours(claims.get(f"{LTI}target_link_uri"), needed=claims[f"{LTI}message_type"] != "LtiDeepLinkingRequest"):
        raise Refused("it is meant for another site")


def _moment(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 2**53:
        raise Refused("its token does not say of when it is")
    return float(value)


def is_ours(address: Any, *, needed: bool = True) -> bool:
    """Whether an address that a platform names is of this site; one that is needless may be missing."""
    if address is None:
        return not needed
    base = lti.site_url.rstrip("/")
    return isinstance(address, str) and (address == base or address.startswith(f"{base}/"))


def launch_address() -> str:
    """Where platforms send their tokens, and what their links lead to."""
    return address_of("lti.launch")
