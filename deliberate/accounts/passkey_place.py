"""Where passkeys are good: the site's own address, as its setting says it and no request does."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Place:
    """The name that passkeys are made for, and the origin that browsers say they are asked from."""

    rp_id: str
    origin: str


def place_at(site_url: str) -> Place | None:
    """The place of a site; None where browsers make no passkeys: without TLS but on this machine, and by number."""
    parts = urlsplit(site_url)
    try:
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return None
    local = host == "localhost" or host.endswith(".localhost")
    if not host or _is_number(host) or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        return None
    shown = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    return Place(host, f"{parts.scheme}://{host}{shown}")


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
