"""The whole job: files of records that may be larger than memory to one graph, in any syntax.

Papers come in the order of the source, block by block; then the authors, topics, venues and
organisations that they lead to, each once. All is made in a folder beside the output, whose name
begins with a dot, and appears under its own name when it is complete.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from kg import __version__
from kg.bulk.buckets import Bucket, Division, buckets, digits_for
from kg.bulk.crew import run
from kg.bulk.documents import blocks
from kg.bulk.journal import Journal, Step, header
from kg.bulk.sinks import Files, Position, StandardOutput
from kg.bulk.tally import Tally
from kg.bulk.work import Job, Task
from kg.compiler import nothing
from kg.errors import ProcessLost, UnwritableOutput, WrongUsage
from kg.files import STANDARD
from kg.formats import format_named
from kg.profiles import PROFILES
from kg.report import pretty
from kg.streams import BLOCK, Block, Part

PART_SIZE = 1 << 30
"""Bytes after which a new part begins."""

SHARE = 64
"""A bucket may have this share of the memory; what is made of it takes many times its size."""

Progress = Callable[[Tally, int], None]
"""Called with the sums and the bytes of files behind us, after each block."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a user asked for."""

    parts: list[Part]
    source: str
    target: str
    profile: str
    base: str
    graph: str | None = None
    output: str
    in_parts: bool = False
    """Whether the output is a folder of parts."""
    jobs: int = 1
    memory: int = 512 << 20
    resume: bool = False
    block: int = BLOCK
    """Bytes of lines that are worked on at once; the journal is about blocks of one size."""
    part_size: int = PART_SIZE


class Converted(msgspec.Struct):
    """What a conversion left behind."""

    tally: Tally
    files: list[Path]
    accounts: dict[str, Tally]
    """The account of each input file, without its findings."""


def packing_of(name: str) -> str:
    """Return how a file of this name is compressed.

    >>> packing_of("graph.nt.zst"), packing_of("graph.nt")
    ('.zst', '')
    """
    return next((ending for ending in (".gz", ".zst") if name.endswith(ending)), "")


def convert(request: Request, progress: Progress, *, packing: str | None = None) -> Converted:
    """Convert files; the output appears whole or not at all.

    Raises `KgError` of the kind that fits if input cannot be read or output not be written.
    """
    chosen = packing_of(request.output) if packing is None else packing
    if request.output == STANDARD:
        if request.resume or request.in_parts:
            raise WrongUsage("--resume and --parts need a place to write to; say -o NAME")
        with TemporaryDirectory(prefix="kg-") as folder:
            return Conversion(request, Path(folder), chosen, progress).make()
    target = Path(request.output)
    if request.in_parts and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WrongUsage(f"{target}: exists and is no empty folder; name another for the parts")
    with workplace(target, resume=request.resume) as folder:
        converted = Conversion(request, folder, chosen, progress).make()
        # Without its journal a run begins anew: nothing can be resumed whose output is being moved away.
        (folder / "journal").unlink()
        converted.files = publish(converted.files, target, in_parts=request.in_parts)
        return converted


@contextmanager
def workplace(target: Path, *, resume: bool) -> Iterator[Path]:
    """Make the folder that all is made in; it stays only where a run was killed or interrupted."""
    folder = target.with_name(f".{target.name}.work")
    if not resume:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        for name in ("out", "spills", "divided"):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(f"{target}: cannot be written: {error.strerror}") from None
    try:
        yield folder
    except (KeyboardInterrupt, ProcessLost):
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder)


def publish(files: list[Path], target: Path, *, in_parts: bool) -> list[Path]:
    """Give the output its name, once all of it is on the disk."""
    for path in files:
        with path.open("rb") as file:
            os.fsync(file.fileno())
    if not in_parts:
        files[0].replace(target)
        return [target]
    (files[0].parent / "manifest.json").write_bytes(manifest(files))
    if target.exists():
        target.rmdir()
    files[0].parent.replace(target)
    return [target / path.name for path in files]


