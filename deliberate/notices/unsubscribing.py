"""The signed address in a letter by which its reader ends such letters, signed in or not. It is good for that alone."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from deliberate.core.errors import NotFound
from deliberate.core.wording import say

_PURPOSE = "deliberate: no more notices by mail"


def sign(actor_id: str) -> str:
    """What the address holds."""
    return str(_serializer().dumps(actor_id))


def whose(letter: str) -> str:
    """Whose letters they are. Raises NotFound where it is none of our signatures."""
    try:
        return str(_serializer().loads(letter))
    except BadSignature:
        raise NotFound(
            say("This address is incomplete, or the site’s secret was changed since. Sign in instead.")
        ) from None


def _serializer() -> URLSafeSerializer:
    key = current_app.secret_key
    if not key:
        raise RuntimeError("Signed addresses need the app's SECRET_KEY.")
    return URLSafeSerializer(key, salt=_PURPOSE)
