"""From the mapping to one generated writer per syntax, as dataclasses generate their methods.

The compiler walks the rows of each entity once and writes a Python function that appends the
bytes of a record to a list. What differs between syntaxes is in a `Dialect`, whose methods
return pieces of source text; control flow is the same for all. The generated functions check
nothing: they say what `kg.triples` says, provided that strings obey the text policy.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

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


class Term(msgspec.Struct, frozen=True):
    """The source text of a term: an expression for bytes, and the constant bytes around them."""

    value: str
    before: bytes = b""
    after: bytes = b""
    text: str | None = None
    """An expression for the string that `value` encodes, where it does: many are joined and encoded at once."""

    @property
    def whole(self) -> str:
        """Return an expression for all bytes."""
        return " + ".join(pieces(self))

    def between(self, before: bytes, after: bytes = b"") -> "Term":
        """Return the term with more constant bytes around it."""
        return Term(self.value, before + self.before, self.after + after, self.text)


def plain(text: str, before: bytes, after: bytes) -> Term:
    """Return a term that shows a string as it is."""
    return Term(f"{text}.encode()", before, after, text)


def pieces(term: Term) -> list[str]:
    """Return the expressions for the bytes of a term, one after the other."""
    found = [repr(term.before), term.value, repr(term.after)]
    return [one for one in found if one != "b''"]


def say(*expressions: str) -> str:
    """Return the statement that appends bytes."""
    return f"out += ({', '.join(expressions)},)"


def joined(term: Term, separator: str, items: str) -> str:
    """Return an expression for the bytes of many terms; `separator` is one for bytes."""
    if term.text is None:
        return f"({separator}).join({items})"
    return f"({separator}).decode().join({items}).encode()"


class Dialect(Protocol):
    """The source text of one syntax.

    Lines and expressions may name the record `r`, its IRI without the base `local`, and the
    list of bytes `out` that all is appended to.
    """

    namespace: Namespace
    """What else the generated code may name."""

    def start(self, entity: Entity, kind: str | None) -> list[str]:
        """Open a node with its classes; `kind` is an expression for a class of its own."""

    def one(self, row: Row, term: Term) -> list[str]:
        """Say one value."""

    def many(self, row: Row, term: Term, items: str) -> list[str]:
        """Say one value or more: `items` are the texts of the term, where it has a text, or its values."""

    def only(self, row: Row, term: Term) -> list[str]:
        """Say the one value of a row that may have more."""

    def parts(self, row: Row, write: str) -> tuple[list[str], list[str]]:
        """Say the parts `items` at their `places`: lines in the node, lines behind it.

        `write` is a statement that writes the part `v` at its `place`.
        """

    def end(self) -> list[str]:
        """Close the node."""

    def string(self, row: Row, value: str) -> Term:
        """Say a plain string."""

    def tagged(self, row: Row, value: str, language: str) -> Term:
        """Say a string in a language."""

    def typed(self, row: Row, value: str, datatype: str) -> Term:
        """Say a typed literal; `datatype` is an expression for one of our CURIEs."""

    def number(self, row: Row, value: str) -> Term:
        """Say an integer."""

    def true(self, row: Row) -> Term:
        """Say the boolean true."""

    def web(self, row: Row, value: str) -> Term:
        """Say an absolute IRI."""

    def ref(self, local: str, prefix: str | None) -> Term:
        """Say an IRI under our base; `prefix` is its folder if the rest is a plain name."""

    def constant(self, name: str) -> bytes:
        """Say a class."""


Meet = Callable[[Record, str], None]
"""What is called with a record that others lead to, and its IRI without the base, when it is met first."""

REMEMBERED = 1 << 16
"""Written terms of a kind that are kept: enough for those that many papers share."""


class Memo(dict[Any, bytes]):
    """Values that come back, and how they were written; when there are too many, it begins anew."""

    def __init__(self, write: Callable[[Any], bytes]) -> None:
        """Write by a function what is not at hand."""
        super().__init__()
        self.write = write

    def __missing__(self, value: object) -> bytes:
        """Write a value, and keep it at hand."""
        written = self.write(value)
        if len(self) >= REMEMBERED:
            self.clear()
        self[value] = written
        return written


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
    namespace: Namespace = {"quoted": quoted, "DATE_TYPES": DATE_TYPES, "Memo": Memo, "meet": meet, **dialect.namespace}
    for minter in (mint.IRIS, mint.FRAGMENTS):
        namespace.update({f"mint_{record.__name__}": function for record, function in minter.items()})
    compiler = Compiler(dialect, namespace)
    source = [
        *(line for kind in linked(mapping) for line in compiler.reference(kind, entities.get(kind))),
        *(line for entity in mapping for line in compiler.function(entity)),
        *(f"{name} = Memo(lambda v: {said})" for said, name in compiler.memos.items()),
    ]
    exec(compile("\n".join(source), "<kg writer>", "exec"), namespace)  # noqa: S102 -- source made from our own table
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


def remembered(kind: type[msgspec.Struct]) -> bool:
    """Tell whether written IRIs of a kind are kept: where looking one up is quick."""
    return kind.__struct_config__.cache_hash


class Compiler:
    """Writes the functions of one syntax as source text, and gives names to what they need."""

    def __init__(self, dialect: Dialect, namespace: Namespace) -> None:
        """Write for a dialect."""
        self.dialect = dialect
        self.namespace = namespace
        self.memos: dict[str, str] = {}
        """Expressions for a value `v` whose bytes are kept, and the name of what keeps them."""

    def named(self, value: object) -> str:
        """Give a value a name that generated code can use, and return the name."""
        name = f"x{len(self.namespace)}"
        self.namespace[name] = value
        return name

    def reference(self, kind: type, target: Entity | None) -> Iterator[str]:
        """Yield the source lines of the function that writes the IRI of an entity of one kind.

        Those of kinds that keep their hash are remembered.
        """
        name = kind.__name__
        yield f"def ref_{name}(v):"
        yield f"{INDENT}local = mint_{name}(v)"
        yield f"{INDENT}meet(v, local)"
        yield f"{INDENT}return {self.dialect.ref('local', target.prefix if target else None).whole}"
        if remembered(kind):
            yield f"ref_{name} = Memo(ref_{name}).__getitem__"

    def function(self, entity: Entity) -> Iterator[str]:
        """Yield the source lines of the function that writes one entity."""
        kinds = [row for row in entity.rows if isinstance(row, Kind)]
        lines = self.dialect.start(entity, self.kind(kinds[0]) if kinds else None)
        after: list[str] = []
        for row in entity.rows:
            found = reach(entity.record, row)
            if isinstance(row, Part):
                inside, behind = self.parts(row, found)
                lines += inside
                after += behind
            elif not isinstance(row, Kind):
                lines += self.row(row, found)
        yield f"def write_{entity.record.__name__}(r, local, out):"
        yield from indented(gathered([*lines, *self.dialect.end(), *after]))

    def kind(self, row: Kind) -> str:
        """Return an expression for the class that a field's value decides."""
        name = self.named({key: self.dialect.constant(value) for key, value in row.classes.items()})
        return f"{name}[r.{row.field}]"

    def row(self, row: Row, found: Reach) -> list[str]:
        """Return the lines that say the values of one row."""
        source = self.source(row)
        if found.many:
            return [f"values = {source}", *self.many(row, found)]
        if isinstance(row, Flag):
            return [f"if {source}:", *indented(self.dialect.one(row, self.term(row, found, source)))]
        if found.optional:
            said = self.dialect.one(row, self.term(row, found, "v"))
            return [f"v = {source}", "if v is not None:", *indented(said)]
        return self.dialect.one(row, self.term(row, found, source))

    def many(self, row: Row, found: Reach) -> list[str]:
        """Return the lines that say each of some `values` once."""
        term = self.term(row, found, "v")
        if term.text is not None:
            items = "values" if term.text == "v" else f"[{term.text} for v in values]"
        else:
            function, _, argument = term.value.partition("(")
            items = f"map({function}, values)" if argument == "v)" else f"[{term.value} for v in values]"
        return [
            "if len(values) == 1:",
            f"{INDENT}v, = values",
            *indented(self.dialect.only(row, term)),
            "elif values:",
            *indented(self.dialect.many(row, term, f"dict.fromkeys({items})")),
        ]

    def source(self, row: Row) -> str:
        """Return an expression for what a row's field and function give."""
        head, _, tail = row.field.partition(".")
        if tail:
            return f"[one.{tail} for one in r.{head}]"
        source = f"r.{head}" if head else "r"
        return f"{self.named(row.via)}({source})" if row.via else source

    def term(self, row: Row, found: Reach, value: str) -> Term:
        """Return the value that an expression names as an RDF term."""
        match row:
            case Link():
                return Term(f"ref_{found.kind.__name__}({value})")
            case Local():
                return self.dialect.ref(value, None)
            case Web():
                return self.dialect.web(row, value)
            case Lang():
                return self.dialect.tagged(row, value, "r.language")
            case Int():
                return self.kept(self.dialect.number(row, "v"), value)
            case Flag():
                return self.dialect.true(row)
            case Dec():
                return self.dialect.typed(row, value, "'xsd:decimal'")
            case Date():
                return self.kept(self.dialect.typed(row, "v", "DATE_TYPES[len(v)]"), value)
            case _:
                return self.dialect.string(row, value)

    def kept(self, term: Term, value: str) -> Term:
        """Return a term that is written once for each value: there are few numbers and days."""
        name = self.memos.setdefault(term.whole, f"memo_{len(self.memos)}")
        return Term(f"{name}[{value}]")

    def parts(self, row: Row, found: Reach) -> tuple[list[str], list[str]]:
        """Return the lines for the parts of a node: those inside it and those behind it."""
        kind = found.kind.__name__
        inside, behind = self.dialect.parts(row, f"write_{kind}(v, place, out)")
        items = [
            f"items = r.{row.field}",
            f"places = [f'{{local}}#{{fragment}}' for fragment in mint_{kind}(items)]",
        ]
        return [*items, *inside], behind


def parts_behind(dialect: Dialect, row: Row, write: str) -> tuple[list[str], list[str]]:
    """Return the lines for parts in a syntax in which they are nodes of their own."""
    return (
        ["if items:", *indented(dialect.many(row, dialect.ref("v", None), "places"))],
        ["for v, place in zip(items, places):", INDENT + write],
    )


def indented(lines: list[str]) -> list[str]:
    """Return source lines one level deeper."""
    return [INDENT + line for line in lines]


def gathered(lines: list[str]) -> list[str]:
    """Return source lines with those that append next to each other made one."""
    start, end = "out += (", ",)"
    found: list[str] = []
    for line in lines:
        if found and line.startswith(start) and found[-1].startswith(start):
            found[-1] = f"{found[-1].removesuffix(end)}, {line.removeprefix(start)}"
        else:
            found.append(line)
    return found


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
