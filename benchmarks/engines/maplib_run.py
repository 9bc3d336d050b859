"""maplib: one OTTR template a table, over Polars data frames; it has no column of language-tagged strings."""

import json
import sys
from pathlib import Path

import polars as pl
from maplib import Model

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = {"iri": "ottr:IRI", f"{XSD}integer": "xsd:integer", f"{XSD}date": "xsd:date"}


def template(number: int, table: dict) -> str:
    """Return the template of a table."""
    columns = table["columns"]
    parameters = ", ".join(["ottr:IRI ?s", *(f"? {TYPES.get(one['kind'], 'xsd:string')} ?{one['name']}" for one in columns)])
    triples = [f"ottr:Triple(?s, rdf:type, <{one}>)" for one in table["types"]]
    triples += [f"ottr:Triple(?s, <{one['predicate']}>, ?{one['name']})" for one in columns]
    return f"<http://example.net/t#T{number}> [ {parameters} ] :: {{ {', '.join(triples)} }} ."


folder, output = Path(sys.argv[1]), Path(sys.argv[2])
model = Model()
for number, table in enumerate(json.loads((folder / "tables.json").read_text())):
    kinds = {f"{XSD}integer": pl.Int64, f"{XSD}date": pl.Date}
    schema = {"s": pl.String, **{one["name"]: kinds.get(one["kind"], pl.String) for one in table["columns"]}}
    model.add_template("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
                       "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
                       "@prefix ottr: <http://ns.ottr.xyz/0.4/> .\n" + template(number, table))
    model.map(f"http://example.net/t#T{number}", pl.read_csv(folder / table["file"], schema=schema))
model.write(str(output), format="ntriples")
