"""HTTP with a deadline over a whole exchange, and with redirects that no login follows."""

import socket
import threading
import urllib.request
from contextlib import suppress
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import IO, TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Clock:
    """A deadline over a whole exchange: when it is over, the connection is cut.

    A timeout of the socket alone begins anew with every byte that drips in.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.sockets: list[socket.socket] = []
        self.over = False
        self.timer = threading.Timer(seconds, self.end)
        self.timer.daemon = True

    def __enter__(self) -> Self:
        """Start."""
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.timer.cancel()

    def watch(self, connected: socket.socket) -> None:
        """Cut this connection too when the time is over."""
        self.sockets.append(connected)

    def end(self) -> None:
        """Cut every connection."""
        self.over = True
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class Clocked(HTTPConnection):
    """What a connection under a clock does besides; plain and secure ones are this and their own kind."""

    clock: Clock

    def connect(self) -> None:
        """Connect and let the clock watch."""
        super().connect()
        self.clock.watch(self.sock)

    def putheader(self, header: str | bytes, *values: "ReadableBuffer | str | int") -> None:
        """Ask to be kept connected: some servers else mark the end of an answer by hanging up only."""
        super().putheader(header, *(("keep-alive",) if header == "Connection" else values))


class Handler(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Opens HTTP and HTTPS under a clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        watching = clock

        class Plain(Clocked):
            clock = watching

        class Secure(Clocked, HTTPSConnection):
            clock = watching

        self.plain, self.secure = Plain, Secure

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        """Open an address."""
        return self.do_open(self.plain, req)

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        """Open an address of a secure host."""
        return self.do_open(self.secure, req)


class CarefulRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a GET only, only to http(s), and never with a login to another place."""

    def redirect_request(  # noqa: PLR0913, PLR0917 -- urllib's signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str,
    ) -> urllib.request.Request | None:
        """Return the next request, or nothing, which makes the answer a refusal."""
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is None or req.get_method() != "GET" or urlsplit(newurl).scheme not in {"http", "https"}:
            return None
        if origin(req.full_url) != origin(newurl):
            new.remove_header("Authorization")
        return new


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Return what two addresses share if a login of one may go to the other."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
