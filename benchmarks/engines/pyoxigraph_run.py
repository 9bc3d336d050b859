"""pyoxigraph: terms made in Python, written as they come."""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

folder, output = Path(sys.argv[1]), Path(sys.argv[2])
IS_A = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def triples() -> Iterator[Triple]:
    """Yield all triples of all tables."""
    for table in json.loads((folder / "tables.json").read_text()):
        types = [NamedNode(one) for one in table["types"]]
        columns = [(one["name"], NamedNode(one["predicate"]), one["kind"]) for one in table["columns"]]
        with (folder / table["file"]).open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                subject = NamedNode(row["s"])
                for one in types:
                    yield Triple(subject, IS_A, one)
                for name, predicate, kind in columns:
                    text = row[name]
                    if text:
                        yield Triple(subject, predicate, (
                            NamedNode(text) if kind == "iri" else Literal(text) if kind == "string"
                            else Literal(text, language=kind[1:]) if kind[0] == "@"
                            else Literal(text, datatype=NamedNode(kind))))


serialize(triples(), str(output), format=RdfFormat.N_TRIPLES)
