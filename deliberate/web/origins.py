"""Sites of others, by their origins as browsers write them: who may show our pages in theirs."""

import re

from deliberate.core.site import settings

_ORIGIN = re.compile(r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::([1-9][0-9]{0,4}))?")
_USUAL = {"http": "80", "https": "443"}


def origins_in(given: str) -> tuple[str, ...]:
    """The origins in a list with commas or blanks between, each once. Raises ValueError that names what is none.

    There are no patterns: a page that may be shown in somebody else's is to be shown in theirs and no other.
    """
    return tuple(dict.fromkeys(_origin(each) for each in given.replace(",", " ").split()))


def _origin(given: str) -> str:
    found = _ORIGIN.fullmatch(given.lower())
    if found is None:
        raise ValueError(
            f"{given!r} is no origin. It is written as https://example.org or https://example.org:8443, with nothing "
            "after it and without patterns; a name with other letters in its xn-- form."
        )
    scheme, host, port = found.groups()
    return f"{scheme}://{host}" + (f":{port}" if port and port != _USUAL[scheme] else "")


def embedding_origins() -> tuple[str, ...]:
    """The sites that may show our embeds."""
    return origins_in(settings.embed_origins)
