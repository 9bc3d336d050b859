"""The graph that is to be loaded: read from a build's folder or any RDF file, and proved sound first.

What leaves this module is a file of N-Triples, one statement a line, sorted, each once, without
blank nodes (https://www.w3.org/TR/n-triples/#canonical-ntriples), and what to expect of it in a store.
"""

import gzip
import hashlib
import heapq
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, cast

import msgspec
import pyoxigraph

from kg.errors import UnreadableInput, WrongUsage
from kg.files import GZIP_MAGIC, ZSTD_MAGIC
from kg.vocabulary import Literal, RdfFormat, Triple, iri, parse

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MANIFEST = "manifest.json"
GRAPH = "graph.nt"

SAMPLED = 64
"""Subjects drawn by the hash of their IRI, beside those that are extreme in some way."""

WIDEST = 500
"""Statements of a subject above which it is not drawn: a store may cut the answer."""

IS_A = f"<{iri('rdf:type')}>".encode()
XSD = "http://www.w3.org/2001/XMLSchema#"
DECIMAL = f"{XSD}decimal"
INTEGER = f"{XSD}integer"
BOOLEAN = f"{XSD}boolean"


class Statements(msgspec.Struct, frozen=True):
    """A proved file of N-Triples and what a store must hold once it is loaded."""

    path: Path
    triples: int
    size: int
    """Bytes."""
    sha256: str
    classes: dict[str, int]
    """How many nodes there are of each class."""
    sample: dict[str, frozenset[str]]
    """The statements of some subjects, as `key` writes them, by the subject's IRI."""

    @property
    def fingerprint(self) -> str:
        """Return one hash of the sample, independent of any order."""
        return fingerprint(one for keys in self.sample.values() for one in keys)


def fingerprint(keys: Iterable[str]) -> str:
    """Return one hash of statements, independent of their order."""
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def opened(source: Path, scratch: Path) -> Statements:
    """Return the proved statements of a build's folder or of a file; `scratch` takes what is rewritten.

    Raises `UnreadableInput` if the folder is not whole, or the file is not sound RDF without blank nodes.
    """
    if source.is_dir():
        return from_folder(source)
    return proved(canonical(source, scratch / "graph.nt"), str(source))


def from_folder(folder: Path) -> Statements:
    """Return the graph of a folder that `kg build` wrote, after comparing it with its manifest."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
        told = manifest["files"][GRAPH]["sha256"]
        triples, classes = manifest["triples"], manifest["classes"]
    except OSError:
        raise UnreadableInput(f"{folder}: there is no {MANIFEST}, so this is no finished build; "
                              "run kg build again") from None
    except (msgspec.DecodeError, KeyError, TypeError):
        raise UnreadableInput(f"{folder}/{MANIFEST}: this is no manifest of kg build") from None
    found = proved(folder / GRAPH, str(folder / GRAPH))
    if found.sha256 != told:
        raise UnreadableInput(f"{folder / GRAPH}: its SHA-256 is not the one in {MANIFEST}: "
                              "the file was changed or cut after the build; run kg build again")
    if (found.triples, found.classes) != (triples, classes):
        raise UnreadableInput(f"{folder / GRAPH}: it holds {found.triples} triples where {MANIFEST} says {triples}, "
                              "or other classes; run kg build again")
    return found


def canonical(source: Path, target: Path) -> Path:
    """Write any RDF file as sorted N-Triples, each statement once; return where."""
    lines = set()
    try:
        with unpacked(source) as file:
            for quad in parse(file, syntax(source)):
                lines.add(line(quad.triple))
    except OSError as error:
        raise UnreadableInput(f"{source}: cannot be read: {error.strerror or error}") from None
    except (SyntaxError, ValueError, EOFError, zstd.ZstdError) as error:
        raise UnreadableInput(f"{source}: {error}; nothing was sent") from None
    target.write_bytes(b"".join(sorted(lines)))
    return target


def line(triple: Triple) -> bytes:
    """Return the line of a triple in canonical N-Triples."""
    return f"{triple} .\n".encode()


def unpacked(path: Path) -> IO[bytes]:
    """Open a file, compressed or not."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic.startswith(GZIP_MAGIC):
        return cast("IO[bytes]", gzip.open(path))
    if magic.startswith(ZSTD_MAGIC):
        return cast("IO[bytes]", zstd.open(path))
    return path.open("rb")


def syntax(path: Path) -> RdfFormat:
    """Return the syntax that a file's name tells.

    Raises `WrongUsage` for names that tell none, and for RDF/XML, which can hide a bomb.
    """
    names = [suffix[1:] for suffix in path.suffixes if suffix not in {".gz", ".zst"}]
    found = RdfFormat.from_extension(names[-1]) if names else None
    if found is None or found == RdfFormat.RDF_XML:
        raise WrongUsage(f"{path}: kg loads a folder of kg build, or a file named .nt .ttl .nq .trig or .jsonld")
    return found


