"""From the mapping to one generated writer per syntax, as dataclasses generate their methods.

The compiler walks the rows of each entity once and writes a Python function that appends the
bytes of a record to a list. What differs between syntaxes is in a `Dialect`, whose methods
return pieces of source text; control flow is the same for all. The generated functions check
nothing: they say what `kg.triples` says, provided that strings obey the text policy.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec

from kg import mint
from kg.records import Record
from kg.rows import (
    Date,
    Dec,
    Entity,
    Flag,
    Int,
    Kind,
    Lang,
    Link,
    Local,
    Mapping,
    Part,
    Reach,
    Row,
    Web,
    reach,
)
from kg.triples import DATE_TYPES

Out = list[bytes]
Write = Callable[[Record, str, Out], None]
Namespace = dict[str, object]

INDENT = "    "


class Dialect(Protocol):
    """The source text of one syntax.

    Lines and expressions may name the record `r`, its IRI without the base `local`, and the
    list of bytes `out` that all is appended to. Expressions evaluate to bytes.
    """

    namespace: Namespace
    """What else the generated code may name."""

    def start(self, entity: Entity, kind: str | None) -> list[str]:
        """Open a node with its classes; `kind` is an expression for a class of its own."""

    def one(self, row: Row, value: str) -> list[str]:
        """Say one value."""

    def many(self, row: Row, values: str) -> list[str]:
        """Say the values of an iterable expression, which has one at least."""

    def only(self, row: Row, value: str) -> list[str]:
        """Say the one value of a row that may have more."""

    def parts(self, row: Row, write: str) -> tuple[list[str], list[str]]:
        """Say the parts `items` with their `fragments`: lines in the node, lines behind it.

        `write` is a statement that writes the part `v` with its `fragment`.
        """

    def end(self) -> list[str]:
        """Close the node."""

    def string(self, row: Row, value: str) -> str:
        """Say a plain string."""

    def tagged(self, row: Row, value: str, language: str) -> str:
        """Say a string in a language."""

    def typed(self, row: Row, value: str, datatype: str) -> str:
        """Say a typed literal; `datatype` is an expression for one of our CURIEs."""

    def number(self, row: Row, value: str) -> str:
        """Say an integer."""

    def true(self, row: Row) -> str:
        """Say the boolean true."""

    def web(self, row: Row, value: str) -> str:
        """Say an absolute IRI."""

    def ref(self, local: str, prefix: str | None) -> str:
        """Say an IRI under our base; `prefix` is its folder if the rest is a plain name."""

    def constant(self, name: str) -> bytes:
        """Say a class."""


Meet = Callable[[Record, str], None]
"""What is called with a record that others lead to, and its IRI without the base, when it is met first."""

REMEMBERED = 1 << 16
"""Entities of a kind whose written IRIs are kept: enough for those that many papers share."""


class Frame(msgspec.Struct, frozen=True):
    """The writers of a syntax, and what stands around the records that they write."""

    writers: dict[type[Record], Write]
    head: bytes = b""
    """Before all."""
    before: bytes = b""
    """Before each record."""
    between: bytes = b""
    """Before each record but the first, in front of `before`."""
    after: bytes = b""
    """Behind each record."""
    tail: bytes = b""
    """Behind all."""


def nothing(_record: Record, _local: str) -> None:
    """Do nothing: what is called at a meeting where nobody asked."""


def compiled(mapping: Mapping, dialect: Dialect, meet: Meet = nothing) -> dict[type[Record], Write]:
    """Return a writer of each entity of a mapping.

    `meet` is called with each entity that a written record links to, the first time at least.
    """
    entities = {entity.record: entity for entity in mapping}
    namespace: Namespace = {
        "quoted": quoted, "DATE_TYPES": DATE_TYPES, "REMEMBERED": REMEMBERED, "meet": meet, **dialect.namespace,
    }
    for minter in (mint.IRIS, mint.FRAGMENTS):
        namespace.update({f"mint_{record.__name__}": function for record, function in minter.items()})
    source = "\n\n".join([
        *("\n".join(reference(kind, dialect, entities)) for kind in linked(mapping)),
        *("\n".join(function(entity, dialect, namespace)) for entity in mapping),
    ])
    exec(compile(source, "<kg writer>", "exec"), namespace)  # noqa: S102 -- source made from our own table
    writers: dict[type[Record], Write] = {}
    for record in entities:
        write = namespace[f"write_{record.__name__}"]
        assert callable(write)
        writers[record] = write
    return writers


def linked(mapping: Mapping) -> list[type]:
    """Return the kinds of records that rows link to, in the order of the mapping."""
    rows = [(entity.record, row) for entity in mapping for row in entity.rows if isinstance(row, Link)]
    return list(dict.fromkeys(reach(record, row).kind for record, row in rows))


def reference(kind: type, dialect: Dialect, entities: dict[type[Record], Entity]) -> Iterator[str]:
    """Yield the source lines of the function that writes the IRI of an entity of one kind.

    Those of kinds that keep their hash are remembered.
    """
    name = kind.__name__
    target = entities.get(kind)
    yield f"known_{name} = {{}}"
    yield f"def ref_{name}(v):"
    yield f"{INDENT}local = mint_{name}(v)"
    yield f"{INDENT}meet(v, local)"
    yield f"{INDENT}found = {dialect.ref('local', target.prefix if target else None)}"
    if remembered(kind):
        yield f"{INDENT}if len(known_{name}) >= REMEMBERED:"
        yield f"{INDENT * 2}known_{name}.clear()"
        yield f"{INDENT}known_{name}[v] = found"
    yield f"{INDENT}return found"


def remembered(kind: type) -> bool:
    """Tell whether written IRIs of a kind are kept: where looking one up is quick."""
    return bool(kind.__struct_config__.cache_hash)  # type: ignore[attr-defined] # a msgspec struct has it


def function(entity: Entity, dialect: Dialect, namespace: Namespace) -> Iterator[str]:
    """Yield the source lines of the function that writes one entity."""
    yield f"def write_{entity.record.__name__}(r, local, out):"
    kinds = [row for row in entity.rows if isinstance(row, Kind)]
    for line in dialect.start(entity, kind_expression(kinds[0], dialect, namespace) if kinds else None):
        yield INDENT + line
    after: list[str] = []
    for row in entity.rows:
        if isinstance(row, Kind):
            continue
        found = reach(entity.record, row)
        if isinstance(row, Part):
            inside, behind = part_lines(row, found, dialect)
            after += behind
        else:
            inside = row_lines(row, found, dialect, namespace)
        for line in inside:
            yield INDENT + line
    for line in [*dialect.end(), *after]:
        yield INDENT + line


def kind_expression(row: Kind, dialect: Dialect, namespace: Namespace) -> str:
    """Return an expression for the class that a field's value decides."""
    name = named(namespace, {key: dialect.constant(value) for key, value in row.classes.items()})
    return f"{name}[r.{row.field}]"


