"""A SPARQL endpoint as a store, asked through SPARQLWrapper.

SPARQLWrapper composes the request (https://www.w3.org/TR/sparql11-protocol/); the answer is read
here, since it has to be whole, of a known media type, in time, and no login may follow a redirect.
"""

import os
import re
import urllib.error
import urllib.request
import warnings
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import NoReturn
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.parsers.expat import ExpatError

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
from kg.stores.deadline import CarefulRedirects, Clock, Handler

with warnings.catch_warnings():
    # SPARQLWrapper 2.0 imports a class that rdflib 7 calls deprecated; kg does not use it.
    warnings.simplefilter("ignore", DeprecationWarning)
    from SPARQLWrapper import POST, SPARQLWrapper

PROLOGUE = re.compile(
    r"(?:\s+|#[^\r\n]*|BASE\s*<[^>]*>|PREFIX\s+[^\s:]*:\s*<[^>]*>)*(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)",
    re.IGNORECASE,
)
"""What stands before the word that says what a query wants."""
WANTS_TABLE = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
WANTS_GRAPH = "application/n-triples, text/turtle;q=0.9"
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


YES = (Literal(1), Literal("1"), Literal(value=True))
"""How Virtuoso says yes; a no may have no row at all."""


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
        if media_type not in {**TABLES, **GRAPHS}:
            raise RemoteFailure(f"{self.url}: the server answered with {media_type or 'no media type'}, "
                                f"which is no answer to a query: {shown(data)}")
        try:
            if media_type in TABLES:
                return read_table(data, TABLES[media_type])
            found = parse(data, GRAPHS[media_type])
            return statements(Triple(quad.subject, quad.predicate, quad.object) for quad in found)
        except (SyntaxError, ValueError, ExpatError) as error:
            why = str(error)
        # Raised here, so that nothing holds on to the parser, which may be freed in its own thread only.
        raise RemoteFailure(f"{self.url}: the answer is damaged or cut short: {why}")


def read_table(data: bytes, syntax: QueryResultsFormat) -> Answer:
    """Read a table, or a yes or no."""
    check_whole(data, syntax)
    found = parse_query_results(data, syntax)
    if isinstance(found, QueryBoolean):
        return Verdict(bool(found))
    columns = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(solution) for solution in found)
    if columns == (ASK_COLUMN,):
        return Verdict(rows in {((one,),) for one in YES})
    return Table(columns, rows)


def check_whole(data: bytes, syntax: QueryResultsFormat) -> None:
    """Raise `ValueError` or `ExpatError` if an answer is not well-formed to its last byte.

    The parser of results stops behind the last row, and servers put errors there.
    """
    if syntax is QueryResultsFormat.JSON:
        msgspec.json.decode(data)
        return
    if b"<!" in data:
        raise ValueError("XML with declarations is not read")
    expat.ParserCreate().Parse(data, True)  # noqa: FBT003 -- the last piece; expat takes no keywords


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
    match = PROLOGUE.match(text)
    wrapper.queryType = match["form"].upper() if match else "SELECT"
    wants_graph = wrapper.queryType in {"CONSTRUCT", "DESCRIBE"}
    wrapper.addCustomHttpHeader("Accept", WANTS_GRAPH if wants_graph else WANTS_TABLE)
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
    opener = urllib.request.build_opener(Handler(clock), CarefulRedirects())
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
    """Read an answer to its end; raise `IncompleteRead` if it is shorter than it was said to be."""
    promised = response.length
    data = bytearray()
    while piece := response.read(PIECE):
        data += piece
        if len(data) > LARGEST:
            raise LimitReached(f"{url}: the answer is larger than {LARGEST >> 20} MB; ask for less with a LIMIT")
    # Reading by pieces, Python takes an early end for the end.
    if promised is not None and len(data) < promised:
        raise IncompleteRead(bytes(data[:SHOWN]), promised - len(data))
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
