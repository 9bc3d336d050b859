"""rdflib: a graph in memory, then N-Triples."""

import csv
import json
import sys
from pathlib import Path

from rdflib import RDF, Graph, Literal, URIRef

folder, output = Path(sys.argv[1]), Path(sys.argv[2])
graph = Graph()
for table in json.loads((folder / "tables.json").read_text()):
    with (folder / table["file"]).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            subject = URIRef(row["s"])
            for one in table["types"]:
                graph.add((subject, RDF.type, URIRef(one)))
            for column in table["columns"]:
                text, kind = row[column["name"]], column["kind"]
                if text:
                    graph.add((subject, URIRef(column["predicate"]), (
                        URIRef(text) if kind == "iri" else Literal(text) if kind == "string"
                        else Literal(text, lang=kind[1:]) if kind[0] == "@" else Literal(text, datatype=URIRef(kind)))))
graph.serialize(str(output), format="nt", encoding="utf-8")
