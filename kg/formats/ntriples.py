"""N-Triples and N-Quads: one statement a line (https://www.w3.org/TR/n-triples/)."""

from collections.abc import Iterable, Iterator

from kg.compiler import (
    Frame,
    Meet,
    Namespace,
    Term,
    compiled,
    joined,
    nothing,
    parts_behind,
    pieces,
    plain,
    say,
    written,
)
from kg.records import Record
from kg.rows import Entity, Mapping, Row
from kg.triples import DATE_TYPES
from kg.vocabulary import iri


class NTriples:
    """The source text of N-Triples; with a graph, of N-Quads."""

    def __init__(self, base: str, graph: str | None = None) -> None:
        """Write under a base IRI, into one named graph or into none."""
        self.base = base
        self.namespace: Namespace = {
            "DOT": f" <{graph}> .\n".encode() if graph else b" .\n",
            "TYPES": {
                name: f'"^^{self.name(name)}'.encode() for name in (*DATE_TYPES.values(), "xsd:decimal")
            },
        }

    def name(self, curie: str) -> str:
        """Write one of our terms."""
        return f"<{iri(curie)}>"

    def start(self, entity: Entity, kind: str | None) -> list[str]:
        """Name the subject and say its classes; the end of a statement goes with the next one's subject."""
        a = f" {self.name('rdf:type')} ".encode()
        lines = [f"s = {self.ref('local', None).whole}", "n = DOT + s"]
        classes = [repr(a + self.constant(name)) for name in entity.types]
        if kind:
            classes += [f"{a!r}, {kind}"]
        return [*lines, say("s", ", n, ".join(classes))]

    def one(self, row: Row, term: Term) -> list[str]:
        """Say one statement."""
        return [say("n", *pieces(term.between(self.predicate(row))))]

    def many(self, row: Row, term: Term, items: str) -> list[str]:
        """Say a statement for each value."""
        whole = term.between(self.predicate(row))
        between = joined(term, Term("n", whole.after, whole.before).whole, items)
        return [say("n", *pieces(Term(between, whole.before, whole.after)))]

    def only(self, row: Row, term: Term) -> list[str]:
        """Say the one value of a row that may have more."""
        return self.one(row, term)

    def parts(self, row: Row, write: str) -> tuple[list[str], list[str]]:
        """Write parts behind the node."""
        return parts_behind(self, row, write)

    def end(self) -> list[str]:
        """End the last statement."""
        return [say("DOT")]

    def predicate(self, row: Row) -> bytes:
        """Return the predicate with the blanks around it."""
        return f" {self.name(row.predicate)} ".encode()

    def string(self, row: Row, value: str) -> Term:
        """Say a plain string."""
        return Term(f"quoted({value})")

    def tagged(self, row: Row, value: str, language: str) -> Term:
        """Say a string in a language."""
        return Term(f"quoted({value}) + b'@' + {language}.encode()")

    def typed(self, row: Row, value: str, datatype: str) -> Term:
        """Say a typed literal."""
        return Term(f"{value}.encode() + TYPES[{datatype}]", b'"')

    def number(self, row: Row, value: str) -> Term:
        """Say an integer."""
        return Term(f"b'%d' % {value}", b'"', f'"^^{self.name("xsd:integer")}'.encode())

    def true(self, row: Row) -> Term:
        """Say the boolean true."""
        return Term(repr(f'"true"^^{self.name("xsd:boolean")}'.encode()))

    def web(self, row: Row, value: str) -> Term:
        """Say an absolute IRI."""
        return plain(value, b"<", b">")

    def ref(self, local: str, prefix: str | None) -> Term:
        """Say an IRI under our base."""
        return plain(local, f"<{self.base}".encode(), b">")

    def constant(self, name: str) -> bytes:
        """Say a class."""
        return self.name(name).encode()


def frame(base: str, mapping: Mapping, graph: str | None, meet: Meet = nothing) -> Frame:
    """Return the writers; nothing stands around what they write."""
    return Frame(compiled(mapping, NTriples(base, graph), meet))


def write(records: Iterable[Record], base: str, mapping: Mapping, graph: str | None) -> Iterator[bytes]:
    """Yield N-Triples, or N-Quads where a graph is named."""
    return written(records, frame(base, mapping, graph))
