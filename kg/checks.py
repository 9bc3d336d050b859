"""Checks of a graph: what shapes say about one node, and what queries say about several.

The shapes (`ontology/shapes.ttl`, SHACL Core, made from the mapping) run in pySHACL; the rules that
span nodes are queries (`queries/checks/*.rq`, an empty answer passes) on the embedded store.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import rdflib

from kg.queries.asking import ask, prepare
from kg.queries.binding import bind_terms
from kg.queries.header import SEVERITIES
from kg.queries.library import bundled
from kg.resources import folder
from kg.stores.answers import Queryable, Table
from kg.stores.embedded import Embedded
from kg.stores.graphs import graph
from kg.vocabulary import Literal, NamedNode, iri

SH = rdflib.Namespace(iri("sh:"))
CHUNK = 500
"""How many nodes are asked about in one query."""

MEND = {
    "MinCount": "add the missing value",
    "MaxCount": "leave one value and remove the others",
    "MinLength": "give the text its characters",
    "MaxLength": "shorten the text",
    "Pattern": "write the value in the expected form",
    "Datatype": "give the value the expected datatype",
    "Class": "let it lead to a node of the expected class, or describe that node",
    "NodeKind": "use an IRI where one is expected, and a literal where not",
    "MinInclusive": "use a number within the range",
    "MaxInclusive": "use a number within the range",
    "In": "use one of the expected words",
    "UniqueLang": "leave one text in each language",
    "Disjoint": "let the two properties lead to different nodes",
    "Xone": "give the node exactly one of the expected classes",
    "Or": "use one of the expected datatypes",
    "Qualified": "add the missing node",
}
"""How to mend what each kind of constraint finds, by the beginning of its name in SHACL."""


class Fault(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong, and with what."""

    rank: int
    """How grave it is: 0 for a violation, 1 for a warning, 2 for information."""
    message: str
    node: str
    path: str
    """The property that it is about, if it is about one."""
    value: str
    mend: str
    rule: str
    """The shape or the query that found it."""
    line: int | None = None
    """The line of the source, where it is known."""
    file: str | None = None

    @property
    def severity(self) -> str:
        """Return the word for how grave it is."""
        return SEVERITIES[self.rank]


def check(store: Embedded) -> list[Fault]:
    """Return all that is wrong with a graph, the gravest first."""
    found = [*shape_faults(store), *rule_faults(store)]
    lines = source_lines(store, {fault.node for fault in found})
    return sorted(
        msgspec.structs.replace(fault, line=lines[fault.node][0], file=lines[fault.node][1])
        if fault.node in lines else fault
        for fault in found
    )


def rule_faults(store: Queryable) -> Iterator[Fault]:
    """Yield what the rules that span nodes find."""
    for query in bundled("checks"):
        answer = ask(prepare(query, {}, store), store)
        assert isinstance(answer, Table)
        for node, value in answer.rows:
            yield Fault(
                rank=SEVERITIES.index(query.header.severity or SEVERITIES[0]),
                message=query.header.message or query.header.summary,
                node=getattr(node, "value", str(node)),
                path="",
                value=getattr(value, "value", ""),
                mend=query.header.mend or "",
                rule=query.file,
            )


def shape_faults(store: Embedded, shapes: Path | None = None) -> Iterator[Fault]:
    """Yield what the shapes find."""
    import pyshacl  # noqa: PLC0415 -- a quarter of a second, which only this function needs

    rules = rdflib.Graph().parse(shapes or folder("ontology") / "shapes.ttl", format="turtle")
    _, report, _ = pyshacl.validate(graph(store.quads()), shacl_graph=rules, inference="none")
    assert isinstance(report, rdflib.Graph)
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        yield shape_fault(report, result)


def shape_fault(report: rdflib.Graph, result: rdflib.term.Node) -> Fault:
    """Return one result of a validation report as a fault."""
    def said(name: str) -> str:
        value = report.value(result, SH[name])
        return "" if value is None or isinstance(value, rdflib.BNode) else str(value)

    component = said("sourceConstraintComponent").rpartition("#")[2].removesuffix("ConstraintComponent")
    mend = next((text for start, text in MEND.items() if component.startswith(start)), "see the shape")
    message = min((str(one) for one in report.objects(result, SH.resultMessage)), default=component)
    return Fault(
        rank=SEVERITIES.index(said("resultSeverity").rpartition("#")[2]),
        message=" ".join(message.split()),
        node=said("focusNode"),
        path=said("resultPath") or inverse(report, result),
        value=said("value"),
        mend=mend,
        rule=said("sourceShape") or "ontology/shapes.ttl",
    )


def inverse(report: rdflib.Graph, result: rdflib.term.Node) -> str:
    """Return the property of a path that leads back, or nothing."""
    path = report.value(result, SH.resultPath)
    if path is None:
        return ""
    return str(report.value(path, SH.inversePath) or "")


def source_lines(store: Queryable, nodes: set[str]) -> dict[str, tuple[int, str | None]]:
    """Return the first line of the source that has to do with each node, where one is known."""
    (query,) = (one for one in bundled("lookups") if one.name == "lines")
    wanted = [NamedNode(node) for node in sorted(nodes) if node.startswith(("http:", "https:", "urn:"))]
    found: dict[str, tuple[int, str | None]] = {}
    for start in range(0, len(wanted), CHUNK):
        answer = store.query(bind_terms(query, {"node": wanted[start : start + CHUNK]}))
        assert isinstance(answer, Table)
        for node, line, file in answer.rows:
            if isinstance(node, NamedNode) and isinstance(line, Literal) and line.value.isdecimal():
                found.setdefault(node.value, (int(line.value), file.value if isinstance(file, Literal) else None))
    return found
