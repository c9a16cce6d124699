"""Connections that go where they were checked to go, and end in time."""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address

import httpcore

from deliberate.fetching.addresses import Machine
from deliberate.fetching.errors import N_, TOO_SLOW, Refused, TooSlow, Unreachable

#: host, port -> the addresses it has. Raises OSError where it has none.
Resolver = Callable[[str, int], Sequence[str]]


class Deadline:
    """A moment by which all of a fetch is over, however its time is spent."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left. Raises TooSlow where none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.missed()
        return left

    def missed(self) -> TooSlow:
        """What is raised past it."""
        return TooSlow(TOO_SLOW % {"seconds": f"{self._seconds:g}"})


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses the system knows of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def machines_of(resolver: Resolver, host: str, port: int, seconds: float) -> list[Machine]:
    """Ask a resolver, for so long and no longer. Raises Unreachable, or TimeoutError.

    The thread is left behind where it takes longer: the system's resolver cannot be interrupted.
    """
    answer: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolver(host, port))
        except OSError as error:
            answer.put(error)
        except UnicodeError:
            answer.put(OSError("not a name"))

    threading.Thread(target=ask, daemon=True, name="resolver").start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, OSError) or not found:
        raise Unreachable(N_("No site of this name was found."))
    return [ip_address(address.partition("%")[0]) for address in found]


class GuardedBackend(httpcore.NetworkBackend):
    """Looks a host up once, checks every address it has, and connects to one of these: none can slip in between.

    Where only one of several addresses is inner, none is gone to: nobody publishes such a mixture in good faith.
    """

    def __init__(self, allows: Callable[[Machine], bool], resolver: Resolver, deadline: Deadline) -> None:
        self._allows = allows
        self._resolver = resolver
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            machines = machines_of(self._resolver, host, port, self._deadline.left())
        except TimeoutError:
            raise self._deadline.missed() from None
        if not all(self._allows(machine) for machine in machines):
            raise Refused(N_("This address leads to no site of the public internet."))
        trouble: Exception | None = None
        for machine in machines:
            try:
                stream = self._plain.connect_tcp(str(machine), port, self._deadline.left())
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble or Unreachable(N_("No site of this name was found."))

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        raise Refused(N_("No fetch goes to a socket of this machine."))


class _TimedStream(httpcore.NetworkStream):
    """A stream each of whose steps has only the time that is left for the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
