"""The SPARQL 1.1 Protocol, query operation: https://www.w3.org/TR/sparql11-protocol/."""

import asyncio
import os
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg.queries.reach import far_words
from kg.queries.tokens import unescaped
from kg.serve.negotiation import chosen
from kg.stores.answering import Asked, Head, Running
from kg.stores.embedded import Embedded

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
LONGEST_QUERY = 1 << 20
LARGEST_ANSWER = 64 << 20
READ = 1 << 16


class Refused(Exception):
    """A request that is not answered: the status and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        """Remember why."""
        super().__init__(reason)
        self.status = status


async def asked(request: Request) -> Asked:
    """Read the query of a request.

    Raises `Refused` if there is not exactly one, or it is not said as the protocol has it.
    """
    said = parse_qs(request.url.query, keep_blank_values=True)
    text: list[str]
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await body_of(request)
        if kind == DIRECT:
            text = [body]
            if "query" in said:
                raise Refused(400, "a query stands in the body or in the address, not in both")
        elif kind == FORM:
            for name, values in parse_qs(body, keep_blank_values=True).items():
                said.setdefault(name, []).extend(values)
            text = said.get("query", [])
        else:
            raise Refused(415, f"the body must be {FORM} or {DIRECT}")
    else:
        text = said.get("query", [])
    if "update" in said:
        raise Refused(403, "this endpoint only answers queries; it takes no update")
    if len(text) != 1:
        raise Refused(400, f"say exactly one query; this request has {len(text)}")
    stay_here(text[0])
    base = str(request.url.replace(query="", fragment=""))
    return Asked(text[0], base, tuple(said.get("default-graph-uri", ())), tuple(said.get("named-graph-uri", ())))


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


async def answer(store: Embedded, request: Request, patience: float) -> Response:
    """Answer the query of a request, or say why not."""
    try:
        question = await asked(request)
        head, data = await run(store, question, request, patience)
    except Refused as refusal:
        return Response(f"{refusal}\n", refusal.status, media_type="text/plain")
    return Response(data, head.status, {"Vary": "Accept"}, media_type=head.media)


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
