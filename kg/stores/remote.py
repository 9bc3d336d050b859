"""A store behind an address, and the embedded one in a folder: one set of verbs for both."""

import string
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote, urlencode

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat

from kg.errors import RemoteFailure, UnreadableInput
from kg.stores.http import Client, Request, shown
from kg.stores.profiles import Profile, addresses

Row = dict[str, NamedNode | pyoxigraph.Literal]

RESULTS = "application/sparql-results+json"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Writable(Protocol):
    """What loading needs of a store, or of a transaction in one."""

    profile: Profile

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT, all of them."""

    def update(self, update: str) -> None:
        """Carry out a SPARQL update, which is never sent twice."""

    def put(self, graph: str, file: Path, *, quick: bool = False) -> None:
        """Make a graph hold exactly the N-Triples of a file; `quick` if nobody reads it yet."""

    def drop(self, graph: str) -> None:
        """Remove a graph, whether it is there or not."""


class Readable(Writable, Protocol):
    """A store that can be dumped too."""

    url: str

    def get(self, graph: str, into: IO[bytes]) -> None:
        """Write a graph as N-Triples into a file, as much of it as the store gives."""


def filled(template: str, **terms: str | Iterable[str]) -> str:
    """Return a query in which each `$name` is an IRI, or several.

    >>> filled("ASK { GRAPH $g { ?s ?p ?o } }", g="https://example.org/g")
    'ASK { GRAPH <https://example.org/g> { ?s ?p ?o } }'
    """
    written = {
        name: str(NamedNode(value)) if isinstance(value, str) else " ".join(str(NamedNode(one)) for one in value)
        for name, value in terms.items()
    }
    return string.Template(template).substitute(written)


def solutions(data: bytes, where: str) -> list[Row]:
    """Return the solutions in a JSON result, read to its end.

    Raises `RemoteFailure` if it is none or is cut short.
    """
    found = None
    rows: list[Row] = []
    try:
        found = pyoxigraph.parse_query_results(data, QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            raise RemoteFailure(f"{where}: a table was asked for, and something else came")
        names = [variable.value for variable in found.variables]
        for row in found:
            rows.append({name: row[name] for name in names if row[name] is not None})  # noqa: PERF401 -- see below
    except (SyntaxError, ValueError, OSError) as error:
        raise RemoteFailure(f"{where}: the answer is no SPARQL result or is cut short ({error})") from None
    finally:
        # The engine's reader may die only in the thread that made it, so no traceback must keep it.
        del found
    return rows


class Remote:
    """A store that is reached over HTTP."""

    def __init__(self, profile: Profile, url: str, client: Client, update: str | None = None,
                 graphs: str | None = None) -> None:
        """Take the address and a client that knows who we are."""
        self.profile = profile
        self.url = url
        self.client = client
        self.at = addresses(profile, url, update, graphs)

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT, all of them."""
        answer = self.client.ask(Request(
            method="POST", url=self.at["query"], headers={**FORM, "Accept": RESULTS},
            body=urlencode({"query": query}).encode(), repeatable=True, passing=self.profile.passing,
        ))
        if answer.media_type not in {RESULTS, "application/json"}:
            raise RemoteFailure(f"{shown(self.at['query'])}: the answer is {answer.media_type or 'of no type'} and no "
                                "SPARQL result; is this the address of a query endpoint?")
        return solutions(answer.body, shown(self.at["query"]))

    def update(self, update: str) -> None:
        """Carry out a SPARQL update, which is never sent twice."""
        if self.profile.update_parameter:
            headers, body = FORM, urlencode({"update": update}).encode()
        else:
            headers, body = {"Content-Type": "application/sparql-update"}, update.encode()
        self.client.ask(Request(method="POST", url=self.at["update"], headers=headers, body=body))

    def put(self, graph: str, file: Path, *, quick: bool = False) -> None:
        """Make a graph hold exactly the N-Triples of a file; repeated if the reply is lost."""
        more = f"&{self.profile.bulk}" if quick and self.profile.bulk else ""
        self.client.ask(Request(
            method="PUT", url=self.place(graph) + more, headers={"Content-Type": self.profile.media_type},
            body=file, repeatable=True, passing=self.profile.passing,
        ))

    def drop(self, graph: str) -> None:
        """Remove a graph, whether it is there or not."""
        self.update(filled("DROP SILENT GRAPH $g", g=graph))

    def get(self, graph: str, into: IO[bytes]) -> None:
        """Write a graph as N-Triples into a file, as much of it as the store gives."""
        self.client.ask(Request(
            method="GET", url=self.place(graph), headers={"Accept": "application/n-triples"}, repeatable=True,
        ), into)

    def place(self, graph: str) -> str:
        """Return the address of a graph."""
        mark = "&" if "?" in self.at["graphs"] else "?"
        return f"{self.at['graphs']}{mark}{self.profile.parameter}={quote(graph, safe='')}"


class Folder:
    """A store that kg itself keeps in a folder."""

    def __init__(self, profile: Profile, path: Path) -> None:
        """Open the store, making the folder if there is none.

        Raises `UnreadableInput` if another process has it open or it is no store.
        """
        self.profile = profile
        self.url = str(path)
        if path.exists() and not (path / "CURRENT").exists() and (path.is_file() or any(path.iterdir())):
            raise UnreadableInput(f"{path}: this is no store of kg, and something else is in it; name another folder")
        try:
            self.store = pyoxigraph.Store(str(path))
        except (OSError, ValueError) as error:
            raise UnreadableInput(f"{path}: this store cannot be opened: {error}") from None

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what the engine raises into what kg raises."""
        try:
            yield
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            raise RemoteFailure(f"{self.url}: {error}") from None

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT, all of them."""
        with self.told():
            found = self.store.query(query)
            assert isinstance(found, QuerySolutions)
            return solutions(found.serialize(format=QueryResultsFormat.JSON) or b"", self.url)

    def update(self, update: str) -> None:
        """Carry out a SPARQL update in one transaction."""
        with self.told():
            self.store.update(update)
            self.store.flush()

    def put(self, graph: str, file: Path, *, quick: bool = False) -> None:
        """Make a graph hold exactly the N-Triples of a file."""
        load = self.store.bulk_load if quick else self.store.load
        with self.told():
            self.store.remove_graph(NamedNode(graph))
            load(path=str(file), format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
            self.store.flush()

    def drop(self, graph: str) -> None:
        """Remove a graph, whether it is there or not."""
        with self.told():
            self.store.remove_graph(NamedNode(graph))
            self.store.flush()

    def get(self, graph: str, into: IO[bytes]) -> None:
        """Write a graph as N-Triples into a file."""
        with self.told():
            self.store.dump(into, RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
