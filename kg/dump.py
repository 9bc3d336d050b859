"""A built graph as its own index: nodes are found by binary search in the sorted N-Triples.

Nothing is held in memory but what is being looked at, so a dump of any size is read in the same
space. A second sorted file, made on opening and gone on closing, leads backwards: from a topic to
its papers, from a class to its nodes.
"""

import heapq
import mmap
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import IO, Self

import msgspec

from kg.errors import UnreadableInput
from kg.vocabulary import Literal, NamedNode, Quad, RdfFormat, Triple, curie, iri, parse

DUMP = "graph.nt"
MANIFEST = "manifest.json"

BACKWARDS = (
    "rdf:type", "schema:author", "schema:about", "schema:item", "schema:isPartOf", "schema:itemListElement",
    "schema:citation", "kg:agent", "kg:underTopic", "kg:authorship", "skos:broader", "skos:inScheme",
    "kg:candidateFor", "schema:affiliation", "prov:wasDerivedFrom",
)
"""The predicates that are followed from object to subject."""

RUN = 30_000
"""Lines that are sorted in memory at once; longer files are merged from such runs."""

STEP = 4096
"""Bytes of a file between two lines whose beginnings are kept, at least."""

MOST_KEPT = 1 << 13
"""Beginnings that are kept of a file of any size."""

LONG = "schema:itemListElement"
"""A predicate with so many objects that nodes do not hold them; `Dump.objects` yields them."""

LISTS = f" <{iri(LONG)}> ".encode()

RECENT = 1 << 9
"""Nodes that are kept in memory."""

Term = NamedNode | Literal
TERMS = (NamedNode, Literal)


class Manifest(msgspec.Struct, frozen=True):
    """What a build says about the graph."""

    kg: str
    base: str
    triples: int
    classes: dict[str, int]
    files: dict[str, dict[str, str | int]]


class Node:
    """What the graph says of one subject, in the order of the sorted dump."""

    def __init__(self, name: str, triples: tuple[Triple, ...]) -> None:
        """Group triples by predicate."""
        self.iri = name
        self.values: dict[str, list[Term]] = {}
        for one in triples:
            value = one.object
            if not isinstance(value, TERMS):
                raise UnreadableInput(f"{name}: has a blank node, which no graph made by kg has; build it again")
            self.values.setdefault(shortened(one.predicate.value), []).append(value)

    def __bool__(self) -> bool:
        """Tell whether the graph says anything of it."""
        return bool(self.values)

    def all(self, predicate: str) -> list[str]:
        """Return the texts or IRIs that a predicate leads to."""
        return [value.value for value in self.values.get(predicate, ())]

    def one(self, predicate: str) -> str | None:
        """Return the first text or IRI that a predicate leads to."""
        found = self.values.get(predicate)
        return found[0].value if found else None

    def number(self, predicate: str) -> int | None:
        """Return the first integer that a predicate leads to."""
        found = self.one(predicate)
        return None if found is None else int(found)

    def language(self, predicate: str) -> str | None:
        """Return the language of the first text that a predicate leads to."""
        found = self.values.get(predicate)
        return found[0].language if found and isinstance(found[0], Literal) else None

    def is_a(self, kind: str) -> bool:
        """Tell whether it is of a class."""
        return iri(kind) in self.all("rdf:type")


@lru_cache(maxsize=256)
def shortened(predicate: str) -> str:
    """Return a predicate as a CURIE where it is one of ours."""
    return curie(predicate) or predicate


