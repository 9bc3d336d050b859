"""A SPARQL endpoint as a store, asked through SPARQLWrapper.

SPARQLWrapper composes the request (https://www.w3.org/TR/sparql11-protocol/); the answer is read
here, since it has to be whole, of a known media type, in time, and no login may follow a redirect.
"""

import os
import urllib.error
import urllib.request
import warnings
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import NoReturn
from urllib.parse import urlsplit

import msgspec
from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg.errors import LimitReached, RemoteFailure, WrongUsage
from kg.stores.answers import Answer, Table, Verdict, statements
from kg.stores.deadline import CarefulRedirects, Clock, PlainHandler, SecureHandler

with warnings.catch_warnings():
    # SPARQLWrapper 2.0 imports a class that rdflib 7 calls deprecated; kg does not use it.
    warnings.simplefilter("ignore", DeprecationWarning)
    from SPARQLWrapper import POST, SPARQLWrapper

ACCEPT = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "application/n-triples;q=0.8, text/turtle;q=0.7"
)
TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
GRAPHS = {"application/n-triples": RdfFormat.N_TRIPLES, "text/turtle": RdfFormat.TURTLE}

LONGEST_GET = 2000
"""Characters of a query that a URL may carry; servers and proxies cut longer ones."""
LARGEST = 256 << 20
"""Bytes of an answer."""
PIECE = 1 << 16
SHOWN = 300
"""Characters of a server's own message that are passed on."""
UNAUTHORIZED = {401, 403}
ASK_COLUMN = "__ASK_RETVAL"
"""What Virtuoso answers an ASK with, as if it had been a SELECT."""


class Login(msgspec.Struct, frozen=True):
    """A user and a password; never part of a message."""

    user: str
    password: str


def credentials() -> Login | None:
    """Return the login that the environment holds."""
    user, password = os.environ.get("KG_USER"), os.environ.get("KG_PASSWORD")
    return Login(user, password) if user and password else None


class Endpoint:
    """An endpoint that answers queries, each within `timeout` seconds, or not at all."""

    def __init__(self, url: str, *, timeout: float = 60.0, login: Login | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise WrongUsage(f"--endpoint {url}: an endpoint has an address that begins with http:// or https://")
        if parts.username or parts.password:
            raise WrongUsage("--endpoint: leave the password out of the address; KG_USER and KG_PASSWORD log in")
        self.url = url
        self.timeout = timeout
        self.login = login

    def query(self, text: str) -> Answer:
        """Answer a query; raise `RemoteFailure` or `LimitReached` if the server does not, or not fully."""
        reply = fetch(self.url, text, self.login, self.timeout)
        answer = self.parsed(reply.data, reply.media_type)
        if reply.cut is not None and isinstance(answer, Table) and len(answer.rows) >= reply.cut:
            raise LimitReached(
                f"{self.url}: the server cuts every answer at {reply.cut} rows; ask for less with a LIMIT",
            )
        return answer

    def parsed(self, data: bytes, media_type: str) -> Answer:
        """Return an answer that was parsed to its end."""
        try:
            if media_type in TABLES:
                return read_table(data, TABLES[media_type])
            if media_type in GRAPHS:
                found = parse(data, GRAPHS[media_type])
                return statements(Triple(quad.subject, quad.predicate, quad.object) for quad in found)
        except (SyntaxError, ValueError) as error:
            raise RemoteFailure(f"{self.url}: the answer is damaged or cut short: {error}") from error
        raise RemoteFailure(f"{self.url}: the server answered with {media_type or 'no media type'}, "
                            f"which is no answer to a query: {shown(data)}")


def read_table(data: bytes, syntax: QueryResultsFormat) -> Answer:
    """Read a table, or a yes or no."""
    if syntax is QueryResultsFormat.XML and b"<!" in data:
        raise ValueError("XML with declarations is not read")
    found = parse_query_results(data, syntax)
    if isinstance(found, QueryBoolean):
        return Verdict(bool(found))
    columns = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(solution) for solution in found)
    if columns == (ASK_COLUMN,) and rows and isinstance(rows[0][0], Literal):
        return Verdict(rows[0][0].value in {"1", "true"})
    return Table(columns, rows)


