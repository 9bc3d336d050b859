"""What a record means: its triples, made plainly from the mapping.

This is the reference. It is slow and simple; every writer that the compiler makes must say
exactly the same.
"""

from collections.abc import Iterator
from operator import attrgetter

from kg import mint
from kg.mapping import CORE
from kg.records import Record
from kg.rows import Date, Dec, Entity, Flag, Int, Kind, Lang, Link, Lit, Local, Mapping, Part, Row, Web
from kg.vocabulary import Literal, NamedNode, Triple, iri

DATE_TYPES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""The datatype of a date by the length of its text."""


def triples(record: Record, base: str, mapping: Mapping = CORE) -> Iterator[Triple]:
    """Yield the triples of a record and of its parts, but not of the entities it links to.

    A record of a kind that the mapping leaves out has none.
    """
    entities = {entity.record: entity for entity in mapping}
    if type(record) in entities:
        yield from node(record, NamedNode(base + mint.IRIS[type(record)](record)), base, entities)


def node(
    record: Record, subject: NamedNode, base: str, entities: dict[type[Record], Entity],
) -> Iterator[Triple]:
    """Yield the triples of one node and, below it, of its parts."""
    entity = entities[type(record)]
    for name in entity.types:
        yield Triple(subject, NamedNode(iri("rdf:type")), NamedNode(iri(name)))
    for row in entity.rows:
        predicate = NamedNode(iri(row.predicate))
        found = values(record, row)
        if isinstance(row, Part):
            parts = [part for part in found if isinstance(part, Record)]
            for fragment, part in zip(fragments(parts), parts, strict=True):
                inner = NamedNode(f"{subject.value}#{fragment}")
                yield Triple(subject, predicate, inner)
                yield from node(part, inner, base, entities)
        else:
            for value in found:
                yield Triple(subject, predicate, term(record, row, value, base))


def fragments(parts: list[Record]) -> list[str]:
    """Return the fragments of the IRIs of a node's parts."""
    return mint.FRAGMENTS[type(parts[0])](parts) if parts else []


def values(record: Record, row: Row) -> list[object]:
    """Return what a row finds in a record, always as a list, without what says nothing."""
    if row.via is not None:
        whole = attrgetter(row.field)(record) if row.field else record
        found = [] if whole is None else opened([row.via(whole)])
    else:
        found = [record]
        for name in row.field.split("."):
            found = opened([attrgetter(name)(one) for one in found])
    if isinstance(row, Flag):
        return [value for value in found if value]
    return found


def opened(found: list[object]) -> list[object]:
    """Return the values with tuples opened and `None` dropped."""
    flat: list[object] = []
    for value in found:
        if isinstance(value, tuple):
            flat.extend(value)
        elif value is not None:
            flat.append(value)
    return flat


def term(record: Record, row: Row, value: object, base: str) -> NamedNode | Literal:
    """Return a value as the RDF term that its row asks for."""
    match row:
        case Link():
            assert isinstance(value, Record)
            return NamedNode(base + mint.IRIS[type(value)](value))
        case Local():
            return NamedNode(base + str(value))
        case Web():
            return NamedNode(str(value))
        case Kind():
            return NamedNode(iri(row.classes[str(value)]))
        case Lang():
            return Literal(str(value), language=attrgetter("language")(record))
        case Int() | Flag() | Dec() | Date():
            return Literal(lexical(value), datatype=NamedNode(iri(datatype(row, value))))
        case Lit():
            return Literal(str(value))
    raise TypeError(row)


def lexical(value: object) -> str:
    """Return the canonical text of a typed value."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def datatype(row: Row, value: object) -> str:
    """Return the datatype of a typed row's value."""
    match row:
        case Int():
            return "xsd:integer"
        case Flag():
            return "xsd:boolean"
        case Dec():
            return "xsd:decimal"
        case _:
            return DATE_TYPES[len(str(value))]
