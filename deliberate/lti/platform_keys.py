"""The keys a platform signs with: kept for an hour, in each process.

A token with a key that is not known has the keys read anew, at most once a minute: platforms change them, and whoever
makes tokens up is not to have us ask all the time. Where they cannot be read anew, those known before hold for a day.
"""

import json
import logging
from datetime import timedelta
from typing import Any

from jwt import PyJWK, PyJWTError

from deliberate.core.clock import now
from deliberate.fetching.errors import FetchError
from deliberate.lti.asking import ask, way_to
from deliberate.lti.models import Platform
from deliberate.lti.refusals import Refused
from deliberate.lti.site import lti

KEPT_FOR, KEPT_AT_MOST, PACE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
_log = logging.getLogger(__name__)
_MOST_KEYS = 100
#: What is taken of a key.
_PARTS = ("kty", "kid", "n", "e")
#: Moduli of 2,048 and of 16,384 bits in Base64: with less it is no key to believe, with more it takes for ever.
_LEAST_MODULUS, _MOST_MODULUS = 342, 2732


def keys_for(platform: Platform, kid: str) -> dict[str, Any]:
    """The platform's set of keys, with the one of this name if it has it. Raises Refused, or FetchError."""
    address = platform.jwks_url
    kept = lti.keys.get(address)
    if kept is not None and now() - kept[0] <= KEPT_FOR and _has(kept[1], kid):
        return kept[1]
    asked = lti.asked.get(address)
    if asked is None or now() - asked >= PACE or kept is None:
        try:
            lti.keys[address] = now(), _read(platform)
        except (Refused, FetchError) as trouble:
            if kept is None or now() - kept[0] > KEPT_AT_MOST or not _has(kept[1], kid):
                raise
            _log.warning("LTI of %s: its keys cannot be read anew: %s", platform.issuer, trouble)
            return kept[1]
        # One that failed is no reason to turn people away for a while.
        lti.asked[address] = now()
    found = lti.keys[address][1]
    if not _has(found, kid):
        raise Refused("its token is signed with a key that the platform does not have")
    return found


def _has(found: dict[str, Any], kid: str) -> bool:
    return any(each["kid"] == kid for each in found["keys"])


def _read(platform: Platform) -> dict[str, Any]:
    reply = ask(platform.jwks_url, way_to(platform), {"Accept": "application/json"})
    try:
        found = json.loads(reply.body).get("keys") if reply.status == 200 else None
    except (ValueError, RecursionError, AttributeError):
        found = None
    if not isinstance(found, list):
        raise Refused(f"asked for its keys, the platform answered with {reply.status} and none")
    return {"keys": [{name: each[name] for name in _PARTS} for each in found[:_MOST_KEYS] if _signs(each)]}


def _signs(key: Any) -> bool:
    """Whether it is a key for signatures of the only kind that LTI has for everybody: RS256."""
    right = (
        isinstance(key, dict)
        and key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and key.get("alg", "RS256") == "RS256"
        and isinstance(key.get("kid"), str)
        and isinstance(key.get("n"), str)
        and _LEAST_MODULUS <= len(key["n"]) <= _MOST_MODULUS
        and isinstance(key.get("e"), str)
    )
    try:
        return right and PyJWK({name: key[name] for name in _PARTS}, "RS256").key is not None
    except (PyJWTError, ValueError):
        return False
