"""From a name that people use to the IRI of the thing that is so called in this graph.

Each kind of thing has a query of its own in `queries/lookups/`, with the columns `node` and `label`;
an exact match wins, several are an error that lists them, none is an error with the nearest names.
"""

from difflib import get_close_matches

from kg import identifiers, names
from kg.errors import WrongUsage
from kg.queries.binding import bind
from kg.queries.library import Query, bundled
from kg.stores.answers import Queryable, Table
from kg.vocabulary import Literal, NamedNode

KINDS = {
    "author": "author", "paper": "paper", "topic": "topic", "list": "reading list", "venue": "venue",
    "snapshot": "snapshot",
}
SHOWN = 8
"""How many choices a message lists."""


class Names:
    """The names of the things in one graph."""

    def __init__(self, store: Queryable, base: str) -> None:
        self.store = store
        self.base = base
        self.lookups = {query.name: query for query in bundled("lookups")}

    def __call__(self, kind: str, name: str) -> NamedNode:
        """Return the IRI of the only thing of this kind and name."""
        found = self.ask(self.lookups[kind], name.strip())
        if not found and f"{kind}-in-any-case" in self.lookups:
            found = self.ask(self.lookups[f"{kind}-in-any-case"], name.strip())
        if len(found) == 1:
            return next(iter(found))
        if found:
            choices = "; ".join(f"{self.short(node)} ({label})" for node, label in list(found.items())[:SHOWN])
            raise WrongUsage(f"{name!r} may be any of {len(found)} {KINDS[kind]}s; give the IRI: {choices}")
        near = self.nearest(kind, name)
        hint = f"the nearest are {', '.join(near)}" if near else f"this graph has no {KINDS[kind]} with a like name"
        raise WrongUsage(f"no {KINDS[kind]} is called {name!r}; {hint}")

    def ask(self, lookup: Query, name: str) -> dict[NamedNode, str]:
        """Return the things that a lookup finds, with their labels."""
        given = {
            "key": names.key(name),
            "printed": name,
            "lower": name.lower(),
            "identifier": identifiers.parse(name) or "",
        }
        text = bind(lookup, {name: given[name] for name in lookup.slots}, self, self.base)
        return labelled(self.store.query(text))

    def nearest(self, kind: str, name: str) -> list[str]:
        """Return the names in the graph that are most like one that is not there."""
        every = labelled(self.store.query(self.lookups[f"{kind}-names"].text))
        by_key: dict[str, str] = {}
        for label in every.values():
            by_key.setdefault(names.key(label), label)
        wanted = names.key(name)
        within = [label for folded, label in by_key.items() if wanted and f" {wanted} " in f" {folded} "]
        close = [by_key[folded] for folded in get_close_matches(wanted, by_key, n=4, cutoff=0.6)]
        return list(dict.fromkeys(close + within))[:4]

    def short(self, node: NamedNode) -> str:
        """Return an IRI of this graph as `author:song-han`."""
        return node.value.removeprefix(self.base).replace("/", ":", 1) if node.value.startswith(self.base) else node.value


def labelled(answer: object) -> dict[NamedNode, str]:
    """Return the nodes of a lookup's answer with one label each."""
    assert isinstance(answer, Table)
    return {
        row[0]: row[1].value
        for row in answer.rows
        if isinstance(row[0], NamedNode) and isinstance(row[1], Literal)
    }

