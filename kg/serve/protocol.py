"""The SPARQL 1.1 Protocol: https://www.w3.org/TR/sparql11-protocol/."""

import asyncio
import os
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg.queries.reach import far_words
from kg.queries.tokens import spoken, unescaped
from kg.serve.negotiation import chosen
from kg.stores.answering import Asked, Head, Running, changed
from kg.stores.embedded import Embedded
from kg.vocabulary import NamedNode

FORM = "application/x-www-form-urlencoded"
DIRECT = {"application/sparql-query": "query", "application/sparql-update": "update"}
"""What a body of such a type is."""

LONGEST_QUERY = 1 << 20
LARGEST_ANSWER = 64 << 20
READ = 1 << 16


class Limits(msgspec.Struct, frozen=True):
    """How much one query may take."""

    patience: float = 30.0
    """Seconds."""
    rows: int = 100_000
    """Rows or statements of its answer."""


class Refused(Exception):
    """A request that is not answered: the status and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        """Remember why."""
        super().__init__(reason)
        self.status = status


class Said(msgspec.Struct, frozen=True):
    """What a request says, wherever it says it."""

    base: str
    """The address of the endpoint, against which relative IRIs are resolved."""
    parameters: dict[str, list[str]]

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a parameter."""
        return tuple(self.parameters.get(name, ()))


async def said(request: Request) -> Said:
    """Read the parameters of a request; a direct body is one of them.

    Raises `Refused` if they are not said as the protocol has it.
    """
    found = parse_qs(request.url.query, keep_blank_values=True)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await body_of(request)
        if kind in DIRECT:
            found.setdefault(DIRECT[kind], []).append(body)
        elif kind == FORM:
            for name, values in parse_qs(body, keep_blank_values=True).items():
                found.setdefault(name, []).extend(values)
        else:
            raise Refused(415, f"the body must be {FORM}, {' or '.join(DIRECT)}")
    elif "update" in found:
        raise Refused(400, "an update comes by POST")
    return Said(str(request.url.replace(query="", fragment="")), found)


def only(found: Said, name: str) -> str:
    """Return the one query or update of a request."""
    texts = [*found.all("query"), *found.all("update")]
    if len(texts) != 1 or not found.all(name):
        raise Refused(400, f"say exactly one {name}; this request has {len(texts)}")
    stay_here(texts[0])
    return texts[0]


async def body_of(request: Request) -> str:
    """Return the body as text, if it is UTF-8 and not too long."""
    charset = request.headers.get("content-type", "").lower().partition("charset=")[2].strip(' "')
    if charset not in {"", "utf-8", "utf8"}:
        raise Refused(415, f"queries are UTF-8 here, not {charset}")
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LONGEST_QUERY:
            raise Refused(413, f"queries may have {LONGEST_QUERY >> 20} MB here")
    try:
        return found.decode()
    except UnicodeDecodeError as error:
        raise Refused(400, f"byte {error.start} of the body is not UTF-8") from None


def stay_here(text: str) -> None:
    """Refuse a query that would make the engine ask other servers; FROM names graphs of this one."""
    for version in dict.fromkeys((text, unescaped(text))):
        for token in far_words(version):
            if token.text.casefold() not in {"from", "from:"}:
                raise Refused(400, f"{token.text}: this endpoint asks no other server")


async def answer(store: Embedded, request: Request, limits: Limits, *, scratch: bool) -> Response:
    """Answer the query of a request, or say why not; where the store is for scratch, change it as well."""
    try:
        found = await said(request)
        if found.all("update"):
            return change(store, found, scratch=scratch)
        question = Asked(only(found, "query"), found.base, found.all("default-graph-uri"), found.all("named-graph-uri"), limits.rows)
        head, data = await run(store, question, request, limits.patience)
    except Refused as refusal:
        return Response(f"{refusal}\n", refusal.status, media_type="text/plain")
    return Response(data, head.status, {"Vary": "Accept"}, media_type=head.media)


def change(store: Embedded, found: Said, *, scratch: bool) -> Response:
    """Make an update, whole or not at all, where the store is for scratch."""
    if not scratch:
        raise Refused(403, "this endpoint only answers queries; it takes no update")
    try:
        text = using(only(found, "update"), found.all("using-graph-uri"), found.all("using-named-graph-uri"))
        changed(store.store, text, found.base)
    except (SyntaxError, ValueError) as error:
        raise Refused(400, str(error)) from None
    return Response(None, 204)


def using(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> str:
    """Put the dataset of a request into an update: https://www.w3.org/TR/sparql11-protocol/#update-dataset.

    Raises `ValueError` if the update names one itself, or if an IRI is none.
    """
    if not default and not named:
        return text
    clauses = "".join([f"USING {NamedNode(one)} " for one in default] + [f"USING NAMED {NamedNode(one)} " for one in named])
    places, depth, before = [], 0, ""
    for token in spoken(text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and (token.is_word("USING") or token.is_word("WITH")):
            raise ValueError("the update names its graphs, and so does the request; only one of them may")
        if depth == 0 and token.is_word("WHERE") and before == "}":
            places.append(token.start)
        before = token.text
    for place in reversed(places):
        text = text[:place] + clauses + text[place:]
    return text


async def run(store: Embedded, question: Asked, request: Request, patience: float) -> tuple[Head, bytes]:
    """Run a query in a process of its own; end it when it takes too long or nobody waits for it."""
    accept = request.headers.get("accept")
    running = Running(store.store, question, lambda offers: chosen(accept, offers))
    reading = asyncio.ensure_future(read_all(running.pipe))
    leaving = asyncio.ensure_future(gone(request))
    try:
        await asyncio.wait({reading, leaving}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            why = "the client has gone" if leaving.done() else f"stopped after {patience:g} s"
            raise Refused(503, f"{why}; ask for less, for example with LIMIT")
        data = reading.result()
    finally:
        for task in (reading, leaving):
            task.cancel()
        await asyncio.gather(reading, leaving, return_exceptions=True)
        running.end()
    line, _, body = data.partition(b"\n")
    if not line:
        raise Refused(500, "the query engine ended without an answer")
    return msgspec.json.decode(line, type=Head), body


async def gone(request: Request) -> None:
    """Wait until the client hangs up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def told(ready: asyncio.Future[None]) -> None:
    """Say that a pipe can be read."""
    if not ready.done():
        ready.set_result(None)


async def read_all(pipe: int) -> bytes:
    """Read a pipe to its end, up to the largest answer."""
    loop = asyncio.get_running_loop()
    found = bytearray()
    while True:
        ready: asyncio.Future[None] = loop.create_future()
        loop.add_reader(pipe, told, ready)
        try:
            await ready
        finally:
            loop.remove_reader(pipe)
        chunk = os.read(pipe, READ)
        if not chunk:
            return bytes(found)
        found += chunk
        if len(found) > LARGEST_ANSWER:
            raise Refused(503, f"the answer has more than {LARGEST_ANSWER >> 20} MB; ask for less, for example with LIMIT")
