"""The tables as RML (https://rml.io/specs/rml/), for the engines that read it: `rml.py TABLES MAPPING`."""

import json
import sys
from pathlib import Path

HEAD = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@base <http://example.net/rml/> .
"""


def term(column: dict[str, str]) -> str:
    """Return the object map of a column."""
    kind = column["kind"]
    more = "rr:termType rr:IRI" if kind == "iri" else (
        f'rr:language "{kind[1:]}"' if kind[0] == "@" else "" if kind == "string" else f"rr:datatype <{kind}>")
    return f'[ rml:reference "{column["name"]}" ; {more} ]'


def mapping(folder: Path) -> str:
    """Return the mapping of all tables of a folder."""
    text = HEAD
    for number, table in enumerate(json.loads((folder / "tables.json").read_text())):
        classes = "".join(f"; rr:class <{one}> " for one in table["types"])
        rows = "".join(
            f" ;\n  rr:predicateObjectMap [ rr:predicate <{one['predicate']}> ; rr:objectMap {term(one)} ]"
            for one in table["columns"]
        )
        text += (f'<#T{number}> a rr:TriplesMap ;\n  rml:logicalSource [ rml:source "{folder / table["file"]}" ; '
                 f'rml:referenceFormulation ql:CSV ] ;\n'
                 f'  rr:subjectMap [ rml:reference "s" ; rr:termType rr:IRI {classes}]{rows} .\n')
    return text


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(mapping(Path(sys.argv[1])), encoding="utf-8")
