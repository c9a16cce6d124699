"""Sites on this machine to fetch from, a listener that counts who comes, a resolver that knows what it is told."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ipaddress import ip_address

from deliberate.fetching.addresses import Machine, is_public
from deliberate.fetching.connecting import Resolver

LOCAL = ip_address("127.0.0.1")

#: A request's first line and headers -> the raw bytes of the answer, in pieces.
Answer = Callable[[str], Iterator[bytes] | list[bytes]]


def answer(
    body: bytes | str = b"",
    *,
    status: str = "200 OK",
    kind: str = "text/html",
    headers: Mapping[str, str] | None = None,
) -> list[bytes]:
    """A plain answer."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ["\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body]


NOTHING = answer("Nothing here.", status="404 Not Found")


class Server:
    """A server whose answers a function gives; it keeps what it was asked."""

    def __init__(self, listener: socket.socket, answers: Answer) -> None:
        self._listener = listener
        self._answers = answers
        self.asked: list[str] = []
        self.port: int = listener.getsockname()[1]

    @property
    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.asked]

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            request = b""
            try:
                while b"\r\n\r\n" not in request:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    request += piece
                self.asked.append(request.decode("latin-1"))
                for piece in self._answers(self.asked[-1]):
                    connection.sendall(piece)
            except OSError:
                return


@contextmanager
def serving(answers: Answer) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = Server(listener, answers)
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        yield server
        # Closing alone does not wake an accept that waits.
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


def pages(by_path: Mapping[str, list[bytes]]) -> Answer:
    """Answers by path; 404 for every other, so that robots may go everywhere unless told otherwise."""
    return lambda request: by_path.get(request.split(" ")[1], NOTHING)


class Canary:
    """Whoever connects is counted, and that is all."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.port: int = listener.getsockname()[1]

    def count(self) -> int:
        """How many have connected: the system completes connections while nobody accepts, so none is missed."""
        self._listener.setblocking(False)
        found = 0
        while True:
            try:
                connection, _ = self._listener.accept()
            except BlockingIOError:
                return found
            connection.close()
            found += 1


@contextmanager
def canary() -> Iterator[Canary]:
    """A listener on every IPv4 address of this machine."""
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))
        listener.listen(256)
        yield Canary(listener)


def knowing(names: Mapping[str, Sequence[str]]) -> Resolver:
    """A resolver that knows these names, reads numbers as the system does, and asks nobody."""

    def resolver(host: str, port: int) -> Sequence[str]:
        if host in names:
            return names[host]
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(each[4][0]) for each in found]

    return resolver


class FirstOnly:
    """Lets this machine be reached so many times, and then only what is public."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, machine: Machine) -> bool:
        if machine == LOCAL and self.left:
            self.left -= 1
            return True
        return is_public(machine)


def only_here(machine: Machine) -> bool:
    """For tests against a server of their own."""
    return machine == LOCAL