def proved(path: Path, name: str) -> Statements:
    """Parse a file of N-Triples to its end and sum it up, in constant memory.

    Raises `UnreadableInput` if a line is bad, a blank node is met, or the lines are not sorted and single.
    """
    try:
        parsed = sum(1 for _ in parse(path=str(path), format=RdfFormat.N_TRIPLES))
        with path.open("rb") as file:
            summary = Summary(name)
            for subject, lines in groupby(file, lambda one: one[: one.index(b" ")]):
                summary.add(subject, list(lines))
    except OSError as error:
        raise UnreadableInput(f"{name}: cannot be read: {error.strerror}") from None
    except (SyntaxError, ValueError) as error:
        raise UnreadableInput(f"{name}: {error}; nothing was sent") from None
    if parsed != summary.triples:
        raise UnreadableInput(f"{name}: {summary.triples} lines hold {parsed} triples; nothing was sent")
    if not parsed:
        raise UnreadableInput(f"{name}: there is no triple in it, and an empty graph is not loaded")
    return summary.statements(path)


class Summary:
    """What passes by of a sorted file: counts, digest, and a sample of its subjects."""

    def __init__(self, name: str) -> None:
        """Begin with nothing seen."""
        self.name = name
        self.triples = self.size = 0
        self.digest = hashlib.sha256()
        self.classes: Counter[bytes] = Counter()
        self.last = b""
        self.drawn: list[tuple[int, list[bytes]]] = []
        self.kinds: dict[tuple[bytes, bytes], list[bytes]] = {}
        self.longest: tuple[int, list[bytes]] = (0, [])
        self.longest_name: tuple[int, list[bytes]] = (0, [])

    def add(self, subject: bytes, lines: list[bytes]) -> None:
        """Take all statements of one subject."""
        sampled = len(lines) <= WIDEST
        for one in lines:
            kind = self.counted(one)
            if sampled and kind not in self.kinds:
                self.kinds[kind] = lines
        if not sampled:
            return
        longest = max(map(len, lines))
        if longest > self.longest[0]:
            self.longest = (longest, lines)
        if len(subject) > self.longest_name[0]:
            self.longest_name = (len(subject), lines)
        rank = -int.from_bytes(hashlib.blake2b(subject, digest_size=8).digest())
        if len(self.drawn) < SAMPLED:
            heapq.heappush(self.drawn, (rank, lines))
        elif rank > self.drawn[0][0]:
            heapq.heapreplace(self.drawn, (rank, lines))

    def counted(self, one: bytes) -> tuple[bytes, bytes]:
        """Count a statement; return its predicate and what kind of value it has.

        Raises `UnreadableInput` if it has a blank node or does not come after the one before.
        """
        if one <= self.last:
            raise UnreadableInput(f"{self.name}:{self.triples + 1}: the lines are not sorted, each once; "
                                  "run kg build again")
        self.last = one
        self.triples += 1
        self.size += len(one)
        self.digest.update(one)
        subject, predicate, value = one.rstrip(b" .\n").split(b" ", 2)
        if subject.startswith(b"_:") or value.startswith(b"_:"):
            raise UnreadableInput(f"{self.name}: line {self.triples} of the sorted graph has a blank node; loading it "
                                  "twice would double it and no diff could name it. Give it an IRI; nothing was sent")
        if predicate == IS_A:
            self.classes[value] += 1
        return predicate, value[value.rfind(b'"'):] if value.startswith(b'"') else b""

    def statements(self, path: Path) -> Statements:
        """Return the sum."""
        groups = [lines for _, lines in self.drawn]
        groups += [self.longest[1], self.longest_name[1], *self.kinds.values()]
        sample: dict[str, frozenset[str]] = {}
        for lines in groups:
            triples = [quad.triple for quad in parse(b"".join(lines), RdfFormat.N_TRIPLES)]
            if triples:
                sample[str(triples[0].subject.value)] = frozenset(map(key, triples))
        classes = {name[1:-1].decode(): count for name, count in sorted(self.classes.items())}
        return Statements(path, self.triples, self.size, self.digest.hexdigest(), classes, sample)


def key(triple: Triple) -> str:
    """Return what a statement says, whatever way a store spells it.

    Stores write language tags in lower case and numbers in forms of their own.
    """
    value = triple.object
    if isinstance(value, Literal):
        if value.language:
            value = Literal(value.value, language=value.language.lower())
        elif value.datatype.value in {DECIMAL, INTEGER}:
            value = Literal(number(value.value), datatype=value.datatype)
        elif value.datatype.value == BOOLEAN:
            value = Literal({"1": "true", "0": "false"}.get(value.value, value.value), datatype=value.datatype)
    return str(Triple(triple.subject, triple.predicate, value))


def number(text: str) -> str:
    """Return the plain form of a decimal number.

    >>> number("1.50"), number("007"), number("-0.0"), number("no number")
    ('1.5', '7', '0', 'no number')
    """
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    whole, _dot, rest = digits.partition(".")
    if not (whole + rest).isdecimal():
        return text
    plain = (whole.lstrip("0") or "0") + (f".{rest.rstrip('0')}" if rest.rstrip("0") else "")
    return plain if plain == "0" else sign + plain


def lines_of(statements: Statements) -> Iterator[bytes]:
    """Yield the lines of the file."""
    with statements.path.open("rb") as file:
        yield from file


def triples_of(data: bytes | IO[bytes]) -> Iterator[Triple]:
    """Yield the triples of N-Triples, from memory or a file."""
    return (quad.triple for quad in parse(data, pyoxigraph.RdfFormat.N_TRIPLES))
