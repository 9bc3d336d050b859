"""Entities on disk, so that no set of them is held: by the hash of their IRI, made one at the end.

A line is the hash of an IRI, the IRI, the kind and the record, so that sorted lines stand in the
order of the hash and equal descriptions stand together. The order of the output follows from the
IRIs alone: neither the number of buckets nor who wrote which line matters.
"""

import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import msgspec

from kg.identity.merging import merged
from kg.records import Author, Organization, Record, Snapshot, Topic, TopicScheme, Venue

DIGITS = "0123456789abcdef"
HASH = 8
"""Hexadecimal digits of a hash."""

TOP = 28
"""Bits of a hash behind its first digit."""

PIECES = 4
"""The entities of a lot make about this number of pieces."""

LOTS = 4
"""The entities of about this number of lots make one part."""

KINDS: dict[str, type[Record]] = {
    kind.__name__: kind for kind in (Author, Organization, Venue, Topic, TopicScheme, Snapshot)
}
NAMES = {kind: name.encode() for name, kind in KINDS.items()}
DECODERS = {name.encode(): msgspec.json.Decoder(kind).decode for name, kind in KINDS.items()}
encode = msgspec.json.Encoder().encode


class Spill:
    """Collects entities and appends them to files, one for each first digit of the hash."""

    def __init__(self, folder: Path, name: str) -> None:
        """Write files of this name into a folder."""
        self.folder = folder
        self.name = name
        self.waiting: tuple[list[bytes], ...] = tuple([] for _ in DIGITS)

    def add(self, record: Record, local: str) -> None:
        """Take an entity and its IRI without the base."""
        name = NAMES.get(type(record))
        if name is not None:
            iri = local.encode()
            number = zlib.crc32(iri)
            self.waiting[number >> TOP].append(b"%08x%s\t%s\t%s\n" % (number, iri, name, encode(record)))

    def flush(self) -> None:
        """Append what was taken to the files."""
        for digit, lines in zip(DIGITS, self.waiting, strict=True):
            if lines:
                with (self.folder / f"{digit}.{self.name}").open("ab") as file:
                    file.write(b"".join(lines))
                lines.clear()


class Bucket(msgspec.Struct, frozen=True):
    """Files of lines whose hashes begin with the same digits."""

    prefix: str
    files: tuple[str, ...]

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(Path(name).stat().st_size for name in self.files)


class Division(msgspec.Struct, frozen=True):
    """A bucket that is too large, to be divided by further digits into a folder."""

    bucket: Bucket
    digits: int
    folder: str
    opens: bool = False
    """It makes no output."""


class Piece(msgspec.Struct, frozen=True):
    """Buckets whose hashes follow each other, and which are written as one."""

    buckets: tuple[Bucket, ...]
    opens: bool
    """Whether a new part of the output begins with it, where there are parts."""


def buckets(files: Iterable[Path | str]) -> list[Bucket]:
    """Return the buckets that files hold, in the order of their hashes."""
    found: dict[str, list[str]] = {}
    for path in map(Path, files):
        found.setdefault(path.name.partition(".")[0], []).append(str(path))
    return [Bucket(prefix, tuple(sorted(found[prefix]))) for prefix in sorted(found)]


def digits_for(size: int, limit: int) -> int:
    """Return by how many more digits a bucket is divided until each part is within a limit.

    >>> digits_for(100, 100), digits_for(101, 100), digits_for(1601, 100)
    (0, 1, 2)
    """
    digits = 0
    while size > limit * 16**digits:
        digits += 1
    return min(digits, HASH - 1)


def digits_of_pieces(size: int, lot: int) -> int:
    """Return the digits that the hashes of a piece share, for a number of bytes of input.

    That number alone decides, so that pieces, of which each is compressed alone, are always the same.

    >>> digits_of_pieces(100, 100), digits_of_pieces(400, 100), digits_of_pieces(401, 100)
    (1, 1, 2)
    """
    digits = 1
    while size > lot // PIECES * 16**digits:
        digits += 1
    return min(digits, HASH - 1)


def digits_needed(found: list[Bucket], size: int, lot: int, limit: int) -> int:
    """Return by how many more digits buckets of one digit are divided: for the pieces, and for the memory.

    `limit` is what a bucket may have in bytes.
    """
    return max([digits_of_pieces(size, lot) - 1, *(digits_for(one.size, limit) for one in found)])


def pieces(found: Iterable[Bucket], size: int, lot: int) -> Iterator[Piece]:
    """Yield the pieces of all buckets; those of some lots make a part.

    >>> found = [Bucket(f"{number:02x}", ()) for number in range(256)]
    >>> [one.buckets[0].prefix for one in pieces(found, 400, 25) if one.opens]
    ['00', '40', '80', 'c0']
    >>> [one.buckets[0].prefix for one in pieces(found, 400, 100) if one.opens]
    ['00']
    """
    digits = digits_of_pieces(size, lot)
    bits = min((-(-size // (LOTS * lot)) - 1).bit_length(), 4 * digits)
    before = -1
    for prefix, group in groupby(found, key=lambda bucket: bucket.prefix[:digits]):
        part = int(prefix, 16) >> (4 * digits - bits)
        yield Piece(tuple(group), part != before)
        before = part


def divide(division: Division, name: str) -> list[str]:
    """Write the lines of a bucket into files of this name for the buckets of more digits; return their paths.

    As in `described`, a last line without an end is none.
    """
    made: dict[str, None] = {}
    length = len(division.bucket.prefix) + division.digits
    for path in division.bucket.files:
        with Path(path).open("rb") as file:
            while lines := file.readlines(8 << 20):
                if not lines[-1].endswith(b"\n"):
                    lines.pop()
                groups: dict[bytes, list[bytes]] = {}
                for line in lines:
                    groups.setdefault(line[:length], []).append(line)
                for prefix, group in groups.items():
                    into = f"{division.folder}/{prefix.decode()}.{name}"
                    made[into] = None
                    with Path(into).open("ab") as part:
                        part.write(b"".join(group))
    return list(made)


def described(bucket: Bucket) -> Iterator[tuple[str, Record]]:
    """Yield each entity of a bucket once, with its IRI, in the order of the hashes of the IRIs.

    Where descriptions differ, they merge by the rules of `kg.identity.merging` in the order of
    their bytes. A last line without an end was cut by a run that was killed, which did not finish
    the block that the line came from; the block is done again, and with it the line.
    """
    lines: set[bytes] = set()
    for name in bucket.files:
        lines.update(Path(name).read_bytes().split(b"\n")[:-1])
    at, whole = b"", None
    for line in sorted(lines):
        start, kind, data = line.split(b"\t", 2)
        record: Record = DECODERS[kind](data)
        if start == at:
            assert whole is not None
            whole = merged(whole, record)
            continue
        if whole is not None:
            yield at[HASH:].decode(), whole
        at, whole = start, record
    if whole is not None:
        yield at[HASH:].decode(), whole
