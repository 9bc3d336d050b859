"""tarka: one TARQL query a table, each to its own file."""

import json
import sys
from pathlib import Path

import tarka_rdf

XSD_STRING = "string"


def term(column: dict[str, str]) -> str:
    """Return the SPARQL expression that makes a column's text a term."""
    name, kind = f"?{column['name']}", column["kind"]
    if kind == "iri":
        return f"IRI({name})"
    if kind == XSD_STRING:
        return name
    return f'STRLANG({name}, "{kind[1:]}")' if kind[0] == "@" else f"STRDT({name}, <{kind}>)"


def query(table: dict) -> str:
    """Return the query of a table."""
    wanted = [f"?S a <{one}> ." for one in table["types"]]
    binds = ["BIND(IRI(?s) AS ?S)"]
    for number, column in enumerate(table["columns"]):
        value = f"?o{number}"
        wanted.append(f"?S <{column['predicate']}> {value} .")
        binds.append(f"BIND({term(column)} AS {value})")
    return f"CONSTRUCT {{ {' '.join(wanted)} }} WHERE {{ {' '.join(binds)} }}"


folder, output = Path(sys.argv[1]), Path(sys.argv[2])
output.mkdir()
for table in json.loads((folder / "tables.json").read_text()):
    tarka_rdf.Mapping.tarql(query(table)).run_csv(
        folder / table["file"], output / f"{table['file']}.nt", format="ntriples")
