"""RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/): one flat description a node."""

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
        self.base = escaped(base)
        self.namespace: Namespace = {"escaped": escaped, "iri": iri}

    def start(self, entity: Entity, kind: str | None) -> list[str]:
        """Open a description and say its classes."""
        opening = plain("local", b'<rdf:Description rdf:about="' + self.base, b'">\n')
        classes = b"".join(map(self.constant, entity.types))
        return [say(*pieces(opening.between(b"", classes)), *([kind] if kind else []))]

    def one(self, row: Row, term: Term) -> list[str]:
        """Say one property element."""
        return [say(*pieces(term.between(self.opening(row))))]

    def many(self, row: Row, term: Term, items: str) -> list[str]:
        """Say a property element for each value."""
        whole = term.between(self.opening(row))
        between = joined(term, repr(whole.after + whole.before), items)
        return [say(*pieces(Term(between, whole.before, whole.after)))]

    def only(self, row: Row, term: Term) -> list[str]:
        """Say the one value of a row that may have more."""
        return self.one(row, term)

    def parts(self, row: Row, write: str) -> tuple[list[str], list[str]]:
        """Write parts behind the node."""
        return parts_behind(self, row, write)

    def end(self) -> list[str]:
        """Close the description."""
        return [say(repr(b"</rdf:Description>\n"))]

    @staticmethod
    def opening(row: Row) -> bytes:
        """Return the start of a property element."""
        return f"  <{row.predicate}".encode()

    @staticmethod
    def closing(row: Row) -> bytes:
        """Return the end of a property element."""
        return f"</{row.predicate}>\n".encode()

    def string(self, row: Row, value: str) -> Term:
        """Say a plain string."""
        return Term(f"escaped({value})", b">", self.closing(row))

    def tagged(self, row: Row, value: str, language: str) -> Term:
        """Say a string in a language."""
        return Term(f"""{language}.encode() + b'">' + escaped({value})""", b' xml:lang="', self.closing(row))

    def typed(self, row: Row, value: str, datatype: str) -> Term:
        """Say a typed literal."""
        text = f"""iri({datatype}).encode() + b'">' + {value}.encode()"""
        return Term(text, b' rdf:datatype="', self.closing(row))

    def number(self, row: Row, value: str) -> Term:
        """Say an integer."""
        return self.typed(row, f"str({value})", "'xsd:integer'")

    def true(self, row: Row) -> Term:
        """Say the boolean true."""
        return self.typed(row, "'true'", "'xsd:boolean'")

    def web(self, row: Row, value: str) -> Term:
        """Say an absolute IRI."""
        return Term(f"escaped({value})", b' rdf:resource="', b'"/>\n')

    def ref(self, local: str, prefix: str | None) -> Term:
        """Say an IRI under our base."""
        return plain(local, b' rdf:resource="' + self.base, b'"/>\n')

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
