"""SKG-IF: documents pass the framework's own shapes, read with its own context, and lose no by-line."""

import json
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyld import jsonld as pyld

from kg import skgif
from kg.dump import Dump
from kg.identity.gathering import gather
from tests.commands import EXAMPLE, run
from tests.sites import BASE, SCRIPTS, SHARED, hostile

FRAMEWORK = SHARED / "skg-if"
PRO = rdflib.Namespace("http://purl.org/spar/pro/")
FABIO = rdflib.Namespace("http://purl.org/spar/fabio/")
CO = rdflib.Namespace("http://purl.org/co/")

pytestmark = pytest.mark.skipif(not FRAMEWORK.is_dir(), reason="the framework is not beside the checkout (../shared/skg-if)")


def load(url: str, _options: object) -> dict[str, object]:
    """Load the framework's context from the disk, and nothing else."""
    assert url == skgif.CONTEXT
    context = json.loads((FRAMEWORK / "context.json").read_bytes())
    return {"contextUrl": None, "documentUrl": url, "contentType": "application/ld+json", "document": context}


def dropped(name: object) -> None:
    """Fail where the framework does not know a key."""
    raise AssertionError(name)


def read(document: bytes) -> rdflib.Graph:
    """Read a document as RDF."""
    expanded = pyld.expand(json.loads(document), {"documentLoader": load, "on_property_dropped": dropped})
    return rdflib.Graph().parse(data=pyld.to_rdf(expanded, {"format": "application/n-quads"}), format="nquads")


def assert_conforms(graph: rdflib.Graph) -> None:
    conforms, _, told = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(FRAMEWORK / "shapes.ttl"))
    assert conforms, told


def test_the_example_passes_the_shapes_and_keeps_its_bylines(built: Path) -> None:
    graph = read(run("convert", EXAMPLE, "--profile", "skg-if").out.encode())
    assert_conforms(graph)
    with Dump(built) as dump:
        for name in dump.of_class("kg:Paper"):
            signed = {
                int(str(graph.value(one, CO["index"]))): str(graph.value(one, PRO.isHeldBy))
                for one in graph.objects(rdflib.URIRef(name), PRO.isRelatedToRoleInTime)
            }
            listed = {part.number("schema:position"): part.one("kg:agent") for part in dump.parts(name).values()}
            assert signed == listed
    assert len(set(graph.subjects(rdflib.RDF.type, FABIO.ScholarlyWork))) == 67


def test_every_field_passes_the_shapes() -> None:
    records = gather(hostile(SCRIPTS)).entities.values()
    assert_conforms(read(b"".join(skgif.write(records, BASE))))


def test_the_shapes_can_fail() -> None:
    with pytest.raises(AssertionError):
        assert_conforms(read(b'{"@context": "%s", "@graph": [{"local_identifier": "https://example.org/a", '
                             b'"entity_type": "product", "identifiers": [{"value": "1"}]}]}' % skgif.CONTEXT.encode()))


def test_another_syntax_is_refused() -> None:
    assert run("convert", EXAMPLE, "--profile", "skg-if", "--to", "turtle").code == 2
