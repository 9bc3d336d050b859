"""The kinds of rows that a mapping is made of, and how many values each may have.

An `Entity` is a kind of node; each of its rows leads from it by one predicate. A row's `field`
is a path (`credits.author`), or empty for the record itself; `via` names a function that is
applied to the value found there.
"""

from collections.abc import Callable
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from kg.records import Record

Severity = Literal["Violation", "Warning", "Info"]


class Must(msgspec.Struct, frozen=True, kw_only=True):
    """What SHACL demands of a row's values beyond their number, datatype and class."""

    pattern: str | None = None
    least: int | str | None = None
    """The smallest value; a string for decimals."""
    most: int | str | None = None
    longest: int | None = None
    """The greatest number of characters."""
    one_of: tuple[str, ...] = ()
    one_per_language: bool = False
    wanted: Severity | None = None
    """How grave it is when an optional value is absent; `None` where that is fine."""
    disjoint: str | None = None
    """A predicate that must not lead to the same node."""
    message: str | None = None


class Row(msgspec.Struct, frozen=True):
    """One predicate of an entity and the field that fills it."""

    predicate: str
    field: str
    via: Callable[..., object] | None = None
    must: Must = Must()
    term: str | None = None
    """The key in JSON-LD, where it is not the predicate's local name."""


class Lit(Row, frozen=True):
    """A plain string."""


class Lang(Row, frozen=True):
    """A string in the record's `language`."""


class Int(Row, frozen=True):
    """An xsd:integer."""


class Dec(Row, frozen=True):
    """An xsd:decimal, from its canonical text."""


class Flag(Row, frozen=True):
    """An xsd:boolean, written only where it is true."""


class Date(Row, frozen=True):
    """An xsd:gYear, xsd:gYearMonth or xsd:date, as its text tells."""


class Web(Row, frozen=True):
    """An IRI of the web, already valid."""


class Local(Row, frozen=True):
    """An IRI under our base, of a node that need not be described."""


class Link(Row, frozen=True):
    """The IRI of another entity, which is described on its own."""


class Part(Row, frozen=True):
    """Nodes that belong to this one alone and bear its IRI with a fragment."""


class Kind(Row, frozen=True):
    """A class that depends on a field's value."""

    classes: dict[str, str] = msgspec.field(default_factory=dict)


class Inverse(msgspec.Struct, frozen=True):
    """What SHACL demands of the nodes that lead here."""

    predicate: str
    message: str
    most: int | None = None
    of: str | None = None
    """The class of those nodes."""


class Entity(msgspec.Struct, frozen=True):
    """One kind of node: the record it is made from, its classes, its rows."""

    record: type[Record]
    types: tuple[str, ...]
    rows: tuple[Row, ...]
    prefix: str | None = None
    """The folder of its IRIs, where the rest of each IRI is a plain name."""
    inverse: tuple[Inverse, ...] = ()


Mapping = tuple[Entity, ...]


class Reach(msgspec.Struct, frozen=True):
    """What a row finds at the end of its field."""

    kind: type
    many: bool = False
    optional: bool = False


def reach(record: type[Record], row: Row) -> Reach:
    """Read off a record's annotations how many values of which type a row has.

    >>> from kg.records import Paper
    >>> reach(Paper, Lit("schema:name", "title"))
    Reach(kind=<class 'str'>, many=False, optional=False)
    """
    found = Reach(record)
    for name in filter(None, row.field.split(".")):
        inner = unwrapped(get_type_hints(found.kind)[name])
        found = Reach(inner.kind, found.many or inner.many, found.optional or inner.optional)
    if row.via is not None:
        inner = unwrapped(get_type_hints(row.via)["return"])
        found = Reach(inner.kind, inner.many, inner.optional or (found.optional and not found.many))
    return found


def unwrapped(annotation: object) -> Reach:
    """Tell `X`, `X | None` and `tuple[X, ...]` apart."""
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return Reach(arguments[0], many=True)
    if get_origin(annotation) in {Union, UnionType}:
        (kind,) = (one for one in arguments if one is not NoneType)
        return Reach(kind, optional=True)
    if get_origin(annotation) is Literal:
        return Reach(str)
    assert isinstance(annotation, type), annotation
    return Reach(annotation)
