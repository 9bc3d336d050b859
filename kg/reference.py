"""The reference page of the graph, made from the mapping and the ontology's definitions."""

from kg.context import key
from kg.profiles import PROFILES
from kg.rows import Date, Dec, Entity, Flag, Int, Kind, Lang, Link, Lit, Local, Part, Reach, Row, Web, reach

HEAD = """\
# What is in the graph

Each kind of node, its classes, and one line for each predicate: where its value comes from, what
kind of value it is, how many there may be, and its key in JSON-LD. This page is made from
`kg/mapping.py` and `kg/profiles.py` by `python -m kg.generated`; what our own terms mean is in
`ontology/kg.ttl` (`kg ontology`).
"""

TITLES = {
    "core": "The core graph, which `kg build` writes and all queries ask",
    "web": "Profile `web`: schema.org alone",
    "bib": "Profile `bib`: BIBO, FaBiO, FOAF and Dublin Core terms",
}


def reference() -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    for name, mapping in PROFILES.items():
        parts.append(f"## {TITLES[name]}\n")
        parts += [section(entity) for entity in mapping]
    return "\n".join(parts)


def section(entity: Entity) -> str:
    """Return what is said of one kind of node."""
    lines = [f"### {entity.record.__name__}\n"]
    if entity.types:
        lines.append(f"Always {', '.join(f'`{name}`' for name in entity.types)}.\n")
    lines += ["| predicate | field | value | number | JSON-LD |", "|---|---|---|---|---|"]
    lines += [line(entity, row) for row in entity.rows]
    return "\n".join(lines) + "\n"


def line(entity: Entity, row: Row) -> str:
    """Return one row of the table."""
    found = reach(entity.record, row)
    field = f"`{row.field}`" if row.field else "the record"
    if row.via is not None:
        field = f"{row.via.__name__.replace('_', ' ')} of {field}"
    json_key = "`type`" if isinstance(row, Kind) else f"`{key(row)}`"
    return f"| `{row.predicate}` | {field} | {value(row, found)} | {number(row, found)} | {json_key} |"


PLAIN: dict[type[Row], str] = {
    Local: "an IRI of ours, which need not be described",
    Web: "an address",
    Lang: "text in the record's language",
    Int: "integer",
    Dec: "decimal",
    Flag: "`true`",
    Date: "gYear, gYearMonth or date",
    Lit: "text",
}


def value(row: Row, found: Reach) -> str:
    """Say what kind of value a row has."""
    match row:
        case Kind():
            return "one of " + ", ".join(f"`{name}`" for name in row.classes.values())
        case Link():
            return f"{found.kind.__name__}, described once"
        case Part():
            return f"{found.kind.__name__}, a part with a `#` in its IRI"
        case _:
            return PLAIN[type(row)]


def number(row: Row, found: Reach) -> str:
    """Say how many values a row may have."""
    if found.many:
        return "any"
    return "0 or 1" if found.optional or isinstance(row, Flag) else "1"