def named(namespace: Namespace, value: object) -> str:
    """Give a value a name that generated code can use, and return the name."""
    name = f"x{len(namespace)}"
    namespace[name] = value
    return name


def row_lines(row: Row, found: Reach, dialect: Dialect, namespace: Namespace) -> list[str]:
    """Return the lines that say the values of one row."""
    source = source_expression(row, namespace)
    say = expression(row, found, dialect)
    if isinstance(row, Flag):
        return [f"if {source}:", *indented(dialect.one(row, say))]
    if found.many:
        said = "map(quoted, values)" if say == "quoted(v)" else f"[{say} for v in values]"
        return [
            f"values = {source}",
            "if len(values) == 1:",
            f"{INDENT}v, = values",
            *indented(dialect.only(row, say)),
            "elif values:",
            *indented(dialect.many(row, f"dict.fromkeys({said})")),
        ]
    lines = [f"v = {source}", *dialect.one(row, say)]
    if found.optional:
        return [lines[0], "if v is not None:", *indented(lines[1:])]
    return lines


def source_expression(row: Row, namespace: Namespace) -> str:
    """Return an expression for what a row's field and function give."""
    head, _, tail = row.field.partition(".")
    if tail:
        return f"[one.{tail} for one in r.{head}]"
    source = f"r.{head}" if head else "r"
    return f"{named(namespace, row.via)}({source})" if row.via else source


def expression(row: Row, found: Reach, dialect: Dialect) -> str:
    """Return an expression for the value `v` as an RDF term."""
    match row:
        case Link():
            name = found.kind.__name__
            return f"(known_{name}.get(v) or ref_{name}(v))" if remembered(found.kind) else f"ref_{name}(v)"
        case Local():
            return dialect.ref("v", None)
        case Web():
            return dialect.web(row, "v")
        case Lang():
            return dialect.tagged(row, "v", "r.language")
        case Int():
            return dialect.number(row, "v")
        case Flag():
            return dialect.true(row)
        case Dec():
            return dialect.typed(row, "v", "'xsd:decimal'")
        case Date():
            return dialect.typed(row, "v", "DATE_TYPES[len(v)]")
        case _:
            return dialect.string(row, "v")


def part_lines(row: Row, found: Reach, dialect: Dialect) -> tuple[list[str], list[str]]:
    """Return the lines for the parts of a node: those inside it and those behind it."""
    kind = found.kind.__name__
    items = [f"items = r.{row.field}", f"fragments = mint_{kind}(items)"]
    inside, behind = dialect.parts(row, f"write_{kind}(v, f'{{local}}#{{fragment}}', out)")
    return [*items, *inside], [*items, *behind] if behind else []


def parts_behind(dialect: Dialect, row: Row, write: str) -> tuple[list[str], list[str]]:
    """Return the lines for parts in a syntax in which they are nodes of their own."""
    refs = dialect.ref("f'{local}#{v}'", None)
    return (
        ["if items:", *indented(dialect.many(row, f"[{refs} for v in fragments]"))],
        ["for v, fragment in zip(items, fragments):", INDENT + write],
    )


def indented(lines: list[str]) -> list[str]:
    """Return source lines one level deeper."""
    return [INDENT + line for line in lines]


def written(records: Iterable[Record], frame: Frame) -> Iterator[bytes]:
    """Yield the bytes of records in batches; kinds that the mapping leaves out are passed over."""
    out: Out = [frame.head]
    before = frame.before
    for record in records:
        write = frame.writers.get(type(record))
        if write is None:
            continue
        out.append(before)
        write(record, mint.IRIS[type(record)](record), out)
        out.append(frame.after)
        before = frame.between + frame.before
        if len(out) > BATCH:
            yield b"".join(out)
            out.clear()
    out.append(frame.tail)
    yield b"".join(out)


BATCH = 50_000
"""Pieces that are joined at once: enough to be fast, few enough to stay small."""

quoted = msgspec.json.Encoder().encode
"""A string as JSON writes it, which N-Triples, Turtle and JSON-LD all read as it was meant."""
