"""One reading of a web address: whatever could be read in two ways is refused."""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from deliberate.fetching.errors import N_, TOO_LONG, Refused

#: The longest address, in characters.
LONGEST = 2000
_PORTS = {"http": 80, "https": 443}
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
_DOTS = re.compile("[\u3002\uff0e\uff61]")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SAFE = "/%:@!$&'()*+,;=~-._?[]"


@dataclass(frozen=True)
class Url:
    """An http or https address in its one spelling, without fragment."""

    scheme: str
    #: A name in ASCII, or a number in its plain form.
    host: str
    port: int
    #: Path and query.
    target: str

    @property
    def authority(self) -> str:
        """Host and port, as a Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Where its robots.txt stands."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target

    def join(self, location: str) -> "Url":
        """Where a redirect from here leads. Raises Refused."""
        return read_url(urljoin(str(self), location))


def read_url(value: str) -> Url:
    """The address somebody or some site gave. Raises Refused, in words."""
    value = value.strip()
    if len(value) > LONGEST:
        raise Refused(TOO_LONG % {"most": LONGEST})
    if _AMBIGUOUS.search(value):
        raise Refused(N_("This address holds spaces or other characters that no address has."))
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Refused(N_("This is not a web address.")) from None
    if parts.scheme not in _PORTS or not host:
        raise Refused(N_("Give a web address that begins with http:// or https://."))
    if "@" in parts.netloc:
        raise Refused(N_("An address with a user name in it is not fetched."))
    path = quote(parts.path or "/", safe=_SAFE.replace("?", ""))
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    port = _PORTS[parts.scheme] if port is None else port
    return Url(parts.scheme, _host(host, bracketed="[" in parts.netloc), port, path + query)


def _host(host: str, *, bracketed: bool) -> str:
    """The host in its one spelling. Numbers in any spelling but the plain one are refused: no site is known by them."""
    if bracketed:
        try:
            number = IPv6Address(host)
        except ValueError:
            raise Refused(N_("This is not a web address.")) from None
        if number.scope_id:
            raise Refused(N_("This is not a web address."))
        return str(number)
    try:
        name = _DOTS.sub(".", unicodedata.normalize("NFKC", host)).lower().removesuffix(".")
        name = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        raise Refused(N_("This address names no site.")) from None
    if not _NAME.fullmatch(name):
        raise Refused(N_("This address names no site."))
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(IPv4Address(name))
        except ValueError:
            raise Refused(N_("Give the site's name instead of a number.")) from None
    return name
