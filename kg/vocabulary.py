"""Prefixes and terms: the vocabularies that the graph speaks, and the RDF library's terms.

Only this module and the stores name the RDF library; all others take its terms from here.
"""

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

__all__ = ["PREFIXES", "Literal", "NamedNode", "Quad", "RdfFormat", "Triple", "curie", "iri", "parse", "serialize"]

KG = "https://w3id.org/scholarly-kg/ontology#"
"""Our own namespace. Its registration at w3id.org is still open."""

DEFAULT_BASE = "https://example.org/kg/"
"""The base of data IRIs until their publisher sets one."""

PREFIXES = {
    "kg": KG,
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "bibo": "http://purl.org/ontology/bibo/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sh": "http://www.w3.org/ns/shacl#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "spdx": "http://spdx.org/rdf/terms#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
}


def iri(name: str) -> str:
    """Expand a CURIE of one of our prefixes.

    >>> iri("kg:Paper")
    'https://w3id.org/scholarly-kg/ontology#Paper'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def curie(full: str) -> str | None:
    """Shorten an IRI by one of our prefixes, or return `None`.

    >>> curie("https://schema.org/name")
    'schema:name'
    """
    for prefix, namespace in PREFIXES.items():
        if full.startswith(namespace):
            return f"{prefix}:{full.removeprefix(namespace)}"
    return None
