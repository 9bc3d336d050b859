"""The documentation of the ontology, from the ontology itself."""

import msgspec

from kg.resources import folder
from kg.vocabulary import KG, PREFIXES, NamedNode, RdfFormat, curie, iri, parse

KINDS = (
    ("Classes", "owl:Class"),
    ("Properties that lead to nodes", "owl:ObjectProperty"),
    ("Properties that lead to values", "owl:DatatypeProperty"),
)
BROADER = ("rdfs:subClassOf", "rdfs:subPropertyOf")


class Named(msgspec.Struct, frozen=True):
    """A term as read: its CURIE where there is one, and its address."""

    name: str
    url: str


class Term(msgspec.Struct, frozen=True):
    """One class or property."""

    name: str
    label: str
    definition: str
    iri: str
    status: str
    domain: tuple[Named, ...]
    range: tuple[Named, ...]
    broader: tuple[Named, ...]
    """What it specialises, in other vocabularies as well."""
    related: tuple[Named, ...]


class Ontology(msgspec.Struct, frozen=True):
    """All that the page shows."""

    title: str
    description: str
    version: str
    namespace: str
    groups: tuple[tuple[str, tuple[Term, ...]], ...]


def ontology() -> Ontology:
    """Read the ontology and its alignments."""
    facts: dict[str, dict[str, list[str]]] = {}
    prefixes: dict[str, str] = dict(PREFIXES)
    for file in ("kg.ttl", "alignments.ttl"):
        parser = parse((folder("ontology") / file).read_bytes(), RdfFormat.TURTLE)
        for quad in parser:
            if isinstance(quad.subject, NamedNode) and hasattr(quad.object, "value"):
                said = facts.setdefault(quad.subject.value, {})
                said.setdefault(quad.predicate.value, []).append(str(quad.object.value))
        prefixes.update(parser.prefixes)
    head = facts[KG.rstrip("#")]
    groups = tuple(
        (title, tuple(term(name, said, prefixes) for name, said in facts.items()
                      if name.startswith(KG) and iri(kind) in said.get(iri("rdf:type"), ())))
        for title, kind in KINDS
    )
    return Ontology(
        head[iri("dcterms:title")][0], head[iri("dcterms:description")][0], head[iri("owl:versionInfo")][0], KG, groups,
    )


def term(name: str, said: dict[str, list[str]], prefixes: dict[str, str]) -> Term:
    """Return one term."""

    def named(*predicates: str) -> tuple[Named, ...]:
        found = (one for predicate in predicates for one in said.get(iri(predicate), ()))
        return tuple(Named(short(one, prefixes), one) for one in found)

    return Term(
        name=name.removeprefix(KG),
        label=said[iri("rdfs:label")][0],
        definition=said[iri("skos:definition")][0],
        iri=name,
        status=said[iri("vs:term_status")][0],
        domain=named("rdfs:domain"),
        range=named("rdfs:range"),
        broader=named(*BROADER),
        related=named("rdfs:seeAlso"),
    )


def short(name: str, prefixes: dict[str, str]) -> str:
    """Return a term as a CURIE of any prefix that the files declare."""
    ours = curie(name)
    if ours:
        return ours
    found = [(prefix, space) for prefix, space in prefixes.items() if name.startswith(space)]
    return f"{found[0][0]}:{name.removeprefix(found[0][1])}" if found else name
