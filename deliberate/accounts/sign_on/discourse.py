"""DiscourseConnect: a Discourse forum's people sign in here.

https://meta.discourse.org/t/use-discourse-as-an-identity-provider-sso-discourseconnect/32974
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from deliberate.accounts.sign_on.arrivals import Arrival, Refused, an_address, the_groups, the_subject
from deliberate.accounts.sign_on.journeys import Departure, Luggage, new_key
from deliberate.accounts.sign_on.providers import DiscourseProvider

#: The address of a page is no longer than this with any server.
_LONGEST = 20_000


class DiscourseClient:
    """One forum."""

    def __init__(self, provider: DiscourseProvider) -> None:
        self.provider = provider

    def depart(self, back: str, *, again: bool) -> Departure:
        """The forum has no way of asking anew; whoever is signed in there is sent back at once."""
        nonce = new_key()
        asked = base64.b64encode(urlencode({"nonce": nonce, "return_sso_url": back}).encode()).decode()
        query = urlencode({"sso": asked, "sig": self._sign(asked)})
        return Departure(f"{self.provider.issuer.rstrip('/')}/session/sso_provider?{query}", nonce, {})

    def key_of(self, answer: Mapping[str, str]) -> str:
        nonce = self._read(answer).get("nonce")
        if not nonce:
            raise Refused("the forum's answer has no nonce")
        return nonce

    def arrival(self, back: str, answer: Mapping[str, str], luggage: Luggage) -> Arrival:
        said = self._read(answer)
        if said.get("return_sso_url", back) != back:
            raise Refused("the forum's answer was meant for another site")
        groups = the_groups(said.get("groups", "").split(","))
        address = an_address(said.get("email")) if self.provider.addresses_confirmed else None
        return Arrival(
            issuer=self.provider.issuer,
            subject=the_subject(said.get("external_id")),
            name=said.get("username", ""),
            address=None if said.get("require_activation") == "true" else address,
            roles=self.provider.roles_of(groups),
        )

    def _read(self, answer: Mapping[str, str]) -> dict[str, str]:
        """What the forum said, with its signature checked first. Raises Refused."""
        said, signature = answer.get("sso", ""), answer.get("sig", "")
        if not said or len(said) > _LONGEST:
            raise Refused("the forum's answer is missing, or too long")
        # As bytes: what is no ASCII cannot be compared otherwise.
        if not hmac.compare_digest(self._sign(said).encode(), signature.encode("utf-8", "replace")):
            raise Refused("the forum's answer is not signed with our secret")
        try:
            return dict(parse_qsl(base64.b64decode(said).decode(), keep_blank_values=True))
        except (binascii.Error, ValueError):
            raise Refused("the forum's answer cannot be read") from None

    def _sign(self, payload: str) -> str:
        return hmac.new(self.provider.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
