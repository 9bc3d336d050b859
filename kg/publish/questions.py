"""The bundled queries as the query page offers them: their text, and a field for each parameter."""

from collections.abc import Iterator

import msgspec

from kg.dump import Dump
from kg.publish.views import label
from kg.queries.header import Parameter
from kg.queries.library import Query, bundled

MOST_CHOICES = 200

CLASSES = {
    "author": ("kg:Author",),
    "paper": ("kg:Paper",),
    "topic": ("kg:Topic",),
    "list": ("kg:ReadingList",),
    "venue": ("schema:Periodical", "schema:PublicationEvent", "schema:Book", "schema:CreativeWorkSeries"),
    "snapshot": ("kg:Snapshot",),
}
"""What a parameter of each type may be."""

SEARCHED = ("author", "paper", "topic")
"""The types whose names the search index holds."""


class Field(msgspec.Struct, frozen=True):
    """One parameter: where it stands in the text, and what it is now."""

    name: str
    type: str
    about: str
    start: int
    end: int
    term: str
    """The characters that stand there."""
    shown: str
    """The same as people write it."""
    choices: tuple[tuple[str, str], ...] = ()
    """Terms and names to choose from, where there are few."""


class Question(msgspec.Struct, frozen=True):
    """One query."""

    name: str
    summary: str
    description: str
    text: str
    fields: tuple[Field, ...]


def questions(dump: Dump, favourites: dict[str, str | None]) -> list[Question]:
    """Return the queries that this graph can answer by itself.

    `favourites` has a good example for each type of entity, for where a query's own is not in the graph.
    """
    found = (question(dump, query, favourites) for query in bundled() if not query.header.endpoint)
    return [one for one in found if one is not None]


def question(dump: Dump, query: Query, favourites: dict[str, str | None]) -> Question | None:
    """Return one query with values from this graph, or `None` if the graph has none for it."""
    before = len(query.text) - len(query.body)
    fields = []
    for parameter in query.header.parameters:
        slot = query.slots[parameter.name]
        one = field(dump, parameter, slot.default, favourites)
        if one is None:
            return None
        fields.append(msgspec.structs.replace(one, start=slot.start - before, end=slot.end - before))
    return Question(query.name, query.header.summary, query.header.description, query.body, tuple(fields))


def field(dump: Dump, parameter: Parameter, default: str, favourites: dict[str, str | None]) -> Field | None:
    """Return the field of a parameter."""
    name, kind, about = parameter.name, parameter.type, parameter.about
    if kind not in CLASSES:
        return Field(name, kind, about, 0, 0, default, default.strip('"'))
    given = default.strip("<>")
    iri = given if dump.node(given) else favourites.get(kind)
    if iri is None:
        return None
    choices: tuple[tuple[str, str], ...] = ()
    if kind not in SEARCHED:
        choices = tuple((f"<{one}>", label(dump.node(one))) for one in of_kind(dump, kind))[:MOST_CHOICES]
    return Field(name, kind, about, 0, 0, f"<{iri}>", label(dump.node(iri)), choices)


def of_kind(dump: Dump, kind: str) -> Iterator[str]:
    """Yield the entities that a parameter of a type may be."""
    for name in CLASSES[kind]:
        yield from dump.of_class(name)
