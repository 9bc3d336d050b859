"""The whole job: files of records that may be larger than memory to one graph, in any syntax.

Papers come in the order of the source, block by block; then the authors, topics, venues and
organisations that they lead to, each once. All is made in a folder beside the output, whose name
begins with a dot, and appears under its own name when it is complete.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from kg.bulk.buckets import Division, buckets, digits_needed, pieces
from kg.bulk.crew import run
from kg.bulk.distribution import Distribution, Scheduler
from kg.bulk.journal import Journal, Step, header
from kg.bulk.lots import blocks_of, lots
from kg.bulk.request import SHARE, Converted, Ledger, Progress, Request
from kg.bulk.sinks import Files, Position, StandardOutput, digest, files_for, manifest
from kg.bulk.work import Task, frame_of
from kg.errors import ProcessLost, RemoteFailure, UnwritableOutput, WrongUsage
from kg.files import STANDARD, packing_of
from kg.streams import Block


def convert(
    request: Request, progress: Progress, *, packing: str | None = None, scheduler: Scheduler | None = None,
) -> Converted:
    """Convert files, in processes of this machine or where a scheduler has them; the output appears whole or not at all.

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
        if scheduler is None:
            converted = Conversion(request, folder, chosen, progress).make()
        else:
            converted = Distribution(request, folder, chosen, progress, scheduler).make()
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
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(f"{target}: cannot be written: {error.strerror}") from None
    try:
        yield folder
    except (KeyboardInterrupt, ProcessLost, RemoteFailure):
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
    if target.exists():
        target.rmdir()
    files[0].parent.replace(target)
    return [target / path.name for path in files]


class Conversion:
    """One conversion, in its folder."""

    def __init__(self, request: Request, folder: Path, packing: str, progress: Progress) -> None:
        """Prepare to make what was asked for."""
        self.request = request
        self.folder = folder
        self.journal = Journal(folder / "journal", Step)
        self.ledger = Ledger(progress)
        for name in ("out", "spills", "divided"):
            (folder / name).mkdir(exist_ok=True)
        self.job = request.job(packing, folder / "spills")
        self.sink: Files | StandardOutput
        if request.output == STANDARD:
            self.sink = StandardOutput(frame_of(self.job), packing)
        else:
            self.sink = files_for(self.job, folder / "out", request.part_size if request.in_parts else None)

    def make(self) -> Converted:
        """Write papers, then entities."""
        done = self.begin()
        self.papers(done)
        self.entities()
        files = self.sink.finish()
        if self.request.in_parts:
            (self.folder / "out" / "manifest.json").write_bytes(manifest({path.name: digest(path) for path in files}))
        return Converted(self.ledger.tally, files, self.ledger.accounts)

    def begin(self) -> int:
        """Begin anew, or go back to the last finished block; return how many are finished."""
        if isinstance(self.sink, StandardOutput):
            return 0
        about = header(self.request, self.job, "processes")
        if not self.request.resume or not self.journal.path.exists():
            self.journal.begin(about)
            return 0
        steps = self.journal.steps(about)
        self.journal.rewrite(about, steps)
        self.sink.resume(steps[-1].at if steps else Position())
        for block, step in zip(self.blocks(), steps, strict=False):
            self.ledger.add(block.file, step.tally, block.behind)
        runs = [int(path.name.partition(".")[2].partition("-")[0]) for path in (self.folder / "spills").iterdir()]
        self.job = msgspec.structs.replace(self.job, run=max(runs, default=0) + 1)
        return len(steps)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of all files."""
        for lot in lots(self.request.parts, self.request.lot):
            yield from blocks_of(lot, self.request.block)

    def papers(self, done: int) -> None:
        """Write the papers of all blocks but those that are done."""
        given: list[Block] = []
        todo = remembered(islice(self.blocks(), done, None), given)
        for tally in run(self.job, todo, self.sink, self.request.jobs):
            block = given.pop(0)
            self.ledger.add(block.file, tally, block.behind)
            if isinstance(self.sink, Files):
                self.journal.add(Step(self.sink.behind.popleft(), tally))

    def entities(self) -> None:
        """Write what the papers lead to."""
        spills, divided = self.folder / "spills", self.folder / "divided"
        shutil.rmtree(divided)
        divided.mkdir()
        found = buckets(spills.iterdir())
        size, lot, jobs = self.ledger.tally.bytes, self.request.lot, self.request.jobs
        digits = digits_needed(found, size, lot, self.request.memory // (SHARE * jobs))
        if digits:
            divisions: list[Task] = [Division(one, digits, str(divided)) for one in found]
            for _ in run(self.job, iter(divisions), self.sink, jobs):
                pass
            found = buckets(divided.iterdir())
        for tally in run(self.job, pieces(found, size, lot), self.sink, jobs):
            self.ledger.tally.add(tally, 0)


def remembered(blocks: Iterator[Block], given: list[Block]) -> Iterator[Task]:
    """Yield blocks and note each, without its bytes, for the account that comes back."""
    for block in blocks:
        given.append(msgspec.structs.replace(block, data=None))
        yield block
