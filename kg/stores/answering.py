"""Queries answered in a process of their own, so that one that never ends can be ended.

The process is a copy of this one and shares its store, so nothing is loaded anew; it writes its answer
to a pipe and is gone. An engine in a thread could not be stopped.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn

import msgspec
from pyoxigraph import (
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
}
"""The media types of the solutions of a SELECT, the default first."""

VERDICTS = {media: syntax for media, syntax in TABLES.items() if media not in {"text/csv", "text/tab-separated-values"}}
"""Those of the answer to an ASK."""

GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
"""Those of the statements of a CONSTRUCT or DESCRIBE."""

Choose = Callable[[list[str]], str | None]
"""Picks one of several media types, or none."""


class Asked(msgspec.Struct, frozen=True):
    """A query, and the dataset that the request names, if it names one."""

    text: str
    base: str
    """What relative IRIs are resolved against: the address of the endpoint."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    most: int | None = None
    """How many rows or statements an answer may have."""


class Head(msgspec.Struct, frozen=True):
    """What an answer is: the first line of what comes through the pipe."""

    status: int
    media: str


class TooMany(Exception):
    """An answer has more rows or statements than it may."""


def within(statements: Iterable[Triple], most: int | None) -> Iterator[Triple]:
    """Yield statements; raises `TooMany` if there are more than may be."""
    for number, one in enumerate(statements, 1):
        if most is not None and number > most:
            raise TooMany
        yield one


def within_rows(data: bytes, syntax: QueryResultsFormat, most: int | None) -> None:
    """Raise `TooMany` if an answer to a SELECT has more rows than may be."""
    if most is not None and rows(data, syntax) > most:
        raise TooMany


class Solutions(msgspec.Struct):
    """The part of SPARQL's JSON that holds the rows: https://www.w3.org/TR/sparql11-results-json/."""

    bindings: list[msgspec.Raw]


class Table(msgspec.Struct):
    """An answer to a SELECT in SPARQL's JSON."""

    results: Solutions


def rows(data: bytes, syntax: QueryResultsFormat) -> int:
    r"""Return how many rows an answer to a SELECT has; the engine does not tell.

    >>> rows(b'a,b\r\n1,"2\r\n""3"\r\n4,5\r\n', QueryResultsFormat.CSV)
    2
    """
    if syntax == QueryResultsFormat.JSON:
        return len(msgspec.json.decode(data, type=Table).results.bindings)
    if syntax == QueryResultsFormat.XML:
        return data.count(b"<result>")  # the sign stands for itself in no text of XML
    if syntax == QueryResultsFormat.TSV:
        return data.count(b"\n") - 1  # a line feed in a text is written as \n
    return sum(part.count(b"\r\n") for part in data.split(b'"')[::2]) - 1  # and here only between quotation marks


def answered(store: Store, asked: Asked, choose: Choose) -> tuple[Head, bytes]:
    """Answer a query in the form that is chosen for its kind."""
    try:
        named = bool(asked.default_graphs or asked.named_graphs)
        found = store.query(
            asked.text,
            base_iri=asked.base,
            default_graph=[NamedNode(one) for one in asked.default_graphs] if named else None,
            named_graphs=[NamedNode(one) for one in asked.named_graphs] if named else None,
        )
        if isinstance(found, QueryTriples):
            media = choose(list(GRAPHS))
            data = serialize(within(found, asked.most), format=GRAPHS[media]) if media else None
        else:
            offers = TABLES if isinstance(found, QuerySolutions) else VERDICTS
            media = choose(list(offers))
            data = found.serialize(format=offers[media]) if media else None
            if data is not None and isinstance(found, QuerySolutions) and media is not None:
                within_rows(data, offers[media], asked.most)
    except TooMany:
        return Head(503, "text/plain"), (
            f"the answer has more than {asked.most:,} rows or statements, of which none is sent; "
            "ask for less, for example with LIMIT\n").encode()
    except (SyntaxError, ValueError) as error:
        return Head(400, "text/plain"), f"{error}\n".encode()
    except (OSError, RuntimeError) as error:
        return Head(500, "text/plain"), f"{error}\n".encode()
    if media is None or data is None:
        return Head(406, "text/plain"), b"none of the formats of this answer is acceptable to the client\n"
    return Head(200, media), data


def changed(store: Store, text: str, base: str) -> None:
    """Change a store by an update, whole or not at all.

    Raises `SyntaxError` or `ValueError` if it is no update.
    """
    store.update(text, base_iri=base)


class Running:
    """A query on its way in another process."""

    def __init__(self, store: Store, asked: Asked, choose: Choose) -> None:
        """Start the process."""
        self.pipe, end = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(self.pipe)
            work(store, asked, choose, end)
        os.close(end)
        os.set_blocking(self.pipe, False)

    def end(self) -> None:
        """End the process, whether it is done or not."""
        os.close(self.pipe)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def work(store: Store, asked: Asked, choose: Choose, end: int) -> NoReturn:
    """Answer, write the answer to the pipe, and leave without any clearing up of the parent's things."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        head, data = answered(store, asked, choose)
        with os.fdopen(end, "wb") as pipe:
            pipe.write(msgspec.json.encode(head) + b"\n")
            pipe.write(data)
        code = 0
    except BrokenPipeError:
        pass
    finally:
        sys.stderr.flush()
        os._exit(code)
