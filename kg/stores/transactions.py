"""Transactions over HTTP as RDF4J and GraphDB have them: what is inside is seen by nobody until the commit.

https://rdf4j.org/documentation/reference/rest-api/ describes the addresses.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

from kg.errors import RemoteFailure
from kg.stores.http import Request, shown
from kg.stores.remote import FORM, RESULTS, Remote, Row, filled, solutions


class Transaction:
    """One open transaction; its steps are sent once each, and all of them vanish if one fails."""

    def __init__(self, store: Remote, address: str) -> None:
        """Take the address that the store gave to the transaction."""
        self.profile = store.profile
        self.client = store.client
        self.address = address

    def step(self, action: str, body: bytes | Path = b"", more: str = "", **headers: str) -> bytes:
        """Carry out one action and return what came back."""
        return self.client.ask(Request(
            method="PUT", url=f"{self.address}?action={action}{more}", body=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )).body

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT as they would be after the commit."""
        found = self.step("QUERY", urlencode({"query": query}).encode(), Accept=RESULTS,
                          Content_Type=FORM["Content-Type"])
        return solutions(found, shown(self.address))

    def update(self, update: str) -> None:
        """Carry out a SPARQL update."""
        # Not as a form: servlet containers take no more than 200,000 bytes of one.
        self.step("UPDATE", update.encode(), Content_Type="application/sparql-update")

    def put(self, graph: str, file: Path, *, quick: bool = False) -> None:  # noqa: ARG002 -- there is one way
        """Make a graph hold exactly the N-Triples of a file."""
        self.drop(graph)
        self.add(graph, file)

    def add(self, graph: str, file: Path) -> None:
        """Add the N-Triples of a file to a graph."""
        self.step("ADD", file, f"&context={quote(f'<{graph}>', safe='')}", Content_Type=self.profile.media_type)

    def drop(self, graph: str) -> None:
        """Empty a graph, whether it is there or not."""
        self.update(filled("CLEAR SILENT GRAPH $g", g=graph))


@contextmanager
def transaction(store: Remote) -> Iterator[Transaction]:
    """Open a transaction; commit it if the block ends well, and leave nothing if not.

    Raises `RemoteFailure` if the address that the store gives to it is not its own: no credentials go there.
    """
    asked = f"{store.at['query']}/transactions"
    answer = store.client.ask(Request(method="POST", url=asked))
    address = urljoin(asked, answer.headers.get("location", ""))
    if not address.startswith(f"{asked}/") and urlsplit(address).path.startswith(urlsplit(asked).path + "/"):
        # A server behind a proxy tells its inner address: the path is what counts, the host is ours.
        address = urljoin(asked, urlsplit(address).path)
    if not address.startswith(f"{asked}/"):
        raise RemoteFailure(f"{shown(asked)}: the store opened a transaction at {shown(address)}, where kg does not go")
    opened = Transaction(store, address)
    try:
        yield opened
    except BaseException:
        with suppress(RemoteFailure):
            store.client.ask(Request(method="DELETE", url=address))
        raise
    opened.step("COMMIT")
