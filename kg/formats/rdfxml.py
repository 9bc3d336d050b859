"""RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/): one flat description a node."""

from collections.abc import Iterable, Iterator

from kg.compiler import Frame, Meet, Namespace, compiled, nothing, parts_behind, written
from kg.context import used_prefixes
from kg.records import Record
from kg.rows import Entity, Mapping, Row
from kg.vocabulary import PREFIXES, iri


def escaped(text: str) -> bytes:
    """Return text as XML holds it, between tags or in a quoted attribute."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace('"', "&quot;").encode()


class RdfXml:
    """The source text of RDF/XML."""

    def __init__(self, base: str) -> None:
        """Write under a base IRI."""
        self.namespace: Namespace = {"OPEN": escaped(base), "escaped": escaped, "iri": iri}

    def start(self, entity: Entity, kind: str | None) -> list[str]:
        """Open a description and say its classes."""
        lines = ["out += (b'<rdf:Description rdf:about=\"', OPEN, local.encode(), b'\">\\n')"]
        lines += [f"out.append({self.constant(name)!r})" for name in entity.types]
        return [*lines, f"out.append({kind})"] if kind else lines

    def one(self, row: Row, value: str) -> list[str]:
        """Say one property element."""
        return [f"out += ({self.opening(row)!r}, {value})"]

    def many(self, row: Row, values: str) -> list[str]:
        """Say a property element for each value."""
        opening = self.opening(row)
        return [f"out += ({opening!r}, {opening!r}.join({values}))"]

    def only(self, row: Row, value: str) -> list[str]:
        """Say the one value of a row that may have more."""
        return self.one(row, value)

    def parts(self, row: Row, write: str) -> tuple[list[str], list[str]]:
        """Write parts behind the node."""
        return parts_behind(self, row, write)

    def end(self) -> list[str]:
        """Close the description."""
        return ["out.append(b'</rdf:Description>\\n')"]

    @staticmethod
    def opening(row: Row) -> bytes:
        """Return the start of a property element."""
        return f"  <{row.predicate}".encode()

    @staticmethod
    def closing(row: Row) -> bytes:
        """Return the end of a property element."""
        return f"</{row.predicate}>\n".encode()

    def string(self, row: Row, value: str) -> str:
        """Say a plain string."""
        return f"b'>' + escaped({value}) + {self.closing(row)!r}"

    def tagged(self, row: Row, value: str, language: str) -> str:
        """Say a string in a language."""
        return f"""b' xml:lang="' + {language}.encode() + b'">' + escaped({value}) + {self.closing(row)!r}"""

    def typed(self, row: Row, value: str, datatype: str) -> str:
        """Say a typed literal."""
        attribute = f"""b' rdf:datatype="' + iri({datatype}).encode() + b'">'"""
        return f"{attribute} + {value}.encode() + {self.closing(row)!r}"

    def number(self, row: Row, value: str) -> str:
        """Say an integer."""
        return self.typed(row, f"str({value})", "'xsd:integer'")

    def true(self, row: Row) -> str:
        """Say the boolean true."""
        return self.typed(row, "'true'", "'xsd:boolean'")

    def web(self, row: Row, value: str) -> str:
        """Say an absolute IRI."""
        return f"""b' rdf:resource="' + escaped({value}) + b'"/>\\n'"""

    def ref(self, local: str, prefix: str | None) -> str:
        """Say an IRI under our base."""
        return f"""b' rdf:resource="' + OPEN + {local}.encode() + b'"/>\\n'"""

    def constant(self, name: str) -> bytes:
        """Say a class, as a whole property element."""
        return f'  <rdf:type rdf:resource="{iri(name)}"/>\n'.encode()


def frame(base: str, mapping: Mapping, _graph: str | None, meet: Meet = nothing) -> Frame:
    """Return the writers, inside the root element."""
    names = dict.fromkeys(["rdf", *used_prefixes(mapping)])
    declared = "\n".join(f'  xmlns:{name}="{PREFIXES[name]}"' for name in names)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF\n{declared}>\n'.encode()
    return Frame(compiled(mapping, RdfXml(base), meet), head=head, tail=b"</rdf:RDF>\n")


def write(records: Iterable[Record], base: str, mapping: Mapping, graph: str | None) -> Iterator[bytes]:
    """Yield RDF/XML, which has no named graphs: `graph` is not used."""
    return written(records, frame(base, mapping, graph))
