"""A graph out of a store, with proof that it is whole: some stores cut long answers without a word."""

import string
from collections.abc import Iterator
from pathlib import Path

from kg.errors import RemoteFailure
from kg.stores.checking import count, triple
from kg.stores.remote import Readable, Row, filled
from kg.stores.statements import line, triples_of
from kg.vocabulary import Literal

ALL = "GRAPH $g { ?s ?p ?o }"
OF_ONE = "VALUES ?s { $subject } GRAPH $g { ?s ?p ?o }"
PAGE = "SELECT ?s ?p ?o WHERE { $pattern $after } ORDER BY STR(?$name) LIMIT 5000"
AFTER = "FILTER(STR(?$name) > $last)"


def dump(store: Readable, graph: str, scratch: Path) -> set[bytes]:
    """Return all statements of a graph as lines of canonical N-Triples.

    Raises `RemoteFailure` if there is no such graph, the store does not give all of it, or it
    changed meanwhile.
    """
    expected = count(store, graph)
    if not expected:
        raise RemoteFailure(f"{store.url}: there is no triple in the graph {graph}")
    path = scratch / "dump.nt"
    with path.open("w+b") as file:
        store.get(graph, file)
        file.seek(0)
        try:
            lines = {line(one) for one in triples_of(file)}
        except (SyntaxError, ValueError) as error:
            raise RemoteFailure(f"{store.url}: what came is no N-Triples, or is cut short: {error}") from None
    path.unlink()
    if len(lines) < expected:
        lines = {line(triple(row)) for row in paged(store, filled(ALL, g=graph), "s", graph)}
    again = count(store, graph)
    if len(lines) != again:
        raise RemoteFailure(f"{store.url}: the store gave {len(lines):,} of {again:,} triples of {graph}; "
                            "raise its limit on the rows of an answer, or see that nobody writes to it meanwhile")
    return lines


def paged(store: Readable, pattern: str, name: str, graph: str) -> Iterator[Row]:
    """Yield the rows of a pattern in the order of one variable, in pages that a store does not cut.

    The last value on a page may have more rows, so it is asked for again; a subject too wide for a
    page is read by its values.
    """
    last: str | None = None
    while rows := store.rows(page(pattern, name, last)):
        end = rows[-1][name].value
        whole = [row for row in rows if row[name].value != end]
        if whole:
            yield from whole
            last = whole[-1][name].value
            continue
        if name == "s":
            yield from paged(store, filled(OF_ONE, g=graph, subject=end), "o", graph)
        else:
            yield from rows
        last = end


def page(pattern: str, name: str, last: str | None) -> str:
    """Return the query for the page after a value."""
    after = "" if last is None else string.Template(AFTER).substitute(name=name, last=str(Literal(last)))
    return string.Template(PAGE).substitute(pattern=pattern, name=name, after=after)
