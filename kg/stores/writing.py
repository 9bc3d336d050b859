"""Statements of an answer in any syntax of RDF."""

from pyoxigraph import RdfFormat, serialize

from kg.errors import WrongUsage
from kg.stores.answers import Statements
from kg.vocabulary import PREFIXES

SYNTAXES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
RDF_NAMES = tuple(SYNTAXES)


def serialized(answer: Statements, name: str) -> bytes:
    """Return statements in a syntax, with those of our prefixes that occur in them."""
    if name not in SYNTAXES:
        raise WrongUsage(f"--format {name} is for tables, and this query answers with statements; "
                         f"use {', '.join(RDF_NAMES)}")
    text = "\n".join(map(str, answer.triples))
    used = {prefix: namespace for prefix, namespace in PREFIXES.items() if f"<{namespace}" in text}
    data = serialize(answer.triples, format=SYNTAXES[name], prefixes=used)
    assert data is not None  # without an output the bytes are returned
    return data
