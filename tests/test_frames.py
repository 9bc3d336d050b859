"""Documents of one entity are what JSON-LD framing gives, which another program does by the book."""

import json
from functools import cache
from pathlib import Path

import pytest
from pyld import jsonld as pyld

from kg.context import document_context
from kg.documents import Document, frame
from kg.dump import Dump
from kg.mapping import CORE
from kg.vocabulary import iri
from tests.sites import SCRIPTS, build_records, hostile

CONTEXT = json.loads(json.dumps(document_context(CORE)))
SOME = {
    "built": [
        "paper/arxiv-1801.04381", "paper/arxiv-1712.05877", "author/mark-sandler", "author/song-hna",
        "topic/edge-ml/quantization", "list/edge-ml",
    ],
}
ODD = ["paper/doi-10.1234-x", "author/orcid-0000-0002-1825-0097", "venue/issn-2049-3630"]


@cache
def whole(folder: Path) -> object:
    """Return a graph as PyLD reads it, with the by-line of each paper as a list."""
    lists = []
    with Dump(folder) as dump:
        for name in dump.of_class("kg:Paper"):
            signed = sorted((dump.node(one) for one in dump.node(name).all("kg:authorship")),
                             key=lambda one: one.number("schema:position") or 0)
            cells = [{"@id": one.one("kg:agent")} for one in signed]
            lists.append({"@id": name, iri("bibo:authorList"): [{"@list": cells}]} if cells else {"@id": name})
    nodes = pyld.from_rdf((folder / "graph.nt").read_text(encoding="utf-8"), {"useNativeTypes": True})
    return pyld.flatten([*nodes, *lists])


def framed(folder: Path, base: str, path: str, name: str) -> object:
    """Return the document of an entity as PyLD frames it."""
    shape = {**frame(name), **CONTEXT, "id": base + path}
    shape.pop("type")
    found = pyld.frame(whole(folder), shape, {"omitGraph": True})
    found.pop("@context")
    return found


def alike(value: object, key: str = "") -> object:
    """Return a value without nulls and empty sets, and sets in one order, for frames name what may be absent."""
    if isinstance(value, dict):
        kept = {name: alike(one, name) for name, one in value.items() if one is not None and one != []}
        return {name: one for name, one in kept.items() if one is not None}
    if isinstance(value, list):
        inner = [alike(one) for one in value]
        return inner if key == "authorList" else sorted(inner, key=json.dumps)
    return value


def assert_framed(folder: Path, path: str) -> None:
    with Dump(folder) as dump:
        node = dump.node(dump.base + path)
        name = path.partition("/")[0]
        ours = Document(dump, node).root
        expected = framed(folder, dump.base, path, name)

        assert alike(ours) == alike(expected)
        if name == "paper":
            positions = [one["position"] for one in ours["authorship"]]  # type: ignore[attr-defined] # a document's values are of any kind
            assert positions == sorted(positions)


@pytest.mark.parametrize("path", SOME["built"])
def test_documents_of_the_example_equal_their_frames(built: Path, path: str) -> None:
    assert_framed(built, path)


@pytest.fixture(scope="module")
def every_field(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_records(hostile(SCRIPTS[:3]), tmp_path_factory.mktemp("every") / "graph")


@pytest.mark.parametrize("path", ODD)
def test_documents_with_every_field_equal_their_frames(every_field: Path, path: str) -> None:
    assert_framed(every_field, path)
