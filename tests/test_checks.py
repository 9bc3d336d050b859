"""Checks: a good graph passes, and each injected fault is found, named, and can be mended."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.checks import Fault, check, rule_faults
from kg.queries.library import bundled
from kg.stores.embedded import Embedded, in_memory
from kg.stores.opening import OpenedHere, open_embedded
from kg.vocabulary import Literal, NamedNode, Quad, iri
from tests.commands import run

BASE = "https://example.org/kg/"
PAPER = f"{BASE}paper/arxiv-1801.04381"
AUTHOR = f"{BASE}author/mark-sandler"
TOPIC = f"{BASE}topic/edge-ml/quantization"
OTHER = f"{BASE}topic/edge-ml/network-pruning"
LIST = f"{BASE}list/edge-ml"
ENTRY = f"{LIST}#arxiv-1801.04381"
CREDIT = f"{PAPER}#author-1"
CANDIDATE = f"{BASE}author/song-hna#candidate-song-han"


@pytest.fixture(scope="module")
def good(built: Path) -> OpenedHere:
    """Return the graph of the example."""
    return open_embedded(built)


def node(name: str) -> NamedNode:
    """Return an IRI, or a term of our vocabularies."""
    return NamedNode(name if "//" in name else iri(name))


def number(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), datatype=node("xsd:integer"))


Change = Callable[[set[Quad]], None]


def added(subject: str, predicate: str, value: NamedNode | Literal) -> Change:
    """Return a change that adds a statement."""
    return lambda quads: quads.add(Quad(node(subject), node(predicate), value))


def removed(subject: str, predicate: str) -> Change:
    """Return a change that removes what is said by a predicate."""
    def change(quads: set[Quad]) -> None:
        gone = {one for one in quads if one.subject == node(subject) and one.predicate == node(predicate)}
        assert gone, f"nothing is said of {subject} by {predicate}"
        quads -= gone

    return change


def replaced(subject: str, predicate: str, value: NamedNode | Literal) -> Change:
    """Return a change of what is said by a predicate."""
    def change(quads: set[Quad]) -> None:
        removed(subject, predicate)(quads)
        added(subject, predicate, value)(quads)

    return change


FAULTS: dict[str, tuple[Change, str, str]] = {
    "no title": (removed(PAPER, "schema:name"), PAPER, "exactly one title"),
    "blanks around a title": (replaced(PAPER, "schema:name", Literal(" x ")), PAPER, "exactly one title"),
    "a title without end": (replaced(PAPER, "schema:name", Literal("x" * 501)), PAPER, "exactly one title"),
    "two titles": (added(PAPER, "schema:name", Literal("other")), PAPER, "exactly one title"),
    "a DOI in capitals": (added(PAPER, "schema:identifier", Literal("doi:10.1000/ABC")), PAPER, "lower case"),
    "a year as text": (replaced(PAPER, "kg:year", Literal("2018")), PAPER, "integer"),
    "a year long ago": (replaced(PAPER, "kg:year", number(18)), PAPER, ""),
    "a date without type": (replaced(PAPER, "schema:datePublished", Literal("2018-01")), PAPER, ""),
    "an address by ftp": (replaced(PAPER, "schema:url", node("ftp://example.org/")), PAPER, ""),
    "an author that is none": (added(PAPER, "schema:author", node(TOPIC)), PAPER, ""),
    "a credit without position": (removed(CREDIT, "schema:position"), CREDIT, ""),
    "a credit without author": (removed(CREDIT, "kg:agent"), CREDIT, ""),
    "an author without key": (removed(AUTHOR, "kg:nameKey"), AUTHOR, ""),
    "an unknown basis": (replaced(AUTHOR, "kg:identityBasis", Literal("guess")), AUTHOR, ""),
    "person and organisation": (added(AUTHOR, "rdf:type", node("schema:Organization")), AUTHOR, ""),
    "two labels of one language": (
        added(TOPIC, "skos:prefLabel", Literal("Other", language="en")), TOPIC, ""),
    "an entry from nowhere": (removed(ENTRY, "prov:wasDerivedFrom"), ENTRY, "from which state"),
    "an entry without paper": (removed(ENTRY, "schema:item"), ENTRY, ""),
    "sure beyond measure": (
        replaced(CANDIDATE, "kg:confidence", Literal("1.5", datatype=node("xsd:decimal"))), CANDIDATE, ""),
    "a wrong number of authors": (replaced(PAPER, "kg:authorCount", number(3)), PAPER, "number of the paper's credits"),
    "one place twice": (replaced(CREDIT, "schema:position", number(2)), PAPER, "stand at one position"),
    "a place behind the end": (replaced(CREDIT, "schema:position", number(9)), PAPER, "not from 1 to"),
    "an author without credit": (added(PAPER, "schema:author", node(f"{BASE}author/song-han")), PAPER,
                                 "name different authors"),
    "a credit that is no author": (removed(PAPER, "schema:author"), PAPER, "name different authors"),
    "one author twice": (replaced(CREDIT, "kg:agent", node(f"{BASE}author/andrew-howard")), PAPER, "credited twice"),
    "another year than the date's": (replaced(PAPER, "kg:year", number(2017)), PAPER, "not the year of"),
    "a topic of the entry only": (replaced(ENTRY, "kg:underTopic", node(TOPIC)), PAPER, "lists this paper under a topic"),
    "a credit under a false name": (
        added(PAPER, "kg:authorship", node(f"{BASE}paper/arxiv-1909.11942#author-1")),
        f"{BASE}paper/arxiv-1909.11942#author-1", "does not end in its position"),
    "an identifier that is not there": (
        replaced(AUTHOR, "kg:identityBasis", Literal("identifier")), AUTHOR, "none is given"),
    "an identity without basis": (
        added(AUTHOR, "schema:sameAs", node("https://orcid.org/0000-0002-1825-0097")), AUTHOR, "rests on the name alone"),
    "a source without definition": (removed(OTHER, "skos:definition"), OTHER, "no definition"),
    "a topic below itself": (added(TOPIC, "skos:broader", node(TOPIC)), TOPIC, "broader than itself"),
    "one label twice": (
        replaced(TOPIC, "skos:prefLabel", Literal("Network Pruning", language="en")), OTHER, "share a label"),
    "one position twice in a list": (replaced(ENTRY, "schema:position", number(1)), LIST, "stand at one position"),
    "a paper that nobody lists": (removed(ENTRY, "schema:item"), PAPER, "no entry lists this paper"),
}


def broken(good: OpenedHere, change: Change) -> Embedded:
    """Return the graph with a fault."""
    quads = set(good.store.quads())
    change(quads)
    return in_memory(quads)


def test_the_example_has_no_violation(good: OpenedHere) -> None:
    faults = check(good.store)

    assert [fault for fault in faults if fault.severity == "Violation"] == []
    assert [fault.path for fault in faults] == [iri("schema:license")]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_where_it_is(good: OpenedHere, name: str) -> None:
    change, where, message = FAULTS[name]
    found = check(broken(good, change))
    here = [fault for fault in found if fault.node == where and message in fault.message and fault.rank < 2]

    assert here, [f"{fault.node}: {fault.message}" for fault in found]
    assert all(fault.mend and fault.mend != "see the shape" for fault in here)


def test_an_asserted_identity_that_nobody_accepted_is_found(good: OpenedHere) -> None:
    def change(quads: set[Quad]) -> None:
        author = node(f"{BASE}author/song-hna")
        quads.add(Quad(author, node("schema:sameAs"), node(f"{BASE}author/song-han")))

    assert any("candidate is not accepted" in fault.message for fault in check(broken(good, change)))


def test_every_rule_that_spans_nodes_catches_a_fault(good: OpenedHere) -> None:
    wanted = {query.header.message for query in bundled("checks")}
    caught = {fault.message for change, _, _ in FAULTS.values() for fault in check_rules(broken(good, change))}

    assert wanted - caught == {"an identity is asserted although its candidate is not accepted"}


def check_rules(store: Embedded) -> list[Fault]:
    """Return what the rules find, without the shapes."""
    return list(rule_faults(store))


def test_a_fault_says_on_which_line_it_was_read(good: OpenedHere) -> None:
    change, _, _ = FAULTS["no title"]
    (fault,) = (one for one in check(broken(good, change)) if one.node == PAPER and one.rank == 0)

    assert fault.file == "edge-ml.md"
    assert fault.line
    assert "MobileNetV2" in EXAMPLE_LINES[fault.line - 1]


EXAMPLE_LINES = (Path(__file__).parent.parent / "examples" / "edge-ml.md").read_text(encoding="utf-8").splitlines()


def written(folder: Path, store: Embedded) -> Path:
    """Write a graph to a file."""
    file = folder / "graph.nt"
    file.write_text("".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in store.quads()),
                    encoding="utf-8")
    return file


def test_the_command_passes_a_good_graph_and_says_so(built: Path) -> None:
    ran = run("check", built)

    assert ran.code == 0, ran.err
    assert ran.out.startswith("info: list:edge-ml: the licence of the list is unknown")
    assert ran.out.splitlines()[-1].endswith("1 info")


def test_the_command_tells_what_where_and_how_to_mend_it(good: OpenedHere, tmp_path: Path) -> None:
    change, _, _ = FAULTS["a wrong number of authors"]
    ran = run("check", written(tmp_path, broken(good, change)), "--quiet")

    assert ran.code == 1
    assert ran.out.startswith("violation: paper:arxiv-1801.04381 (edge-ml.md:")
    assert "    make kg:authorCount the number of kg:authorship links" in ran.out


def test_a_warning_alone_does_not_fail(good: OpenedHere, tmp_path: Path) -> None:
    def change(quads: set[Quad]) -> None:
        replaced(CREDIT, "kg:agent", node(f"{BASE}author/andrew-howard"))(quads)
        quads.remove(Quad(node(PAPER), node("schema:author"), node(AUTHOR)))

    ran = run("check", written(tmp_path, broken(good, change)))

    assert "warning: paper:arxiv-1801.04381 (edge-ml.md:" in ran.out
    assert ran.code == 0


def test_the_last_build_here_is_checked_when_none_is_named(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "mine")
    ran = run("check", cwd=tmp_path)

    assert ran.code == 0
    assert ran.err == "graph: mine (the last build here)\n"