def manifest(files: list[Path]) -> bytes:
    """Return what tells whether a folder of parts is whole."""
    entries = {}
    for path in files:
        with path.open("rb") as file:
            entries[path.name] = {"bytes": path.stat().st_size, "sha256": file_digest(file, "sha256").hexdigest()}
    return pretty({"kg": __version__, "files": entries})


class Conversion:
    """One conversion, in its folder."""

    def __init__(self, request: Request, folder: Path, packing: str, progress: Progress) -> None:
        """Prepare to make what was asked for."""
        self.request = request
        self.folder = folder
        self.progress = progress
        self.journal = Journal(folder / "journal")
        self.tally = Tally()
        self.accounts: dict[str, Tally] = {}
        for name in ("out", "spills", "divided"):
            (folder / name).mkdir(exist_ok=True)
        target = format_named(request.target)
        self.job = Job(
            request.source, target.name, request.profile, request.base, request.graph, packing,
            str(folder / "spills"), 0,
        )
        frame = target.frame(request.base, PROFILES[request.profile], request.graph, nothing)
        self.sink: Files | StandardOutput
        if request.output == STANDARD:
            self.sink = StandardOutput(frame, packing)
        else:
            size = request.part_size if request.in_parts else None
            self.sink = Files(folder / "out", f".{target.extensions[0]}{packing}", frame, packing, size)

    def make(self) -> Converted:
        """Write papers, then entities."""
        done = self.begin()
        self.papers(done)
        self.entities()
        return Converted(self.tally, self.sink.finish(), self.accounts)

    def begin(self) -> int:
        """Begin anew, or go back to the last finished block; return how many are finished."""
        if isinstance(self.sink, StandardOutput):
            return 0
        files = [part for part in self.request.parts if part.name != STANDARD]
        about = header(self.job, files, self.sink.size, self.request.block)
        if not self.request.resume or not self.journal.path.exists():
            self.journal.begin(about)
            return 0
        steps = self.journal.steps(about)
        self.journal.rewrite(about, steps)
        self.sink.resume(steps[-1].at if steps else Position())
        for block, step in zip(self.blocks(), steps, strict=False):
            self.account(block, step.tally)
        runs = [int(path.name.partition(".")[2].partition("-")[0]) for path in (self.folder / "spills").iterdir()]
        self.job = msgspec.structs.replace(self.job, run=max(runs, default=0) + 1)
        return len(steps)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of all files."""
        for part in self.request.parts:
            yield from blocks(part.name, self.request.block)

    def papers(self, done: int) -> None:
        """Write the papers of all blocks but those that are done."""
        given: list[Block] = []
        todo = remembered(islice(self.blocks(), done, None), given)
        for tally in run(self.job, todo, self.sink, self.request.jobs):
            self.account(given.pop(0), tally)
            if isinstance(self.sink, Files):
                self.journal.add(Step(self.sink.behind.popleft(), tally))

    def account(self, block: Block, tally: Tally) -> None:
        """Add the account of a block."""
        own = self.accounts.setdefault(block.file, Tally())
        self.tally.add(tally, own.lines)
        own.add(msgspec.structs.replace(tally, findings=[]), 0)
        self.progress(self.tally, block.behind)

    def entities(self) -> None:
        """Write what the papers lead to."""
        spills, divided = self.folder / "spills", self.folder / "divided"
        shutil.rmtree(divided)
        divided.mkdir()
        limit = self.request.memory // (SHARE * self.request.jobs)
        whole = buckets(spills)
        digits = max((digits_for(one.size, limit) for one in whole), default=0)
        found: list[Bucket] = whole
        if digits:
            divisions: list[Task] = [Division(one, digits, str(divided)) for one in whole]
            for _ in run(self.job, iter(divisions), self.sink, self.request.jobs):
                pass
            found = buckets(divided, sorted({path.name.partition(".")[0] for path in divided.iterdir()}))
        for tally in run(self.job, iter(found), self.sink, self.request.jobs):
            self.tally.add(tally, 0)


def remembered(blocks: Iterator[Block], given: list[Block]) -> Iterator[Task]:
    """Yield blocks and note each, without its bytes, for the account that comes back."""
    for block in blocks:
        given.append(msgspec.structs.replace(block, data=None))
        yield block
