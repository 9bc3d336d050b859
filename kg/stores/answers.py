"""What any store gives back for a query: a table, statements, or yes and no."""

from typing import Protocol, TypeAlias

import msgspec
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["Answer", "BlankNode", "Queryable", "Statements", "Table", "Term", "Verdict"]

Term: TypeAlias = NamedNode | Literal | BlankNode | Triple
"""A term of an answer; a triple only where the data is RDF 1.2."""


class Table(msgspec.Struct, frozen=True):
    """The solutions of a SELECT, in their order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    """`None` where a variable is unbound."""


class Statements(msgspec.Struct, frozen=True):
    """The triples of a CONSTRUCT or DESCRIBE, sorted so that they do not change from run to run."""

    triples: tuple[Triple, ...]


class Verdict(msgspec.Struct, frozen=True):
    """The answer to an ASK."""

    yes: bool


Answer: TypeAlias = Table | Statements | Verdict


class Queryable(Protocol):
    """Anything that answers SPARQL: an embedded store, an rdflib graph, an endpoint."""

    def query(self, text: str) -> Answer:
        """Answer a query; raise a `KgError` where that is not possible."""
        ...


def statements(triples: object) -> Statements:
    """Return triples in a fixed order, each once."""
    assert hasattr(triples, "__iter__")
    return Statements(tuple(sorted(set(triples), key=str)))
