"""What a provider says of itself, and the keys it signs with: kept for an hour, in each process.

A token with a key that is not known has the keys read anew, at most once a minute: providers change them, and
whoever makes tokens up is not to have us ask all the time. Where they cannot be read anew, those known before hold for
a day at most.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from deliberate.accounts.sign_on.arrivals import Refused
from deliberate.accounts.sign_on.providers import OpenIdProvider
from deliberate.core.clock import now
from deliberate.fetching.errors import FetchError
from deliberate.fetching.fetcher import Fetcher, Reply

_log = logging.getLogger(__name__)

KEPT_FOR, KEPT_AT_MOST = timedelta(hours=1), timedelta(days=1)
PACE = timedelta(minutes=1)

_MOST_KEYS = 100
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ASYMMETRIC = frozenset({"RSA", "EC", "OKP"})

PublicKey = RSAKey | ECKey | OKPKey


class Directory:
    """Of one provider. Two threads that read it at once read the same."""

    def __init__(self, provider: OpenIdProvider, fetcher: Fetcher) -> None:
        self._provider = provider
        self._fetcher = fetcher
        self._said: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, Sequence[PublicKey]] | None = None
        self._asked_for_keys: datetime | None = None

    def says(self) -> Mapping[str, Any]:
        """What it offers and where. Raises Refused where it is not what the operator named, or FetchError."""
        if self._said is None or now() - self._said[0] > KEPT_FOR:
            found = json_of(self._fetcher.ask(self._provider.discovered_at), "what it offers")
            if found.get("issuer") != self._provider.issuer:
                raise Refused("it calls itself otherwise than the setting does")
            unfit = [name for name in _NEEDED if not self._provider.is_fit(found.get(name))]
            if unfit:
                raise Refused(f"it has no fit {', '.join(unfit)}")
            self._said = now(), found
        return self._said[1]

    def key_for(self, token: Any) -> PublicKey:
        """The key a token says it is signed with. Raises Refused, or FetchError."""
        name = token.headers().get("kid")
        found = self._find(name, KEPT_FOR)
        if found is None and self._may_ask():
            found = self._find_anew(name)
        if found is None:
            raise Refused("its ID token is signed with a key that it does not have")
        return found

    def _find_anew(self, name: Any) -> PublicKey | None:
        """The same of its keys as they are now, or of those before where it does not give them."""
        try:
            self._read_keys()
        except (Refused, FetchError) as trouble:
            found = self._find(name, KEPT_AT_MOST)
            if found is None:
                raise
            _log.warning("single sign-on by %s: its keys cannot be read anew: %s", self._provider.key, trouble)
            return found
        return self._find(name, KEPT_FOR)

    def _find(self, name: Any, kept: timedelta) -> PublicKey | None:
        """Its key of that name, read no longer ago; where a token names none, its only one."""
        if self._keys is None or now() - self._keys[0] > kept:
            return None
        keys = self._keys[1]
        fitting = keys if name is None else [each for each in keys if each.kid == name]
        return fitting[0] if len(fitting) == 1 else None

    def _may_ask(self) -> bool:
        return self._asked_for_keys is None or now() - self._asked_for_keys >= PACE

    def _read_keys(self) -> None:
        found = json_of(self._fetcher.ask(self.says()["jwks_uri"]), "its keys").get("keys")
        given = found[:_MOST_KEYS] if isinstance(found, list) else []
        self._keys = now(), [key for key in map(_public_key, given) if key is not None]
        # One that failed is no reason to turn people away for a while.
        self._asked_for_keys = now()


def _public_key(given: Any) -> PublicKey | None:
    """A key for signatures, if it is one that we know how to use; providers list others beside."""
    if not isinstance(given, dict) or given.get("kty") not in _ASYMMETRIC or given.get("use", "sig") != "sig":
        return None
    try:
        key = import_key(given)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, PublicKey) else None


def json_of(reply: Reply, what: str) -> dict[str, Any]:
    """The object in an answer. Raises Refused."""
    if reply.status != 200:
        raise Refused(f"asked for {what}, it answered with {reply.status}")
    found = reply.json_object()
    if found is None:
        raise Refused(f"asked for {what}, it gave no JSON object")
    return found
