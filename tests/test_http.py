"""The HTTP client of loading: whatever a server does, no lie, no secret told, no request too many."""

import base64
import http.server
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError, RemoteFailure, UnreadableInput, WrongUsage
from kg.stores.credentials import Credentials, Digest, read_credentials
from kg.stores.http import ATTEMPTS, Client, Request, waiting_time
from kg.stores.profiles import profile_named
from kg.stores.remote import Remote
from tests.faults import FAULTS, FINE, JSON, TABLE, Faulty, Heard, Listener, message

SECRET = "s3cr3t+/päss"  # noqa: S105 -- planted, to see that it stays hidden
MINE = Credentials(user="ada", password=SECRET)
FORMS = (SECRET, base64.b64encode(f"ada:{SECRET}".encode()).decode())
SECONDS = 2.0

OPERATIONS: dict[str, Callable[[Remote, Path], object]] = {
    "query": lambda store, _: store.rows("SELECT * WHERE { ?s ?p ?o }"),
    "put": lambda store, file: store.put("https://example.org/g", file),
    "update": lambda store, _: store.update("CLEAR ALL"),
}
REPEATED = {"query", "put"}
PASSES = {
    "query": {"429-soon", "503-once"},
    # A body is of no meaning in the answer to a PUT or an update, but it must be whole.
    "put": {"429-soon", "503-once", "cut-close", "html", "error-inside"},
    "update": {"cut-close", "html", "error-inside"},
}
"""The faults that an operation survives, by waiting or because they do not concern it."""

