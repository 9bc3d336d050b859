"""What changed since the site was last published: a patch, new papers, and papers that are gone.

Both dumps are sorted and free of blank nodes, so their difference is a difference of lines.
"""

import gzip
import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from kg import names
from kg.dump import Dump, Node, statements
from kg.publish.views import label
from kg.vocabulary import Literal, NamedNode, iri


class Gone(msgspec.Struct, frozen=True):
    """A paper that was once on the site."""

    title: str
    until: str
    """The day on which it was found to be gone."""
    successor: str | None = None
    """The IRI under which it goes on."""


class Changes(msgspec.Struct):
    """The difference of two publications."""

    removed: list[bytes] = []
    added: list[bytes] = []

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.removed or self.added)

    def patch(self, before: str, after: str) -> bytes:
        """Return the difference as RDF Patch: https://afs.github.io/rdf-patch/."""
        head = f"H id <urn:sha256:{after}> .\nH prev <urn:sha256:{before}> .\nTX .\n".encode()
        body = b"".join([b"D " + line for line in self.removed] + [b"A " + line for line in self.added])
        return head + body + b"TC .\n"

    def papers(self, lines: Iterable[bytes]) -> set[str]:
        """Return the papers that some lines introduce."""
        mark = f" <{iri('rdf:type')}> <{iri('kg:Paper')}> .".encode()
        return {line.partition(b" ")[0][1:-1].decode() for line in lines if mark in line}


def difference(before: Path, after: Iterable[bytes]) -> Changes:
    """Compare the packed dump of the last publication with the lines of a new one."""
    found = Changes()
    with gzip.open(before) as old:
        merged = heapq.merge(((line, 0) for line in old), ((line, 1) for line in after))
        waiting: tuple[bytes, int] | None = None
        for one in merged:
            if waiting is not None and waiting[0] == one[0]:
                waiting = None
                continue
            if waiting is not None:
                (found.added if waiting[1] else found.removed).append(waiting[0])
            waiting = one
        if waiting is not None:
            (found.added if waiting[1] else found.removed).append(waiting[0])
    return found


def gone(changes: Changes, dump: Dump, today: str) -> Iterator[tuple[str, Gone]]:
    """Yield the papers that are no longer there, each with the paper that took its place."""
    added = changes.papers(changes.added)
    removed = changes.papers(changes.removed) - added
    if not removed:
        return
    nodes = {name: Node(name, tuple(quad.triple for quad in statements(b"".join(lines))))
             for name, lines in by_subject(changes.removed, removed)}
    successors = {mark: name for name in sorted(added) for mark in marks(dump.node(name))}
    for name in sorted(removed):
        node = nodes[name]
        found = next((successors[mark] for mark in marks(node) if mark in successors), None)
        yield name, Gone(label(node), today, found)


def by_subject(lines: list[bytes], wanted: set[str]) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the lines of each wanted subject."""
    found: dict[str, list[bytes]] = {}
    for line in lines:
        name = line.partition(b" ")[0][1:-1].decode()
        if name in wanted:
            found.setdefault(name, []).append(line)
    yield from found.items()


def marks(node: Node) -> Iterator[tuple[str, str]]:
    """Yield what tells that two papers are one: an address, or the same words in the title."""
    for predicate in ("schema:sameAs", "schema:url"):
        yield from (("address", one) for one in node.all(predicate))
    yield "title", names.key(label(node))


def stub_triples(name: str, one: Gone) -> list[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """Return what is left to say of a paper that is gone."""
    subject = NamedNode(name)
    found: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (subject, NamedNode(iri("dcterms:title")), Literal(one.title)),
    ]
    if one.successor:
        found.append((subject, NamedNode(iri("dcterms:isReplacedBy")), NamedNode(one.successor)))
    return found
