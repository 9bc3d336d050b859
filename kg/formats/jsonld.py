"""JSON-LD (https://www.w3.org/TR/json-ld11/): one document, or one node a line.

The document carries its context inline, so that any processor reads it without the network; in
both forms a node stands on one line, its parts nested in it. In the second form each line is a
document of its own, expanded, without a context.
"""

from collections.abc import Iterable, Iterator

import msgspec

from kg.compiler import (
    INDENT,
    Frame,
    Meet,
    Namespace,
    Term,
    compiled,
    joined,
    nothing,
    pieces,
    plain,
    say,
    written,
)
from kg.context import context, key
from kg.records import Record
from kg.rows import Entity, Mapping, Row
from kg.triples import DATE_TYPES
from kg.vocabulary import iri


class JsonLd:
    """The source text of a node that is read with our context."""

    id, type = "id", "type"

    def __init__(self, base: str) -> None:
        """Write under a base IRI."""
        self.base = base
        self.namespace: Namespace = {
            "TYPES": {
                name: f',"@type":"{self.datatype(name)}"}}'.encode()
                for name in (*DATE_TYPES.values(), "xsd:decimal")
            },
        }

    def key(self, row: Row) -> str:
        """Return the key of a row."""
        return key(row)

    def datatype(self, curie: str) -> str:
        """Write a datatype."""
        return curie

    def start(self, entity: Entity, kind: str | None) -> list[str]:
        """Open an object with its identity and classes."""
        classes = b",".join(map(self.constant, entity.types))
        opening = f'{{"{self.id}":"{self.base}'.encode()
        before = f'","{self.type}":['.encode() + classes
        if not kind:
            return [say(*pieces(plain("local", opening, before + b"]")))]
        before += b"," if classes else b""
        return [say(*pieces(plain("local", opening, before)), kind, repr(b"]"))]

    def one(self, row: Row, term: Term) -> list[str]:
        """Say one value."""
        return [say(*pieces(term.between(self.opened(row))))]

    def many(self, row: Row, term: Term, items: str) -> list[str]:
        """Say values as an array."""
        between = joined(term, repr(term.after + b"," + term.before), items)
        return [say(*pieces(Term(between, self.opened(row) + b"[" + term.before, term.after + b"]")))]

    def only(self, row: Row, term: Term) -> list[str]:
        """Say the one value of a row that may have more."""
        return [say(*pieces(term.between(self.opened(row) + b"[", b"]")))]

    def parts(self, row: Row, write: str) -> tuple[list[str], list[str]]:
        """Write parts inside the node."""
        return [
            "if items:",
            f"{INDENT}between = {self.opened(row) + b'['!r}",
            f"{INDENT}for v, place in zip(items, places):",
            f"{INDENT * 2}out.append(between)",
            f"{INDENT * 2}{write}",
            f"{INDENT * 2}between = b','",
            f"{INDENT}out.append(b']')",
        ], []

    def end(self) -> list[str]:
        """Close the object."""
        return [say(repr(b"}"))]

    def opened(self, row: Row) -> bytes:
        """Return the key with its colon and the comma before it."""
        return f',"{self.key(row)}":'.encode()

    def string(self, row: Row, value: str) -> Term:
        """Say a plain string."""
        return Term(f"quoted({value})")

    def tagged(self, row: Row, value: str, language: str) -> Term:
        """Say a string in a language, as a language map."""
        return Term(f"{language}.encode() + b'\":' + quoted({value})", b'{"', b"}")

    def typed(self, row: Row, value: str, datatype: str) -> Term:
        """Say a typed literal."""
        return Term(f"quoted({value}) + TYPES[{datatype}]", b'{"@value":')

    def number(self, row: Row, value: str) -> Term:
        """Say an integer as a native number."""
        return Term(f"b'%d' % {value}")

    def true(self, row: Row) -> Term:
        """Say the boolean true natively."""
        return Term(repr(b"true"))

    def web(self, row: Row, value: str) -> Term:
        """Say an absolute IRI, which the context knows to be one."""
        return Term(f"quoted({value})")

    def ref(self, local: str, prefix: str | None) -> Term:
        """Say an IRI under our base."""
        return plain(local, f'"{self.base}'.encode(), b'"')

    def constant(self, name: str) -> bytes:
        """Say a class by its local name."""
        return f'"{name.partition(":")[2]}"'.encode()


class Expanded(JsonLd):
    """The source text of a node that needs no context."""

    id, type = "@id", "@type"

    def key(self, row: Row) -> str:
        """Return the key of a row: its whole predicate."""
        return iri(row.predicate)

    def datatype(self, curie: str) -> str:
        """Write a datatype."""
        return iri(curie)

    def one(self, row: Row, term: Term) -> list[str]:
        """Say one value as an array of one."""
        return self.only(row, term)

    def string(self, row: Row, value: str) -> Term:
        """Say a plain string as a value object."""
        return Term(f"quoted({value})", b'{"@value":', b"}")

    def tagged(self, row: Row, value: str, language: str) -> Term:
        """Say a string in a language as a value object."""
        return Term(f"quoted({value}) + b',\"@language\":\"' + {language}.encode()", b'{"@value":', b'"}')

    def number(self, row: Row, value: str) -> Term:
        """Say an integer as a value object."""
        return Term(f"b'%d' % {value}", b'{"@value":', b"}")

    def true(self, row: Row) -> Term:
        """Say the boolean true as a value object."""
        return Term(repr(b'{"@value":true}'))

    def web(self, row: Row, value: str) -> Term:
        """Say an absolute IRI as a reference."""
        return Term(f"quoted({value})", b'{"@id":', b"}")

    def ref(self, local: str, prefix: str | None) -> Term:
        """Say an IRI under our base as a reference."""
        return plain(local, f'{{"@id":"{self.base}'.encode(), b'"}')

    def constant(self, name: str) -> bytes:
        """Say a class by its whole IRI."""
        return f'"{iri(name)}"'.encode()


def frame(base: str, mapping: Mapping, graph: str | None, meet: Meet = nothing) -> Frame:
    """Return the writers, inside one document; a graph becomes the identity of its `@graph`."""
    head = msgspec.json.encode(context(mapping)).removesuffix(b"}")
    named = b',\n"id":' + msgspec.json.encode(graph) if graph else b""
    writers = compiled(mapping, JsonLd(base), meet)
    return Frame(writers, head=head + named + b',\n"@graph":[\n', between=b",\n", tail=b"\n]}\n")


def frame_lines(base: str, mapping: Mapping, graph: str | None, meet: Meet = nothing) -> Frame:
    """Return the writers of one expanded node a line; a graph wraps each."""
    writers = compiled(mapping, Expanded(base), meet)
    if graph is None:
        return Frame(writers, after=b"\n")
    return Frame(writers, before=b'{"@id":' + msgspec.json.encode(graph) + b',"@graph":[', after=b"]}\n")


def write(records: Iterable[Record], base: str, mapping: Mapping, graph: str | None) -> Iterator[bytes]:
    """Yield one document."""
    return written(records, frame(base, mapping, graph))


def write_lines(records: Iterable[Record], base: str, mapping: Mapping, graph: str | None) -> Iterator[bytes]:
    """Yield one node a line."""
    return written(records, frame_lines(base, mapping, graph))