class Lines:
    """A sorted file whose lines are found by how they begin."""

    def __init__(self, file: IO[bytes]) -> None:
        """Note how every few lines begin, which is all that is kept in memory."""
        self.size = file.seek(0, 2)
        self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self.size else None
        self.places: list[int] = []
        self.keys: list[bytes] = []
        step = max(STEP, self.size // MOST_KEPT)
        place = 0
        while self.map is not None and place < self.size:
            self.places.append(place)
            second = self.map.find(b" ", self.map.find(b" ", place) + 1)
            self.keys.append(self.map[place:second + 1])
            place = self.map.find(b"\n", place + step) + 1 or self.size
        self.places.append(self.size)

    def span(self, key: bytes) -> tuple[int, int]:
        """Return where the lines that begin with a key stand; a key ends in a blank or a sign below it."""
        if self.map is None:
            return 0, 0
        before = self.places[max(bisect_left(self.keys, key) - 1, 0)]
        after = self.places[bisect_left(self.keys, key[:-1] + bytes([key[-1] + 1]))]
        first = before if self.map[before:before + len(key)] == key else self.map.find(b"\n" + key, before, after) + 1
        if (first == 0 and before != 0) or self.map[first:first + len(key)] != key:
            return 0, 0
        last = self.map.rfind(b"\n" + key, first, after) + 1 or first
        return first, self.map.find(b"\n", last) + 1 or self.size

    def block(self, key: bytes) -> bytes:
        """Return the lines that begin with a key."""
        first, end = self.span(key)
        return self.map[first:end] if self.map is not None else b""

    def without(self, key: bytes, part: bytes) -> tuple[bytes, bool]:
        """Return the lines that begin with a key, but those that go on with a part; tell whether there are such."""
        first, end = self.span(key)
        if self.map is None or self.map.find(part, first, end) < 0:
            return self.block(key), False
        left, right = self.span(key[:-1] + part)
        return self.map[first:left or end] + self.map[right or end:end], left < right

    def starting(self, key: bytes) -> Iterator[bytes]:
        """Yield the lines that begin with a key, one at a time."""
        place, end = self.span(key)
        while self.map is not None and place < end:
            after = self.map.find(b"\n", place) + 1 or self.size
            yield self.map[place:after]
            place = after

    def __iter__(self) -> Iterator[bytes]:
        """Yield all lines."""
        if self.map is not None:
            self.map.seek(0)
            yield from iter(self.map.readline, b"")

    def close(self) -> None:
        """Let go of the file."""
        if self.map is not None:
            self.map.close()


class Dump:
    """The graph that a build wrote, open for looking up."""

    def __init__(self, folder: Path) -> None:
        """Open the folder of a build.

        Raises `UnreadableInput` if it holds no whole graph.
        """
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.base = self.manifest.base
        self.closing = ExitStack()
        try:
            file = self.closing.enter_context((folder / DUMP).open("rb"))
        except OSError as error:
            raise UnreadableInput(f"{folder / DUMP}: {error.strerror}; run kg build again") from None
        self.lines = Lines(file)
        self.back = Lines(self.closing.enter_context(backwards(self.lines)))
        self.node = lru_cache(maxsize=RECENT)(self.read)
        self.parts = lru_cache(maxsize=8)(self.read_parts)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.back.close()
        self.lines.close()
        self.closing.close()

    def read(self, name: str) -> Node:
        """Return what the graph says of a subject but for what it lists: an empty node if nothing."""
        lines, lists = self.lines.without(f"<{name}> ".encode(), LISTS)
        node = Node(name, tuple(quad.triple for quad in statements(lines)))
        node.values |= {LONG: []} if lists else {}
        return node

    def objects(self, name: str, predicate: str) -> Iterator[str]:
        """Yield the IRIs that a predicate leads to, however many they are."""
        key = f"<{name}> <{iri(predicate)}> ".encode()
        for line in self.lines.starting(key):
            yield line[len(key) + 1:-4].decode()

    def read_parts(self, name: str) -> dict[str, Node]:
        """Return the nodes that bear an IRI with a fragment, such as the credits of a paper, at one go."""
        found: dict[str, list[Triple]] = {}
        for quad in statements(self.lines.block(f"<{name}#".encode())):
            assert isinstance(quad.subject, NamedNode)
            found.setdefault(quad.subject.value, []).append(quad.triple)
        return {part: Node(part, tuple(triples)) for part, triples in found.items()}

    def leading_to(self, name: str, predicate: str) -> list[str]:
        """Return the subjects from which a predicate leads to a node, sorted."""
        return list(self.subjects(name, predicate))

    def count(self, name: str, predicate: str) -> int:
        """Return from how many subjects a predicate leads to a node."""
        return sum(1 for _ in self.back.starting(backward_key(name, predicate)))

    def of_class(self, kind: str) -> Iterator[str]:
        """Yield the nodes of a class, sorted."""
        return self.subjects(iri(kind), "rdf:type")

    def subjects(self, name: str, predicate: str) -> Iterator[str]:
        """Yield the subjects from which a predicate leads to a node."""
        key = backward_key(name, predicate)
        for line in self.back.starting(key):
            yield line[len(key) + 1:-2].decode()

    def local(self, name: str) -> str | None:
        """Return an IRI without the base, or `None` if it is not under it."""
        return name.removeprefix(self.base) if name.startswith(self.base) else None


def statements(lines: bytes) -> Iterator[Quad]:
    """Yield the statements of some lines."""
    return parse(lines, RdfFormat.N_TRIPLES)


def read_manifest(folder: Path) -> Manifest:
    """Read what a build says of itself; without it, the folder holds no result."""
    path = folder / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror}; DIR must be a folder that kg build wrote") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path}: is no manifest of kg build ({error})") from None


def backward_key(name: str, predicate: str) -> bytes:
    """Return what the lines that lead back from a node begin with."""
    return f"<{name}> {BACKWARDS.index(predicate):02} ".encode()


def backwards(lines: Iterable[bytes]) -> IO[bytes]:
    """Return a temporary file with `object predicate subject` of every link that is followed back."""
    numbers = {f"<{iri(name)}>".encode(): f" {place:02} ".encode() for place, name in enumerate(BACKWARDS)}
    runs: list[IO[bytes]] = []
    run: list[bytes] = []
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        number = numbers.get(predicate)
        if number is not None and rest.startswith(b"<"):
            run.append(rest[:-3] + number + subject + b"\n")
            if len(run) >= RUN:
                runs.append(spilled(run))
                run.clear()
    run.sort()
    whole = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the dump
    whole.writelines(heapq.merge(*runs, run))
    whole.flush()
    for one in runs:
        one.close()
    return whole


def spilled(run: list[bytes]) -> IO[bytes]:
    """Sort lines into a temporary file, open at its start."""
    run.sort()
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when merged
    file.writelines(run)
    file.seek(0)
    return file


