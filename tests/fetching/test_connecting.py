"""Nothing inside is ever connected to: a listener on this machine counts who comes."""

import socket
import threading
from collections.abc import Iterator, Sequence

import pytest
from pytest_socket import SocketConnectBlockedError

from deliberate.fetching.connecting import machines_of
from deliberate.fetching.errors import FetchError, Refused, TooSlow, Unreachable
from deliberate.fetching.fetcher import Fetcher
from tests.fetching.servers import Canary, FirstOnly, answer, canary, knowing, only_here, pages, serving

#: Hosts that lead inside, in every spelling; {} is where the port goes.
SPELLINGS = """
127.0.0.1 127.0.0.1. 127.1 127.0.1 127.000.000.001 127.0.0.01 2130706433 2130706433. 017700000001 0x7f000001 0x7F.0.0.1
0x7f.1 0177.0.0.1 0177.1 0X7f.0x0.0x0.0x1 127.0.0.0x1 127.255.255.254 0 0.0.0.0 0x0 00 0.0 1.0.0.127.in-addr.arpa
①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 0ｘ7f.1 ②①③⓪⑦⓪⑥④③③ 127.0.0.1%00.example.org
localhost LOCALHOST localhost. ⓛocalhost locaⅼhost localhost.localdomain ip6-localhost inner.test INNER.test inner.test.
mixed.test mixed6.test six.test %6cocalhost 127%2e0%2e0%2e1
[::1] [::] [0:0:0:0:0:0:0:1] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:127.0.0.1] [0::ffff:127.0.0.1]
[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:0001::1] [2001:0::7f00:1]
[fe80::1] [fe80::1%25lo] [fe80::1%lo] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [100::1] [2001:db8::1] [3fff::1]
169.254.169.254 169.254.43518 0xa9fea9fe 2852039166 0251.0376.0251.0376 ①⑥⑨.②⑤④.①⑥⑨.②⑤④ 169.254.170.2 metadata.test
168.63.129.16 100.100.100.200 192.0.0.192 10.0.0.1 10.1 0xa.1 012.1 172.16.0.1 192.168.0.1 192.168.257 100.64.0.1
224.0.0.1 239.255.255.250 255.255.255.255 240.0.0.1 198.18.0.1 192.0.2.1 198.51.100.7 203.0.113.7
user@127.0.0.1 user:word@127.0.0.1 example.org@127.0.0.1 example.org:80@127.0.0.1 127.0.0.1\\@example.org
""".split()

NAMES = {
    "localhost": ["127.0.0.1"],
    "localhost.localdomain": ["127.0.0.1", "::1"],
    "ip6-localhost": ["::1"],
    "1.0.0.127.in-addr.arpa": ["127.0.0.1"],
    "inner.test": ["127.0.0.1"],
    "mixed.test": ["1.1.1.1", "127.0.0.1"],
    "mixed6.test": ["2606:4700:4700::1111", "::ffff:127.0.0.1"],
    "six.test": ["64:ff9b::7f00:1"],
    "metadata.test": ["169.254.169.254"],
    "site.test": ["127.0.0.1"],
}


@pytest.fixture(scope="module")
def listener() -> Iterator[Canary]:
    with canary() as counting:
        yield counting


def test_there_are_enough_spellings() -> None:
    assert len(SPELLINGS) == len(set(SPELLINGS)) >= 60


def test_the_listener_would_notice(listener: Canary) -> None:
    with socket.create_connection(("127.0.0.1", listener.port)):
        assert listener.count() == 1
    assert listener.count() == 0


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_an_inner_address_is_connected_to(listener: Canary, scheme: str, host: str) -> None:
    fetcher = Fetcher("test", ports=[listener.port], resolver=knowing(NAMES))
    with pytest.raises(FetchError):
        fetcher.get(f"{scheme}://{host}:{listener.port}/", types=["text/html"])
    assert listener.count() == 0


@pytest.mark.parametrize("host", [host for host in SPELLINGS if host.isascii()])
def test_no_redirect_leads_inside(listener: Canary, host: str) -> None:
    inside = f"http://{host}:{listener.port}/"
    site = pages({"/": answer(status="302 Found", headers={"Location": inside})})
    with serving(site) as server:
        fetcher = Fetcher(
            "test", ports=[server.port, listener.port], resolver=knowing(NAMES), allows=FirstOnly(times=2)
        )
        with pytest.raises(FetchError):
            fetcher.get(f"http://site.test:{server.port}/", types=["text/html"])
        assert server.paths == ["/robots.txt", "/"]
    assert listener.count() == 0


def test_no_redirect_of_a_robots_txt_leads_inside_either(listener: Canary) -> None:
    inside = answer(status="301 Moved", headers={"Location": f"http://localhost:{listener.port}/robots.txt"})
    with serving(pages({"/robots.txt": inside})) as server:
        fetcher = Fetcher(
            "test", ports=[server.port, listener.port], resolver=knowing(NAMES), allows=FirstOnly(times=1)
        )
        with pytest.raises(Refused):
            fetcher.get(f"http://site.test:{server.port}/", types=["text/html"])
        assert server.paths == ["/robots.txt"]
    assert listener.count() == 0


@pytest.mark.parametrize("port", ["22", "25", "6379", "8080", "0", "65536", "-1"])
def test_only_the_usual_ports_are_gone_to(port: str) -> None:
    fetcher = Fetcher("test", allows=only_here, resolver=knowing(NAMES))
    with pytest.raises(Refused):
        fetcher.get(f"http://site.test:{port}/", types=["text/html"])


class Rebinding:
    """A name that is public when it is checked and inner a moment later."""

    def __init__(self, first: Sequence[str]) -> None:
        self.first = first
        self.asked = 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.first if self.asked == 1 else ["127.0.0.1"]


def test_the_machine_connected_to_is_the_one_that_was_checked(listener: Canary) -> None:
    rebinding = Rebinding(["1.1.1.1"])
    fetcher = Fetcher("test", ports=[listener.port], resolver=rebinding)
    # The guard of the tests stops it on its way to the public address: it asked once, and used that answer.
    with pytest.warns(UserWarning, match=r"1\.1\.1\.1"), pytest.raises(SocketConnectBlockedError):
        fetcher.get(f"http://rebinding.test:{listener.port}/", types=["text/html"])
    assert (rebinding.asked, listener.count()) == (1, 0)


def test_a_name_that_turns_inner_between_two_requests_is_refused_at_the_second(listener: Canary) -> None:
    with serving(pages({"/": answer("Hello.")})) as server:
        fetcher = Fetcher("test", ports=[server.port], resolver=knowing(NAMES), allows=FirstOnly(times=1))
        with pytest.raises(Refused):
            fetcher.get(f"http://site.test:{server.port}/", types=["text/html"])
        assert server.paths == ["/robots.txt"]


def test_a_name_that_nobody_has_is_said_to_be_unknown() -> None:
    with pytest.raises(Unreachable, match="No site of this name"):
        Fetcher("test", resolver=knowing({})).get("http://nowhere.test/", types=["text/html"])


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    released = threading.Event()

    def hanging(host: str, port: int) -> Sequence[str]:
        released.wait(60)
        return []

    with pytest.raises(TimeoutError):
        machines_of(hanging, "slow.test", 80, 0.05)
    with pytest.raises(TooSlow, match=r"0\.1 seconds"):
        Fetcher("test", resolver=hanging, seconds=0.1).get("http://slow.test/", types=["text/html"])
    released.set()
