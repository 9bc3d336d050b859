"""Files of lines that are larger than memory: unpacked as they are read, cut at line ends.

Compression is told by the first bytes, not by the name. A damaged or truncated file, a line of
unreasonable length, and a file that unpacks to a thousand times its size all stop the run.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg.errors import LimitReached, UnreadableInput
from kg.files import GZIP_MAGIC, STANDARD, ZSTD_MAGIC, standard_input

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BLOCK = 4 << 20
"""Bytes of whole lines that are worked on at once."""

LONGEST_LINE = 32 << 20
"""Bytes of one record; the largest of OpenAlex has a few million."""

HIGHEST_RATIO = 1000
"""How much larger than its packed file the content may be, once it is past `FREE` bytes."""

FREE = 256 << 20


Content = BinaryIO | gzip.GzipFile | zstd.ZstdFile


class Block(msgspec.Struct, frozen=True):
    """Some whole lines of one file: their bytes, or where in the file they are."""

    file: str
    start: int
    """Offset of the first byte, in the unpacked content."""
    end: int
    behind: int
    """Bytes of the file on disk that are read when this block is."""
    data: bytes | None = None
    """`None` where whoever needs the bytes can read them from the file."""
    opens: bool = False
    """Whether a new part of the output begins with it, where there are parts."""

    def read(self) -> bytes:
        """Return the bytes."""
        if self.data is not None:
            return self.data
        with Path(self.file).open("rb") as file:
            file.seek(self.start)
            return file.read(self.end - self.start)


class Part(msgspec.Struct, frozen=True):
    """One file of an input that is cut into parts."""

    name: str
    size: int
    """Bytes on disk; 0 for standard input."""


def parts_of(names: list[str], suffixes: tuple[str, ...] = (".json", ".jsonl", ".ndjson")) -> list[Part]:
    """Return the files that the names mean, those of a folder (at any depth) in the order of their paths.

    Raises `UnreadableInput` if a file does not exist or a folder holds none of JSON lines.
    """
    found: list[Part] = []
    for name in names:
        path = Path(name)
        if name == STANDARD:
            found.append(Part(name, 0))
        elif path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and looks_like(one, suffixes))
            if not inside:
                raise UnreadableInput(f"{name}: no file of JSON lines in this folder")
            found += [Part(str(one), one.stat().st_size) for one in inside]
        elif path.is_file():
            found.append(Part(name, path.stat().st_size))
        else:
            raise UnreadableInput(f"{name}: there is no such file")
    return found


def looks_like(path: Path, suffixes: tuple[str, ...]) -> bool:
    """Tell whether a file of a folder is one of the data, packed or not: others are lists of them and notes.

    >>> looks_like(Path("part_000.gz"), (".jsonl",)), looks_like(Path("manifest"), (".jsonl",))
    (True, False)
    """
    return path.suffix in {".gz", ".zst", *suffixes} and path.name != "manifest.json"


@contextmanager
def unpacked_stream(name: str) -> Iterator[tuple[Content, BinaryIO | None]]:
    """Open a file as its content; with it comes the packed file beneath, or `None` if it is not packed."""
    with standard_input() if name == STANDARD else Path(name).open("rb") as plain:
        magic = peek(plain)
        if magic.startswith(GZIP_MAGIC):
            with gzip.GzipFile(fileobj=plain) as inner:
                yield inner, plain
        elif magic.startswith(ZSTD_MAGIC):
            with zstd.open(plain) as inner:
                yield inner, plain
        else:
            yield plain, None


def peek(file: BinaryIO, size: int = 4) -> bytes:
    """Return the first bytes of a file, as many as are at hand, without taking them."""
    assert isinstance(file, io.BufferedReader), "files are opened with a buffer"
    return file.peek(size)[:size]


def packed(name: str) -> bool:
    """Tell whether a file is compressed, or can be read only once."""
    if name == STANDARD:
        return True
    with readable(name), Path(name).open("rb") as file:
        magic = peek(file)
        if not magic and name.endswith((".gz", ".zst")):
            raise UnreadableInput(f"{name}: the compressed file is empty")
        return magic.startswith((GZIP_MAGIC, ZSTD_MAGIC))


def head(name: str, size: int) -> bytes:
    """Return the beginning of a file's content; of standard input, what is there without taking it."""
    with readable(name):
        if name == STANDARD:
            found = peek(standard_input(), size)
            return found if not found.startswith((GZIP_MAGIC, ZSTD_MAGIC)) else b""
        with unpacked_stream(name) as (content, _):
            return content.read(size)


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Raise `UnreadableInput` for a file that cannot be read to its end."""
    try:
        yield
    except (EOFError, zlib.error, zstd.ZstdError, gzip.BadGzipFile) as error:
        raise UnreadableInput(f"{name}: the compressed file is damaged or cut short ({error})") from None
    except OSError as error:
        raise UnreadableInput(f"{name}: cannot be read: {error.strerror}") from None


def blocks(name: str, size: int = BLOCK) -> Iterator[Block]:
    """Yield a file in blocks of whole lines, always cut at the same places.

    Raises `UnreadableInput` if it is damaged and `LimitReached` at a line or a ratio beyond the limit.
    """
    with readable(name):
        yield from (streamed if packed(name) else ranges)(name, size)


def ranges(name: str, size: int, first: int = 0, last: int | None = None) -> Iterator[Block]:
    """Yield where in a plain file the blocks are, of the lines that begin in a range of its bytes."""
    with Path(name).open("rb") as file:
        total = file.seek(0, 2)
        start, stop = (begun(name, file, at) for at in (first, total if last is None else min(last, total)))
        while start < stop:
            end = begun(name, file, start + size) if start + size < stop else stop
            yield Block(name, start, end, end)
            start = end


def begun(name: str, file: BinaryIO, at: int) -> int:
    """Return where the first line begins that begins at an offset or behind it."""
    if at == 0:
        return 0
    file.seek(at - 1)
    checked(name, file.readline(LONGEST_LINE + 1))
    return file.tell()


def streamed(name: str, size: int) -> Iterator[Block]:
    """Yield the blocks of a packed file, or of standard input, with their bytes."""
    with unpacked_stream(name) as (content, beneath):
        start = 0
        while data := content.read(size):
            if len(data) == size:
                data += checked(name, content.readline(LONGEST_LINE + 1))
            end = start + len(data)
            if beneath is not None and end > FREE and end > HIGHEST_RATIO * beneath.tell():
                raise LimitReached(f"{name}: unpacks to more than {HIGHEST_RATIO} times its size; this is no data")
            yield Block(name, start, end, beneath.tell() if beneath else end, data)
            start = end


def checked(name: str, line: bytes) -> bytes:
    """Return the rest of a line, or raise `LimitReached` if it has no end in sight."""
    if len(line) > LONGEST_LINE:
        raise LimitReached(f"{name}: a line is longer than {LONGEST_LINE >> 20} MB, which no record is")
    return line