class Reply(msgspec.Struct, frozen=True):
    """A whole answer of a server."""

    data: bytes
    media_type: str
    cut: int | None
    """The number of rows at which the server cuts, if it says so."""


def request(url: str, text: str, login: Login | None) -> urllib.request.Request:
    """Compose the request for a query: GET while it is short, a form by POST when it is long."""
    wrapper = SPARQLWrapper(url, agent="kg (https://w3id.org/scholarly-kg)")
    wrapper.setOnlyConneg(True)
    wrapper.setQuery(text)
    # It guesses the form of a query by its words, those of comments too, and would take some for
    # updates. Whoever asks has made sure that the query only reads.
    wrapper.queryType = "SELECT"
    wrapper.addCustomHttpHeader("Accept", ACCEPT)
    if len(text) > LONGEST_GET:
        wrapper.setMethod(POST)
    if login is not None:
        wrapper.setCredentials(login.user, login.password)
    composed = wrapper._createRequest()  # noqa: SLF001 -- its public methods also send, without a deadline
    assert isinstance(composed, urllib.request.Request)
    return composed


def fetch(url: str, text: str, login: Login | None, seconds: float) -> Reply:
    """Return the answer to a query, whole and in time; raise `RemoteFailure` if it is neither."""
    clock = Clock(seconds)
    opener = urllib.request.build_opener(PlainHandler(clock), SecureHandler(clock), CarefulRedirects())
    try:
        with clock, opener.open(request(url, text, login), timeout=seconds) as response:
            endless = response.length is None and not response.chunked
            data = whole(response, url)
            headers = response.headers
    except urllib.error.HTTPError as error:
        refused(url, error)
    except (HTTPException, OSError, ValueError) as error:
        if clock.over:
            raise RemoteFailure(f"{url}: no whole answer within {seconds:g} s; ask for less, or raise --timeout") from None
        raise RemoteFailure(f"{url}: {reason(error)}") from None
    if clock.over:
        raise RemoteFailure(f"{url}: no whole answer within {seconds:g} s; ask for less, or raise --timeout")
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if endless and media_type in GRAPHS:
        raise RemoteFailure(f"{url}: the server does not say how long its answer is, "
                            "so nobody can tell whether it is whole")
    cut = headers.get("X-SPARQL-MaxRows", "")
    return Reply(data, media_type, int(cut) if cut.isdecimal() else None)


def whole(response: HTTPResponse, url: str) -> bytes:
    """Read an answer to its end; a short one raises `IncompleteRead`."""
    data = bytearray()
    while piece := response.read(PIECE):
        data += piece
        if len(data) > LARGEST:
            raise LimitReached(f"{url}: the answer is larger than {LARGEST >> 20} MB; ask for less with a LIMIT")
    return bytes(data)


def refused(url: str, error: urllib.error.HTTPError) -> NoReturn:
    """Say why a server refused, in its own words if it has some."""
    with error:
        said = shown(error.read(SHOWN * 4))
    hint = ""
    if error.code in UNAUTHORIZED:
        hint = "; set KG_USER and KG_PASSWORD to log in"
    elif error.headers.get("Location"):
        hint = f"; it points to {error.headers['Location']}"
    elif error.headers.get("Retry-After"):
        hint = f"; it asks to try again after {error.headers['Retry-After']} s"
    raise RemoteFailure(f"{url}: HTTP {error.code} {error.reason}{hint}{f': {said}' if said else ''}") from None


def reason(error: Exception) -> str:
    """Return what went wrong in plain words."""
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(inner, ConnectionRefusedError):
        return "nothing listens there; is the server running?"
    if isinstance(inner, IncompleteRead):
        return "the answer ended before it was whole"
    if isinstance(inner, OSError) and inner.strerror:
        return inner.strerror
    return str(inner) or type(inner).__name__


def shown(data: bytes) -> str:
    """Return the beginning of a server's text on one line."""
    return " ".join(data.decode(errors="replace").split())[:SHOWN]
