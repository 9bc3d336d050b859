"""rdflib as an engine: slower than the embedded store, and a second opinion on every answer."""

from collections.abc import Iterable

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from pyparsing import ParseException
from rdflib.query import Result

from kg.errors import UnreadableInput, WrongUsage
from kg.stores.answers import Answer, Table, Term, Verdict, statements

STRING = "http://www.w3.org/2001/XMLSchema#string"
Node = rdflib.URIRef | rdflib.Literal | rdflib.BNode


class RdflibGraph:
    """An rdflib graph that answers queries."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph

    def query(self, text: str) -> Answer:
        """Answer a query; raise `WrongUsage` with the parser's words if it is no SPARQL."""
        try:
            found = self.graph.query(text)
            return answer(found)
        except ParseException as error:
            raise WrongUsage(f"error at {error.lineno}:{error.column}: {error.msg}") from error
        except (OSError, ValueError) as error:
            raise UnreadableInput(f"rdflib could not answer: {error}") from error

    def quads(self) -> Iterable[Quad]:
        """Yield all statements in the embedded store's terms."""
        for subject, predicate, value in self.graph:
            yield Quad(*triple(subject, predicate, value))


def answer(found: Result) -> Answer:
    """Return what rdflib found in the terms that all engines share."""
    if found.type == "SELECT":
        columns = tuple(str(variable) for variable in found.vars or ())
        rows = tuple(
            tuple(None if (node := row.get(variable)) is None else term(node) for variable in found.vars or ())
            for row in found.bindings
        )
        return Table(columns, rows)
    if found.type == "ASK":
        return Verdict(bool(found.askAnswer))
    return statements(triple(*one) for one in found.graph or ())


def graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return an rdflib graph, or a dataset with a default union if a statement has a named graph."""
    whole = rdflib.Dataset(default_union=True)
    for quad in quads:
        context = whole.default_graph
        if isinstance(quad.graph_name, NamedNode | BlankNode):
            context = whole.graph(node(quad.graph_name))
        context.add((node(quad.subject), node(quad.predicate), node(quad.object)))
    named = [one for one in whole.graphs() if one.identifier != whole.default_graph.identifier]
    return whole if named else whole.default_graph


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    """Return an rdflib graph with these triples."""
    whole = rdflib.Graph()
    for one in triples:
        whole.add((node(one.subject), node(one.predicate), node(one.object)))
    return whole


def node(value: object) -> Node:
    """Return a term as rdflib's, its lexical form unchanged."""
    match value:
        case NamedNode():
            return rdflib.URIRef(value.value)
        case BlankNode():
            return rdflib.BNode(value.value)
        case Literal():
            if value.language is not None:
                return rdflib.Literal(value.value, lang=value.language)
            if value.datatype.value == STRING:
                return rdflib.Literal(value.value)
            return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False)
    raise WrongUsage(f"rdflib knows no triple terms (RDF 1.2): {value}; use --engine oxigraph")


def term(value: object) -> Term:
    """Return an rdflib term as the embedded store's."""
    match value:
        case rdflib.URIRef():
            return NamedNode(str(value))
        case rdflib.BNode():
            return BlankNode(str(value))
        case rdflib.Literal():
            if value.language is not None:
                return Literal(str(value), language=value.language)
            return Literal(str(value), datatype=NamedNode(value.datatype) if value.datatype else None)
    raise TypeError(value)


def triple(subject: object, predicate: object, value: object) -> Triple:
    """Return three rdflib terms as a triple."""
    first, second = term(subject), term(predicate)
    assert isinstance(first, NamedNode | BlankNode)
    assert isinstance(second, NamedNode)
    return Triple(first, second, term(value))
