"""Signatures as Standard Webhooks has them: whoever has the secret can tell that a message is ours, and how old."""

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A secret as it is handed over: its bytes in Base64, with what tells it for one."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(name: str, moment: int, body: bytes, keys: Iterable[str]) -> Mapping[str, str]:
    """The headers of a message: its name, which stays the same at each try, the moment in seconds, a signature each."""
    words = f"{name}.{moment}.".encode() + body
    signatures = [f"v1,{base64.b64encode(hmac.digest(_bytes_of(key), words, 'sha256')).decode()}" for key in keys]
    return {"webhook-id": name, "webhook-timestamp": str(moment), "webhook-signature": " ".join(signatures)}


def _bytes_of(key: str) -> bytes:
    return base64.b64decode(key.removeprefix(PREFIX))
