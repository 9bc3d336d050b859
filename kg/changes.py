"""What changed between two graphs: as a set of statements, and as RDF Patch, SPARQL Update or N-Quads.

Graphs have no blank nodes, so their difference is that of two sets of lines. RDF Patch:
https://afs.github.io/rdf-delta/rdf-patch.html
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator

import msgspec

from kg.vocabulary import NamedNode

REMOVED = "urn:x-kg:removed"
ADDED = "urn:x-kg:added"
"""The graphs that hold the two halves of a change written as N-Quads."""


class Changes(msgspec.Struct, frozen=True):
    """The statements that only one of two graphs has, as sorted lines of canonical N-Triples."""

    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]

    def __bool__(self) -> bool:
        """Return whether there is any change."""
        return bool(self.removed or self.added)

    @property
    def sha256(self) -> str:
        """Return the digest of the whole change."""
        return hashlib.sha256(b"".join((*self.removed, b"\n", *self.added))).hexdigest()


def compare(old: set[bytes], new: set[bytes], key: Callable[[bytes], str] | None = None) -> Changes:
    """Return what must be removed from the old graph and added to it to get the new one.

    With a key, statements that it makes equal count as the same: stores spell some numbers and
    language tags in their own way.
    """
    removed, added = old - new, new - old
    if key is not None:
        before, after = ({key(line): line for line in lines} for lines in (removed, added))
        removed = {line for name, line in before.items() if name not in after}
        added = {line for name, line in after.items() if name not in before}
    return Changes(tuple(sorted(removed)), tuple(sorted(added)))


def rdf_patch(changes: Changes, graph: str | None) -> Iterator[bytes]:
    """Yield an RDF Patch: one transaction, removals first."""
    name = b"" if graph is None else str(NamedNode(graph)).encode() + b" "
    # The same change has the same name, so that the same input gives the same bytes.
    yield f"H id <urn:uuid:{uuid.UUID(changes.sha256[:32])}> .\nTX .\n".encode()
    for letter, lines in ((b"D ", changes.removed), (b"A ", changes.added)):
        for line in lines:
            yield letter + line[:-2] + name + b".\n"
    yield b"TC .\n"


def nquads(changes: Changes, graph: str | None) -> Iterator[bytes]:
    """Yield the two halves of a change in graphs of their own, `urn:x-kg:removed` and `urn:x-kg:added`."""
    del graph
    for name, lines in ((REMOVED, changes.removed), (ADDED, changes.added)):
        for line in lines:
            yield line[:-2] + f"<{name}> .\n".encode()


def sparql_update(changes: Changes, graph: str | None) -> Iterator[bytes]:
    """Yield a SPARQL Update of at most two operations."""
    for number, (verb, lines) in enumerate(operations(changes)):
        yield b";\n" * bool(number) + data(verb, lines, graph)


def operations(changes: Changes) -> list[tuple[str, tuple[bytes, ...]]]:
    """Return what there is to do, removals first."""
    return [one for one in (("DELETE", changes.removed), ("INSERT", changes.added)) if one[1]]


def data(verb: str, lines: Iterable[bytes], graph: str | None) -> bytes:
    r"""Return one operation on statements.

    The lines are terms as the RDF library writes them, in which no escape stands for a quote or a
    line end; that is why they mean the same in SPARQL, which undoes `\u` before it reads.
    """
    opened, closed = (b"", b"") if graph is None else (f"GRAPH {NamedNode(graph)} {{\n".encode(), b"}")
    return f"{verb} DATA {{ ".encode() + opened + b"".join(lines) + closed + b" }\n"


def requests(changes: Changes, graph: str, most: int) -> Iterator[str]:
    """Yield updates of at most so many statements each: one if they all fit."""
    if len(changes.removed) + len(changes.added) <= most:
        yield b"".join(sparql_update(changes, graph)).decode()
        return
    for verb, lines in operations(changes):
        for start in range(0, len(lines), most):
            yield data(verb, lines[start:start + most], graph).decode()


SYNTAXES: dict[str, Callable[[Changes, str | None], Iterator[bytes]]] = {
    "rdf-patch": rdf_patch,
    "sparql-update": sparql_update,
    "nquads": nquads,
}
"""How a change can be written for machines."""
