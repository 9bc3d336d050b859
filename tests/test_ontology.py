"""The ontology: complete, used, and equal to what the mapping makes of it."""

import json
from pathlib import Path

import pytest
import rdflib
from pyld import jsonld as pyld
from rdflib import OWL, RDF, RDFS, SKOS

from kg.context import classes, context, document_context
from kg.generated import stale
from kg.mapping import CORE
from kg.resources import folder
from kg.rows import Kind
from kg.vocabulary import KG

ONTOLOGY = rdflib.URIRef("https://w3id.org/scholarly-kg/ontology")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
VANN = rdflib.Namespace("http://purl.org/vocab/vann/")
LABELS = {RDFS.label, SKOS.definition}


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """Return the ontology as a graph."""
    return rdflib.Graph().parse(folder("ontology") / "kg.ttl")


@pytest.fixture(scope="module")
def terms(ontology: rdflib.Graph) -> set[rdflib.term.Node]:
    """Return all classes and properties of ours."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    return {one for kind in kinds for one in ontology.subjects(RDF.type, kind)}


def names_in_mapping() -> set[str]:
    """Return every term of ours that a row or a class of the mapping names."""
    found = {row.predicate for entity in CORE for row in entity.rows if not isinstance(row, Kind)}
    found |= {name for entity in CORE for name in classes(entity)}
    return {name.removeprefix("kg:") for name in found if name.startswith("kg:")}


def test_generated_files_are_fresh() -> None:
    assert stale(Path(__file__).parent.parent) == [], "run: python -m kg.generated"


def test_the_mapping_and_the_ontology_name_the_same_terms(terms: set[rdflib.term.Node]) -> None:
    assert names_in_mapping() == {str(term).removeprefix(KG) for term in terms}


def test_every_term_has_one_label_one_definition_and_a_domain(
    ontology: rdflib.Graph, terms: set[rdflib.term.Node],
) -> None:
    for term in terms:
        for predicate in LABELS:
            said = list(ontology.objects(term, predicate))
            assert [getattr(one, "language", None) for one in said] == ["en"], (term, predicate)
        if (term, RDF.type, OWL.Class) not in ontology:
            assert len(list(ontology.objects(term, RDFS.domain))) == 1, term
        assert (term, RDFS.isDefinedBy, ONTOLOGY) in ontology, term


def test_no_two_terms_share_a_label_or_a_definition(
    ontology: rdflib.Graph, terms: set[rdflib.term.Node],
) -> None:
    for predicate in LABELS:
        said = [str(ontology.value(term, predicate)) for term in terms]
        assert len(said) == len(set(said))


def test_the_header_says_who_when_what_and_under_which_licence(ontology: rdflib.Graph) -> None:
    wanted = [
        DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, DCTERMS.publisher, DCTERMS.created,
        DCTERMS.issued, OWL.versionIRI, OWL.versionInfo, DCTERMS.bibliographicCitation,
        VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri,
    ]

    assert [one for one in wanted if (ONTOLOGY, one, None) not in ontology] == []


def test_the_ontology_says_nothing_about_foreign_terms(ontology: rdflib.Graph) -> None:
    own = {str(one) for one in ontology.subjects() if isinstance(one, rdflib.URIRef)}

    assert {one for one in own if not one.startswith("https://w3id.org/scholarly-kg/")} == set()


def test_only_constructs_of_owl_2_rl_are_used(ontology: rdflib.Graph) -> None:
    used = {str(one).removeprefix(str(OWL)) for _, _, one in ontology if str(one).startswith(str(OWL))}
    ranges = {str(one) for one in ontology.objects(None, RDFS.range) if "XMLSchema" in str(one)}

    assert used <= {"Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AllDisjointClasses"}
    assert {one.rpartition("#")[2] for one in ranges} <= {"string", "integer", "decimal", "boolean"}


def test_alignments_speak_of_own_terms_only() -> None:
    graph = rdflib.Graph().parse(folder("ontology") / "alignments.ttl")

    assert all(str(one).startswith("https://w3id.org/scholarly-kg/") for one in graph.subjects())


def test_the_context_knows_every_key_that_a_dump_uses_and_no_more_than_the_document_has() -> None:
    dump = context(CORE)["@context"]
    document = document_context(CORE)["@context"]

    assert {name: document[name] for name in dump} == dump
    assert "@vocab" not in document


def test_a_mistyped_key_is_seen_to_be_lost() -> None:
    dropped: list[str] = []
    document = {**context(CORE), "id": "https://example.org/x", "titel": "lost"}

    pyld.expand(document, on_property_dropped=dropped.append)

    assert dropped == ["titel"]


def test_frames_use_only_terms_of_the_context() -> None:
    known = set(document_context(CORE)["@context"])

    for path in sorted((folder("ontology") / "frames").glob("*.jsonld")):
        frame = json.loads(path.read_text(encoding="utf-8"))
        assert {name for name in keys(frame) if not name.startswith("@")} <= known, path.name


def keys(value: object) -> set[str]:
    """Return all keys of a JSON value, at any depth."""
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in keys(inner)}
    if isinstance(value, list):
        return {name for inner in value for name in keys(inner)}
    return set()
