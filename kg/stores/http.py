"""A thin HTTP client for loading: one deadline, no redirects, few and safe retries, no secret told.

Replies count only if they came whole (https://www.rfc-editor.org/rfc/rfc9112#name-incomplete-messages).
"""

import email.utils
import http.client
import io
import random
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit

import msgspec

from kg import __version__
from kg.errors import LimitReached, RemoteFailure, UnreadableInput, WrongUsage
from kg.stores.credentials import NOBODY, Credentials, Digest, basic, digest_of

ATTEMPTS = 5
"""How often a request that may be repeated is sent at most."""

BUSY = (429, 502, 503, 504)
"""Answers after which it may work in a moment."""

LONGEST_PAUSE = 20.0
"""Seconds between two attempts, unless the server asks for more."""

LARGEST_ANSWER = 256 << 20
"""Bytes of an answer that is held in memory."""

BLOCK = 1 << 20
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Refused(RemoteFailure):
    """The server answered, and said no."""

    def __init__(self, message: str, status: int, headers: Mapping[str, str]) -> None:
        """Keep the status and the headers beside the message."""
        super().__init__(message)
        self.status = status
        self.headers = headers


class Unanswered(RemoteFailure):
    """No whole answer came: what was asked may have been done, or not."""

    def __init__(self, message: str, *, sent: bool) -> None:
        """Keep whether the server can have had the request."""
        super().__init__(message)
        self.sent = sent


class OutOfTime(LimitReached):
    """The time for the whole run is over."""


