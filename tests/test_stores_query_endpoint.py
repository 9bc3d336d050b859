"""Endpoints that fail in every way: told as a remote failure, in time, and without giving a login away."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import KgError, LimitReached, RemoteFailure, WrongUsage
from kg.stores.answers import Table, Verdict
from kg.stores.endpoint import Endpoint, Login
from tests.commands import run

QUERY = "SELECT ?x WHERE { ?x a <urn:b> }"
JSON = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:a"}}]}}'
RESULTS = "application/sparql-results+json"
Reply = Callable[[socket.socket], None]


class Faulty:
    """A server that reads a request whole and then replies as it was told; it notes each request."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.requests: list[str] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/sparql"
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        """Take connections until the server is closed."""
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        """Read one request and reply."""
        with connection:
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(1 << 16)
            head, _, body = data.partition(b"\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
            while len(body) < length:
                body += connection.recv(1 << 16)
            self.requests.append((head + b"\r\n\r\n" + body).decode())
            try:
                self.reply(connection)
            except OSError:
                return


@pytest.fixture
def serve() -> Iterator[Callable[[Reply], Faulty]]:
    """Return what starts a server with a reply."""
    started: list[Faulty] = []

    def start(reply: Reply) -> Faulty:
        started.append(Faulty(reply))
        return started[-1]

    yield start
    for one in started:
        one.server.close()


def whole(data: bytes, media_type: str = RESULTS, status: str = "200 OK", *more: str) -> Reply:
    """Return a reply that says how long it is."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(data)}", *more]
    return lambda connection: connection.sendall("\r\n".join([*lines, "", ""]).encode() + data)


def raw(data: bytes) -> Reply:
    """Return a reply of these bytes, after which the connection is closed."""
    return lambda connection: connection.sendall(data)


def drip(connection: socket.socket) -> None:
    """Send one byte at a time, slower than anybody waits."""
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\nContent-Length: {len(JSON)}\r\n\r\n".encode())
    for byte in JSON:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def drip_head(connection: socket.socket) -> None:
    """Send the head of a reply one byte at a time."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Filler: " + b"x" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def chunked(data: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """Return a reply in chunks."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    return head + f"{len(data):x}\r\n".encode() + data + b"\r\n" + end


FAILURES: dict[str, tuple[Reply, str]] = {
    "half of the promised length": (
        raw(f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\nContent-Length: 999\r\n\r\n".encode() + JSON), "ended before"),
    "a chunk that is cut": (raw(chunked(JSON)[:-40]), "ended before"),
    "half of the answer and a hang-up": (
        raw(f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS}\r\n\r\n".encode() + JSON[:50]), "damaged or cut short"),
    "half of the answer as if whole": (whole(JSON[:50]), "damaged or cut short"),
    "an error inside the answer": (whole(JSON[:-2] + b"\nError: out of memory"), "damaged or cut short"),
    "more behind the answer": (whole(JSON + b" {}"), "damaged or cut short"),
    "a page of HTML": (whole(b"<html>log in, please</html>", "text/html"), "no answer to a query: <html>log in"),
    "no media type": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), "no media type"),
    "triples that may be half": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n\r\n<urn:a> <urn:b> <urn:c> .\n"),
        "does not say how long"),
    "XML with a bomb": (whole(b'<!DOCTYPE x [<!ENTITY a "b">]><sparql/>', "application/sparql-results+xml"), "damaged"),
    "no HTTP at all": (raw(b"\x16\x03\x01garbage\r\n\r\n"), ""),
    "nothing": (raw(b""), ""),
    "a bad query": (whole(b"Parse error: line 1", "text/plain", "400 Bad Request"), "HTTP 400 Bad Request: Parse error"),
    "no access": (whole(b"", "text/plain", "401 Unauthorized"), "set KG_USER and KG_PASSWORD"),
    "too busy": (whole(b"later", "text/plain", "503 Busy", "Retry-After: 7"), "asks to try again after 7 s"),
    "a broken server": (whole(b"x" * 5000, "text/plain", "500 Internal"), "HTTP 500"),
    "a way to a file": (whole(b"", "text/plain", "302 Found", "Location: file:///etc/passwd"), "HTTP 302"),
    "a way in a circle": (whole(b"", "text/plain", "302 Found", "Location: /sparql"), "HTTP 302"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_fault_is_a_remote_failure_in_plain_words(name: str, serve: Callable[[Reply], Faulty]) -> None:
    reply, message = FAILURES[name]

    with pytest.raises(RemoteFailure) as caught:
        Endpoint(serve(reply).url, timeout=5).query(QUERY)

    assert message in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("reply", [drip, drip_head, lambda _: time.sleep(3)], ids=["body", "head", "silence"])
def test_a_slow_server_is_left_when_the_time_is_over(reply: Reply, serve: Callable[[Reply], Faulty]) -> None:
    start = time.monotonic()
    with pytest.raises(RemoteFailure, match=r"no whole answer within 0\.5 s"):
        Endpoint(serve(reply).url, timeout=0.5).query(QUERY)

    assert time.monotonic() - start < 1.0


def test_a_whole_answer_is_read_in_chunks_too(serve: Callable[[Reply], Faulty]) -> None:
    found = Endpoint(serve(raw(chunked(JSON))).url).query(QUERY)

    assert isinstance(found, Table)
    assert found.columns == ("x",)
    assert len(found.rows) == 1


def test_an_answer_that_the_server_cut_hits_a_limit(serve: Callable[[Reply], Faulty]) -> None:
    with pytest.raises(LimitReached, match="cuts every answer at 1 rows"):
        Endpoint(serve(whole(JSON, RESULTS, "200 OK", "X-SPARQL-MaxRows: 1")).url).query(QUERY)


def test_a_short_query_is_a_get_and_a_long_one_a_post(serve: Callable[[Reply], Faulty]) -> None:
    server = serve(whole(JSON))
    Endpoint(server.url).query(QUERY)
    Endpoint(server.url).query(f"# {'ü' * 3000}\n{QUERY}")

    assert [one.split(" ")[0] for one in server.requests] == ["GET", "POST"]
    assert all("update=" not in one for one in server.requests)


def test_a_query_is_sent_once_only(serve: Callable[[Reply], Faulty]) -> None:
    server = serve(whole(b"", "text/plain", "503 Busy"))
    with pytest.raises(RemoteFailure):
        Endpoint(server.url).query(QUERY)

    assert len(server.requests) == 1


def test_a_login_goes_to_its_server_and_not_where_that_one_points(serve: Callable[[Reply], Faulty]) -> None:
    other = serve(whole(JSON))
    first = serve(whole(b"", "text/plain", "302 Found", f"Location: {other.url}"))
    Endpoint(first.url, login=Login("me", "secret")).query(QUERY)

    assert "Authorization: Basic" in first.requests[0]
    assert "Authorization" not in other.requests[0]


def test_a_long_query_does_not_follow_where_a_server_points(serve: Callable[[Reply], Faulty]) -> None:
    other = serve(whole(JSON))
    first = serve(whole(b"", "text/plain", "307 Temporary Redirect", f"Location: {other.url}"))

    with pytest.raises(RemoteFailure, match="it points to"):
        Endpoint(first.url).query(f"# {'x' * 3000}\n{QUERY}")

    assert not other.requests


def test_the_environment_logs_in_and_no_message_shows_it(serve: Callable[[Reply], Faulty]) -> None:
    server = serve(whole(b"no", "text/plain", "403 Forbidden"))
    ran = run("query", "topics", "--endpoint", server.url, environment={"KG_USER": "me", "KG_PASSWORD": "s3cret"})

    assert ran.code == 4
    assert "Authorization: Basic" in server.requests[0]
    assert "s3cret" not in ran.err + ran.out


def test_a_yes_that_looks_like_a_row_is_a_yes(serve: Callable[[Reply], Faulty]) -> None:
    answer = (b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[{"__ASK_RETVAL":'
              b'{"type":"literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"1"}}]}}')

    assert Endpoint(serve(whole(answer)).url).query("ASK {}") == Verdict(yes=True)


@pytest.mark.parametrize("url", ["ftp://example.org/", "example.org/sparql", "http://", "http://me:pw@example.org/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        Endpoint(url)

    assert "pw" not in str(caught.value)


def test_every_failure_has_its_exit_code(serve: Callable[[Reply], Faulty], tmp_path: Path) -> None:
    limit = serve(whole(JSON, RESULTS, "200 OK", "X-SPARQL-MaxRows: 1"))
    (tmp_path / "x.rq").write_text(QUERY, encoding="utf-8")
    ran = run("query", tmp_path / "x.rq", "--endpoint", limit.url)

    assert ran.code == LimitReached.exit_code
    assert issubclass(LimitReached, KgError)
