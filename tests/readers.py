"""Two independent readers of each syntax: what they find, in one form that can be compared."""

import json
from collections.abc import Callable, Iterable

import rdflib
from pyld import jsonld as pyld

from kg.formats import format_named
from kg.vocabulary import Literal, NamedNode, Triple, parse

Term = tuple[str, ...]
Found = set[tuple[Term, Term, Term]]
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

rdflib.NORMALIZE_LITERALS = False


class NetworkForbiddenError(Exception):
    """A reader asked for a document that is not in its hands."""


def refuse(url: str, _options: object) -> None:
    """Load no remote document."""
    raise NetworkForbiddenError(url)


pyld.set_document_loader(refuse)


def plain(triples: Iterable[Triple]) -> Found:
    """Return triples of the RDF library as plain tuples."""
    return {(term(one.subject), term(one.predicate), term(one.object)) for one in triples}


def term(value: object) -> Term:
    """Return a term as a plain tuple."""
    if isinstance(value, Literal):
        return ("literal", value.value, value.datatype.value, (value.language or "").lower())
    assert isinstance(value, NamedNode), f"{value} is no IRI and no literal"
    return ("iri", value.value)


def by_oxigraph(name: str) -> Callable[[bytes], Found]:
    """Return a reader of a syntax by pyoxigraph."""
    return lambda data: plain(quad.triple for quad in parse(data, format_named(name).rdf))


def by_rdflib(name: str) -> Callable[[bytes], Found]:
    """Return a reader of a syntax by rdflib."""

    def read(data: bytes) -> Found:
        dataset = rdflib.Dataset()
        dataset.parse(data=data, format=name)
        return {(rdflib_term(s), rdflib_term(p), rdflib_term(o)) for s, p, o, _ in dataset.quads()}

    return read


def rdflib_term(value: object) -> Term:
    """Return a term of rdflib as a plain tuple."""
    if isinstance(value, rdflib.Literal):
        if value.language:
            return ("literal", str(value), LANG_STRING, value.language.lower())
        return ("literal", str(value), str(value.datatype or XSD_STRING), "")
    assert isinstance(value, rdflib.URIRef), f"{value!r} is no IRI and no literal"
    return ("iri", str(value))


def by_pyld(data: bytes) -> Found:
    """Read a JSON-LD document with PyLD."""
    dataset = pyld.to_rdf(json.loads(data))
    return {
        (pyld_term(one["subject"]), pyld_term(one["predicate"]), pyld_term(one["object"]))
        for triples in dataset.values()
        for one in triples
    }


def pyld_term(value: dict[str, str]) -> Term:
    """Return a term of PyLD as a plain tuple."""
    if value["type"] == "literal":
        return ("literal", value["value"], value["datatype"], value.get("language", "").lower())
    assert value["type"] == "IRI", f"{value} is no IRI and no literal"
    return ("iri", value["value"])


def by_line(read: Callable[[bytes], Found]) -> Callable[[bytes], Found]:
    """Return a reader of many documents, one a line."""
    return lambda data: {triple for line in data.split(b"\n") if line for triple in read(line)}


READERS: dict[str, dict[str, Callable[[bytes], Found]]] = {
    "turtle": {"pyoxigraph": by_oxigraph("turtle"), "rdflib": by_rdflib("turtle")},
    "trig": {"pyoxigraph": by_oxigraph("trig"), "rdflib": by_rdflib("trig")},
    "ntriples": {"pyoxigraph": by_oxigraph("ntriples"), "rdflib": by_rdflib("nt")},
    "nquads": {"pyoxigraph": by_oxigraph("nquads"), "rdflib": by_rdflib("nquads")},
    "jsonld": {"pyoxigraph": by_oxigraph("jsonld"), "pyld": by_pyld},
    "jsonl": {"pyoxigraph": by_line(by_oxigraph("jsonld")), "pyld": by_line(by_pyld)},
    "rdfxml": {"pyoxigraph": by_oxigraph("rdfxml"), "rdflib": by_rdflib("xml")},
}


def assert_same_graph(expected: Found, found: Found) -> None:
    """Fail with the triples that are missing and those that are too many."""
    missing = sorted(map(str, expected - found))
    extra = sorted(map(str, found - expected))
    assert (missing, extra) == ([], []), "\n".join(["missing:", *missing, "extra:", *extra])
