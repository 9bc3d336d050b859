"""Documents by framing: the frames that ship give whole documents, with nothing lost or invented."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld as pyld

from kg.context import document_context
from kg.mapping import CORE
from kg.resources import folder
from tests.readers import by_pyld

ADDRESS = "https://w3id.org/scholarly-kg/context/1.jsonld"


def own_context(url: str, _options: object) -> dict[str, Any]:
    """Load our own context from the checkout and nothing else."""
    assert url == ADDRESS, f"{url} would have been fetched"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
            "document": document_context(CORE)}


@pytest.mark.parametrize(("name", "number"), [("paper", 67), ("author", 305), ("topic", 7), ("list", 1)])
def test_a_frame_gives_one_document_for_each_node_and_says_nothing_new(built: Path, name: str, number: int) -> None:
    graph = json.loads((built / "graph.jsonld").read_text(encoding="utf-8"))
    frame = json.loads((folder("ontology") / "frames" / f"{name}.jsonld").read_text(encoding="utf-8"))

    framed = pyld.frame(graph, frame, {"documentLoader": own_context})

    framed.pop("@context")
    documents = framed.get("@graph", [framed])
    assert len(documents) == number
    said = by_pyld(json.dumps({**document_context(CORE), "@graph": documents}).encode())
    assert said <= by_pyld((built / "graph.jsonld").read_bytes())
