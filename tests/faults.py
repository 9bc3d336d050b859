"""A server that answers every way but the right one, and a proxy that loses what it should pass on."""

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Self

TABLE = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"1"}}]}}'
JSON = "application/sparql-results+json"


class Heard(NamedTuple):
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    head: bytes


def hear(connection: socket.socket) -> Heard | None:
    """Return the whole request that a connection brings, or nothing if it ends before."""
    data = b""
    while b"\r\n\r\n" not in data:
        block = connection.recv(65536)
        if not block:
            return None
        data += block
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    pieces = [body]
    missing = int(headers.get("content-length", "0")) - len(body)
    while missing > 0:
        block = connection.recv(min(missing, 1 << 20))
        if not block:
            return None
        pieces.append(block)
        missing -= len(block)
    method, target, _ = first.split(" ")
    return Heard(method, target, headers, b"".join(pieces), head)


class Listener:
    """A server with a thread for each connection, each of which brings one request."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.heard: list[Heard] = []
        self.open = threading.Event()
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(64)
        self.port: int = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.closed = threading.Event()

    def __enter__(self) -> Self:
        """Begin to answer."""
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Answer no more, and let go those who are kept waiting."""
        self.closed.set()
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def serve(self) -> None:
        """Take connections."""
        while not self.closed.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection: socket.socket) -> None:
        """Take one request and answer it."""
        with connection, suppress(OSError):
            request = hear(connection)
            if request is not None:
                self.heard.append(request)
                self.answer(connection, request, len(self.heard))

    def answer(self, connection: socket.socket, request: Heard, number: int) -> None:
        """Answer one request."""
        raise NotImplementedError


def message(status: str, body: bytes = b"", kind: str = "text/plain", *lines: str) -> bytes:
    """Return a whole answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


FINE = message("200 OK", TABLE, JSON)
Fault = Callable[["Faulty", socket.socket, Heard, int], None]


def says(data: bytes) -> Fault:
    """Answer with these bytes and close."""
    return lambda _server, connection, _request, _number: connection.sendall(data)


def once(first: bytes) -> Fault:
    """Answer the first request so and the others well."""
    return lambda _server, connection, _request, number: connection.sendall(first if number == 1 else FINE)


def reset(_server: "Faulty", connection: socket.socket, _request: Heard, _number: int) -> None:
    """Reset the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(_server: "Faulty", _connection: socket.socket, _request: Heard, _number: int) -> None:
    """Close without an answer."""


def hang(server: "Faulty", _connection: socket.socket, _request: Heard, _number: int) -> None:
    """Never answer."""
    server.closed.wait(30)


def drip(data: bytes) -> Fault:
    """Answer a byte at a time, slowly."""

    def answer(server: "Faulty", connection: socket.socket, _request: Heard, _number: int) -> None:
        for place in range(len(data)):
            connection.sendall(data[place:place + 1])
            if server.closed.wait(0.1):
                return

    return answer


def elsewhere(code: int) -> Fault:
    """Send the client to another host."""

    def answer(server: "Faulty", connection: socket.socket, request: Heard, _number: int) -> None:
        connection.sendall(message(f"{code} Found", b"", "text/plain", f"Location: {server.elsewhere}{request.target}"))

    return answer


def echo(_server: "Faulty", connection: socket.socket, request: Heard, _number: int) -> None:
    """Refuse and send the client's own headers back, as some proxies do."""
    connection.sendall(message("500 Broken", request.head + b"\r\n" + request.body[:200]))


def drip_body(server: "Faulty", connection: socket.socket, _request: Heard, _number: int) -> None:
    """Answer with a body that comes a byte at a time and ends only with the connection."""
    connection.sendall(CLOSED)
    while not server.closed.wait(0.1):
        connection.sendall(b" ")


HALF = len(TABLE) // 2
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nTransfer-Encoding: chunked\r\n\r\n"
CLOSED = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n\r\n"

FAULTS: dict[str, Fault] = {
    "400": says(message("400 Bad", b"line 1: not so")),
    "401": says(message("401 No", b"who?", "text/plain", 'WWW-Authenticate: Basic realm="x"')),
    "403": says(message("403 No")),
    "404": says(message("404 No")),
    "413": says(message("413 Too large")),
    "429-soon": once(message("429 Busy", b"", "text/plain", "Retry-After: 1")),
    "429-never": says(message("429 Busy", b"", "text/plain", "Retry-After: 3600")),
    "500": says(message("500 Broken", b"stack trace")),
    "500-echo": echo,
    "deadlock-once": once(message("500 Failed", b"<h3>Error 40001</h3> Transaction deadlocked")),
    "503-once": once(message("503 Busy", b"", "text/plain", "Retry-After: 0")),
    "503-always": says(message("503 Busy")),
    "reset": reset,
    "silent": silent,
    "hang": hang,
    "drip-head": drip(FINE),
    "drip-body": drip_body,
    "cut-length": says(FINE[:-HALF]),
    "cut-chunk": says(CHUNKED + b"%x\r\n" % len(TABLE) + TABLE[:HALF]),
    "cut-head": says(FINE[:60]),
    "cut-close": says(CLOSED + TABLE[:HALF]),
    "html": says(message("200 OK", b"<html><body>log in</body></html>", "text/html")),
    "garbage": says(b"\x16\x03\x01\x02\x00\x01garbage"),
    "error-inside": says(message("200 OK", TABLE[:-3] + b" Error: out of memory", JSON)),
    "gzip-bomb": says(message("200 OK", gzip.compress(b"0" * 20_000_000), JSON, "Content-Encoding: gzip")),
    "redirect-302": elsewhere(302),
    "redirect-307": elsewhere(307),
    "redirect-file": says(message("302 Found", b"", "text/plain", "Location: file:///etc/passwd")),
}
"""Each fault answers a query, a PUT and an update."""


class Faulty(Listener):
    """A server with one fault."""

    def __init__(self, fault: str, elsewhere: str = "http://127.0.0.1:9") -> None:
        """Take the fault, and where redirects lead to."""
        super().__init__()
        self.fault = FAULTS[fault]
        self.elsewhere = elsewhere

    def answer(self, connection: socket.socket, request: Heard, number: int) -> None:
        """Answer one request."""
        self.fault(self, connection, request, number)


class Proxy(Listener):
    """Passes requests on to a server, and does something else with one of them."""

    def __init__(self, target: str, number: int = 0, how: str = "pass", act: Callable[[], None] | None = None) -> None:
        """Take the server, and what to do with the n-th request.

        `lose` passes it on and loses the answer, `refuse` closes before, `before` and `after` call
        `act` before or after it was passed on and then lose the answer.
        """
        super().__init__()
        host, _, port = target.removeprefix("http://").partition("/")[0].partition(":")
        self.target = (host, int(port))
        self.number = number
        self.how = how
        self.act = act
        self.done = threading.Event()

    def answer(self, connection: socket.socket, request: Heard, number: int) -> None:
        """Pass one request on, or not."""
        special = number == self.number
        if special and self.how == "refuse":
            return
        if special and self.how == "before" and self.act:
            self.act()
            return
        reply = self.passed(request)
        if special and self.how == "after" and self.act:
            self.act()
        if not special or self.how == "pass":
            connection.sendall(reply)

    def passed(self, request: Heard) -> bytes:
        """Send a request to the server and return its whole answer."""
        with socket.create_connection(self.target, timeout=60) as server:
            server.sendall(request.head + b"\r\n\r\n" + request.body)
            pieces = []
            while block := server.recv(1 << 20):
                pieces.append(block)
            return b"".join(pieces)


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Return as soon as a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