class Deadline:
    """The moment by which everything must be done."""

    def __init__(self, seconds: float) -> None:
        """Begin to count."""
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left.

        Raises `OutOfTime` if there are none.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise OutOfTime(f"not done within {self.seconds:g} s; give more time with --timeout")
        return left


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a server."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes | Path = b""
    repeatable: bool = False
    """Whether sending it twice does the same as sending it once, whatever happens in between."""
    passing: bytes = b""
    """What in a refusal tells that the server was only busy; empty if nothing does."""

    @property
    def target(self) -> str:
        """Return path and query, as the request line has them."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class Answer(msgspec.Struct, frozen=True):
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes

    @property
    def media_type(self) -> str:
        """Return the media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Client:
    """Sends requests on behalf of somebody until a deadline."""

    def __init__(self, credentials: Credentials = NOBODY, *, seconds: float = 1800, kind: str = "basic",
                 plain_http: bool = False, authorities: Path | None = None) -> None:
        """Prepare; `kind` is how a user is told unless the credentials say it.

        `plain_http` allows credentials over an unencrypted line to another machine, `authorities`
        names a file of certificates to trust instead of the system's.
        """
        self.credentials = credentials
        self.deadline = Deadline(seconds)
        self.kind = credentials.kind or kind
        self.plain_http = plain_http
        self.authorities = authorities
        self.digest: Digest | None = None
        self.attempts = 0

    def ask(self, request: Request, into: IO[bytes] | None = None) -> Answer:
        """Return the answer to a request if it succeeded; a long body goes into a file.

        Only what is repeatable is sent again, if no answer came or the server is busy. Raises
        `Refused`, `Unanswered`, `OutOfTime`, or `WrongUsage` for an address that cannot be meant.
        """
        checked(request.url, self)
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                answer = self.authorised(request, into)
            except Unanswered as failure:
                again = request.repeatable or not failure.sent
                if last or not again or not self.rested(attempt):
                    raise
                continue
            busy = answer.status in BUSY or (request.passing and request.passing in answer.body)
            if last or not busy or not request.repeatable or not self.rested(attempt, answer.headers.get("retry-after")):
                return self.judged(request, answer)
        raise AssertionError("the last attempt returns or raises")

    def rested(self, attempt: int, wanted: str | None = None) -> bool:
        """Wait before another attempt: as long as the server asks, else longer each time, with jitter.

        Return whether there is time for it. Raises `OutOfTime` if the server asks for more than there is.
        """
        asked = waiting_time(wanted) or 0.0
        pause = max(asked, random.uniform(0.5, 1) * min(LONGEST_PAUSE, 0.2 * 2**attempt))  # noqa: S311 -- no secret
        if asked > self.deadline.left():
            raise OutOfTime(f"the server asks to wait {asked:.0f} s, which is more than --timeout leaves")
        if pause > self.deadline.left():
            return False
        time.sleep(pause)
        return True

    def authorised(self, request: Request, into: IO[bytes] | None) -> Answer:
        """Send a request, and once more if the server has a challenge that we can answer."""
        answer = self.once(request, into)
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status == http.client.UNAUTHORIZED and self.kind == "digest" and self.credentials.known():
            fresh = digest_of(challenge)
            if fresh and (self.digest is None or self.digest.given["nonce"] != fresh.given["nonce"]):
                self.digest = fresh
                return self.once(request, into)
        return answer

    def once(self, request: Request, into: IO[bytes] | None) -> Answer:
        """Send a request and read its whole answer, within the deadline."""
        self.attempts += 1
        connection = self.connection(request.url)
        connection.response_class = Whole
        where = shown(request.url)
        late = threading.Event()
        opened: list[socket.socket] = []
        watchdog = threading.Timer(self.deadline.left(), cut, (connection, opened, late))
        watchdog.daemon = True
        watchdog.start()
        connected = False
        try:
            connection.connect()
            connected = True
            opened.append(connection.sock)
            transmit(connection, request, self.headers(request))
            with connection.getresponse() as reply:
                answer = received(reply, into)
        except (OSError, http.client.HTTPException) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                # Either the watchdog cut the line or the socket waited as long as it may.
                raise OutOfTime(f"{where}: not done within {self.deadline.seconds:g} s; "
                                "give more time with --timeout") from None
            if isinstance(error, ssl.SSLError):
                raise RemoteFailure(f"{where}: no safe connection: {self.credentials.hide(str(error))}") from None
            raise Unanswered(f"{where}: {self.credentials.hide(reason(error))}", sent=connected) from None
        finally:
            watchdog.cancel()
            connection.close()
        if late.is_set():
            # Cut by ourselves, an answer without a length looks whole.
            raise OutOfTime(f"{where}: not done within {self.deadline.seconds:g} s; give more time with --timeout")
        return answer

    def connection(self, url: str) -> http.client.HTTPConnection:
        """Return a connection that is not open yet."""
        parts = urlsplit(url)
        assert parts.hostname is not None
        left = self.deadline.left()
        if parts.scheme == "http":
            return http.client.HTTPConnection(parts.hostname, parts.port, timeout=left, blocksize=BLOCK)
        context = ssl.create_default_context(cafile=self.authorities)
        if self.credentials.certificate:
            try:
                context.load_cert_chain(self.credentials.certificate, self.credentials.key)
            except (OSError, ssl.SSLError):
                raise UnreadableInput(f"{self.credentials.certificate}: this client certificate or its key "
                                      "cannot be read") from None
        return http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=left, blocksize=BLOCK, context=context)

    def headers(self, request: Request) -> dict[str, str]:
        """Return all headers: the request's, ours, and who we are."""
        size = request.body.stat().st_size if isinstance(request.body, Path) else len(request.body)
        headers = {"User-Agent": f"kg/{__version__}", "Accept-Encoding": "identity", "Connection": "close",
                   **request.headers}
        if size or request.method in {"PUT", "POST"}:
            headers["Content-Length"] = str(size)
        mine = self.credentials
        if self.kind == "bearer" and mine.token:
            headers["Authorization"] = f"Bearer {mine.token}"
        elif self.kind == "header" and mine.token:
            headers[mine.header] = mine.token
        elif mine.user is not None and self.kind == "basic":
            headers["Authorization"] = f"Basic {basic(mine.user, mine.password or '')}"
        elif mine.user is not None and self.digest:
            headers["Authorization"] = self.digest.answer(
                mine.user, mine.password or "", request.method, request.target)
        return headers

    def judged(self, request: Request, answer: Answer) -> Answer:
        """Return an answer that says it was done; raise `Refused` for any other."""
        if answer.status in range(200, 300):
            return answer
        where = f"{request.method} {shown(request.url)}"
        if answer.status in range(300, 400):
            there = self.credentials.hide(shown(answer.headers.get("location", "elsewhere")))
            raise Refused(f"{where}: the server sends us to {there}; nothing was sent there. "
                          "If you trust that address, give it to kg instead", answer.status, answer.headers)
        said = self.credentials.hide(" ".join(answer.body[:2000].decode("utf-8", "replace").split()))[:300]
        match answer.status:
            case http.client.UNAUTHORIZED | http.client.FORBIDDEN:
                hint = ("; the credentials were not accepted" if self.credentials.known()
                        else "; it wants credentials: --auth-file, or KG_USER and KG_PASSWORD")
            case http.client.REQUEST_ENTITY_TOO_LARGE:
                hint = "; the graph is too large for this server in one request: see kg load --plan"
            case _:
                hint = ""
        raise Refused(f"{where}: {answer.status}{hint}{f': {said}' if said else ''}", answer.status, answer.headers)


class Lines:
    """The lines of an answer's head as they are read, of which the last must be empty."""

    def __init__(self, file: io.BufferedReader) -> None:
        """Take what they are read from."""
        self.file = file
        self.last = b""

    def readline(self, size: int = -1) -> bytes:
        """Read a line and remember it."""
        self.last = self.file.readline(size)
        return self.last

    def close(self) -> None:
        """Close what they are read from."""
        self.file.close()


