"""N-Triples and N-Quads: one statement a line (https://www.w3.org/TR/n-triples/)."""

from collections.abc import Iterable, Iterator

from kg.compiler import Frame, Meet, Namespace, compiled, nothing, parts_behind, written
from kg.records import Record
from kg.rows import Entity, Mapping, Row
from kg.triples import DATE_TYPES
from kg.vocabulary import iri


class NTriples:
    """The source text of N-Triples; with a graph, of N-Quads."""

    def __init__(self, base: str, graph: str | None = None) -> None:
        """Write under a base IRI, into one named graph or into none."""
        self.dot = f" <{graph}> .\n".encode() if graph else b" .\n"
        self.namespace: Namespace = {
            "OPEN": f"<{base}".encode(),
            "DOT": self.dot,
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
        lines = ["s = OPEN + local.encode() + b'>'", "n = DOT + s"]
        classes = [repr(a + self.constant(name)) for name in entity.types]
        pieces = f"s, {', n, '.join(classes)}" if classes else f"s, {a!r}, {kind}"
        return [*lines, f"out += ({pieces}, n, {a!r}, {kind})" if classes and kind else f"out += ({pieces})"]

    def one(self, row: Row, value: str) -> list[str]:
        """Say one statement."""
        return [f"out += (n, {self.predicate(row)!r}, {value})"]

    def many(self, row: Row, values: str) -> list[str]:
        """Say a statement for each value."""
        return [f"p = n + {self.predicate(row)!r}", f"out += (p, p.join({values}))"]

    def only(self, row: Row, value: str) -> list[str]:
        """Say the one value of a row that may have more."""
        return self.one(row, value)

    def parts(self, row: Row, write: str) -> tuple[list[str], list[str]]:
        """Write parts behind the node."""
        return parts_behind(self, row, write)

    def end(self) -> list[str]:
        """End the last statement."""
        return ["out.append(DOT)"]

    def predicate(self, row: Row) -> bytes:
        """Return the predicate with the blanks around it."""
        return f" {self.name(row.predicate)} ".encode()

    def string(self, row: Row, value: str) -> str:
        """Say a plain string."""
        return f"quoted({value})"

    def tagged(self, row: Row, value: str, language: str) -> str:
        """Say a string in a language."""
        return f"quoted({value}) + b'@' + {language}.encode()"

    def typed(self, row: Row, value: str, datatype: str) -> str:
        """Say a typed literal."""
        return f"""b'"' + {value}.encode() + TYPES[{datatype}]"""

    def number(self, row: Row, value: str) -> str:
        """Say an integer."""
        return f"""b'"%d"^^{self.name("xsd:integer")}' % {value}"""

    def true(self, row: Row) -> str:
        """Say the boolean true."""
        return f"""b'"true"^^{self.name("xsd:boolean")}'"""

    def web(self, row: Row, value: str) -> str:
        """Say an absolute IRI."""
        return f"b'<' + {value}.encode() + b'>'"

    def ref(self, local: str, prefix: str | None) -> str:
        """Say an IRI under our base."""
        return f"OPEN + {local}.encode() + b'>'"

    def constant(self, name: str) -> bytes:
        """Say a class."""
        return self.name(name).encode()


def frame(base: str, mapping: Mapping, graph: str | None, meet: Meet = nothing) -> Frame:
    """Return the writers; nothing stands around what they write."""
    return Frame(compiled(mapping, NTriples(base, graph), meet))


def write(records: Iterable[Record], base: str, mapping: Mapping, graph: str | None) -> Iterator[bytes]:
    """Yield N-Triples, or N-Quads where a graph is named."""
    return written(records, frame(base, mapping, graph))
