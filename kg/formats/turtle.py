"""Turtle and TriG, to be read by people (https://www.w3.org/TR/turtle/).

Subjects in the order of the source, one predicate a line, authors in order, and no prefix
declared that is not used.
"""

from collections.abc import Iterable, Iterator

from kg.compiler import INDENT, Frame, Meet, Term, compiled, joined, nothing, pieces, plain, say, written
from kg.context import used_prefixes
from kg.formats.ntriples import NTriples
from kg.records import Record
from kg.rows import Entity, Mapping, Row
from kg.vocabulary import PREFIXES

HELD_BACK = 8_000_000
"""Bytes that are kept to see which prefixes they use; beyond, all possible ones are declared."""


class Turtle(NTriples):
    """The source text of Turtle."""

    def name(self, curie: str) -> str:
        """Write one of our terms."""
        return curie

    def start(self, entity: Entity, kind: str | None) -> list[str]:
        """Name the subject and say its classes."""
        classes = f" a {' , '.join(entity.types)}".encode()
        subject = self.ref("local", entity.prefix)
        if not kind:
            return [say(*pieces(subject.between(b"", classes)))]
        return [say(*pieces(subject.between(b"", classes + (b" , " if entity.types else b""))), kind)]

    def one(self, row: Row, term: Term) -> list[str]:
        """Say one value on a line of its own."""
        return [say(*pieces(term.between(self.predicate(row))))]

    def many(self, row: Row, term: Term, items: str) -> list[str]:
        """Say values below each other."""
        comma = f" ,\n{INDENT * 2}".encode()
        between = joined(term, repr(term.after + comma + term.before), items)
        return [say(*pieces(Term(between, self.predicate(row) + term.before, term.after)))]

    def end(self) -> list[str]:
        """Close the subject."""
        return [say(repr(b" .\n\n"))]

    def predicate(self, row: Row) -> bytes:
        """Return the predicate on a line of its own."""
        return f" ;\n{INDENT}{row.predicate} ".encode()

    def number(self, row: Row, value: str) -> Term:
        """Say an integer as a bare number."""
        return Term(f"b'%d' % {value}")

    def true(self, row: Row) -> Term:
        """Say the boolean true as a bare word."""
        return Term(repr(b"true"))

    def ref(self, local: str, prefix: str | None) -> Term:
        """Say an IRI under our base, by its prefix where the rest is a plain name."""
        if prefix is None:
            return plain(local, f"<{self.base}".encode(), b">")
        name = f"{prefix}:".encode()
        return plain(f"{local}[{len(name)}:]", name, b"")


def frame(base: str, mapping: Mapping, graph: str | None, meet: Meet = nothing) -> Frame:
    """Return the writers, below a declaration of all prefixes that the mapping can use."""
    opened = f"<{graph}> {{\n\n".encode() if graph else b""
    wanted = {entity.prefix for entity in mapping} | set(used_prefixes(mapping))
    prefixes = {name: place for name, place in declarations(base, mapping).items() if name in wanted}
    writers = compiled(mapping, Turtle(base), meet)
    return Frame(writers, head=header(prefixes) + opened, tail=b"}\n" if graph else b"")


def write(records: Iterable[Record], base: str, mapping: Mapping, graph: str | None) -> Iterator[bytes]:
    """Yield Turtle, or TriG where a graph is named."""
    around = frame(base, mapping, graph)
    chunks = written(records, Frame(around.writers))
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) > HELD_BACK:
            yield around.head
            break
    else:
        yield header({name: place for name, place in declarations(base, mapping).items() if used(name, held)})
        if graph:
            yield f"<{graph}> {{\n\n".encode()
    yield bytes(held)
    yield from chunks
    yield around.tail


def declarations(base: str, mapping: Mapping) -> dict[str, str]:
    """Return the prefixes that a mapping can use, ours for data first."""
    folders = {entity.prefix: f"{base}{entity.prefix}/" for entity in mapping if entity.prefix}
    return {**folders, **PREFIXES}


def used(prefix: str, body: bytearray) -> bool:
    """Tell whether a prefix occurs where a term begins (or, rarely, in a string that looks so)."""
    name = f"{prefix}:".encode()
    return body.startswith(name) or any(before + name in body for before in (b" ", b"\n", b"^"))


def header(prefixes: dict[str, str]) -> bytes:
    """Return the declarations."""
    return "".join(f"@prefix {name}: <{place}> .\n" for name, place in prefixes.items()).encode() + b"\n"