class Whole(http.client.HTTPResponse):
    """An answer whose head came to its end; the library takes a cut head for a short one."""

    def begin(self) -> None:
        """Read the head.

        Raises `HTTPException` if the connection ended in it.
        """
        if self.headers is not None:
            return
        file: io.BufferedReader = self.fp
        lines = Lines(file)
        self.fp = cast("io.BufferedReader", lines)
        try:
            super().begin()
        finally:
            if self.fp is not None:  # it is gone if what came is no HTTP
                self.fp = file
        if lines.last not in {b"\r\n", b"\n"}:
            raise http.client.HTTPException("the answer was cut short")


def transmit(connection: http.client.HTTPConnection, request: Request, headers: Mapping[str, str]) -> None:
    """Send a request with a body of known length, from memory or from a file."""
    body: IO[bytes] | bytes
    try:
        body = request.body.open("rb") if isinstance(request.body, Path) else request.body
    except OSError as error:
        raise UnreadableInput(f"{request.body!s}: cannot be read: {error.strerror}") from None
    try:
        connection.request(request.method, request.target, body=body, headers=dict(headers))
    except (BrokenPipeError, ConnectionResetError):
        # A server may answer and close before it has read all; what it says is worth more than the cut.
        return
    finally:
        if not isinstance(body, bytes):
            body.close()


def received(reply: http.client.HTTPResponse, into: IO[bytes] | None) -> Answer:
    """Return an answer that came whole; a successful body goes into the file if there is one."""
    headers: dict[str, str] = {}
    for name, value in reply.getheaders():
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise http.client.HTTPException(f"the answer is packed ({headers['content-encoding']}), which was not asked for")
    held = io.BytesIO()
    target = into if into is not None and reply.status == http.client.OK else held
    if into is not None:
        into.seek(0)
        into.truncate()
    announced, size = reply.length, 0
    while block := reply.read(BLOCK):
        size += len(block)
        if target is held and size > LARGEST_ANSWER:
            raise LimitReached(f"the answer is longer than {LARGEST_ANSWER >> 20} MB")
        target.write(block)
    if announced is not None and size != announced:
        raise http.client.HTTPException(f"the answer was cut short: {size} of {announced} bytes came")
    return Answer(reply.status, headers, held.getvalue())


def cut(connection: http.client.HTTPConnection, opened: list[socket.socket], late: threading.Event) -> None:
    """End a connection whose time is over, whatever it is doing.

    The connection itself knows its socket only until the answer begins.
    """
    late.set()
    for sock in opened or [connection.sock]:
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def waiting_time(value: str | None) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or a date.

    >>> waiting_time("7"), waiting_time(None), waiting_time("soon")
    (7.0, None, None)
    """
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    with suppress(ValueError, TypeError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    return None


def checked(url: str, client: Client) -> None:
    """Raise `WrongUsage` for an address that is none, holds a password, or would tell it to the line."""
    try:
        parts = urlsplit(url)
        port_is_a_number = parts.port is None or parts.port > 0
    except ValueError:
        port_is_a_number = False
    if not port_is_a_number or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongUsage(f"{shown(url)!r} is no http(s) address of a store")
    if parts.username is not None:
        raise WrongUsage(f"{shown(url)}: no user or password in an address; use --auth-file, or KG_USER and KG_PASSWORD")
    secret = client.credentials.known()
    if parts.scheme == "http" and secret and parts.hostname not in LOOPBACK and not client.plain_http:
        raise WrongUsage(f"{shown(url)}: credentials would be sent over an open line; use https, or say --plain-http")


def shown(url: str) -> str:
    """Return an address as messages show it: without user, password, and query.

    >>> shown("https://ada:secret@example.org/x?key=1")
    'https://example.org/x'
    """
    scheme, mark, rest = url.partition("://")
    place = rest.partition("?")[0].partition("#")[0]
    host, slash, path = place.partition("/")
    return scheme + mark + host.rpartition("@")[2] + slash + path


def reason(error: BaseException) -> str:
    """Say in plain words why no whole answer came."""
    match error:
        case ConnectionRefusedError():
            return "no server listens there"
        case http.client.RemoteDisconnected() | ConnectionResetError() | BrokenPipeError():
            return "the server closed the connection without an answer"
        case http.client.IncompleteRead():
            return "the answer was cut short"
        case socket.gaierror():
            return "there is no such host"
        case http.client.BadStatusLine() | http.client.LineTooLong():
            return "what answers there does not speak HTTP"
        case OSError():
            return error.strerror or str(error)
    return str(error)


