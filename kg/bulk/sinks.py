"""Where the output goes: one file, a folder of parts, or standard output."""

import sys
from collections import deque
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path

import msgspec

from kg import __version__
from kg.bulk.crew import Place
from kg.bulk.work import Job, frame_of, pack
from kg.compiler import Frame
from kg.formats import format_named
from kg.report import pretty


class Position(msgspec.Struct):
    """How far the output has come; a run that is resumed goes on from here."""

    part: int = -1
    """Files begun before this one; -1 where none was begun."""
    offset: int = 0
    """Bytes written to it."""
    empty: bool = True
    """Whether it holds no record yet."""
    due: bool = True
    """Whether the next record begins a new file."""


class Files:
    """Files in a folder: one, or a new one with each lot and whenever the last has reached a size."""

    def __init__(self, folder: Path, ending: str, frame: Frame, packing: str, size: int | None) -> None:
        """Write files with this ending; `size` is `None` for one file."""
        self.folder = folder
        self.ending = ending
        self.head = pack(frame.head, packing)
        self.tail = pack(frame.tail, packing)
        self.size = size
        self.at = Position()
        self.behind: deque[Position] = deque()
        """Where the output stood behind each piece, until somebody asks."""

    def path(self, part: int) -> Path:
        """Return the path of a file by its number."""
        return self.folder / f"part-{part:05}{self.ending}"

    def place(self, lead: int, body: int, *, opens: bool) -> Place:
        """Return the place of the next piece; a file that is full is ended first."""
        if self.size is not None:
            self.at.due = self.at.due or opens or self.at.offset >= self.size
        if self.at.due and body:
            self.begin()
        at = self.at
        first = at.empty
        place = Place(str(self.path(at.part)), at.offset, not first)
        at.offset += body if first else lead + body
        at.empty = first and not body
        self.behind.append(msgspec.structs.replace(at))
        return place

    def begin(self) -> None:
        """Begin a file, behind the end of the one that is open."""
        self.end()
        self.at = Position(self.at.part + 1, len(self.head), due=False)
        self.path(self.at.part).write_bytes(self.head)

    def take(self, data: bytes) -> None:
        """Take nothing: pieces are written by those who made them."""
        raise AssertionError(len(data))

    def end(self) -> None:
        """End the file that is open, if one is."""
        if self.at.part >= 0 and self.tail:
            with self.path(self.at.part).open("r+b") as file:
                file.seek(self.at.offset)
                file.write(self.tail)

    def finish(self) -> list[Path]:
        """End the last file and return all; an output without a record is one file as well."""
        if self.at.part < 0:
            self.begin()
        self.end()
        return [self.path(part) for part in range(self.at.part + 1)]

    def resume(self, at: Position) -> None:
        """Go back to a position: what was written behind it is cut off."""
        self.at = at
        keep = {self.path(part) for part in range(at.part + 1)}
        for path in self.folder.iterdir():
            if path not in keep:
                path.unlink()
        if at.part >= 0:
            with self.path(at.part).open("r+b") as file:
                file.truncate(at.offset)


def files_for(job: Job, folder: Path, size: int | None) -> Files:
    """Return files in a folder for what a job makes."""
    ending = f".{format_named(job.target).extensions[0]}{job.packing}"
    return Files(folder, ending, frame_of(job), job.packing, size)


class Digest(msgspec.Struct, frozen=True):
    """What tells whether a file is whole."""

    bytes: int
    sha256: str


def digest(path: Path) -> Digest:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return Digest(path.stat().st_size, file_digest(file, "sha256").hexdigest())


def manifest(files: Mapping[str, Digest]) -> bytes:
    """Return what tells whether a folder of parts is whole."""
    return pretty({"kg": __version__, "files": files})


class StandardOutput:
    """Standard output."""

    def __init__(self, frame: Frame, packing: str) -> None:
        """Begin with the head."""
        self.tail = pack(frame.tail, packing)
        self.empty = True
        self.take(pack(frame.head, packing))

    def place(self, _lead: int, body: int, *, opens: bool) -> Place:  # noqa: ARG002 -- a stream has no parts
        """Return that the next piece is to be sent here."""
        first = self.empty
        self.empty = first and not body
        return Place(None, 0, not first)

    def take(self, data: bytes) -> None:
        """Write a piece."""
        sys.stdout.buffer.write(data)

    def finish(self) -> list[Path]:
        """Write the tail."""
        self.take(self.tail)
        sys.stdout.buffer.flush()
        return []