AGAIN = {"429-soon", "503-once", "503-always", "reset", "silent", "cut-length", "cut-chunk", "cut-head", "garbage", "gzip-bomb"}
"""The faults after which what may be repeated is repeated."""


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Return a file to send."""
    file = tmp_path / "graph.nt"
    file.write_bytes(b"<http://a.example/s> <http://a.example/p> <http://a.example/o> .\n" * 50)
    return file


class Canary(Listener):
    """Another host, which nobody should come to."""

    def answer(self, connection: socket.socket, request: Heard, number: int) -> None:
        """Do nothing."""


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_time_without_a_secret_and_without_a_second_update(
    fault: str, operation: str, graph: Path,
) -> None:
    with Canary() as canary, Faulty(fault, canary.url) as server:
        store = Remote(profile_named("fuseki"), server.url, Client(MINE, seconds=SECONDS))
        started, failure = time.monotonic(), None
        try:
            OPERATIONS[operation](store, graph)
        except KgError as error:
            failure = error
        took = time.monotonic() - started

        assert (failure is None) == (fault in PASSES[operation]), failure
        assert took < SECONDS * 1.1 + 0.2
        assert not canary.heard
        assert len(server.heard) <= ATTEMPTS
        if operation not in REPEATED or fault not in AGAIN:
            assert len(server.heard) <= 1
        elif failure is None or fault == "503-always":
            assert len(server.heard) > 1
        assert not [one for one in FORMS if one in str(failure)]
        assert failure is None or str(failure)


def test_a_deadlock_of_virtuoso_is_waited_out(graph: Path) -> None:
    with Faulty("deadlock-once") as server:
        store = Remote(profile_named("virtuoso"), server.url, Client(seconds=10))
        store.put("https://example.org/g", graph)

        assert len(server.heard) == 2


@pytest.mark.parametrize("code", ["302", "307"])
def test_where_a_redirect_leads_is_told(code: str) -> None:
    with Canary() as canary, Faulty(f"redirect-{code}", canary.url) as server:
        store = Remote(profile_named("fuseki"), server.url, Client(MINE, seconds=SECONDS))

        with pytest.raises(RemoteFailure, match=rf"127\.0\.0\.1:{canary.port}.*nothing was sent there"):
            store.rows("SELECT * WHERE { ?s ?p ?o }")


def test_the_server_is_given_the_time_that_it_asks_for() -> None:
    with Faulty("429-soon") as server:
        store = Remote(profile_named("fuseki"), server.url, Client(seconds=10))
        started = time.monotonic()
        store.rows("SELECT * WHERE { ?s ?p ?o }")

        assert time.monotonic() - started >= 1


def test_a_body_is_sent_whole_with_its_length(graph: Path) -> None:
    with Faulty("503-once") as server:
        Remote(profile_named("fuseki"), server.url, Client(seconds=10)).put("https://example.org/g?a=b&c#d", graph)

        assert [one.body for one in server.heard] == [graph.read_bytes()] * 2
        assert server.heard[0].headers["content-length"] == str(graph.stat().st_size)
        assert "transfer-encoding" not in server.heard[0].headers
        assert server.heard[0].target == "/data?graph=https%3A%2F%2Fexample.org%2Fg%3Fa%3Db%26c%23d"


def test_an_upload_that_is_refused_in_the_middle_is_told_by_the_answer(tmp_path: Path) -> None:
    large = tmp_path / "large.nt"
    large.write_bytes(b"x" * 30_000_000)

    class Early(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.send_response(413)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Early)
    threading.Thread(target=server.handle_request, daemon=True).start()
    try:
        store = Remote(profile_named("fuseki"), f"http://127.0.0.1:{server.server_port}", Client(seconds=10))
        with pytest.raises(RemoteFailure, match=r"413|closed the connection"):
            store.client.ask(Request(method="PUT", url=store.at["graphs"], body=large))
    finally:
        server.server_close()


def test_nobody_listening_is_told_plainly() -> None:
    with Canary() as gone:
        pass
    with pytest.raises(RemoteFailure, match="no server listens there"):
        Client(seconds=2).ask(Request(method="GET", url=gone.url))


@pytest.mark.parametrize(("url", "message"), [
    ("ftp://example.org/", "no http"),
    ("https://ada:secret@example.org/", "no user or password in an address"),
    ("http://example.org/", "open line"),
    ("http://[::1", "no http"),
    ("http://example.org:notaport/", "no http"),
])
def test_an_address_that_cannot_be_meant_is_refused_before_anything_is_sent(url: str, message: str) -> None:
    with pytest.raises(WrongUsage, match=message) as refused:
        Client(MINE, seconds=1).ask(Request(method="GET", url=url))

    assert "secret" not in str(refused.value)


def test_credentials_say_nothing_of_themselves() -> None:
    assert SECRET not in repr(MINE)
    assert SECRET not in str(MINE)
    assert SECRET not in f"{Client(MINE).__dict__}"


def test_digest_answers_as_the_standard_computes_it() -> None:
    challenge = ('Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
                 'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"')
    expected = {
        "MD5": "8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    }
    for algorithm, response in expected.items():
        answer = Digest(challenge.format(algorithm)).answer(
            "Mufasa", "Circle of Life", "GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
        assert f'response="{response}"' in answer


def test_digest_is_not_answered_twice_to_the_same_challenge() -> None:
    class Stubborn(Listener):
        def answer(self, connection: socket.socket, request: Heard, number: int) -> None:
            del request, number
            connection.sendall(message("401 No", b"", "text/plain",
                                       'WWW-Authenticate: Basic realm="x"',
                                       'WWW-Authenticate: Digest realm="x", nonce="n", qop="auth"',
                                       "WWW-Authenticate: Negotiate"))

    with Stubborn() as server:
        with pytest.raises(RemoteFailure, match="credentials were not accepted"):
            Client(MINE, kind="digest", seconds=5).ask(Request(method="POST", url=server.url, body=b"update=x"))

        assert len(server.heard) == 2
        assert "authorization" not in server.heard[0].headers
        assert SECRET not in server.heard[1].headers["authorization"]


@pytest.mark.parametrize(("credentials", "header", "value"), [
    (Credentials(token=SECRET[:6], kind="bearer"), "authorization", "Bearer s3cr3t"),
    (Credentials(token=SECRET[:6], kind="header"), "x-api-key", "s3cr3t"),
    (Credentials(token=SECRET[:6], kind="header", header="X-Other"), "x-other", "s3cr3t"),
    (MINE, "authorization", f"Basic {FORMS[1]}"),
])
def test_each_kind_of_credentials_goes_into_its_header(credentials: Credentials, header: str, value: str) -> None:
    with Faulty("503-once") as server:
        Client(credentials, seconds=5).ask(Request(method="GET", url=server.url, repeatable=True))

        assert server.heard[0].headers[header] == value


def test_credentials_come_from_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "auth.toml"
    file.write_text('user = "ada"\npassword = "x"\nkind = "digest"\n')
    file.chmod(0o600)

    found = read_credentials(file, {})

    assert (found.user, found.password, found.kind) == ("ada", "x", "digest")


@pytest.mark.parametrize(("text", "mode", "error", "message"), [
    ('user = "ada"\npassword = "hunter2"\n', 0o644, WrongUsage, "chmod 600"),
    ("password = hunter2\n", 0o600, UnreadableInput, "no TOML"),
    ('user = "ada"\npasword = "hunter2"\n', 0o600, WrongUsage, "may hold only"),
    ('user = "ada"\npassword = "hunter2"\nkind = "ntlm"\n', 0o600, WrongUsage, "kind must be"),
])
def test_a_bad_file_of_credentials_is_refused_without_quoting_it(
    text: str, mode: int, error: type[KgError], message: str, tmp_path: Path,
) -> None:
    file = tmp_path / "auth.toml"
    file.write_text(text)
    file.chmod(mode)

    with pytest.raises(error, match=message) as refused:
        read_credentials(file, {})

    assert "hunter2" not in str(refused.value)


def test_a_user_without_password_is_asked_for_it_or_told() -> None:
    assert read_credentials(None, {"KG_USER": "ada"}, lambda _: "typed").secrets() == ("typed", "YWRhOnR5cGVk")[::-1]
    with pytest.raises(WrongUsage, match="KG_PASSWORD"):
        read_credentials(None, {"KG_USER": "ada"})


@given(st.text(max_size=30))
def test_any_retry_after_is_understood_or_passed_over(value: str) -> None:
    waiting = waiting_time(value)

    assert waiting is None or waiting >= 0


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the certificate and key of a server and of a client, each signed by itself."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("server", "client"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{name}.key", "-out", f"{name}.pem"],
            cwd=folder, check=True, capture_output=True,
        )
    return folder


class Secure(Listener):
    """A server behind TLS that wants a client certificate."""

    def __init__(self, folder: Path) -> None:
        """Take the certificates."""
        super().__init__()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "server.pem", folder / "server.key")
        self.context.load_verify_locations(folder / "client.pem")
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.address = f"https://localhost:{self.port}"

    def one(self, connection: socket.socket) -> None:
        """Take one request behind TLS."""
        try:
            wrapped = self.context.wrap_socket(connection, server_side=True)
        except OSError:
            return
        super().one(wrapped)

    def answer(self, connection: socket.socket, request: Heard, number: int) -> None:
        """Answer well."""
        del request, number
        connection.sendall(FINE)


def test_a_client_certificate_opens_a_server_that_wants_one(certificates: Path) -> None:
    mine = Credentials(certificate=certificates / "client.pem", key=certificates / "client.key")
    with Secure(certificates) as server:
        answer = Client(mine, seconds=5, authorities=certificates / "server.pem").ask(
            Request(method="GET", url=server.address))

    assert (answer.media_type, answer.body) == (JSON, TABLE)


def test_a_server_that_nobody_vouches_for_gets_nothing(certificates: Path) -> None:
    with Secure(certificates) as server:
        with pytest.raises(RemoteFailure, match="no safe connection"):
            Client(MINE, seconds=5).ask(Request(method="GET", url=server.address))

        assert not server.heard
