"""What one process does: a block of lines to the bytes of its papers, buckets to those of their entities."""

import gc
import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from pathlib import Path

import msgspec

from kg import mint
from kg.bulk.buckets import Division, Piece, Spill, described, divide
from kg.bulk.tally import Tally
from kg.compiler import Frame, Meet, nothing
from kg.findings import Finding
from kg.formats import format_named
from kg.identity.gathering import leading, reached
from kg.profiles import PROFILES
from kg.records import Paper, Record
from kg.sources import source_named
from kg.sources.jsonlines import Rejected, keep
from kg.streams import Block

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP_LEVEL = 6
Task = Block | Piece | Division


class Job(msgspec.Struct, frozen=True):
    """What is to be made, as every process has to know it."""

    source: str
    target: str
    """The name of the format."""
    profile: str
    base: str
    graph: str | None
    packing: str
    """`.gz`, `.zst`, or nothing: how each piece of the output is compressed."""
    spills: str
    """The folder for entities."""
    run: int
    """Which run it is since the beginning, so that no two write one file."""


class Made(msgspec.Struct, frozen=True):
    """Some bytes of the output and the account of what they were made from."""

    lead: bytes
    """What stands before `body` unless nothing of the same file was written yet."""
    body: bytes
    tally: Tally


def pack(data: bytes, packing: str) -> bytes:
    """Compress a piece; pieces that follow each other are one compressed file."""
    if not data:
        return b""
    match packing:
        case ".gz":
            return gzip.compress(data, compresslevel=GZIP_LEVEL, mtime=0)
        case ".zst":
            return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})
        case _:
            return data


def frame_of(job: Job, meet: Meet = nothing) -> Frame:
    """Return the writers of a job and what stands around what they write."""
    return format_named(job.target).frame(job.base, PROFILES[job.profile], job.graph, meet)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be collected during a task: it makes many values, and no cycles of them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Worker:
    """Does tasks one after the other, and keeps what it learns on the way at hand."""

    def __init__(self, job: Job, number: int) -> None:
        """Make the reader and the writers of a job, once."""
        source = source_named(job.source)
        assert source is not None, job.source
        assert source.lines is not None, job.source
        self.job = job
        self.reader = source.lines()
        self.shared: dict[Record, None] = {}
        self.spill = Spill(Path(job.spills), f"{job.run}-{number}")
        self.frame = frame_of(job, self.meet)
        self.between = pack(self.frame.between, job.packing)

    def meet(self, record: Record, local: str) -> None:
        """Take an entity that a paper leads to, and those that it leads to itself, which many share."""
        self.spill.add(record, local)
        if leading(type(record)):
            for one in reached(record):
                if one is not record and one not in self.shared:
                    self.spill.add(one, mint.IRIS[type(one)](one))
                    keep(self.shared, one, None)

    def do(self, task: Task) -> Made:
        """Do a task of any kind."""
        with uncollected():
            match task:
                case Block():
                    return self.papers(task)
                case Piece():
                    return self.entities(task)
                case Division():
                    divide(task, self.spill.name)
                    return Made(b"", b"", Tally())

    def papers(self, block: Block) -> Made:
        """Return the papers of a block; its entities are on disk when this returns."""
        tally = Tally(bytes=block.end - block.start)
        data = block.read()
        lines = BytesIO(data).readlines()  # which searches for ends of lines several times as fast as `split`
        if block.start == 0 and lines:
            lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
        tally.lines = len(lines)
        out = self.written(block.file, lines, tally)
        self.spill.flush()
        return self.piece(out, tally)

    def written(self, file: str, lines: list[bytes], tally: Tally) -> list[bytes]:
        """Return the bytes of the papers in some lines, with what stands between them."""
        out: list[bytes] = []
        reader, parse = self.reader, self.reader.parse
        write, paper = self.frame.writers[Paper], mint.paper
        before, after = self.frame.between + self.frame.before, self.frame.after
        for number, line in enumerate(lines, 1):
            if line.isspace():
                tally.blank += 1
                continue
            found = parse(line)
            for remark in reader.remarks:
                tally.note(Finding(file=file, line=number, kind=remark.kind, code=remark.code,
                                   message=remark.message))
            if isinstance(found, Rejected):
                tally.rejected += 1
                tally.note(Finding(file=file, line=number, kind="rejected", code=found.code, message=found.message))
                continue
            tally.accepted += 1
            tally.credits += len(found.credits)
            pieces: list[bytes] = []
            write(found, paper(found), pieces)
            pieces.append(after)
            out += (before, b"".join(pieces))  # now, while the pieces are in the processor's cache
        return out

    def entities(self, piece: Piece) -> Made:
        """Return the entities of some buckets."""
        tally = Tally()
        out: list[bytes] = []
        before, after = self.frame.between + self.frame.before, self.frame.after
        for iri, record in chain.from_iterable(map(described, piece.buckets)):
            write = self.frame.writers.get(type(record))
            if write is None:
                continue
            name = type(record).__name__
            tally.entities[name] = tally.entities.get(name, 0) + 1
            out.append(before)
            write(record, iri, out)
            out.append(after)
        return self.piece(out, tally)

    def piece(self, out: list[bytes], tally: Tally) -> Made:
        """Return bytes as they go into the file."""
        lead = self.between if out else b""
        if out:
            out[0] = self.frame.before
        return Made(lead, pack(b"".join(out), self.job.packing), tally)
