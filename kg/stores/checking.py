"""Whether a store holds a graph: counts of all, and each statement of a sample of subjects."""

from collections.abc import Iterator

import msgspec

from kg.errors import RemoteFailure
from kg.stores.remote import Row, Writable, filled
from kg.stores.statements import Statements, fingerprint, key
from kg.vocabulary import Literal, NamedNode, Triple, iri

PAGE = 1000
"""Statements that are asked for at once; every store answers so many."""

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH $g { ?s ?p ?o } }"
CLASSES = "SELECT ?c (COUNT(*) AS ?n) WHERE { GRAPH $g { ?s $is_a ?c } } GROUP BY ?c"
SAMPLE = "SELECT ?s ?p ?o WHERE { VALUES ?s { $subjects } GRAPH $g { ?s ?p ?o } }"
MISSING = ("SELECT (COUNT(*) AS ?n) WHERE { GRAPH $a { ?s ?p ?o } "
           "FILTER NOT EXISTS { GRAPH $b { ?s ?p ?o } } }")


class Found(msgspec.Struct, frozen=True):
    """What a store holds of a graph."""

    triples: int
    classes: dict[str, int]
    fingerprint: str


def number(rows: list[Row]) -> int:
    """Return the one number in an answer.

    Raises `RemoteFailure` if there is another answer.
    """
    value = rows[0].get("n") if len(rows) == 1 else None
    if not isinstance(value, Literal) or not value.value.isdecimal():
        raise RemoteFailure("the store was asked to count, and did not answer with one number")
    return int(value.value)


def count(store: Writable, graph: str) -> int:
    """Return how many triples a graph has; 0 where there is none."""
    return number(store.rows(filled(COUNT, g=graph)))


def missing(store: Writable, graph: str, other: str) -> int:
    """Return how many triples of a graph the other one lacks."""
    return number(store.rows(filled(MISSING, a=graph, b=other)))


def classes(store: Writable, graph: str) -> dict[str, int]:
    """Return how many nodes of each class there are."""
    found = {}
    for row in store.rows(filled(CLASSES, g=graph, is_a=iri("rdf:type"))):
        found[str(row["c"].value)] = number([row])
    return dict(sorted(found.items()))


def sampled(store: Writable, graph: str, wanted: dict[str, frozenset[str]]) -> set[str]:
    """Return all that the store says about some subjects."""
    found: set[str] = set()
    for subjects in pages(wanted):
        for row in store.rows(filled(SAMPLE, g=graph, subjects=subjects)):
            found.add(key(triple(row)))
    return found


def pages(wanted: dict[str, frozenset[str]]) -> Iterator[list[str]]:
    """Yield subjects in portions that no store cuts."""
    page: list[str] = []
    size = 0
    for subject, statements in wanted.items():
        if page and size + len(statements) > PAGE:
            yield page
            page, size = [], 0
        page.append(subject)
        size += len(statements)
    if page:
        yield page


def check(store: Writable, graph: str, wanted: Statements) -> Found:
    """Return what the store holds of a graph if that is what is wanted.

    Raises `RemoteFailure` with the differences if it is not.
    """
    triples = count(store, graph)
    if triples != wanted.triples:
        raise RemoteFailure(f"the store holds {triples:,} of {wanted.triples:,} triples in {graph}")
    kinds = classes(store, graph)
    if kinds != wanted.classes:
        other = sorted(name for name in kinds.keys() | wanted.classes.keys()
                       if kinds.get(name) != wanted.classes.get(name))
        told = "; ".join(f"{name}: {kinds.get(name, 0):,} of {wanted.classes.get(name, 0):,}" for name in other[:5])
        raise RemoteFailure(f"the store has other classes in {graph}: {told}")
    return Found(triples, kinds, compared(store, graph, wanted.sample))


def triple(row: Row) -> Triple:
    """Return a row as a triple."""
    subject, predicate = row["s"], row["p"]
    assert isinstance(subject, NamedNode)
    assert isinstance(predicate, NamedNode)
    return Triple(subject, predicate, row["o"])


def compared(store: Writable, graph: str, wanted: dict[str, frozenset[str]], *, among: bool = False) -> str:
    """Return the fingerprint of some subjects in the store, if they are as wanted.

    With `among` the graph may say more about them. Raises `RemoteFailure` with the first statement
    that is missing or strange.
    """
    found = sampled(store, graph, wanted)
    expected = {one for statements in wanted.values() for one in statements}
    if among:
        found &= expected
    for name, differing in (("lacks", expected - found), ("has instead", found - expected)):
        if differing:
            raise RemoteFailure(f"the store changed what was sent to {graph}: it {name} {min(differing)[:300]}")
    return fingerprint(found)
