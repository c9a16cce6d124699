"""Digests and seals by the site's secret: what a copy of the database alone does not give away."""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

from deliberate.core.errors import Conflict
from deliberate.core.wording import say


def new_secret() -> str:
    """256 bits that nobody guesses, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def digest(purpose: str, value: str) -> str:
    """64 characters that are the same for the same value and purpose, and tell nothing without the site's secret."""
    return hmac.new(_key(_secrets()[0], purpose), value.encode(), hashlib.sha256).hexdigest()


def seal(value: str) -> str:
    """The value, to be read by ``unseal`` alone."""
    return _box().encrypt(value.encode()).decode()


def unseal(sealed: str, *, max_age: int | None = None) -> str:
    """What was sealed. Raises Conflict where it is older than so many seconds, or the site's secret is another now."""
    try:
        return _box().decrypt(sealed.encode(), ttl=max_age).decode()
    except InvalidToken:
        raise Conflict(say("This was begun too long ago. Nothing was changed; begin again.")) from None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(secret, "seal"))) for secret in _secrets()])


def _key(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, f"deliberate accounts: {purpose}".encode(), hashlib.sha256).digest()


def _secrets() -> list[bytes]:
    """The site's secret, and those it had before: what they sealed can still be opened."""
    known = [current_app.secret_key, *(current_app.config.get("SECRET_KEY_FALLBACKS") or [])]
    return [each if isinstance(each, bytes) else str(each).encode() for each in known if each]
