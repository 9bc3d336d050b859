"""Files at the edge: read whole and sniffed, written whole or not at all."""

import gzip
import hashlib
import io
import os
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO, BinaryIO, Self

import msgspec

from kg.errors import LimitReached, UnreadableInput, UnwritableOutput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STANDARD = "-"
"""The name of standard input and output."""

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

LARGEST_LIST = 64 << 20
"""Bytes of a file that is read whole; no list written by people is near it."""


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of one input and where they came from."""

    name: str
    """What messages call it: the path as given, or `-` for standard input."""
    data: bytes

    @property
    def sha256(self) -> str:
        """Return the digest of the bytes in lower-case hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_whole(name: str, largest: int = LARGEST_LIST) -> SourceFile:
    """Read a file, or standard input for `-`, and undo gzip or Zstandard if its bytes show it.

    Raises `UnreadableInput` if there is no such file, it is a folder, empty or damaged, and
    `LimitReached` if it is larger than `largest` bytes, packed or unpacked.
    """
    try:
        with standard_input() if name == STANDARD else Path(name).open("rb") as file:
            data = file.read(largest + 1)
    except IsADirectoryError:
        raise UnreadableInput(f"{name}: this is a folder; name a file in it") from None
    except OSError as error:
        raise UnreadableInput(f"{name}: cannot be read: {error.strerror}") from None
    except ValueError:
        raise UnreadableInput(f"{name!r}: no file can have this name") from None
    whole = unpacked(name, within(name, data, largest), largest)
    if not whole.strip():
        raise UnreadableInput(f"{name}: this file is empty")
    return SourceFile(name=name, data=whole)


def standard_input() -> BinaryIO:
    """Return standard input as bytes."""
    return sys.stdin.buffer


def within(name: str, data: bytes, largest: int) -> bytes:
    """Return the data, or raise `LimitReached` if there is too much of it."""
    if len(data) > largest:
        raise LimitReached(f"{name}: more than {largest >> 20} MB, which no reading list is; split it")
    return data


def unpacked(name: str, data: bytes, largest: int) -> bytes:
    """Undo compression, once; a truncated or damaged file is no file."""
    try:
        if data.startswith(GZIP_MAGIC):
            with gzip.open(io.BytesIO(data)) as file:
                return within(name, file.read(largest + 1), largest)
        if data.startswith(ZSTD_MAGIC):
            with zstd.open(io.BytesIO(data)) as file:
                return within(name, file.read(largest + 1), largest)
    except (OSError, EOFError, zlib.error, zstd.ZstdError) as error:
        raise UnreadableInput(f"{name}: the compressed file is damaged or cut short ({error})") from None
    return data


def packing_of(name: str) -> str:
    """Return how a file of this name is compressed.

    >>> packing_of("graph.nt.zst"), packing_of("graph.nt")
    ('.zst', '')
    """
    return next((ending for ending in (".gz", ".zst") if name.endswith(ending)), "")


@contextmanager
def packed(file: BinaryIO, name: str) -> Iterator[IO[bytes] | gzip.GzipFile | zstd.ZstdFile]:
    """Compress what is written if the name ends in `.gz` or `.zst`; equal bytes for equal input."""
    if name.endswith(".gz"):
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as inner:
            yield inner
    elif name.endswith(".zst"):
        with zstd.open(file, "wb") as inner:
            yield inner
    else:
        yield file


class Staged:
    """Files that appear together: each is written aside, and `publish` renames them in order.

    Used as a context manager: leaving it without `publish` removes every trace.
    """

    def __init__(self) -> None:
        """Begin with nothing written."""
        self.waiting: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not published."""
        for aside, _target in self.waiting:
            with suppress(FileNotFoundError):
                aside.unlink()

    def write(self, target: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
        """Write a file aside; return its size in bytes and its SHA-256.

        What a killed run left aside is removed.

        Raises `UnwritableOutput` if it cannot be written, or not to its end.
        """
        digest = Digest()
        try:
            for left_behind in target.parent.glob(f".{escape(target.name)}.????????"):
                left_behind.unlink()
            handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            self.waiting.append((Path(aside), target))
            with os.fdopen(handle, "wb") as file:
                with packed(file, target.name) as inner:
                    for chunk in chunks:
                        inner.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).chmod(0o666 & ~umask())
            with Path(aside).open("rb") as written:
                for block in iter(lambda: written.read(1 << 20), b""):
                    digest.update(block)
        except OSError as error:
            raise UnwritableOutput(f"{target}: cannot be written: {error.strerror}") from None
        return digest.size, digest.hexdigest()

    def publish(self) -> None:
        """Give every file its name, in the order of writing."""
        for aside, target in self.waiting:
            aside.replace(target)
        self.waiting.clear()


class Digest:
    """The size and the SHA-256 of what passes by."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.size = 0
        self.hash = hashlib.sha256()

    def update(self, block: bytes) -> None:
        """Take another block."""
        self.size += len(block)
        self.hash.update(block)

    def hexdigest(self) -> str:
        """Return the digest in lower-case hexadecimal."""
        return self.hash.hexdigest()


def umask() -> int:
    """Return the mask that new files obey, which temporary files do not."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_whole(name: str, chunks: Iterable[bytes]) -> None:
    """Write one file whole or not at all, or to standard output for `-`."""
    if name == STANDARD:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        return
    with Staged() as staged:
        staged.write(Path(name), chunks)
        staged.publish()
