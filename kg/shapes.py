"""SHACL shapes of the core graph, made from the mapping (https://www.w3.org/TR/shacl/).

Only SHACL Core: rules that span nodes are queries in `queries/checks/`, which is faster by
orders of magnitude. Property shapes have IRIs, so that a report can name them.
"""

from collections.abc import Iterator

from kg.context import classes, key
from kg.rows import (
    Date,
    Dec,
    Entity,
    Flag,
    Int,
    Kind,
    Lang,
    Link,
    Lit,
    Local,
    Mapping,
    Part,
    Reach,
    Row,
    Web,
    reach,
)
from kg.triples import DATE_TYPES
from kg.vocabulary import PREFIXES, Literal

SHAPES = "https://w3id.org/scholarly-kg/shapes#"
USED = ("kg", "schema", "skos", "prov", "rdf", "rdfs", "xsd", "sh")
HEAD = "# Made from the mapping; do not edit. Rules that span nodes are in queries/checks/.\n"


def shapes(mapping: Mapping) -> str:
    """Return the shapes of a mapping as Turtle."""
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in USED)
    entities = {entity.record: entity for entity in mapping}
    blocks = [block for entity in mapping for block in node_shape(entity, entities)]
    return f"{HEAD}{prefixes}@prefix kgsh: <{SHAPES}> .\n\n" + "\n\n".join(blocks) + "\n"


def node_shape(entity: Entity, entities: dict[type, Entity]) -> Iterator[str]:
    """Yield the shape of one kind of node, then those of its properties."""
    name = f"kgsh:{entity.record.__name__}"
    properties = dict(property_shapes(name, entity, entities))
    targets = [entity.types[0]] if entity.types else classes(entity)
    lines = [f"{name} a sh:NodeShape"]
    lines += [f"sh:targetClass {target}" for target in targets]
    lines.append("sh:nodeKind sh:IRI")
    for row in entity.rows:
        if isinstance(row, Kind):
            choices = " ".join(f"[ sh:class {one} ]" for one in row.classes.values())
            lines.append(f"sh:xone ( {choices} )")
    if properties:
        lines.append("sh:property " + " ,\n        ".join(properties))
    yield joined(lines)
    yield from properties.values()


def property_shapes(name: str, entity: Entity, entities: dict[type, Entity]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each property shape of an entity."""
    for row in entity.rows:
        if isinstance(row, Kind):
            continue
        own = f"{name}-{key(row)}"
        found = reach(entity.record, row)
        message = [] if row.must.wanted else said(row.must.message)
        lines = [f"{own} a sh:PropertyShape", f"sh:path {row.predicate}"]
        yield own, joined([*lines, *cardinality(row, found), *values(row, found, entities), *demands(row), *message])
        if row.must.wanted:
            wanted = [f"{own}-wanted a sh:PropertyShape", f"sh:path {row.predicate}", "sh:minCount 1",
                      f"sh:severity sh:{row.must.wanted}", *said(row.must.message)]
            yield f"{own}-wanted", joined(wanted)
    for inverse in entity.inverse:
        own = f"{name}-of-{inverse.predicate.partition(':')[2]}"
        lines = [f"{own} a sh:PropertyShape", f"sh:path [ sh:inversePath {inverse.predicate} ]", "sh:minCount 1"]
        lines += [f"sh:maxCount {inverse.most}"] if inverse.most else []
        lines += [f"sh:class {inverse.of}"] if inverse.of else []
        yield own, joined([*lines, *said(inverse.message)])


def cardinality(row: Row, found: Reach) -> list[str]:
    """Say how many values a row has."""
    if found.many:
        return []
    least = [] if found.optional or isinstance(row, Flag) else ["sh:minCount 1"]
    return [*least, "sh:maxCount 1"]


def values(row: Row, found: Reach, entities: dict[type, Entity]) -> list[str]:
    """Say what kind of values a row has."""
    match row:
        case Link() | Part():
            target = entities[found.kind]
            return ["sh:nodeKind sh:IRI", *([f"sh:class {target.types[0]}"] if target.types else [])]
        case Web() | Local():
            return ["sh:nodeKind sh:IRI"]
        case Lang():
            return ["sh:datatype rdf:langString"]
        case Int():
            return ["sh:datatype xsd:integer"]
        case Dec():
            return ["sh:datatype xsd:decimal"]
        case Flag():
            return ["sh:datatype xsd:boolean"]
        case Date():
            return [f"sh:or ( {' '.join(f'[ sh:datatype {one} ]' for one in DATE_TYPES.values())} )"]
        case Lit():
            return ["sh:datatype xsd:string"]
    raise TypeError(row)


def demands(row: Row) -> list[str]:
    """Say what else a row's values must be."""
    must = row.must
    lines = []
    if must.pattern:
        lines.append(f"sh:pattern {Literal(must.pattern)}")
    if must.longest:
        lines.append(f"sh:maxLength {must.longest}")
    if must.least is not None:
        lines.append(f"sh:minInclusive {must.least}")
    if must.most is not None:
        lines.append(f"sh:maxInclusive {must.most}")
    if must.one_of:
        lines.append(f"sh:in ( {' '.join(str(Literal(one)) for one in must.one_of)} )")
    if must.one_per_language:
        lines.append("sh:uniqueLang true")
    if must.disjoint:
        lines.append(f"sh:disjoint {must.disjoint}")
    return lines


def said(message: str | None) -> list[str]:
    """Say what to tell the one whose data does not conform."""
    return [f"sh:message {Literal(message)}"] if message else []


def joined(lines: list[str]) -> str:
    """Return the lines of one subject as Turtle."""
    return " ;\n    ".join(lines) + " ."
